//! Exact methods: the solver behind one door, a packing of known routes, a readable reference
//! model, and a proof by enumeration for tiny problems.
//!
//! Nothing that floating point computed leaves this module unseen: answers are sequences of visits,
//! whose cost the model's integers say.

pub mod columns;
pub mod compact;
pub mod enumerate;
pub mod highs;
pub mod packing;
