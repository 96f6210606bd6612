//! Amounts of plans that anybody may have written.

pub use crate::money::{amount, grouped};

/// Minor units as an amount with its currency, whatever the plan calls it.
pub fn money(minor: i64, currency: &str) -> String {
    crate::money::money(minor, &super::files::clean(currency))
}
