//! A route as stretches of time, none over another.

use crate::units::Millis;
use crate::wire::plan::{BreakTaken, CallStop, Route, Stop, VisitStop};
use crate::words::at;

pub enum What<'a> {
    Wait,
    Drive,
    /// The visit with its number on the route, and whether its name belongs on this piece.
    Work(usize, &'a VisitStop, bool),
    Call(&'a CallStop),
    Break(&'a BreakTaken),
}

pub struct Segment<'a> {
    pub from: Millis,
    pub to: Millis,
    pub what: What<'a>,
}

type Stretch = (Millis, Millis);

pub fn of(route: &Route) -> Vec<Segment<'_>> {
    let rests = rests(route);
    let taken: Vec<Stretch> = rests.iter().map(|b| (at(&b.start), at(&b.end))).collect();
    let mut out = Vec::new();
    let mut left = at(&route.start);
    let mut number = 0;
    for stop in &route.stops {
        let times = match stop {
            Stop::Visit(v) => [&v.arrival, &v.start, &v.end, &v.departure],
            Stop::Call(c) => [&c.arrival, &c.start, &c.end, &c.departure],
            Stop::Break(_) => continue,
        };
        let [arrival, start, end, departure] = times.map(|t| at(t));
        push(&mut out, (left, arrival), &taken, || What::Drive);
        push(&mut out, (arrival, start), &taken, || What::Wait);
        match stop {
            Stop::Call(call) => push(&mut out, (start, end), &taken, || What::Call(call)),
            Stop::Break(_) => {}
            Stop::Visit(visit) => {
                number += 1;
                work(&mut out, number, visit, &without((start, end), &taken));
            }
        }
        push(&mut out, (end, departure), &taken, || What::Wait);
        left = departure;
    }
    if route.home.is_some() {
        push(&mut out, (left, at(&route.end)), &taken, || What::Drive);
    }
    out.extend(rests.into_iter().zip(taken).map(|(rest, (from, to))| Segment {
        from,
        to,
        what: What::Break(rest),
    }));
    out
}

/// All breaks by the clock.
fn rests(route: &Route) -> Vec<&BreakTaken> {
    let mut rests: Vec<&BreakTaken> = Vec::new();
    for stop in &route.stops {
        match stop {
            Stop::Break(taken) => rests.push(taken),
            Stop::Call(call) => rests.extend(&call.on_the_way),
            Stop::Visit(visit) => rests.extend(visit.inside.iter().chain(&visit.on_the_way)),
        }
    }
    rests.extend(route.home.iter().flat_map(|home| &home.on_the_way));
    rests.sort_by_key(|rest| at(&rest.start));
    rests
}

fn push<'a>(
    out: &mut Vec<Segment<'a>>,
    whole: Stretch,
    taken: &[Stretch],
    what: impl Fn() -> What<'a>,
) {
    let pieces = without(whole, taken).into_iter().filter(|(from, to)| to > from);
    out.extend(pieces.map(|(from, to)| Segment { from, to, what: what() }));
}

/// The pieces of one service; the longest carries the name.
fn work<'a>(out: &mut Vec<Segment<'a>>, number: usize, visit: &'a VisitStop, pieces: &[Stretch]) {
    // Of equal pieces the first.
    let longest = (0..pieces.len()).rev().max_by_key(|k| pieces[*k].1 - pieces[*k].0);
    out.extend(pieces.iter().enumerate().map(|(k, &(from, to))| Segment {
        from,
        to,
        what: What::Work(number, visit, Some(k) == longest),
    }));
}

/// What is left of a stretch beside the breaks; never nothing, so that no visit goes unseen.
fn without(whole: Stretch, taken: &[Stretch]) -> Vec<Stretch> {
    let (mut from, to) = whole;
    let mut pieces = Vec::new();
    for &(begin, end) in taken.iter().filter(|(begin, end)| *begin < to && *end > whole.0) {
        if begin > from {
            pieces.push((from, begin));
        }
        from = from.max(end);
    }
    if from < to || pieces.is_empty() {
        pieces.push((from.min(to), to));
    }
    pieces
}
