//! Ties between visits of different jobs, and the groups of jobs that hang together by them.

use super::problem::{Problem, Visit};
use crate::intake::case::{Case, Link};
use crate::rules::tables::Tie;
use crate::units::Millis;

/// No group.
pub const ALONE: u32 = u32::MAX;

/// All ties of a problem.
#[derive(Default)]
pub struct Ties {
    pub list: Vec<Tie>,
    /// By visit, its ties.
    of: Vec<Vec<u32>>,
    /// By job.
    group: Vec<u32>,
    /// Jobs by group, each after those it waits for.
    groups: Vec<Vec<u32>>,
}

impl Ties {
    /// Empty where no two jobs are tied. Else the two sides of a job done together are tied too.
    pub fn of(case: &Case, mut list: Vec<Tie>) -> Ties {
        if list.is_empty() {
            return Ties::default();
        }
        for job in case.jobs.iter().filter(|j| j.link == Link::Together) {
            list.push(side_by_side(job.visits[0].0, job.visits[1].0));
        }
        let mut of = vec![Vec::new(); case.visits.len()];
        for (k, tie) in list.iter().enumerate() {
            of[tie.first as usize].push(k as u32);
            of[tie.second as usize].push(k as u32);
        }
        let job = |v: u32| case.visits[v as usize].job.at();
        let pairs: Vec<(usize, usize, bool)> =
            list.iter().map(|t| (job(t.first), job(t.second), t.needs)).collect();
        let (group, groups) = groups(case.jobs.len(), &pairs);
        Ties { list, of, group, groups }
    }

    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// The ties of a visit.
    pub fn of_visit(&self, visit: u32) -> impl Iterator<Item = &Tie> + '_ {
        let own = self.of.get(visit as usize).into_iter().flatten();
        own.map(|&k| &self.list[k as usize])
    }

    /// The group of a job, [`ALONE`] where nothing ties it.
    pub fn group_of(&self, job: usize) -> u32 {
        self.group.get(job).copied().unwrap_or(ALONE)
    }

    /// The jobs of a group, each after those it waits for.
    pub fn members(&self, group: u32) -> &[u32] {
        &self.groups[group as usize]
    }
}

fn side_by_side(a: u32, b: u32) -> Tie {
    Tie {
        first: a,
        second: b,
        from_end: false,
        min: Some(0),
        max: Some(0),
        min_days: None,
        max_days: None,
        crew: Some(false),
        day: None,
        needs: false,
    }
}

/// Connected jobs share a group; within it they stand in the order of who waits for whom.
fn groups(jobs: usize, pairs: &[(usize, usize, bool)]) -> (Vec<u32>, Vec<Vec<u32>>) {
    let mut root: Vec<usize> = (0..jobs).collect();
    fn find(root: &mut [usize], mut j: usize) -> usize {
        while root[j] != j {
            root[j] = root[root[j]];
            j = root[j];
        }
        j
    }
    let mut waits = vec![0usize; jobs];
    let mut later: Vec<Vec<usize>> = vec![Vec::new(); jobs];
    let mut tied = vec![false; jobs];
    for &(a, b, needs) in pairs {
        if a == b {
            continue;
        }
        (tied[a], tied[b]) = (true, true);
        let (x, y) = (find(&mut root, a), find(&mut root, b));
        root[x.max(y)] = x.min(y);
        if needs {
            waits[b] += 1;
            later[a].push(b);
        }
    }
    let mut group = vec![ALONE; jobs];
    let mut groups: Vec<Vec<u32>> = Vec::new();
    let mut next: std::collections::BTreeSet<usize> =
        (0..jobs).filter(|&j| tied[j] && waits[j] == 0).collect();
    while let Some(j) = next.pop_first() {
        let r = find(&mut root, j);
        if group[r] == ALONE {
            group[r] = groups.len() as u32;
            groups.push(Vec::new());
        }
        group[j] = group[r];
        groups[group[r] as usize].push(j as u32);
        for &b in &later[j] {
            waits[b] -= 1;
            if waits[b] == 0 {
                next.insert(b);
            }
        }
    }
    (group, groups)
}

/// How long a service may last on a shift: all breaks may fall into it.
pub fn longest(problem: &Problem, shift: usize, visit: &Visit) -> Millis {
    let clock = &problem.shifts[shift].clock;
    let breaks = if visit.break_inside && clock.breaks > 0 {
        (0..clock.breaks).map(|k| clock.chains[k][k + 1].dur).sum()
    } else {
        0
    };
    visit.duration + breaks
}

impl Tie {
    /// Whether two shifts can hold the two visits, as far as crews and dates go.
    pub fn joins(&self, problem: &Problem, first: usize, second: usize) -> bool {
        let (a, b) = (&problem.shifts[first], &problem.shifts[second]);
        let days = b.work_day - a.work_day;
        self.crew.is_none_or(|same| (a.crew == b.crew) == same)
            && self.day.is_none_or(|same| (a.day == b.day) == same)
            && self.min_days.is_none_or(|least| days >= least)
            && self.max_days.is_none_or(|most| days <= most)
    }

    /// The least and the longest time from the start of the first on its shift to the start of the
    /// second, whatever breaks fall into the first.
    pub fn lag(&self, problem: &Problem, first_shift: usize) -> (Option<Millis>, Option<Millis>) {
        let visit = &problem.visits[self.first as usize];
        if !self.from_end {
            return (self.min, self.max);
        }
        let long = longest(problem, first_shift, visit);
        (self.min.map(|m| m + long), self.max.map(|m| m + visit.duration))
    }
}
