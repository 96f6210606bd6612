//! Amounts of plans that anybody may have written.

pub use crate::money::{amount, grouped};
pub use crate::words::money;
