//! Jobs: each read by itself, so that one that is faulty can be set aside alone.

use super::case::{Job, Policy, Priority};
use super::places::Places;
use super::visits::read_visits;
use crate::fault::Faults;
use crate::ids::PlaceId;
use crate::rules::{JobSpecs, ReadCx, split};
use crate::units::Millis;
use crate::wire::node::Node;
use crate::wire::plan::Assumed;
use crate::wire::reader::Obj;
use chrono::NaiveDate;
use chrono_tz::Tz;
use serde_json::json;
use std::collections::HashMap;

/// The most jobs of one request.
pub const MOST: usize = 10_000;
/// The largest worth of one job.
const VALUE_MOST: i64 = 1_000_000_000_000;

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
    let work = read_visits(&mut o, notes, cx);
    let (priority, value) = read_worth(&mut o, notes, cx);
    let mandatory = o.flag("mandatory", cx.faults).unwrap_or(false);
    let received_at = o.instant("receivedAt", cx.faults);
    o.get("metadata");
    let specs = JobSpecs::read(&mut o, cx);
    o.close(cx.faults);
    let job = id.clone().zip(place).zip(work).map(|((id, place), work)| Job {
        id,
        index,
        kind,
        place,
        visits: Vec::new(),
        link: work.link,
        gap: work.gap,
        given: work.given,
        labor: work.labor,
        most_visits: split::most_visits(&specs, notes.visits.len(), work.given),
        inside: work.inside,
        crews: None,
        way_of: None,
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
