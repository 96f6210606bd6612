//! The heuristics: ruin and recreate in lanes.
//!
//! Every lane is a simulated annealing over "remove strings of neighbouring visits, insert again
//! greedily" (Christiaens and Vanden Berghe, *Slack induction by string removals*, Transportation
//! Science 2020), with additions for overbooked days: some ruins are centred on a job that
//! is left out, or make room at its time on shifts that can serve it; a job that finds no room may
//! replace a cheaper one; work left out is tried again only on routes the move has touched; and
//! prices count little while a run is hot (see [`anneal`]). Lanes meet at epochs and merge in lane
//! order, so that the plan does not depend on the number of threads.

pub mod anneal;
pub mod called;
pub mod calls;
mod dates;
pub mod force;
mod hanging;
pub mod insert;
pub mod lane;
pub mod lateness;
pub mod ledger;
pub mod links;
mod load;
pub mod neighbours;
pub mod pool;
pub mod portfolio;
pub mod recreate;
mod refill;
pub mod replace;
pub mod reroute;
pub mod route;
pub mod ruin;
pub mod state;
pub mod supply;
pub mod tally;
pub mod ties;
mod undo;
pub mod ways;
mod worst;
