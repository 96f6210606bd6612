//! Callboard plans field crews: jobs, crew skills, travel times and time windows in, crew
//! assignments and routes out, with a proof of how good the answer is and a reason for each job
//! left out.
//!
//! A module uses only what stands above it in this list (`tests/it/house.rs` holds that):
//! `units ids rng fault money columns svg`, `wire`, `intake rules travel`, `model`, then side by
//! side `verify` (which sees neither the model nor the search) and `search exact`, `habits` beside
//! them, then `solve`, `compare evaluate`, then `convert generate`, `bench` and the faces: `words`
//! (a plan in words), `board` (as a page), `calendar` (for telephones), `cli`, `http` with its
//! `store` and `worker`.

pub mod bench;
pub mod board;
pub mod calendar;
pub mod cli;
pub mod columns;
pub mod compare;
pub mod convert;
pub mod evaluate;
pub mod exact;
pub mod fault;
pub mod generate;

pub mod habits;
pub mod http;
pub mod ids;
pub mod intake;
pub mod model;
pub mod money;
pub mod rng;
pub mod rules;
pub mod search;
pub mod solve;
pub mod store;
pub mod svg;
pub mod travel;
pub mod units;
pub mod verify;
pub mod wire;
pub mod words;
pub mod worker;
