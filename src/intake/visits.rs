//! The visits of a job as the request gives them: one, two sides, parts, or work that is cut later.

use super::case::Link;
use super::jobs::Notes;
use crate::fault::Faults;
use crate::rules::ReadCx;
use crate::units::{HOUR, Millis};
use crate::wire::node::Node;
use crate::wire::plan::Assumed;
use crate::wire::reader::{Obj, duration_of};
use crate::wire::text::print_duration;
use serde_json::json;

/// A break may be taken inside visits of this length or more, unless the job says otherwise.
pub const BREAK_INSIDE_FROM: Millis = 4 * HOUR;
/// The most working days that parts given by hand may leave idle.
const GAP_MOST: i64 = 100;

/// How much work there is, and how it hangs together.
pub struct Work {
    pub link: Link,
    pub gap: Option<i64>,
    pub given: Millis,
    pub labor: bool,
    pub inside: Option<bool>,
}

/// The forms of work that a job names.
struct Forms {
    parted: bool,
    together: bool,
    split: bool,
    labor: bool,
}

/// The visits of a job: their durations, and how they hang together.
pub fn read_visits(o: &mut Obj, notes: &mut Notes, cx: &mut ReadCx) -> Option<Work> {
    let split = o.get("split").is_some_and(|node| !matches!(node, Node::Bool(false)));
    let forms = Forms {
        parted: o.get("parts").is_some(),
        together: o.get("together").is_some(),
        split,
        labor: o.get("labor").is_some(),
    };
    let sides = o.int("together", 2, 2, cx.faults);
    let parts = if forms.parted { read_parts(o, cx) } else { None };
    let gap = o.int("partsGap", 0, GAP_MOST, cx.faults);
    if !forms.parted && !forms.labor && o.get("duration").is_none() {
        o.missing("duration", "say how long the work takes", cx.faults);
    }
    let duration = o.duration("duration", cx.faults);
    let labor = o.duration("labor", cx.faults);
    let inside = o.flag("breakInside", cx.faults);
    if clash(o, &forms, inside, cx.faults) {
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
    let (key, whole) = if forms.labor { ("labor", labor) } else { ("duration", duration) };
    if whole == Some(0) && !forms.parted {
        let message = "this job takes no time";
        let hint = "say how long the work takes";
        cx.faults.warn("ZERO_DURATION", &o.at(key), "PT0S", message, hint);
    }
    let (durations, link) = match (parts, forms.together) {
        (Some(parts), _) => (parts, Link::Parts),
        (None, _) if forms.parted => return None,
        (None, true) => (vec![duration?; sides? as usize], Link::Together),
        (None, false) => (vec![whole?], Link::Single),
    };
    let long = |d: Millis| d >= BREAK_INSIDE_FROM;
    if inside.is_none() && durations.iter().any(|d| long(*d)) {
        notes.assumed.push(Assumed { pointer: o.at("breakInside"), value: json!(true) });
    }
    notes.visits = durations.iter().map(|d| (*d, inside.unwrap_or(long(*d)))).collect();
    let given = if link == Link::Together { durations[0] } else { durations.iter().sum() };
    Some(Work { link, gap, given, labor: forms.labor, inside })
}

/// Whether two of the forms exclude one another; the fault says which.
fn clash(o: &Obj, forms: &Forms, inside: Option<bool>, faults: &mut Faults) -> bool {
    let mut found = false;
    let mut tell = |key: &str, message: &str, hint: &str| {
        found = true;
        faults.fault("TWO_FORMS", &o.at(key), &o.brief(key), message, hint);
    };
    if forms.together && forms.parted {
        tell("parts", "a job is done together or in parts, not both", "make it two jobs");
    }
    if forms.split && (forms.together || forms.parted) {
        let message = "a job that is cut into parts has neither `parts` nor `together`";
        tell("split", message, "take `split` out, or give `duration` alone");
    }
    if forms.labor && (forms.together || forms.parted || o.has("duration")) {
        let message = "`labor` stands in the place of `duration`, `parts` and `together`";
        tell("labor", message, "take `labor` out, or the others");
    }
    if o.has("crewSize") && !forms.labor && forms.together {
        let message = "a job done together has two crews, whatever their size";
        tell("crewSize", message, "take `crewSize` or `together` out");
    }
    if o.has("partsGap") && !forms.parted {
        let message = "`partsGap` without `parts`";
        tell("partsGap", message, "give `parts`, or `split` with `maxGap`");
    }
    if forms.split && inside == Some(false) {
        let message = "a part fills its day, so that breaks fall inside it";
        tell("breakInside", message, "take `breakInside` out, or `split`");
    }
    found
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
