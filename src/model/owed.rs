//! What is owed after a point of a route: from the way home back to the departure.
//!
//! The other half of [`super::timing`], which says what the functions mean.

use super::clock::{ALWAYS, ShiftClock};
use super::problem::Visit;
use super::pwl::{Fun, Piece, Val, min_owed, push, stretches};
use super::timing::{Owed, Rates, bends, no_owed, penalty, ways};
use crate::units::Millis;
use smallvec::SmallVec;

/// On arrival at the end place (or at the end of the last service on an open end).
pub fn home<V: Val>(clock: &ShiftClock, r: &Rates<V>) -> Owed<V> {
    let mut out = no_owed();
    for (i, end) in clock.latest_home().iter().enumerate() {
        if *end <= ALWAYS {
            continue;
        }
        let mut fun = Fun::new();
        // Nobody arrives before the shift begins: below it the function is flat, never used.
        fun.push(Piece { from: ALWAYS, value: V::ZERO, slope: V::ZERO });
        push(&mut fun, Piece { from: clock.from, value: V::ZERO, slope: r.hour });
        if *end > clock.to {
            let value = r.hour * V::of(clock.to - clock.from);
            push(&mut fun, Piece { from: clock.to, value, slope: r.hour + r.over });
        }
        out[i] = (fun, *end);
    }
    out
}

/// Before a leg: owed when ready to leave.
pub fn before_drive<V: Val>(
    clock: &ShiftClock,
    arrived: &Owed<V>,
    drive: Millis,
    open: Millis,
) -> Owed<V> {
    let leave = before_drive_at_once(clock, arrived, drive, open);
    if open > ALWAYS && clock.breaks > 0 {
        return before_drive_at_once(clock, &leave, 0, ALWAYS);
    }
    leave
}

fn before_drive_at_once<V: Val>(
    clock: &ShiftClock,
    arrived: &Owed<V>,
    drive: Millis,
    open: Millis,
) -> Owed<V> {
    let mut out = no_owed();
    for i in 0..=clock.breaks {
        let (fun, end) = &arrived[i];
        if !fun.is_empty() && (open <= ALWAYS || open + drive <= *end) {
            let from = open.saturating_add(drive).max(ALWAYS);
            let moved = pulled(fun, drive, from);
            out[i] =
                min_owed(std::mem::replace(&mut out[i], (Fun::new(), 0)), (moved, end - drive));
        }
        for j in i + 1..=clock.breaks {
            let c = &clock.chains[i][j];
            let (fun, end) = &arrived[j];
            if fun.is_empty() || c.ready > *end || open > c.latest {
                continue;
            }
            let by = drive + c.dur;
            let from = c.ready.max(open.saturating_add(by));
            let last = c.latest.min(end - by);
            if from <= *end {
                let moved = pulled(fun, by, from);
                let both = (moved, last);
                out[i] = min_owed(std::mem::replace(&mut out[i], (Fun::new(), 0)), both);
            }
        }
    }
    out
}

/// `f(max(t + by, not_before))`.
fn pulled<V: Val>(f: &Fun<V>, by: Millis, not_before: Millis) -> Fun<V> {
    let mut out = Fun::new();
    for p in f {
        if p.from <= not_before {
            out.clear();
            out.push(Piece { from: ALWAYS, value: p.at(not_before.max(p.from)), slope: V::ZERO });
            if p.slope != V::ZERO {
                out.push(Piece { from: not_before - by, value: p.at(not_before), slope: p.slope });
            }
        } else if out.is_empty() {
            out.push(Piece { from: ALWAYS, value: p.value, slope: V::ZERO });
        } else {
            push(&mut out, Piece { from: p.from - by, value: p.value, slope: p.slope });
        }
    }
    out
}

/// Before a visit: owed on arrival.
pub fn before_serve<V: Val>(
    clock: &ShiftClock,
    ready: &Owed<V>,
    v: &Visit,
    spans: &[(Millis, Millis)],
    r: &Rates<V>,
) -> Owed<V> {
    let cuts = bends(v);
    let mut out = no_owed();
    for way in ways(clock, v) {
        let (owed, end) = &ready[way.to_state];
        if owed.is_empty() {
            continue;
        }
        let last = way.high.min(end - way.takes);
        let made = rise(owed, way.low, last, way.takes, v, spans, &cuts, r.unit);
        if let Some(made) = made {
            let old = std::mem::replace(&mut out[way.from_state], (Fun::new(), 0));
            out[way.from_state] = min_owed(old, made);
        }
    }
    out
}

/// The least of penalty and owed cost over all starts at or after t, inside the intervals.
#[expect(clippy::too_many_arguments, reason = "one formula, called once")]
fn rise<V: Val>(
    owed: &Fun<V>,
    low: Millis,
    high: Millis,
    takes: Millis,
    v: &Visit,
    spans: &[(Millis, Millis)],
    cuts: &[Millis],
    unit: V,
) -> Option<(Fun<V>, Millis)> {
    let mut lines: SmallVec<[(Piece<V>, Millis); 8]> = SmallVec::new();
    let inner: SmallVec<[Millis; 3]> = cuts.iter().map(|c| c + takes).collect();
    for span in spans {
        let (from, to) = (span.0.max(low), span.1.min(high));
        stretches(owed, from.saturating_add(takes), to.saturating_add(takes), &inner, |a, b, p| {
            let (pen, bend) = penalty(v, a - takes, unit);
            let line = Piece { from: a - takes, value: p.at(a) + pen, slope: p.slope + bend };
            lines.push((line, b - takes));
        });
    }
    let end = lines.last()?.1;
    // Segments from the right: each holds up to its end, down to the end of the next one.
    let mut parts: SmallVec<[(Millis, Piece<V>); 8]> = SmallVec::new();
    let mut least: Option<V> = None;
    let add = |parts: &mut SmallVec<[(Millis, Piece<V>); 8]>, to: Millis, p: Piece<V>| {
        while parts.last().is_some_and(|last| last.0 <= to) {
            parts.pop();
        }
        parts.push((to, p));
    };
    for (line, to) in lines.iter().rev() {
        let at_end = line.at(*to);
        if line.slope <= V::ZERO {
            if least.is_none_or(|m| at_end < m) {
                least = Some(at_end);
                add(&mut parts, *to, Piece { from: *to, value: at_end, slope: V::ZERO });
            }
            continue;
        }
        if least.is_some_and(|m| line.value >= m) {
            continue;
        }
        // Only the part of the rising line that lies below what comes later counts.
        let top = match least {
            Some(m) if at_end >= m => line.from + (m - line.value - V::of(1)).div_floor(line.slope),
            _ => *to,
        };
        add(&mut parts, top, *line);
        let flat = Piece { from: line.from, value: line.value, slope: V::ZERO };
        parts.push((line.from - 1, flat));
        least = Some(line.value);
    }
    Some((from_parts(&parts), end))
}

/// Segments found from the right as a function from the left.
fn from_parts<V: Val>(parts: &[(Millis, Piece<V>)]) -> Fun<V> {
    let mut out = Fun::new();
    let mut from = ALWAYS;
    for (end, p) in parts.iter().rev() {
        let value = if from <= ALWAYS { p.value } else { p.at(from) };
        push(&mut out, Piece { from, value, slope: p.slope });
        from = end + 1;
    }
    out
}
