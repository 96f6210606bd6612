//! Column generation: a lower bound of every plan, and often the proof of the best one.
//!
//! A column is a route that some shift can drive. The [`master`] mixes known routes; [`price`]
//! finds routes that would make the mix cheaper, class by class, with labels that carry the break
//! clock, time costs and sums; when there are none, the prices of the rows prove a bound (and every
//! exact pass proves one before that: Lagrange's). [`cuts`] tighten it.

mod ahead;
mod ask;
mod before;
mod branch;
mod close;
mod cuts;
mod dive;
mod family;
pub mod graph;
mod grid;
mod label;
mod left_out;
mod master;
mod moment;
mod plunge;
mod price;
#[cfg(test)]
mod price_tests;
mod run;
mod sheet;
mod spare;
mod step;
mod store;
mod tree;
mod worth;

pub use run::{Effort, Partner, Proof, bound};
pub use worth::Worth;
