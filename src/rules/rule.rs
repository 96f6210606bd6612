//! What a rule is.

use super::prices::Prices;
use super::tables::Tables;
use super::view::{Findings, View};
use crate::fault::Faults;
use crate::intake::case::{Case, Policy};
use crate::wire::reader::Obj;
use chrono::NaiveDate;
use chrono_tz::Tz;

/// What a rule looks at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// One route at a time.
    Route,
    /// Several visits of one job on several routes.
    Link,
    /// The plan as a whole.
    Plan,
}

/// A rule's name and what to tell people about it.
#[derive(Clone, Copy, Debug)]
pub struct Meta {
    /// The id in `costs`, in pins' `override` and in violations.
    pub id: &'static str,
    /// The code of a reason for a job left out, where this rule can be one.
    pub code: &'static str,
    pub scope: Scope,
    /// Whether it has an amount in `costs`.
    pub priced: bool,
    /// Whether a pin may override it.
    pub overridable: bool,
    /// One line.
    pub line: &'static str,
    /// What exactly it says, for `callboard rules`.
    pub doc: &'static str,
}

/// What reading a job or a crew may use besides the object itself.
pub struct ReadCx<'a> {
    pub zone: Tz,
    pub policy: &'a Policy,
    pub faults: &'a mut Faults,
    /// Local dates that the request names; they make the default horizon.
    pub named: &'a mut Vec<NaiveDate>,
}

/// For rules that read nothing from a job or from a crew.
#[derive(Clone, Copy, Debug, Default)]
pub struct Nothing;

/// One business rule. Only `META` and `check` are required; everything else defaults to "adds
/// nothing", which may be slow or weak for the search but is never wrong: the verifier has the
/// word.
pub trait Rule {
    const META: Meta;
    /// What it reads from a job.
    type Job: Clone + Default;
    /// What it reads from a crew.
    type Crew: Default;

    fn read_job(_o: &mut Obj, _cx: &mut ReadCx) -> Self::Job {
        Self::Job::default()
    }

    fn read_crew(_o: &mut Obj, _cx: &mut ReadCx) -> Self::Crew {
        Self::Crew::default()
    }

    /// Faults and warnings that need more than one object to see.
    fn audit(_case: &Case, _faults: &mut Faults) {}

    /// Its share of the kernel's resources.
    fn compile(_case: &Case, _prices: &Prices, _tables: &mut Tables) {}

    /// Its verdict and its amount on a printed plan.
    fn check(view: &View, out: &mut Findings);
}
