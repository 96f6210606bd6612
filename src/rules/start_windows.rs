//! When service may start.

use super::checks;
use super::prices::Prices;
use super::rule::{Meta, Nothing, ReadCx, Rule, Scope};
use super::tables::Tables;
use super::view::{Findings, RouteView, View, VisitView};
use crate::fault::Faults;
use crate::ids::JobId;
use crate::intake::case::Case;
use crate::units::Millis;
use crate::wire::reader::Obj;
use crate::wire::text::{LocalError, day_start, local_date, local_instant};

pub struct StartWindows;

/// Closed intervals for the start of service, sorted and apart; `None` = any time.
pub type Windows = Option<Vec<(Millis, Millis)>>;

impl Rule for StartWindows {
    const META: Meta = Meta {
        id: "start-windows",
        code: "WINDOW",
        scope: Scope::Route,
        priced: false,
        overridable: true,
        line: "service starts inside one of the job's windows",
        doc: "`startWindows` are closed intervals for the START of service, any number of them, \
              over any days; none = any time. In a job of several parts they speak of the \
              first.",
    };
    type Job = Windows;
    type Crew = Nothing;

    fn read_job(o: &mut Obj, cx: &mut ReadCx) -> Windows {
        o.get("startWindows")?;
        let list = o.list("startWindows", cx.faults);
        if list.is_empty() {
            return None;
        }
        let mut windows = Vec::new();
        for (at, node) in &list {
            let Some(mut inner) = Obj::open(node, at, cx.faults) else { continue };
            windows.extend(read_window(&mut inner, cx));
            inner.close(cx.faults);
        }
        Some(joined(windows))
    }

    fn audit(case: &Case, faults: &mut Faults) {
        let busy = joined(case.shifts.iter().map(|s| (s.from, s.latest_return)).collect());
        for (i, job) in case.jobs.iter().enumerate() {
            let Some(windows) = &job.specs.start_windows else { continue };
            let touched = |w: &(Millis, Millis)| {
                let begun = busy.partition_point(|b| b.0 <= w.1);
                begun > 0 && busy[begun - 1].1 >= w.0
            };
            if !windows.is_empty() && !windows.iter().any(touched) {
                let at = format!("{}/startWindows", case.job_pointer(JobId::new(i)));
                let message = "no shift of any crew touches these windows";
                let hint = "widen the windows or add a shift; the job cannot be served as it is";
                faults.warn("WINDOW_NO_SHIFT", &at, &job.id, message, hint);
            }
        }
    }

    fn compile(case: &Case, _prices: &Prices, tables: &mut Tables) {
        for job in &case.jobs {
            if job.specs.pins.overrides(Self::META.id) {
                continue;
            }
            for &visit in first_visits(job) {
                tables.windows[visit.at()] = job.specs.start_windows.clone();
            }
        }
    }

    fn check(view: &View, out: &mut Findings) {
        checks::overridable(view, out, Self::META.id, broken);
    }
}

/// What is wrong with the start of a visit, were there no override.
pub fn broken(view: &View, _route: &RouteView, visit: &VisitView) -> Option<String> {
    let windows = checks::job(view, visit).specs.start_windows.as_ref()?;
    let inside = windows.iter().any(|w| w.0 <= visit.start && visit.start <= w.1);
    if inside || !checks::is_first(view, visit) {
        return None;
    }
    let (name, start) = (checks::name(view, visit), checks::clock(view, visit.start));
    Some(format!("{name} starts at {start}, outside its windows"))
}

/// The visits whose start the job's windows, promise and pin speak of: both sides of a job done
/// together, the first of several parts.
pub fn first_visits(job: &crate::intake::case::Job) -> &[crate::ids::VisitId] {
    match job.link {
        crate::intake::case::Link::Parts => &job.visits[..1],
        _ => &job.visits,
    }
}

fn read_window(o: &mut Obj, cx: &mut ReadCx) -> Option<(Millis, Millis)> {
    if o.get("earliest").is_none() && o.get("latest").is_none() {
        return local_interval(o, cx);
    }
    for key in ["earliest", "latest"] {
        if o.get(key).is_none() {
            o.missing(key, "give both `earliest` and `latest`", cx.faults);
        }
    }
    for key in ["date", "from", "to"] {
        if o.get(key).is_some() {
            let message = "a window is either `earliest` and `latest` or a `date`";
            let value = o.brief(key);
            cx.faults.fault("TWO_FORMS", &o.at(key), &value, message, "keep one form");
        }
    }
    let (from, to) = (o.instant("earliest", cx.faults)?, o.instant("latest", cx.faults)?);
    cx.named.extend(local_date(from, cx.zone));
    cx.named.extend(local_date(to, cx.zone));
    in_order(o, "latest", from, to, cx)
}

/// `date` with optional `from` and `to`: a closed interval inside one local day.
pub fn local_interval(o: &mut Obj, cx: &mut ReadCx) -> Option<(Millis, Millis)> {
    if o.get("date").is_none() {
        o.missing("date", "give a local date", cx.faults);
    }
    let date = o.date("date", cx.faults);
    let given = [o.get("from").is_some(), o.get("to").is_some()];
    let from = o.clock("from", cx.faults);
    let to = o.clock("to", cx.faults);
    let date = date?;
    cx.named.push(date);
    if (given[0] && from.is_none()) || (given[1] && to.is_none()) {
        return None;
    }
    // The whole day has its ends even where clocks skip midnight: nobody named that time.
    let from = match from {
        Some(clock) => instant_or_fault(o, "from", date, clock, cx),
        None => day_start(date, cx.zone),
    };
    let to = match to {
        Some(clock) => instant_or_fault(o, "to", date, clock, cx),
        None => date.succ_opt().and_then(|next| day_start(next, cx.zone)),
    };
    in_order(o, "to", from?, to?, cx)
}

fn in_order(
    o: &Obj,
    key: &str,
    from: Millis,
    to: Millis,
    cx: &mut ReadCx,
) -> Option<(Millis, Millis)> {
    if from <= to {
        return Some((from, to));
    }
    let value = crate::wire::text::print_instant(to, cx.zone);
    let message = "the window ends before it begins";
    cx.faults.fault("EMPTY_WINDOW", &o.at(key), &value, message, "swap the two times");
    None
}

/// A local time of `o`, or a fault that names the nearest times that exist.
pub fn instant_or_fault(
    o: &Obj,
    key: &str,
    date: chrono::NaiveDate,
    clock: Millis,
    cx: &mut ReadCx,
) -> Option<Millis> {
    match local_instant(date, clock, cx.zone) {
        Ok(ms) => Some(ms),
        Err(error) => {
            local_fault(&o.at(key), date, clock, &error, cx.faults);
            None
        }
    }
}

/// The fault for a local time that daylight saving skips or repeats.
pub fn local_fault(
    at: &str,
    date: chrono::NaiveDate,
    clock: Millis,
    error: &LocalError,
    faults: &mut Faults,
) {
    let minutes = clock / crate::units::MINUTE;
    let value = format!("{date} {:02}:{:02}", minutes / 60, minutes % 60);
    match error {
        LocalError::Gap(before, after) => faults.fault(
            "DST_GAP",
            at,
            &value,
            "daylight saving skips this local time",
            &format!("nearest times: {before} or {after}"),
        ),
        LocalError::Fold(first, second) => faults.fault(
            "DST_FOLD",
            at,
            &value,
            "this local time comes twice that day",
            &format!("choose {first} or {second}, or a time an hour away"),
        ),
    }
}

/// Sorted, overlapping ones merged.
pub fn joined(mut windows: Vec<(Millis, Millis)>) -> Vec<(Millis, Millis)> {
    windows.sort_unstable();
    let mut out: Vec<(Millis, Millis)> = Vec::with_capacity(windows.len());
    for (from, to) in windows {
        match out.last_mut() {
            Some(last) if from <= last.1 + 1 => last.1 = last.1.max(to),
            _ => out.push((from, to)),
        }
    }
    out
}
