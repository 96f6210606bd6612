//! Callboard plans field crews: jobs, crew skills, travel times and time windows in, crew
//! assignments and routes out, with a proof of how good the answer is and a reason for each job
//! left out.
//!
//! A module uses only what stands above it in this list (`tests/it/house.rs` holds that):
//! `units ids rng fault money`, `wire`, `intake rules travel`, `model`, then side by side `verify`
//! (which sees neither the model nor the search) and `search exact`, then `solve`, then
//! `evaluate` (plans made by hand), then `convert generate` and the faces.

pub mod cli;
pub mod convert;
pub mod evaluate;
pub mod exact;
pub mod fault;
pub mod generate;
pub mod ids;
pub mod intake;
pub mod model;
pub mod money;
pub mod rng;
pub mod rules;
pub mod search;
pub mod solve;
pub mod travel;
pub mod units;
pub mod verify;
pub mod wire;
