//! Calls at the warehouse in routes made by hand: nobody drags them, they follow from the jobs.

use crate::model::problem::Problem;
use crate::model::schedule::schedule;
use crate::model::solution::{Solution, route_units};
use crate::model::stock::Stock;

/// Puts a call into each route whose van needs one: where it costs least of all that the stock
/// allows, else as late as that allows.
pub fn place(problem: &Problem, stock: &Stock, hand: &mut Solution) {
    for s in 0..hand.routes.len() {
        let bare: Vec<u32> = problem.served(&hand.routes[s]).collect();
        let reach = stock.reach(s, bare.iter().copied());
        if reach == bare.len() {
            hand.routes[s] = bare;
            continue;
        }
        let with = |at: usize| {
            let mut route = bare.clone();
            route.insert(at, stock.call);
            route
        };
        let fixed = |v: u32| hand.fixed[v as usize];
        let priced = (0..=reach).filter_map(|at| {
            let route = with(at);
            let times = schedule(problem, s, &route, &fixed)?;
            Some((route_units(problem, s, &route, &times), at))
        });
        let best = priced.min().map_or(reach, |(_, at)| at);
        hand.routes[s] = with(best);
    }
}
