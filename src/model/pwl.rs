//! Piecewise linear functions of time, exact on whole milliseconds.
//!
//! A [`Fun`] is a list of pieces in ascending order; each holds from its `from` to just before the
//! next one's, the last up to the function's end, which the caller knows. Two kinds occur:
//!
//! * *earned* (before a point of the route): the least cost so far, if one is ready **by** t.
//!   Defined on [first piece, infinity), never rising, because one may always wait.
//! * *owed* (after it): the least cost to come, given that one is ready **at** t. Defined on
//!   (-infinity, end], never falling, for the same reason.
//!
//! Values are `i64` units in the search, and `i128` where a second objective is packed below the
//! first (the printed times).

use crate::units::Millis;
use smallvec::SmallVec;
use std::ops::{Add, Mul, Sub};

/// A value of a function: whole numbers wide enough for the purpose.
pub trait Val:
    Copy + Ord + Add<Output = Self> + Sub<Output = Self> + Mul<Output = Self> + std::fmt::Debug
{
    const ZERO: Self;
    fn of(v: i64) -> Self;
    fn div_floor(self, by: Self) -> i64;
}

impl Val for i64 {
    const ZERO: i64 = 0;
    #[inline]
    fn of(v: i64) -> i64 {
        v
    }
    #[inline]
    fn div_floor(self, by: i64) -> i64 {
        self.div_euclid(by)
    }
}

impl Val for i128 {
    const ZERO: i128 = 0;
    #[inline]
    fn of(v: i64) -> i128 {
        i128::from(v)
    }
    #[inline]
    fn div_floor(self, by: i128) -> i64 {
        // A count of steps that is added to a moment: far beyond any, and no overflow.
        self.div_euclid(by).clamp(i128::from(i64::MIN / 2), i128::from(i64::MAX / 2)) as i64
    }
}

/// From `from` on: `value + slope * (t - from)`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Piece<V> {
    pub from: Millis,
    pub value: V,
    pub slope: V,
}

impl<V: Val> Piece<V> {
    #[inline]
    pub fn at(&self, t: Millis) -> V {
        if self.slope == V::ZERO {
            return self.value;
        }
        self.value + self.slope * V::of(t - self.from)
    }
}

pub type Fun<V> = SmallVec<[Piece<V>; 4]>;

/// Adds a piece; one that goes on where the last left off is left out.
#[inline]
pub fn push<V: Val>(fun: &mut Fun<V>, piece: Piece<V>) {
    if let Some(last) = fun.last_mut() {
        if last.slope == piece.slope && last.at(piece.from) == piece.value {
            return;
        }
        if last.from == piece.from {
            *last = piece;
            return;
        }
    }
    fun.push(piece);
}

/// The value at `t`, which lies at or after the first piece.
#[inline]
pub fn value_at<V: Val>(fun: &Fun<V>, t: Millis) -> V {
    let k = fun.partition_point(|p| p.from <= t);
    fun[k - 1].at(t)
}

/// The lower envelope of two functions on `[low, high]`, where both are defined.
fn envelope<V: Val>(f: &Fun<V>, g: &Fun<V>, low: Millis, high: Millis, out: &mut Fun<V>) {
    let (mut i, mut j) = (start_piece(f, low), start_piece(g, low));
    let mut t = low;
    loop {
        let end_f = f.get(i + 1).map_or(high, |p| p.from - 1);
        let end_g = g.get(j + 1).map_or(high, |p| p.from - 1);
        let end = end_f.min(end_g).min(high);
        lower(&f[i], &g[j], t, end, out);
        if end >= high {
            return;
        }
        t = end + 1;
        i += usize::from(end == end_f);
        j += usize::from(end == end_g);
    }
}

fn start_piece<V: Val>(f: &Fun<V>, t: Millis) -> usize {
    f.partition_point(|p| p.from <= t).saturating_sub(1)
}

/// The lower of two lines on `[from, to]`.
fn lower<V: Val>(a: &Piece<V>, b: &Piece<V>, from: Millis, to: Millis, out: &mut Fun<V>) {
    let (va, vb) = (a.at(from), b.at(from));
    let (mut low, mut other) = ((va, a.slope), (vb, b.slope));
    if (vb, b.slope) < (va, a.slope) {
        std::mem::swap(&mut low, &mut other);
    }
    push(out, Piece { from, value: low.0, slope: low.1 });
    if low.1 > other.1 {
        // The other is steeper downwards: it is strictly lower from the first whole step past the
        // crossing on.
        let step = (other.0 - low.0).div_floor(low.1 - other.1) + 1;
        if step <= to - from {
            let value = other.0 + other.1 * V::of(step);
            push(out, Piece { from: from + step, value, slope: other.1 });
        }
    }
}

/// The lower of two *earned* functions (either may be empty: nowhere defined).
pub fn min_earned<V: Val>(f: Fun<V>, g: Fun<V>) -> Fun<V> {
    if f.is_empty() {
        return g;
    }
    if g.is_empty() {
        return f;
    }
    let (early, late) = if f[0].from <= g[0].from { (&f, &g) } else { (&g, &f) };
    let both = late[0].from;
    let mut out = Fun::new();
    for p in early.iter().take_while(|p| p.from < both) {
        out.push(*p);
    }
    envelope(early, late, both, super::clock::NEVER, &mut out);
    out
}

/// The lower of two *owed* functions with their ends (either may be empty).
pub fn min_owed<V: Val>(f: (Fun<V>, Millis), g: (Fun<V>, Millis)) -> (Fun<V>, Millis) {
    if f.0.is_empty() {
        return g;
    }
    if g.0.is_empty() {
        return f;
    }
    let (long, short) = if f.1 >= g.1 { (f, g) } else { (g, f) };
    let mut out = Fun::new();
    let low = long.0[0].from.max(short.0[0].from);
    envelope(&long.0, &short.0, low, short.1, &mut out);
    if long.1 > short.1 {
        let k = start_piece(&long.0, short.1 + 1);
        let t = short.1 + 1;
        push(&mut out, Piece { from: t, value: long.0[k].at(t), slope: long.0[k].slope });
        for p in &long.0[k + 1..] {
            push(&mut out, *p);
        }
    }
    (out, long.1)
}

/// The least of `earned(t) + owed(t)` over all t up to `end`.
pub fn least_sum<V: Val>(earned: &Fun<V>, owed: &Fun<V>, end: Millis) -> Option<V> {
    let low = earned.first()?.from;
    owed.first()?;
    if low > end {
        return None;
    }
    let (mut i, mut j) = (0, start_piece(owed, low));
    let mut t = low;
    let mut best: Option<V> = None;
    loop {
        let end_i = earned.get(i + 1).map_or(end, |p| p.from - 1);
        let end_j = owed.get(j + 1).map_or(end, |p| p.from - 1);
        let stop = end_i.min(end_j).min(end);
        let slope = earned[i].slope + owed[j].slope;
        let at = if slope < V::ZERO { stop } else { t };
        let sum = earned[i].at(at) + owed[j].at(at);
        if best.is_none_or(|b| sum < b) {
            best = Some(sum);
        }
        if stop >= end {
            return best;
        }
        t = stop + 1;
        i += usize::from(stop == end_i);
        j += usize::from(stop == end_j);
    }
}

/// Walks `[low, high]` of an earned function in linear stretches, cut where the penalty bends.
pub fn stretches<V: Val>(
    fun: &Fun<V>,
    low: Millis,
    high: Millis,
    cuts: &[Millis],
    mut visit: impl FnMut(Millis, Millis, &Piece<V>),
) {
    let Some(first) = fun.first() else { return };
    let mut t = low.max(first.from);
    let mut k = start_piece(fun, t);
    while t <= high {
        let mut end = fun.get(k + 1).map_or(high, |p| p.from - 1).min(high);
        for cut in cuts {
            if *cut > t && *cut <= end {
                end = *cut - 1;
            }
        }
        visit(t, end, &fun[k]);
        t = end + 1;
        if fun.get(k + 1).is_some_and(|p| p.from <= t) {
            k += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fun(pieces: &[(i64, i64, i64)]) -> Fun<i64> {
        pieces.iter().map(|&(from, value, slope)| Piece { from, value, slope }).collect()
    }

    // If this fails, the search prices routes wrongly where two ways to take a break compete.
    #[test]
    fn envelopes_and_sums_equal_the_slow_truth() {
        let f = fun(&[(0, 50, -3), (10, 15, -1), (30, -10, 0)]);
        let g = fun(&[(4, 40, -4), (12, 8, 0), (40, -20, 0)]);
        let low = min_earned(f.clone(), g.clone());
        for t in 0..60 {
            let want = if t < 4 { value_at(&f, t) } else { value_at(&f, t).min(value_at(&g, t)) };
            assert_eq!(value_at(&low, t), want, "at {t}");
        }
        let a = fun(&[(-100, 5, 0), (10, 5, 2), (20, 40, 1)]);
        let b = fun(&[(-100, 9, 0), (15, 10, 5)]);
        let (m, end) = min_owed((a.clone(), 50), (b.clone(), 25));
        assert_eq!(end, 50);
        for t in -50..=50 {
            let want = if t > 25 { value_at(&a, t) } else { value_at(&a, t).min(value_at(&b, t)) };
            assert_eq!(value_at(&m, t), want, "at {t}");
        }
        let slow = (0..=50).map(|t| value_at(&low, t) + value_at(&a, t)).min();
        assert_eq!(least_sum(&low, &a, 50), slow);
        assert_eq!(least_sum(&low, &a, -1), None);
    }
}
