//! Jobs: each read by itself, so that one that is faulty can be set aside alone.

use super::case::{Job, Link, Policy, Priority};
use super::places::Places;
use crate::fault::Faults;
use crate::ids::PlaceId;
use crate::rules::{JobSpecs, ReadCx};
use crate::units::{HOUR, Millis};
use crate::wire::node::Node;
use crate::wire::plan::Assumed;
use crate::wire::reader::{Obj, duration_of};
use crate::wire::text::print_duration;
use chrono::NaiveDate;
use chrono_tz::Tz;
use serde_json::json;
use std::collections::HashMap;

/// The most jobs of one request.
pub const MOST: usize = 10_000;
/// The largest worth of one job.
const VALUE_MOST: i64 = 1_000_000_000_000;
/// A break may be taken inside visits of this length or more, unless the job says otherwise.
const BREAK_INSIDE_FROM: Millis = 4 * HOUR;

/// A job as read: `job` is there when its own keys could be understood.
pub struct JobDraft {
    /// Its id, or `jobs/I` where it has none that can be used.
    pub name: String,
    pub job: Option<Job>,
    pub notes: Notes,
}

/// What goes with a job as long as it is not set aside.
#[derive(Default)]
pub struct Notes {
    /// Duration of each visit, and whether a break may be taken inside.
    pub visits: Vec<(Millis, bool)>,
    /// Local dates that it names, for the default horizon.
    pub named: Vec<NaiveDate>,
    pub assumed: Vec<Assumed>,
}

/// Reads `problem.jobs`.
pub fn read(
    problem: &mut Obj,
    places: &mut Places,
    policy: &Policy,
    zone: Tz,
    faults: &mut Faults,
) -> Vec<JobDraft> {
    if problem.get("jobs").is_none() {
        problem.missing("jobs", "list the jobs, or give an empty list", faults);
    }
    let Some(items) = problem.items("jobs", faults) else { return Vec::new() };
    if items.len() > MOST {
        super::too_large("/problem/jobs", items.len(), MOST, "jobs", faults);
        return Vec::new();
    }
    let mut drafts = Vec::with_capacity(items.len());
    let mut holders: HashMap<String, Vec<usize>> = HashMap::new();
    for (i, node) in items.iter().enumerate() {
        let mut notes = Notes::default();
        let mut dates = Vec::new();
        let mut cx = ReadCx { zone, policy, faults, named: &mut dates };
        let (id, job) = read_job(node, i, places, &mut notes, &mut cx);
        notes.named = dates;
        if let Some(id) = &id {
            holders.entry(id.clone()).or_default().push(i);
        }
        drafts.push(JobDraft { name: id.unwrap_or_else(|| format!("jobs/{i}")), job, notes });
    }
    let mut shared: Vec<usize> = holders.into_values().filter(|h| h.len() > 1).flatten().collect();
    shared.sort_unstable();
    for i in shared {
        let id = &drafts[i].name;
        let message = format!("another job has the id {id}");
        let at = format!("/problem/jobs/{i}/id");
        faults.fault("DUPLICATE_ID", &at, id, &message, "give each job its own id");
    }
    drafts
}

fn read_job(
    node: &Node,
    index: usize,
    places: &mut Places,
    notes: &mut Notes,
    cx: &mut ReadCx,
) -> (Option<String>, Option<Job>) {
    let Some(mut o) = Obj::open(node, &format!("/problem/jobs/{index}"), cx.faults) else {
        return (None, None);
    };
    let id = o.needed_id("id", cx.faults);
    let kind = o.text("type", cx.faults);
    let place = read_place(&mut o, places, cx);
    let link = read_visits(&mut o, notes, cx);
    let (priority, value) = read_worth(&mut o, notes, cx);
    let mandatory = o.flag("mandatory", cx.faults).unwrap_or(false);
    let received_at = o.instant("receivedAt", cx.faults);
    o.get("metadata");
    let specs = JobSpecs::read(&mut o, cx);
    o.close(cx.faults);
    let job = id.clone().zip(place).zip(link).map(|((id, place), link)| Job {
        id,
        index,
        kind,
        place,
        visits: Vec::new(),
        link,
        priority,
        mandatory,
        value,
        received_at,
        specs,
    });
    (id, job)
}

fn read_place(o: &mut Obj, places: &mut Places, cx: &mut ReadCx) -> Option<PlaceId> {
    if o.get("place").is_none() {
        o.missing("place", "say where the job is", cx.faults);
    }
    places.named(o, "place", cx.faults)
}

fn read_worth(o: &mut Obj, notes: &mut Notes, cx: &mut ReadCx) -> (Priority, Option<i64>) {
    let all = [Priority::Low, Priority::Normal, Priority::High, Priority::Emergency];
    let value = o.int("value", 0, VALUE_MOST, cx.faults);
    let priority = o.choice("priority", &Priority::NAMES, cx.faults);
    // Of a job whose value is given the priority changes nothing.
    if o.get("priority").is_none() && value.is_none() {
        notes.assumed.push(Assumed { pointer: o.at("priority"), value: json!("NORMAL") });
    }
    (priority.map_or(Priority::Normal, |p| all[p]), value)
}

/// The visits of a job: their durations, and how they hang together.
fn read_visits(o: &mut Obj, notes: &mut Notes, cx: &mut ReadCx) -> Option<Link> {
    let together = o.get("together").is_some();
    let sides = o.int("together", 2, 2, cx.faults);
    let parted = o.get("parts").is_some();
    let parts = if parted { read_parts(o, cx) } else { None };
    if !parted && o.get("duration").is_none() {
        o.missing("duration", "say how long the work takes", cx.faults);
    }
    let duration = o.duration("duration", cx.faults);
    let inside = o.flag("breakInside", cx.faults);
    if together && parted {
        let message = "a job is done together or in parts, not both";
        let value = o.brief("parts");
        cx.faults.fault("TWO_FORMS", &o.at("parts"), &value, message, "make it two jobs");
        return None;
    }
    if let (Some(parts), Some(whole)) = (&parts, duration)
        && whole != parts.iter().sum::<Millis>()
    {
        let sum = print_duration(parts.iter().sum());
        let message = format!("the parts add up to {sum}, not to the duration");
        let hint = "take `duration` out, or let the parts add up to it";
        let value = print_duration(whole);
        cx.faults.fault("PARTS_SUM", &o.at("duration"), &value, &message, hint);
    }
    if duration == Some(0) && !parted {
        let message = "this job takes no time";
        let hint = "say how long the work takes";
        cx.faults.warn("ZERO_DURATION", &o.at("duration"), "PT0S", message, hint);
    }
    let (durations, link) = match (parts, together) {
        (Some(parts), _) => (parts, Link::Parts),
        (None, _) if parted => return None,
        (None, true) => (vec![duration?; sides? as usize], Link::Together),
        (None, false) => (vec![duration?], Link::Single),
    };
    let long = |d: Millis| d >= BREAK_INSIDE_FROM;
    if inside.is_none() && durations.iter().any(|d| long(*d)) {
        notes.assumed.push(Assumed { pointer: o.at("breakInside"), value: json!(true) });
    }
    notes.visits = durations.iter().map(|d| (*d, inside.unwrap_or(long(*d)))).collect();
    Some(link)
}

fn read_parts(o: &mut Obj, cx: &mut ReadCx) -> Option<Vec<Millis>> {
    let at = o.at("parts");
    let items = o.items("parts", cx.faults)?;
    if !(2..=10).contains(&items.len()) {
        let value = items.len().to_string();
        let message = format!("{value} parts; a job has 2 to 10");
        let hint = "give `duration` for one visit, or make it two jobs";
        cx.faults.fault("PARTS_COUNT", &at, &value, &message, hint);
        return None;
    }
    let mut parts = Vec::new();
    for (k, node) in items.iter().enumerate() {
        let at = format!("{at}/{k}");
        let Some(part) = duration_of(node, &at, cx.faults) else { continue };
        if part == 0 {
            let message = "this part takes no time";
            cx.faults.warn("ZERO_DURATION", &at, "PT0S", message, "say how long it takes");
        }
        parts.push(part);
    }
    (parts.len() == items.len()).then_some(parts)
}
