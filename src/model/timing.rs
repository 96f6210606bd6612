//! What a route's times cost at best: exact functions before and after every point of it.
//!
//! For each state of the break clock there is an *earned* function (see [`super::pwl`]) after every
//! visit and an *owed* one before it. An insertion is priced by pushing the earned functions before
//! it over the new visit and adding the owed ones after it: the exact best timing of the whole
//! route without walking it. Times in values are counted from the shift's start, so that rates
//! times times stay small.

pub use super::owed::{before_drive, before_serve, home};

use super::clock::{ALWAYS, NEVER, STATES, ShiftClock};
use super::problem::Visit;
use super::pwl::{Fun, Piece, Val, least_sum, min_earned, push, stretches};
use crate::units::{Millis, Units};
use smallvec::SmallVec;

/// Rates of time in the value type, the second objective packed in where the type is wide.
#[derive(Clone, Copy, Debug)]
pub struct Rates<V> {
    pub hour: V,
    pub over: V,
    /// What one unit of a penalty weighs.
    pub unit: V,
}

impl Rates<i64> {
    /// As the search counts: units.
    pub fn plain(clock: &ShiftClock) -> Rates<i64> {
        Rates { hour: clock.hour_rate, over: clock.overtime_rate, unit: 1 }
    }
}

impl Rates<i128> {
    /// Units first, then the time from departure to return: departure is as late as helps.
    pub fn tie_broken(clock: &ShiftClock) -> Rates<i128> {
        const WEIGHT: i128 = 1 << 44;
        Rates {
            hour: i128::from(clock.hour_rate) * WEIGHT + 1,
            over: i128::from(clock.overtime_rate) * WEIGHT,
            unit: WEIGHT,
        }
    }
}

/// Earned functions by state; empty where the state cannot be reached.
pub type Earned<V> = [Fun<V>; STATES];
/// Owed functions by state with the last moment at which they hold.
pub type Owed<V> = [(Fun<V>, Millis); STATES];

pub fn no_earned<V>() -> Earned<V> {
    std::array::from_fn(|_| Fun::new())
}

pub fn no_owed<V>() -> Owed<V> {
    std::array::from_fn(|_| (Fun::new(), ALWAYS))
}

/// The penalty of a start at `t`, as a line: its value there and its slope from there on.
pub(super) fn penalty<V: Val>(v: &Visit, t: Millis, unit: V) -> (V, V) {
    let (mut value, mut slope) = (V::ZERO, V::ZERO);
    if let Some((due, rate)) = v.late
        && t >= due
    {
        value = value + V::of(rate) * V::of(t - due);
        slope = V::of(rate);
    }
    if let Some((from, to, units)) = v.promise
        && !(from..=to).contains(&t)
    {
        value = value + V::of(units);
    }
    (value * unit, slope * unit)
}

/// The penalty of a start at `t` in units.
pub fn penalty_units(v: &Visit, t: Millis) -> Units {
    penalty::<i64>(v, t, 1).0
}

/// Where the penalty bends or jumps.
pub(super) fn bends(v: &Visit) -> SmallVec<[Millis; 3]> {
    let mut cuts = SmallVec::new();
    if let Some((due, _)) = v.late {
        cuts.push(due);
    }
    if let Some((from, to, _)) = v.promise {
        cuts.push(from);
        cuts.push(to + 1);
    }
    cuts
}

/// One way to serve a visit: when service may start, and how long until one is ready.
pub(super) struct Way {
    pub(super) from_state: usize,
    pub(super) to_state: usize,
    pub(super) low: Millis,
    pub(super) high: Millis,
    pub(super) takes: Millis,
}

pub(super) fn ways(clock: &ShiftClock, v: &Visit) -> SmallVec<[Way; 4]> {
    let mut out = SmallVec::new();
    for i in 0..=clock.breaks {
        let by = |takes: Millis| if v.finish == Millis::MAX { NEVER } else { v.finish - takes };
        out.push(Way {
            from_state: i,
            to_state: i,
            low: ALWAYS,
            high: by(v.duration),
            takes: v.duration,
        });
        for j in i + 1..=if v.break_inside { clock.breaks } else { 0 } {
            let c = &clock.chains[i][j];
            let takes = v.duration + c.dur;
            let low = c.gate - v.duration;
            if c.ready < NEVER {
                let high = c.latest.min(by(takes));
                out.push(Way { from_state: i, to_state: j, low, high, takes });
            }
        }
    }
    out
}

/// At departure: minus the hourly price of everything before it.
pub fn depart<V: Val>(clock: &ShiftClock, r: &Rates<V>) -> Earned<V> {
    let mut out = no_earned();
    for (i, from) in clock.departure().iter().enumerate() {
        if *from < NEVER {
            let value = V::ZERO - r.hour * V::of(from - clock.from);
            let last = clock.latest_return.max(*from);
            out[i].push(Piece { from: *from, value, slope: V::ZERO - r.hour });
            let end = V::ZERO - r.hour * V::of(last - clock.from);
            push(&mut out[i], Piece { from: last, value: end, slope: V::ZERO });
        }
    }
    out
}

/// Over a leg, waits and breaks included: earned by the moment service can start. Where the drive
/// may not begin before `open`, breaks may also be taken in the wait for it.
pub fn drive<V: Val>(
    clock: &ShiftClock,
    ready: &Earned<V>,
    drive: Millis,
    open: Millis,
) -> Earned<V> {
    if open > ALWAYS && clock.breaks > 0 {
        return drive_at_once(clock, &wait(clock, ready), drive, open);
    }
    drive_at_once(clock, ready, drive, open)
}

/// Over a wait without a drive.
pub fn wait<V: Val>(clock: &ShiftClock, ready: &Earned<V>) -> Earned<V> {
    drive_at_once(clock, ready, 0, ALWAYS)
}

/// Over a leg with all of its breaks after `open`.
pub fn drive_at_once<V: Val>(
    clock: &ShiftClock,
    ready: &Earned<V>,
    drive: Millis,
    open: Millis,
) -> Earned<V> {
    let mut out = no_earned();
    for i in 0..=clock.breaks {
        if ready[i].is_empty() {
            continue;
        }
        let direct = shifted(&ready[i], drive, NEVER, open.saturating_add(drive));
        out[i] = min_earned(std::mem::take(&mut out[i]), direct);
        for j in i + 1..=clock.breaks {
            let c = &clock.chains[i][j];
            if ready[i][0].from > c.latest || open > c.latest || c.ready >= NEVER {
                continue;
            }
            let by = drive + c.dur;
            let moved = shifted(&ready[i], by, c.latest, c.ready.max(open.saturating_add(by)));
            out[j] = min_earned(std::mem::take(&mut out[j]), moved);
        }
    }
    out
}

/// `f(min(t - by, latest))` for t >= `not_before`.
fn shifted<V: Val>(f: &Fun<V>, by: Millis, latest: Millis, not_before: Millis) -> Fun<V> {
    let mut out = Fun::new();
    for p in f {
        if p.from > latest {
            break;
        }
        let moved = Piece { from: p.from + by, value: p.value, slope: p.slope };
        if moved.from <= not_before {
            out.clear();
            let value = moved.at(not_before.min(latest.saturating_add(by)));
            out.push(Piece { from: not_before.max(moved.from), value, slope: p.slope });
        } else {
            push(&mut out, moved);
        }
    }
    if latest < NEVER
        && let Some(last) = out.last().copied()
        && last.slope != V::ZERO
    {
        let stop = latest + by;
        if stop <= last.from {
            out.last_mut().expect("just seen").slope = V::ZERO;
        } else {
            out.push(Piece { from: stop, value: last.at(stop), slope: V::ZERO });
        }
    }
    out
}

/// Over a visit: earned by the moment one is ready after it.
pub fn serve<V: Val>(
    clock: &ShiftClock,
    arrived: &Earned<V>,
    v: &Visit,
    spans: &[(Millis, Millis)],
    r: &Rates<V>,
) -> Earned<V> {
    let cuts = bends(v);
    let mut out = no_earned();
    for way in ways(clock, v) {
        let earned = &arrived[way.from_state];
        if earned.is_empty() {
            continue;
        }
        let mut fun = Fun::new();
        let mut low: Option<V> = None;
        for span in spans {
            let (from, to) = (span.0.max(way.low), span.1.min(way.high));
            stretches(earned, from, to, &cuts, |a, b, piece| {
                let (pen, bend) = penalty(v, a, r.unit);
                let line = Piece { from: a, value: piece.at(a) + pen, slope: piece.slope + bend };
                fall(&mut fun, &mut low, line, b, way.takes);
            });
        }
        out[way.to_state] = min_earned(std::mem::take(&mut out[way.to_state]), fun);
    }
    out
}

/// Appends to a never-rising function what a line on `[line.from, to]` adds below its last value.
fn fall<V: Val>(fun: &mut Fun<V>, low: &mut Option<V>, line: Piece<V>, to: Millis, takes: Millis) {
    let mut start = line.from;
    if let Some(m) = *low
        && line.value >= m
    {
        if line.slope >= V::ZERO {
            return;
        }
        start += (line.value - m).div_floor(V::ZERO - line.slope) + 1;
        if start > to {
            return;
        }
    }
    let slope = if line.slope < V::ZERO { line.slope } else { V::ZERO };
    push(fun, Piece { from: start + takes, value: line.at(start), slope });
    let end = if slope < V::ZERO { line.at(to) } else { line.at(start) };
    if slope < V::ZERO {
        push(fun, Piece { from: to + takes, value: end, slope: V::ZERO });
    }
    *low = Some(end);
}

/// The best cost of a whole route, joined at a point where one arrives.
pub fn join<V: Val>(clock: &ShiftClock, arrived: &Earned<V>, owed: &Owed<V>) -> Option<V> {
    let each = (0..=clock.breaks).filter_map(|i| least_sum(&arrived[i], &owed[i].0, owed[i].1));
    each.min()
}
