//! Rows over several columns: quotas, buffers, unequal loads.
//!
//! Shifts of one class are the same in all of these, so that a column says what it adds.

use super::model::Column;
use crate::exact::highs::Mip;
use crate::model::problem::Problem;
use crate::model::schedule::legs;
use crate::model::whole::Sums;
use crate::units::{HOUR, MINUTE, Millis};
use highs::Col;
use std::collections::BTreeMap;

type Terms = Vec<(Col, f64)>;

/// What the columns are added to, and what the incumbent adds up to.
pub struct Before {
    /// Of the routes that stay.
    pub kept: Sums,
    /// Of all of the incumbent's.
    pub all: Sums,
}

/// The rows and, for unequal loads, two more columns with their first values. `shifts` gives each
/// class that has free shifts one of them.
pub fn rows(
    problem: &Problem,
    mip: &mut Mip,
    pool: &[(Col, &Column)],
    shifts: &BTreeMap<u32, usize>,
    before: &Before,
    (first, unit): (&mut Vec<f64>, f64),
) {
    let whole = &problem.whole;
    if whole.is_empty() {
        return;
    }
    let mut counts: Vec<Terms> = vec![Vec::new(); whole.caps.len()];
    let mut busy: Vec<Terms> = vec![Vec::new(); whole.rooms.len()];
    let mut loads: Vec<Terms> = vec![Vec::new(); before.all.loads.len()];
    for &(col, column) in pool {
        let Some(&s) = shifts.get(&column.class) else { continue };
        let mut cells: BTreeMap<u32, f64> = BTreeMap::new();
        for (_, cell) in column.visits.iter().flat_map(|&v| whole.counted(s, v)) {
            *cells.entry(cell).or_default() += 1.0;
        }
        for (cell, many) in cells {
            counts[cell as usize].push((col, many));
        }
        let legs = legs(problem, s, &column.visits);
        for &(buffer, cell) in whole.buffers_of(s) {
            let time = whole.busy(problem, buffer, &column.visits, &legs);
            busy[cell as usize].push((col, time as f64 / MINUTE as f64));
        }
        if let Some(fair) = &whole.fair {
            let load = fair.load(problem, &column.visits, &legs);
            loads[problem.shifts[s].crew as usize].push((col, hours(load)));
        }
    }
    for ((terms, cap), kept) in counts.iter().zip(&whole.caps).zip(&before.kept.counts) {
        mip.row(f64::NEG_INFINITY..=(cap - kept) as f64, terms);
    }
    for ((terms, room), kept) in busy.iter().zip(&whole.rooms).zip(&before.kept.busy) {
        mip.row(f64::NEG_INFINITY..=(room - kept) as f64 / MINUTE as f64, terms);
    }
    if let Some(fair) = &whole.fair {
        let price = fair.price(HOUR) as f64 / unit;
        let (low, high) = before.all.extremes();
        let own = (mip.column(-price, 0.0..=1e9, false), mip.column(price, 0.0..=1e9, false));
        first.extend([hours(low), hours(high)]);
        for (mut terms, kept) in loads.into_iter().zip(&before.kept.loads) {
            let Some(kept) = kept else { continue };
            let mut under = terms.clone();
            under.push((own.1, -1.0));
            mip.row(f64::NEG_INFINITY..=-hours(*kept), &under);
            terms.push((own.0, -1.0));
            mip.row(-hours(*kept)..=f64::INFINITY, &terms);
        }
    }
}

fn hours(time: Millis) -> f64 {
    time as f64 / HOUR as f64
}
