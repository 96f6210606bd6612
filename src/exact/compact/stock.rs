//! The call at the warehouse: what the van lacks is done behind it, and parts last until there.

use super::Draft;
use super::routes::Route;
use good_lp::Expression;

pub fn call(draft: &mut Draft, route: &Route) {
    let problem = draft.problem;
    let Some(stock) = &problem.stock else { return };
    let is_call = |v: usize| v == stock.call as usize;
    let call = route.visits.iter().position(|&v| is_call(v));
    let n = route.visits.len() as f64;
    for (k, &v) in route.visits.iter().enumerate() {
        let behind = route.behind[k];
        let Some(call) = call.filter(|&c| c != k) else {
            draft.row(Expression::from(behind).eq(0.0));
            if call.is_none() && !stock.is_held(route.shift, v as u32) {
                draft.row(Expression::from(route.on[k]).eq(0.0));
            }
            continue;
        };
        draft.row((behind - route.on[k]).leq(0.0));
        draft.row((behind - route.on[call]).leq(0.0));
        let gap = route.place[call] + 1.0 - route.place[k];
        draft.row((gap - (1.0 - behind) * (n + 1.0)).leq(0.0));
        if !stock.is_held(route.shift, v as u32) {
            draft.row((route.on[k] - behind).leq(0.0));
        }
    }
    for part in stock.parts() {
        let early = (0..route.visits.len()).filter(|k| Some(*k) != call);
        let uses = |k: usize| part.by_visit[route.visits[k]] as f64;
        let used: Expression = early.map(|k| (route.on[k] - route.behind[k]) * uses(k)).sum();
        draft.row(used.leq(part.cap[route.shift] as f64));
    }
    // Nobody drives to the warehouse for nothing.
    if let Some(call) = call {
        let others: Expression =
            (0..route.visits.len()).filter(|k| *k != call).map(|k| route.on[k]).sum();
        draft.row((route.on[call] - others).leq(0.0));
    }
}
