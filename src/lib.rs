//! Callboard plans the routes of field crews.

pub mod generate;
pub mod rng;
