//! The ways in which work can be cut or shared: for each distinct list of visits a job of its own.
//!
//! How long the parts of a job are follows from the net of the days they fill, and how long labor
//! takes from the size of the crew. Neither is known before the travel times are. Each distinct
//! outcome becomes a job beside the request's own, with the crews that it can come from; of all
//! ways of one job at most one is served.

use super::case::{Case, Crew, Job, Link, Visit};
use super::visits::BREAK_INSIDE_FROM;
use crate::fault::Faults;
use crate::ids::{CrewId, JobId, VisitId};
use crate::rules::crew_list;
use crate::rules::split::{Cut, MOST_PARTS};
use crate::travel::Travel;
use crate::units::Millis;
use crate::wire::plan::{Plan, Stop};
use crate::wire::text::parse_instant;
use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap};

/// The most ways of one job, the most common ones.
pub const MOST_WAYS: usize = 24;
/// With more visits, all ways counted, jobs keep fewer ways.
const VISITS_MOST: usize = 12_000;
/// The most pairs of a visit and a shift.
const PAIRS_MOST: usize = 200_000_000;

/// One way: the lengths of the visits, how often it arises, and from whom.
struct Way {
    parts: Vec<Millis>,
    count: usize,
    crews: Vec<bool>,
}

/// Gives each job that can be cut or shared its ways. Does nothing where there is none.
pub fn lay(case: &mut Case, travel: &Travel) {
    if !case.jobs.iter().any(Job::is_cut) || !case.ways.is_empty() {
        return;
    }
    let mut found: Vec<Vec<Way>> = {
        let desk = Desk::of(case, travel);
        case.jobs.iter().map(|job| if job.is_cut() { desk.ways(job) } else { Vec::new() }).collect()
    };
    let mut most = MOST_WAYS;
    while most > 1 && is_large(case, &found, most) {
        most /= 2;
    }
    let mut warned = Faults::default();
    for (j, ways) in found.iter_mut().enumerate().filter(|(_, w)| w.len() > most) {
        let key = if case.jobs[j].specs.split.is_some() { "split" } else { "labor" };
        let at = format!("{}/{key}", case.job_pointer(JobId::new(j)));
        let message = format!("{} ways to cut this job, of which {most} are tried", ways.len());
        let hint = "name its crews in `crews.required`, or give a longer `step`";
        warned.warn("WAYS_CAPPED", &at, &case.jobs[j].id, &message, hint);
        ways.truncate(most);
    }
    case.warnings.extend(warned.into_list());
    place(case, found);
}

fn is_large(case: &Case, found: &[Vec<Way>], most: usize) -> bool {
    let each = case.jobs.iter().zip(found).map(|(job, ways)| match ways.is_empty() {
        true => job.visits.len(),
        false => ways.iter().take(most).map(|w| w.parts.len()).sum(),
    });
    let visits: usize = each.sum();
    visits > VISITS_MOST || visits * case.shifts.len() > PAIRS_MOST
}

/// Puts the ways behind the jobs and numbers all visits anew.
fn place(case: &mut Case, found: Vec<Vec<Way>>) {
    let old: Vec<(Millis, bool)> =
        case.visits.iter().map(|v| (v.duration, v.break_inside)).collect();
    let mut ways = Vec::with_capacity(case.own);
    let (mut others, mut visits) = (Vec::new(), Vec::new());
    let mut lengths: Vec<Vec<(Millis, bool)>> = Vec::new();
    for (j, found) in found.into_iter().enumerate() {
        let job = &mut case.jobs[j];
        lengths.push(job.visits.iter().map(|v| old[v.at()]).collect());
        let mut own = vec![JobId::new(j)];
        if job.is_cut() && found.is_empty() {
            job.crews = Some(vec![false; case.crews.len()]);
        }
        for (k, way) in found.into_iter().enumerate() {
            let visits = lengths_of(job, &way);
            if k == 0 {
                lengths[j] = visits;
                cut(job, way);
                continue;
            }
            let mut other = job.clone();
            other.way_of = Some(JobId::new(j));
            cut(&mut other, way);
            own.push(JobId::new(case.own + others.len()));
            others.push((other, visits));
        }
        ways.push(own);
    }
    for (other, visits) in others {
        case.jobs.push(other);
        lengths.push(visits);
    }
    for (j, own) in lengths.into_iter().enumerate() {
        let job = &mut case.jobs[j];
        job.visits.clear();
        for (k, (duration, break_inside)) in own.into_iter().enumerate() {
            job.visits.push(VisitId::new(visits.len()));
            let (job, number) = (JobId::new(j), k as u32 + 1);
            visits.push(Visit { job, number, duration, break_inside });
        }
    }
    case.visits = visits;
    if case.jobs.len() > case.own {
        case.ways = ways;
    }
}

/// A part fills its day, so that breaks fall inside it.
fn lengths_of(job: &Job, way: &Way) -> Vec<(Millis, bool)> {
    let many = way.parts.len() > 1;
    let inside = |d: Millis| many || job.inside.unwrap_or(d >= BREAK_INSIDE_FROM);
    way.parts.iter().map(|&d| (d, inside(d))).collect()
}

fn cut(job: &mut Job, way: Way) {
    let many = way.parts.len() > 1;
    job.link = if many { Link::Parts } else { Link::Single };
    job.gap = job.specs.split.filter(|_| many).map(|cut| cut.gap);
    job.crews = Some(way.crews);
}

/// What the ways of all jobs are worked out from.
struct Desk<'a> {
    case: &'a Case,
    travel: &'a Travel,
    /// By crew, its shifts by date.
    shifts: Vec<Vec<usize>>,
    /// By shift: whether it is on a working day, and how many of those lie before it.
    days: Vec<(bool, i64)>,
}

/// A working day of a crew.
struct Day {
    number: i64,
    net: Millis,
}

impl Desk<'_> {
    fn of<'a>(case: &'a Case, travel: &'a Travel) -> Desk<'a> {
        let mut shifts = vec![Vec::new(); case.crews.len()];
        case.shifts.iter().enumerate().for_each(|(s, shift)| shifts[shift.crew.at()].push(s));
        let (mut days, mut number) = (HashMap::new(), 0);
        for date in case.horizon.0.iter_days().take_while(|d| *d <= case.horizon.1) {
            let works = case.work_days.works(date);
            number += i64::from(works);
            days.insert(date, (works, number));
        }
        let of = |shift: &super::case::Shift| days.get(&shift.date).copied().unwrap_or((false, 0));
        Desk { case, travel, shifts, days: case.shifts.iter().map(of).collect() }
    }

    /// The distinct ways of a job, the most common first.
    fn ways(&self, job: &Job) -> Vec<Way> {
        let mut found: BTreeMap<Vec<Millis>, Way> = BTreeMap::new();
        for c in (0..self.case.crews.len()).filter(|c| self.may(job, *c)) {
            let people = if job.labor { self.case.crews[c].size() } else { 1 };
            let whole = (job.given + people - 1) / people;
            for parts in self.of_crew(job, c, whole) {
                let way = found.entry(parts.clone()).or_insert_with(|| Way {
                    parts,
                    count: 0,
                    crews: vec![false; self.case.crews.len()],
                });
                way.count += 1;
                way.crews[c] = true;
            }
        }
        let mut ways: Vec<Way> = found.into_values().collect();
        ways.sort_by_key(|w| (Reverse(w.count), w.parts.len()));
        ways
    }

    /// Whether the crew may do the job at all, as far as size, lists, pin and skills go.
    fn may(&self, job: &Job, c: usize) -> bool {
        let (case, crew, pin) = (self.case, &self.case.crews[c], &job.specs.pins);
        let able = |s: &usize| {
            let date = case.shifts[*s].date;
            let mut skills = job.specs.skills.iter();
            skills.all(|n| case.holds(CrewId::new(c), &n.id, n.level, date))
        };
        job.specs.crew_size.allows(crew.size())
            && (pin.overrides("crew-list") || crew_list::allows(case, job, CrewId::new(c)))
            && pin.crew.as_ref().is_none_or(|id| *id == crew.id)
            && (pin.overrides("skills") || self.shifts[c].iter().any(able))
    }

    /// What filling the crew's days gives, from each of them on.
    fn of_crew(&self, job: &Job, c: usize, whole: Millis) -> Vec<Vec<Millis>> {
        let Some(cut) = &job.specs.split else { return vec![vec![whole]] };
        let (mut days, mut longest): (Vec<Day>, _) = (Vec::new(), Millis::MIN);
        for &s in &self.shifts[c] {
            let net = self.net(job, s);
            longest = longest.max(net);
            let (works, number) = self.days[s];
            match days.last_mut().filter(|d| works && d.number == number) {
                Some(day) => day.net = day.net.max(net),
                None if works => days.push(Day { number, net }),
                None => {}
            }
        }
        days.retain(|day| whole_steps(day.net, cut) >= cut.min_block);
        let mut out: Vec<Vec<Millis>> =
            (0..days.len()).filter_map(|k| fill(&days[k..], whole, cut)).collect();
        // On a day that is no working day nothing is begun that needs another.
        if whole <= longest && !out.iter().any(|parts| parts.len() == 1) {
            out.push(vec![whole]);
        }
        out
    }

    /// The time of a shift less its breaks and the drives from the crew's start and to its end; of
    /// a job that its van cannot serve with what it holds, less a call on the way there too.
    fn net(&self, job: &Job, s: usize) -> Millis {
        let (case, shift) = (self.case, &self.case.shifts[s]);
        let crew = &case.crews[shift.crew.at()];
        let hub = case.warehouse.as_ref().filter(|_| lacks(crew, job));
        let first = hub.map_or(job.place, |hub| hub.place);
        let out = crew.start.map_or(0, |start| self.travel.millis(start, first));
        let call = hub.map_or(0, |hub| hub.duration + self.travel.millis(first, job.place));
        let back = crew.end.map_or(0, |end| self.travel.millis(job.place, end));
        let rest: Millis = shift.breaks.iter().map(|b| b.duration).sum();
        shift.to - shift.from - rest - out - call - back
    }
}

/// Whether a crew's van lacks a tool of a job or begins with too few parts for one visit of it.
fn lacks(crew: &Crew, job: &Job) -> bool {
    let few = |(part, needed): (&String, &i64)| {
        *needed > 0 && crew.specs.stock.get(part).is_none_or(|held| held < needed)
    };
    !job.specs.tools.is_subset(&crew.specs.tools) || job.specs.stock.iter().any(few)
}

fn whole_steps(net: Millis, cut: &Cut) -> Millis {
    net.max(0) / cut.step * cut.step
}

/// Fills day after day until the work is done; `None` where it cannot be.
fn fill(days: &[Day], whole: Millis, cut: &Cut) -> Option<Vec<Millis>> {
    let (mut parts, mut rest, mut before) = (Vec::new(), whole, days[0].number - 1);
    for day in days {
        if day.number - before - 1 > cut.gap || parts.len() == MOST_PARTS {
            return None;
        }
        before = day.number;
        if rest <= day.net {
            parts.push(rest);
            return lengthened(parts, cut);
        }
        let part = whole_steps(day.net, cut);
        parts.push(part);
        rest -= part;
    }
    None
}

/// The part before the last gives up what the last lacks of the least length.
fn lengthened(mut parts: Vec<Millis>, cut: &Cut) -> Option<Vec<Millis>> {
    if let [.., before, last] = &mut parts[..] {
        let lacks = (cut.min_block - *last).max(0);
        *last += lacks;
        *before -= lacks;
        if *before < cut.min_block {
            return None;
        }
    }
    Some(parts)
}

/// For each own job the way in which a plan serves it: the one with the same lengths, else with as
/// many visits, else the first.
pub fn printed(case: &Case, plan: &Plan) -> Vec<JobId> {
    let mut way: Vec<JobId> = (0..case.own).map(JobId::new).collect();
    if case.ways.is_empty() {
        return way;
    }
    let own = case.own_jobs().iter().enumerate();
    let ids: HashMap<&str, usize> =
        own.filter(|(j, _)| case.ways[*j].len() > 1).map(|(j, job)| (job.id.as_str(), j)).collect();
    let mut lengths: BTreeMap<usize, BTreeMap<u32, Option<Millis>>> = BTreeMap::new();
    for stop in plan.routes.iter().flat_map(|r| &r.stops).filter_map(Stop::visit) {
        if let Some(&j) = ids.get(stop.job.as_str()) {
            let span = |a: &str, b: &str| parse_instant(b)?.checked_sub(parse_instant(a)?);
            let rest: Option<Millis> = stop.inside.iter().map(|b| span(&b.start, &b.end)).sum();
            let work = span(&stop.start, &stop.end).zip(rest).map(|(all, rest)| all - rest);
            lengths.entry(j).or_default().insert(stop.visit, work);
        }
    }
    for (j, found) in lengths {
        let ways = || case.ways[j].iter().copied();
        let visits = |w: JobId| &case.jobs[w.at()].visits;
        let same = |w: &JobId| {
            let own = visits(*w).iter().map(|v| {
                let visit = &case.visits[v.at()];
                (visit.number, Some(visit.duration))
            });
            own.eq(found.iter().map(|(n, d)| (*n, *d)))
        };
        let many = |w: &JobId| visits(*w).len() == found.len();
        way[j] = ways().find(same).or_else(|| ways().find(many)).unwrap_or(way[j]);
    }
    way
}
