//! The model: a case compiled to dense arrays, and the exact clock of one route.
//!
//! [`problem::Problem`] is immutable and shared by all lanes. [`clock`] answers "can this be done
//! in time" in O(1) per insertion position, [`timing`] "at what cost at best" through piecewise
//! linear functions of time, exactly, for every mix of windows, breaks, overtime, hourly prices,
//! due times and promises. [`mod@print`] turns a solution into the printed plan.

pub mod bookings;
pub mod calls;
pub mod clock;
pub mod company;
pub mod compile;
pub mod early;
pub mod meet;
pub mod owed;
pub mod print;
pub mod problem;
pub mod pwl;
pub mod resources;
pub mod schedule;
pub mod solution;
pub mod stock;
pub mod ties;
pub mod timing;
pub mod whole;
