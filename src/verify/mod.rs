//! The independent verifier: reads what was sent and what was printed, and nothing else.
//!
//! It recomputes every clock time, amount and key figure of a printed plan with its own arithmetic
//! and refuses a difference of one unit. It knows neither the model nor the search, so that their
//! mistakes cannot become its own; only what passes here is stored, sent or printed.

mod bookings;
pub mod hash;
mod heads;
mod kpis;
mod read;
mod score;
mod view;
mod worth;

pub use read::{parse_plan, parse_printed};

use crate::intake::case::Case;
use crate::rules::view::Violation;
use crate::rules::{Findings, Prices, check_all};
use crate::travel::Travel;
use crate::wire::plan::Plan;
use std::ops::Deref;

/// Something that passed the verifier. Nobody else can make one.
#[derive(Clone, Debug)]
pub struct Verified<P>(P);

impl<P> Verified<P> {
    pub fn into_inner(self) -> P {
        self.0
    }
}

impl<P> Deref for Verified<P> {
    type Target = P;

    fn deref(&self) -> &P {
        &self.0
    }
}

/// Why a plan was refused, in the order found; bounded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused {
    pub violations: Vec<Violation>,
}

impl std::fmt::Display for Refused {
    fn fmt(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
        for (i, violation) in self.violations.iter().enumerate() {
            let gap = if i == 0 { "" } else { "\n" };
            write!(f, "{gap}{}: {}", violation.rule, violation.message)?;
        }
        Ok(())
    }
}

impl std::error::Error for Refused {}

/// Checks a plan against its case: every rule, every printed figure.
pub fn verify(
    case: &Case,
    travel: &Travel,
    prices: &Prices,
    plan: Plan,
) -> Result<Verified<Plan>, Refused> {
    judge(case, travel, prices, plan).map_err(|(refused, _)| refused)
}

/// The same for whoever goes on with a plan that is refused: it comes back with what is wrong.
pub fn judge(
    case: &Case,
    travel: &Travel,
    prices: &Prices,
    plan: Plan,
) -> Result<Verified<Plan>, (Refused, Box<Plan>)> {
    let mut out = Findings::default();
    // A plan that cannot be read as routes of this case has no times to go on with.
    if let Some(view) = view::read(case, travel, prices, &plan, &mut out) {
        check_all(&view, &mut out);
        bookings::check(&view, &mut out);
        score::check(&view, &mut out);
        worth::check(&view, &mut out);
        kpis::check(&view, &mut out);
        heads::check(&view, &mut out);
    }
    if out.violations.is_empty() {
        return Ok(Verified(plan));
    }
    Err((Refused { violations: out.violations }, Box::new(plan)))
}
