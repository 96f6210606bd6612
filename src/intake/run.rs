//! `run`: how to solve, never what is right.

use super::case::Run;
use crate::fault::Faults;
use crate::wire::node::Node;
use crate::wire::plan::Assumed;
use crate::wire::reader::{Obj, text_of};
use serde_json::json;

/// The longest budget: a week.
const SECONDS_MOST: f64 = 604_800.0;
const SECONDS: i64 = 10;
const LANES: i64 = 4;
const WORK_MOST: i64 = 1_000_000_000_000_000;
/// The most marks of a pace, and the furthest end that one can name.
const PACE_MOST: usize = 1000;
const PACE_END_MOST: i64 = 1 << 52;
const SEED: i64 = 1;

/// The most tags, and the most characters of a name or a tag: they are repeated wherever a run is.
const TAGS_MOST: usize = 50;
const TEXT_MOST: usize = 200;

fn short(text: Option<String>, at: &str, faults: &mut Faults) -> Option<String> {
    let text = text?;
    let length = text.chars().count();
    if length <= TEXT_MOST {
        return Some(text);
    }
    let message = format!("{length} characters; {TEXT_MOST} are the most");
    faults.fault("TOO_LONG", at, &text, &message, "give it a shorter one");
    None
}

/// The guesses of an earlier run by seconds, so that it can be repeated.
fn pace(o: &mut Obj, faults: &mut Faults) -> Option<Vec<(u64, u64)>> {
    o.get("pace")?;
    let list = o.list("pace", faults);
    if list.len() > PACE_MOST {
        super::too_large(&o.at("pace"), list.len(), PACE_MOST, "marks", faults);
        return None;
    }
    let mut marks: Vec<(u64, u64)> = Vec::new();
    for (at, node) in &list {
        let mut mark = Obj::open(node, at, faults)?;
        let work = needed(&mut mark, "work", WORK_MOST, faults);
        let end = needed(&mut mark, "end", PACE_END_MOST, faults);
        mark.close(faults);
        if marks.last().is_some_and(|last| last.0 > work) {
            let hint = "give the marks in the order of their work, as the plan has them";
            faults.fault(
                "PACE_ORDER",
                at,
                &work.to_string(),
                "less work than the mark before",
                hint,
            );
        }
        marks.push((work, end));
    }
    Some(marks)
}

fn needed(mark: &mut Obj, key: &'static str, most: i64, faults: &mut Faults) -> u64 {
    if mark.get(key).is_none() {
        let hint = "give both `work` and `end`, as the plan has them";
        faults.fault("MISSING", &mark.at(key), "absent", "a mark needs it", hint);
    }
    mark.int(key, 0, most, faults).unwrap_or(0) as u64
}

/// Reads `run`; whatever is missing or faulty is at its default.
pub fn read(node: &Node, assumed: &mut Vec<Assumed>, faults: &mut Faults) -> Run {
    let mut run = Run {
        name: None,
        tags: Vec::new(),
        calendar: None,
        nightly: false,
        budget: SECONDS * 1000,
        work: None,
        pace: None,
        target_gap: None,
        seed: SEED as u64,
        lanes: LANES as usize,
        threads: None,
        set_aside: false,
        without_highs: false,
    };
    let Some(mut o) = Obj::open(node, "/run", faults) else { return run };
    run.name = short(o.text("name", faults), &o.at("name"), faults);
    let tags = o.list("tags", faults);
    if tags.len() > TAGS_MOST {
        super::too_large(&o.at("tags"), tags.len(), TAGS_MOST, "tags", faults);
    }
    for (at, tag) in tags.iter().take(TAGS_MOST) {
        run.tags.extend(short(text_of(tag, at, faults), at, faults));
    }
    run.calendar = short(o.text("calendar", faults), &o.at("calendar"), faults);
    run.nightly = o.choice("queue", &["INTERACTIVE", "NIGHTLY"], faults) == Some(1);
    run.set_aside = o.choice("onFault", &["REJECT", "SET_ASIDE"], faults) == Some(1);
    if let Some(seconds) = o.number("seconds", 0.001, SECONDS_MOST, faults) {
        run.budget = (seconds * 1000.0).round() as i64;
    }
    run.work = o.int("work", 1, WORK_MOST, faults).map(|w| w as u64);
    run.pace = pace(&mut o, faults);
    run.target_gap = o.number("targetGap", 0.0, 1e9, faults);
    run.seed = o.int("seed", 0, i64::MAX, faults).unwrap_or(SEED) as u64;
    run.lanes = o.int("lanes", 1, 64, faults).unwrap_or(LANES) as usize;
    run.threads = o.int("threads", 1, 256, faults).map(|t| t as usize);
    let timed = o.get("work").is_none();
    for (key, value) in [("seconds", SECONDS), ("seed", SEED), ("lanes", LANES)] {
        if o.get(key).is_none() && (timed || key != "seconds") {
            assumed.push(Assumed { pointer: o.at(key), value: json!(value) });
        }
    }
    o.close(faults);
    run
}
