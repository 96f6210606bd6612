//! What must have been done before: order among jobs, with lags and with who and when.

use super::checks;
use super::prices::Prices;
use super::rule::{Meta, Nothing, ReadCx, Rule, Scope};
use super::tables::{Tables, Tie};
use super::view::{Findings, RouteView, View, VisitView};
use crate::fault::Faults;
use crate::ids::{JobId, VisitId};
use crate::intake::case::{Case, Job, Link};
use crate::units::Millis;
use crate::wire::reader::{Obj, nearest};
use crate::wire::text::print_duration;

pub struct After;

/// The most entries of one job's list.
pub const MOST: usize = 50;
/// The largest lag in days.
const DAYS_MOST: i64 = 1000;

/// An entry of a job's `after`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Before {
    /// The job that comes first.
    pub job: String,
    /// Whether the lag counts from the start of its service, not from the end.
    pub from_start: bool,
    pub min: Millis,
    pub max: Option<Millis>,
    /// Working days from its date to this job's.
    pub min_days: Option<i64>,
    pub max_days: Option<i64>,
    pub same: Same,
}

/// What two jobs share, or must not.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Same {
    /// One crew for both, or two; `None` = any.
    pub crew: Option<bool>,
    /// One date for both, or two.
    pub day: Option<bool>,
}

impl Same {
    pub fn read(o: &mut Obj, cx: &mut ReadCx) -> Same {
        const WORDS: [&str; 2] = ["SAME", "OTHER"];
        let crew = o.choice("crew", &WORDS, cx.faults).map(|k| k == 0);
        let day = o.choice("day", &WORDS, cx.faults).map(|k| k == 0);
        Same { crew, day }
    }

    /// What two routes break of it.
    pub fn broken(self, view: &View, one: &RouteView, two: &RouteView) -> Option<&'static str> {
        let dates = checks::shift(view, one).date == checks::shift(view, two).date;
        match self {
            Same { crew: Some(true), .. } if one.crew != two.crew => Some("are done by two crews"),
            Same { crew: Some(false), .. } if one.crew == two.crew => Some("are done by one crew"),
            Same { day: Some(true), .. } if !dates => Some("are on two dates"),
            Same { day: Some(false), .. } if dates => Some("are on one date"),
            _ => None,
        }
    }
}

impl Rule for After {
    const META: Meta = Meta {
        id: "after",
        code: "AFTER",
        scope: Scope::Link,
        priced: false,
        overridable: false,
        line: "a job comes after the ones it waits for, within its lags",
        doc: "With `after` [{job, from, min, max, minDays, maxDays, crew, day}] a job is served \
              only if each named job is. From the END (or START) of the named job's service, of \
              its last visit where it has parts, to the START of this job's pass at least `min` \
              (default PT0S) and at most `max`; from its date to this job's lie at least \
              `minDays` and at most `maxDays` working days of `problem.calendar`. `crew` and \
              `day` SAME or OTHER ask for one crew or two, one date or two.",
    };
    type Job = Vec<Before>;
    type Crew = Nothing;

    fn read_job(o: &mut Obj, cx: &mut ReadCx) -> Vec<Before> {
        let at = o.at("after");
        let items = o.list("after", cx.faults);
        if items.len() > MOST {
            let found = items.len().to_string();
            let message = format!("{found} entries; a job waits for at most {MOST}");
            cx.faults.fault("TOO_LARGE", &at, &found, &message, "name the last ones only");
            return Vec::new();
        }
        items.iter().filter_map(|(at, node)| read_entry(at, node, cx)).collect()
    }

    fn audit(case: &Case, faults: &mut Faults) {
        let ids = checks::jobs_by_id(case);
        let mut strange = Vec::new();
        let mut first: Vec<Vec<usize>> = vec![Vec::new(); case.jobs.len()];
        for (i, job) in case.jobs.iter().enumerate() {
            for (k, entry) in job.specs.after.iter().enumerate() {
                let at = format!("{}/after/{k}/job", case.job_pointer(JobId::new(i)));
                match ids.get(entry.job.as_str()) {
                    Some(&j) => first[i].push(j),
                    None => {
                        strange.push(i);
                        unknown_job(case, &at, &entry.job, faults);
                    }
                }
            }
        }
        if case.run.set_aside {
            followers_of_strangers(case, &first, &strange, faults);
        }
        cycles(case, &first, faults);
    }

    fn compile(case: &Case, _prices: &Prices, tables: &mut Tables) {
        let ids = checks::jobs_by_id(case);
        for job in &case.jobs {
            for entry in &job.specs.after {
                let Some(&j) = ids.get(entry.job.as_str()) else { continue };
                let ways = case.ways_of(j).into_iter().map(|w| &case.jobs[w]);
                for a in ways.flat_map(|first| last_visits(first, entry.from_start)) {
                    for b in first_visits(job) {
                        tables.ties.push(Tie {
                            first: a.0,
                            second: b.0,
                            from_end: !entry.from_start,
                            min: Some(entry.min),
                            max: entry.max,
                            min_days: entry.min_days,
                            max_days: entry.max_days,
                            crew: entry.same.crew,
                            day: entry.same.day,
                            needs: true,
                        });
                    }
                }
            }
        }
    }

    fn check(view: &View, out: &mut Findings) {
        let ids = checks::jobs_by_id(view.case);
        for i in (0..view.served.len()).filter(|i| view.served[*i]) {
            let job = checks::planned(view, i);
            for entry in &job.specs.after {
                let Some(&j) = ids.get(entry.job.as_str()) else { continue };
                out.about(job.visits[0]);
                if !view.served[j] {
                    let (id, other) = (&view.case.jobs[i].id, &entry.job);
                    out.broken(format!("job {id} is served without job {other}, which it follows"));
                }
                check_entry(view, job, checks::planned(view, j), entry, out);
            }
        }
    }
}

/// The visits whose service the lag counts from.
fn last_visits(job: &Job, from_start: bool) -> Vec<VisitId> {
    match job.link {
        Link::Parts if from_start => vec![job.visits[0]],
        Link::Parts => job.visits.last().copied().into_iter().collect(),
        _ => job.visits.clone(),
    }
}

/// The visits whose start the lag counts to.
fn first_visits(job: &Job) -> Vec<VisitId> {
    match job.link {
        Link::Parts => vec![job.visits[0]],
        _ => job.visits.clone(),
    }
}

fn check_entry(view: &View, job: &Job, other: &Job, entry: &Before, out: &mut Findings) {
    for a in checks::counted(other, !entry.from_start) {
        for b in checks::counted(job, false) {
            let (Some((one, before)), Some((two, visit))) = (view.at(*a), view.at(*b)) else {
                continue;
            };
            out.at_visit(two, visit);
            let names = || (&job.id, &other.id);
            if let Some(words) = lag_broken(view, (one, before), (two, visit), entry) {
                let (id, first) = names();
                out.broken(format!("job {id} {words} job {first}"));
            }
            if let Some(words) = entry.same.broken(view, one, two) {
                let (id, first) = names();
                out.broken(format!("jobs {first} and {id} {words}"));
            }
        }
    }
}

fn lag_broken(
    view: &View,
    (one, before): (&RouteView, &VisitView),
    (two, visit): (&RouteView, &VisitView),
    entry: &Before,
) -> Option<String> {
    let from = if entry.from_start { before.start } else { before.end };
    let lag = visit.start - from;
    let (a, b) = (checks::shift(view, one).date, checks::shift(view, two).date);
    let counted = entry.min_days.is_some() || entry.max_days.is_some();
    let days = if counted { view.case.work_days.between(a, b) } else { 0 };
    let end = if entry.from_start { "start" } else { "end" };
    let print = |ms: Millis| {
        let sign = if ms < 0 { "-" } else { "" };
        format!("{sign}{}", print_duration(ms.abs()))
    };
    if lag < entry.min {
        let least = print(entry.min);
        return Some(format!("starts {} and not {least} after the {end} of", print(lag)));
    }
    if entry.max.is_some_and(|most| lag > most) {
        let most = print(entry.max.unwrap_or(0));
        return Some(format!("starts {}, more than {most}, after the {end} of", print(lag)));
    }
    if entry.min_days.is_some_and(|least| days < least) {
        return Some(format!("is {days} working days, too few, after"));
    }
    if entry.max_days.is_some_and(|most| days > most) {
        return Some(format!("is {days} working days, too many, after"));
    }
    None
}

fn read_entry(
    at: &str,
    node: &crate::wire::node::Node,
    cx: &mut ReadCx,
) -> Option<Before> {
    let mut o = Obj::open(node, at, cx.faults)?;
    let job = o.needed_id("job", cx.faults);
    let from = o.choice("from", &["END", "START"], cx.faults);
    let min = o.duration("min", cx.faults);
    let max = o.duration("max", cx.faults);
    let min_days = o.int("minDays", -DAYS_MOST, DAYS_MOST, cx.faults);
    let max_days = o.int("maxDays", -DAYS_MOST, DAYS_MOST, cx.faults);
    let same = Same::read(&mut o, cx);
    if let (low, Some(high)) = (min.unwrap_or(0), max)
        && low > high
    {
        let message = format!("at least {} and at most less", print_duration(low));
        cx.faults.fault(
            "EMPTY_LAG",
            &o.at("max"),
            &print_duration(high),
            &message,
            "let `max` be at least `min`",
        );
    }
    if let (Some(low), Some(high)) = (min_days, max_days)
        && low > high
    {
        let message = format!("at least {low} days and at most {high}");
        let hint = "let `maxDays` be at least `minDays`";
        cx.faults.fault("EMPTY_LAG", &o.at("maxDays"), &high.to_string(), &message, hint);
    }
    o.close(cx.faults);
    Some(Before {
        job: job?,
        from_start: from == Some(1),
        min: min.unwrap_or(0),
        max,
        min_days,
        max_days,
        same,
    })
}

/// The fault for a job id that no job to be planned has.
pub fn unknown_job(case: &Case, at: &str, id: &str, faults: &mut Faults) {
    // A job with faults of its own is told already; where it is set aside, so is what hangs on it.
    if case.faulty.contains(id) && !case.run.set_aside {
        return;
    }
    let few = faults.as_slice().len() <= 50;
    let known: Vec<&str> = case.jobs.iter().filter(|_| few).map(|j| j.id.as_str()).collect();
    let hint = match nearest(id, &known) {
        Some(near) => format!("did you mean `{near}`?"),
        None => "name a job of this request that is not set aside".to_owned(),
    };
    faults.fault("UNKNOWN_JOB", at, id, &format!("no job to be planned has the id {id}"), &hint);
}

/// Jobs that wait, directly or not, for one that is set aside go with it, all at once: one by one
/// each would take a round over the whole request.
fn followers_of_strangers(
    case: &Case,
    first: &[Vec<usize>],
    strange: &[usize],
    faults: &mut Faults,
) {
    let mut later: Vec<Vec<(usize, usize)>> = vec![Vec::new(); first.len()];
    for (i, firsts) in first.iter().enumerate() {
        firsts.iter().enumerate().for_each(|(k, j)| later[*j].push((i, k)));
    }
    let mut gone = vec![false; first.len()];
    let mut all = strange.to_vec();
    all.iter().for_each(|i| gone[*i] = true);
    let mut seen = 0;
    while seen < all.len() {
        for &(i, k) in &later[all[seen]] {
            if !std::mem::replace(&mut gone[i], true) {
                let id = &case.jobs[all[seen]].id;
                let at = format!("{}/after/{k}/job", case.job_pointer(JobId::new(i)));
                let message = format!("job {id}, which comes first, is set aside");
                faults.fault("UNKNOWN_JOB", &at, id, &message, "mend that job first");
                all.push(i);
            }
        }
        seen += 1;
    }
}

/// Reports each ring of jobs that wait for one another, once, with its jobs in order.
fn cycles(case: &Case, first: &[Vec<usize>], faults: &mut Faults) {
    // 0 = not seen, 1 = on the way here, 2 = done.
    let mut mark = vec![0u8; first.len()];
    for root in 0..first.len() {
        if mark[root] != 0 || first[root].is_empty() {
            continue;
        }
        let mut way: Vec<(usize, usize)> = vec![(root, 0)];
        mark[root] = 1;
        while let Some((j, k)) = way.last_mut() {
            let Some(&next) = first[*j].get(*k) else {
                mark[*j] = 2;
                way.pop();
                continue;
            };
            *k += 1;
            match mark[next] {
                0 => {
                    mark[next] = 1;
                    way.push((next, 0));
                }
                1 => ring(case, &way, next, faults),
                _ => {}
            }
        }
    }
}

fn ring(case: &Case, way: &[(usize, usize)], next: usize, faults: &mut Faults) {
    let from = way.iter().position(|(j, _)| *j == next).unwrap_or(0);
    let mut ids: Vec<&str> = way[from..].iter().map(|(j, _)| case.jobs[*j].id.as_str()).collect();
    ids.push(&case.jobs[next].id);
    let (last, taken) = way[way.len() - 1];
    let at = format!("{}/after/{}/job", case.job_pointer(JobId::new(last)), taken - 1);
    let shown = if ids.len() > 12 {
        format!("{} .. {}", ids[..6].join(" after "), ids[ids.len() - 3..].join(" after "))
    } else {
        ids.join(" after ")
    };
    let message = format!("these jobs wait for one another: {shown}");
    let value = &case.jobs[next].id;
    faults.fault("CYCLE", &at, value, &message, "take one of these entries out");
}
