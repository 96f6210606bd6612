//! Where routes call at the warehouse: nobody drags a call, it follows from the jobs. One rule for
//! plans made by hand and for what is printed, so that a plan looked at is the plan that was made.

use crate::model::problem::Problem;
use crate::model::schedule::schedule;
use crate::model::solution::{Solution, route_units};
use crate::model::stock::Stock;
use crate::units::Millis;

/// Puts a call into each route whose van needs one, and where it shortens the way: where it costs
/// least of all that the stock allows. Fixed starts that no place of the call keeps are not looked
/// at; where the route has no times even so, the call is as late as the stock allows.
pub fn place(problem: &Problem, stock: &Stock, hand: &mut Solution) {
    for s in 0..hand.routes.len() {
        let bare: Vec<u32> = problem.served(&hand.routes[s]).collect();
        let reach = stock.reach(s, bare.iter().copied());
        let with = |gap: Option<usize>| {
            let mut route = bare.clone();
            gap.into_iter().for_each(|gap| route.insert(gap, stock.call));
            route
        };
        let needs = reach < bare.len();
        let best = |fixed: &dyn Fn(u32) -> Option<(Millis, Millis)>| {
            let price = |gap: Option<usize>| {
                let route = with(gap);
                let times = schedule(problem, s, &route, fixed)?;
                Some((route_units(problem, s, &route, &times), gap))
            };
            let all = (!needs).then_some(None).into_iter().chain((0..=reach).map(Some));
            all.filter(|_| !bare.is_empty()).filter_map(price).min()
        };
        let found = best(&|v| hand.fixed[v as usize]).or_else(|| best(&|_| None));
        hand.routes[s] = with(found.map_or(needs.then_some(reach), |(_, gap)| gap));
    }
}
