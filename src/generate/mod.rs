//! Seeded request generators: examples, a demo week and benchmark instances.
//!
//! They write requests as the contract (`src/wire/contract.md`) spells them and know nothing of
//! the rest of the crate. The same kind, options and seed give the same bytes on every machine.

mod clock;
mod day;
mod demo;
mod draw;
mod geo;
mod installs;
mod month;
mod options;
mod skills;
mod techday;
mod text;
mod week;

use serde_json::Value;

pub use options::Options;
pub use text::text;

/// The instances that can be generated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A city day of service calls.
    Day,
    /// Install crews over working days.
    Week,
    /// A month of installs with what follows them, and of service calls.
    Month,
    /// A technician day of the public benchmark's family.
    Techday,
    /// The demo week: installs and service calls of a fictional company. Reads only the seed.
    Demo,
}

/// A request of the asked kind.
pub fn generate(kind: Kind, opts: &Options) -> Value {
    match kind {
        Kind::Day => day::generate(opts),
        Kind::Week => week::generate(opts),
        Kind::Month => month::generate(opts),
        Kind::Techday => techday::generate(opts),
        Kind::Demo => demo::generate(opts.seed),
    }
}
