//! Rows over several routes: quotas, buffers, unequal loads.

use super::Draft;
use super::routes::Route;
use good_lp::Expression;

pub fn rows(draft: &mut Draft, routes: &[Route]) {
    if draft.problem.whole.is_empty() {
        return;
    }
    quotas(draft, routes);
    buffers(draft, routes);
    fairness(draft, routes);
}

fn quotas(draft: &mut Draft, routes: &[Route]) {
    let whole = &draft.problem.whole;
    let mut counts = vec![Expression::from(0.0); whole.caps.len()];
    for route in routes {
        for (k, &v) in route.visits.iter().enumerate() {
            for (_, cell) in whole.counted(route.shift, v as u32) {
                counts[cell as usize] += route.on[k];
            }
        }
    }
    for (count, cap) in counts.into_iter().zip(&whole.caps) {
        draft.row(count.leq(*cap as f64));
    }
}

/// Work and driving but for the visits that a buffer is for, and for the legs that touch them.
fn buffers(draft: &mut Draft, routes: &[Route]) {
    let whole = &draft.problem.whole;
    let mut busy = vec![Expression::from(0.0); whole.rooms.len()];
    for route in routes {
        for &(buffer, cell) in whole.buffers_of(route.shift) {
            let spared = &whole.buffers[buffer as usize].spared;
            let is = |k: usize| route.visits.get(k).is_some_and(|&v| spared[v]);
            let n = route.visits.len();
            let sum = &mut busy[cell as usize];
            for (i, row) in route.arcs.iter().enumerate() {
                for (j, arc) in row.iter().enumerate().filter(|(j, _)| !is(i) && !is(*j)) {
                    let Some(arc) = *arc else { continue };
                    *sum += arc * draft.ticks(route.leg(draft, i, j).drive);
                }
            }
            for k in (0..n).filter(|k| !is(*k)) {
                let visit = &draft.problem.visits[route.visits[k]];
                *sum += route.on[k] * draft.ticks(visit.duration);
            }
        }
    }
    for (busy, room) in busy.into_iter().zip(&whole.rooms) {
        let room = room.div_euclid(draft.tick) as f64;
        draft.row(busy.leq(room));
    }
}

/// The largest load above the least. A history need not be a whole number of ticks.
fn fairness(draft: &mut Draft, routes: &[Route]) {
    let problem = draft.problem;
    let Some(fair) = &problem.whole.fair else { return };
    let history = |crew: usize| fair.history[crew].map(|h| h as f64 / draft.tick as f64);
    let most: f64 = routes.iter().map(|r| r.length).sum::<f64>()
        + (0..fair.history.len()).filter_map(history).fold(0.0, f64::max);
    let compared: Vec<(usize, f64)> =
        (0..fair.history.len()).filter_map(|crew| Some((crew, history(crew)?))).collect();
    let (low, high) = (draft.number(most), draft.number(most));
    for (crew, before) in compared {
        let mut load = Expression::from(before);
        for route in routes.iter().filter(|r| problem.shifts[r.shift].crew as usize == crew) {
            for (k, &v) in route.visits.iter().enumerate() {
                load += route.on[k] * draft.ticks(problem.visits[v].duration);
            }
            for (arc, leg) in route.legs(draft).into_iter().filter(|_| fair.drive) {
                load += arc * draft.ticks(leg.drive);
            }
        }
        draft.row((load.clone() - high).leq(0.0));
        draft.row((low - load).leq(0.0));
    }
    draft.charge_time(fair.rate, high - low);
}
