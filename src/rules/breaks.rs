//! Breaks: lunch and rest.

use super::rule::{Meta, Nothing, ReadCx, Rule, Scope};
use super::view::{Findings, View};
use crate::units::Millis;
use crate::wire::reader::Obj;

pub struct Breaks;

/// A crew's break, its clock times in milliseconds after midnight.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CrewBreak {
    pub id: String,
    pub duration: Millis,
    pub earliest: Millis,
    pub latest: Millis,
}

/// The most breaks of one crew: the search's clock has a state for each number taken.
pub const MOST: usize = 3;

impl Rule for Breaks {
    const META: Meta = Meta {
        id: "breaks",
        code: "BREAK",
        scope: Scope::Route,
        priced: false,
        overridable: false,
        line: "every break that is due is taken, in order, inside its times",
        doc: "A break is due on a used shift in which it can start inside its times and end by the shift's end. \
              It is taken once, uninterrupted, in the order listed: while waiting, on the way, before departure, \
              after return, or inside a service that allows it, which then ends later by the break.",
    };
    type Job = Nothing;
    type Crew = Vec<CrewBreak>;

    fn read_crew(o: &mut Obj, cx: &mut ReadCx) -> Vec<CrewBreak> {
        let list = o.list("breaks", cx.faults);
        if list.len() > MOST {
            let message = format!("a crew has at most {MOST} breaks");
            let value = list.len().to_string();
            let hint = "join the shortest ones or move them into the shift's hours";
            cx.faults.fault("TOO_MANY_BREAKS", &o.at("breaks"), &value, &message, hint);
        }
        let mut breaks: Vec<CrewBreak> = Vec::new();
        for (at, node) in list.iter().take(MOST) {
            let Some(mut inner) = Obj::open(node, at, cx.faults) else { continue };
            let read = read_break(&mut inner, cx);
            inner.close(cx.faults);
            let Some(read) = read else { continue };
            if breaks.iter().any(|b| b.id == read.id) {
                let message = "two breaks of this crew have the same id";
                let hint = "give each break its own id";
                cx.faults.fault("DUPLICATE_ID", &format!("{at}/id"), &read.id, message, hint);
                continue;
            }
            breaks.push(read);
        }
        breaks
    }

    fn check(_view: &View, _out: &mut Findings) {}
}

fn read_break(o: &mut Obj, cx: &mut ReadCx) -> Option<CrewBreak> {
    let id = o.needed_id("id", cx.faults);
    for key in ["duration", "earliest", "latest"] {
        if o.get(key).is_none() {
            o.missing(key, "say how long the break is and when it may start", cx.faults);
        }
    }
    let duration = o.duration("duration", cx.faults);
    let earliest = o.clock("earliest", cx.faults);
    let latest = o.clock("latest", cx.faults);
    // A latest start before the earliest is right on a shift over midnight, so the door decides it
    // where it knows the shifts.
    Some(CrewBreak { id: id?, duration: duration?, earliest: earliest?, latest: latest? })
}
