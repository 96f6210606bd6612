//! HiGHS: the only place that talks to the solver.
//!
//! Always one thread, always minimising, always with gaps of 0. Limits are counted in nodes and in
//! iterations of its simplex method and never in seconds, so that the same model gives the same
//! answer on every machine; `stop` is for runs whose end is a clock's business anyhow.

pub mod lp;

use highs::{Col, HighsModelStatus, HighsSolutionStatus, Model, RowProblem, Sense};
use highs_sys::{
    Highs_setCallback, Highs_startCallback, HighsCallbackDataIn, HighsCallbackDataOut,
    kHighsCallbackMipInterrupt,
};
use std::ffi::{c_char, c_int, c_void};
use std::ops::RangeInclusive;
use std::sync::atomic::{AtomicBool, Ordering};

/// How much work a solve may take.
#[derive(Clone, Copy, Debug)]
pub struct Limits<'a> {
    /// Nodes of the search tree.
    pub nodes: u32,
    /// Iterations of the simplex method, over all nodes.
    pub iterations: u64,
    /// Iterations of any single linear program.
    pub pivots: i32,
    /// The last resort against a simplex method that goes in circles, far above what the counted
    /// limits take: what it ends brings no answer.
    pub seconds: f64,
    /// Whether tolerances are as tight as can be. A big-M needs it; elsewhere it only makes the
    /// simplex method go in circles.
    pub tight: bool,
    /// Set from another thread to end the solve within milliseconds.
    pub stop: Option<&'a AtomicBool>,
}

impl Limits<'_> {
    pub const NONE: Limits<'static> = Limits {
        nodes: i32::MAX as u32,
        iterations: u64::MAX,
        pivots: i32::MAX,
        seconds: f64::INFINITY,
        tight: true,
        stop: None,
    };
}

/// What a solve brought.
#[derive(Clone, Debug)]
pub struct Answer {
    /// By column, in the order in which they were added; whole ones are rounded.
    pub values: Vec<f64>,
    pub objective: f64,
    /// HiGHS says that nothing is better. It counts in floating point: no proof for us.
    pub optimal: bool,
}

/// A mixed integer program, to be minimised.
#[derive(Default)]
pub struct Mip {
    rows: RowProblem,
    whole: Vec<bool>,
}

impl Mip {
    /// A new column; `whole` ones take integer values only.
    pub fn column(&mut self, cost: f64, bounds: RangeInclusive<f64>, whole: bool) -> Col {
        self.whole.push(whole);
        self.rows.add_column_with_integrality(cost, bounds, whole)
    }

    /// The number of columns so far.
    pub fn columns(&self) -> usize {
        self.whole.len()
    }

    /// A new row: the weighted sum of the columns stays inside the bounds.
    pub fn row(&mut self, bounds: RangeInclusive<f64>, terms: &[(Col, f64)]) {
        self.rows.add_row(bounds, terms.iter().copied());
    }

    /// Solves it, from a first solution if there is one. `None`: it has no solution, or none was
    /// found within the limits.
    pub fn solve(self, first: Option<&[f64]>, limits: &Limits) -> Option<Answer> {
        if self.whole.is_empty() {
            return Some(Answer { values: Vec::new(), objective: 0.0, optimal: true });
        }
        let mut model = self.rows.try_optimise(Sense::Minimise).ok()?;
        for (name, value) in OPTIONS {
            value.set(&mut model, name);
        }
        if !limits.tight {
            for name in TOLERANCES {
                model.set_option(name, 1e-6);
            }
        }
        model.set_option("time_limit", limits.seconds);
        model.set_option("simplex_iteration_limit", limits.pivots);
        model.set_option("mip_max_nodes", i32::try_from(limits.nodes).unwrap_or(i32::MAX));
        if let Some(first) = first {
            // A first solution is a help only; one that HiGHS refuses is none.
            let _ = model.try_set_solution(Some(first), None, None, None);
        }
        // SAFETY: `limits` outlives the solve, and HiGHS calls back only from inside of it, on this
        // thread.
        unsafe {
            let data = std::ptr::from_ref(limits).cast::<c_void>().cast_mut();
            Highs_setCallback(model.as_mut_ptr(), Some(interrupt), data);
            Highs_startCallback(model.as_mut_ptr(), kHighsCallbackMipInterrupt);
        }
        let solved = model.try_solve().ok()?;
        if solved.status() == HighsModelStatus::ReachedTimeLimit {
            return None;
        }
        if solved.primal_solution_status() != HighsSolutionStatus::Feasible {
            return None;
        }
        let mut values = solved.get_solution().columns().to_vec();
        for (value, whole) in values.iter_mut().zip(&self.whole) {
            if *whole {
                *value = value.round();
            }
        }
        let optimal = solved.status() == HighsModelStatus::Optimal;
        Some(Answer { values, objective: solved.objective_value(), optimal })
    }
}

/// The value of an option.
#[derive(Clone, Copy, Debug)]
pub enum Setting {
    Text(&'static str),
    Whole(i32),
    Number(f64),
    Switch(bool),
}

impl Setting {
    fn set(self, model: &mut Model, name: &str) {
        match self {
            Setting::Text(v) => model.set_option(name, v),
            Setting::Whole(v) => model.set_option(name, v),
            Setting::Number(v) => model.set_option(name, v),
            Setting::Switch(v) => model.set_option(name, v),
        }
    }
}

/// The presolve rule that substitutes columns out of equations. With it HiGHS 1.15.0 calls answers
/// optimal that are not: the reference model of tiny requests shows it (tests/it/tiny.rs).
const AGGREGATOR: i32 = 1 << 12;

/// Options of every solve. Tolerances are tight because a big-M turns a small one into minutes.
pub const OPTIONS: [(&str, Setting); 10] = [
    ("output_flag", Setting::Switch(false)),
    ("threads", Setting::Whole(1)),
    ("parallel", Setting::Text("off")),
    ("random_seed", Setting::Whole(0)),
    ("presolve_rule_off", Setting::Whole(AGGREGATOR)),
    ("mip_rel_gap", Setting::Number(0.0)),
    ("mip_abs_gap", Setting::Number(0.0)),
    ("mip_feasibility_tolerance", Setting::Number(1e-9)),
    ("primal_feasibility_tolerance", Setting::Number(1e-9)),
    ("dual_feasibility_tolerance", Setting::Number(1e-9)),
];

/// The options that say how exact an answer must be.
const TOLERANCES: [&str; 3] =
    ["mip_feasibility_tolerance", "primal_feasibility_tolerance", "dual_feasibility_tolerance"];

/// Asked by HiGHS between two steps whether to go on.
unsafe extern "C" fn interrupt(
    _kind: c_int,
    _message: *const c_char,
    out: *const HighsCallbackDataOut,
    into: *mut HighsCallbackDataIn,
    limits: *mut c_void,
) {
    if out.is_null() || into.is_null() || limits.is_null() {
        return;
    }
    // SAFETY: HiGHS passes its own two structs, and `limits` as it was given in `Mip::solve`.
    unsafe {
        let limits = &*limits.cast::<Limits>();
        let made = u64::try_from((*out).mip_total_lp_iterations).unwrap_or(0);
        let told = limits.stop.is_some_and(|stop| stop.load(Ordering::Relaxed));
        if told || made >= limits.iterations {
            (*into).user_interrupt = 1;
        }
    }
}
