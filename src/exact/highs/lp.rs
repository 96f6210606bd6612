//! A linear program that grows: columns and rows are added between solves, each of which starts
//! from the basis of the last.

use super::{OPTIONS, TOLERANCES};
use highs::{Col, HighsModelStatus, Model, Row, RowProblem, Sense};
use highs_sys::{
    Highs_setCallback, Highs_startCallback, HighsCallbackDataIn, HighsCallbackDataOut,
    kHighsCallbackSimplexInterrupt,
};
use std::ffi::{c_char, c_int, c_void};
use std::ops::RangeInclusive;
use std::sync::atomic::{AtomicBool, Ordering};

/// A minimised linear program.
pub struct Lp<'a> {
    model: Option<Model>,
    /// Set from another thread to end a solve.
    stop: &'a AtomicBool,
    pub rows: Vec<Row>,
    pub columns: Vec<Col>,
}

/// An optimal basic solution, in floating point: a proposal.
#[derive(Clone, Debug)]
pub struct Solved {
    pub objective: f64,
    /// By column.
    pub values: Vec<f64>,
    /// By row.
    pub duals: Vec<f64>,
}

/// Which way of the simplex method.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// While columns come in.
    Primal = 4,
    /// While bounds and rows change.
    Dual = 1,
}

/// The most pivots of one solve.
const PIVOTS: i32 = 200_000;

impl<'a> Lp<'a> {
    /// A program with these rows and no columns yet.
    pub fn new(rows: &[RangeInclusive<f64>], way: Way, stop: &'a AtomicBool) -> Option<Lp<'a>> {
        let mut empty = RowProblem::default();
        // HiGHS refuses a row that names no column, so that one column of no use is there.
        let none = empty.add_column(0.0, 0.0..=0.0);
        let mut model = empty.try_optimise(Sense::Minimise).ok()?;
        for (name, value) in OPTIONS {
            value.set(&mut model, name);
        }
        for name in TOLERANCES {
            model.set_option(name, 1e-9);
        }
        model.set_option("solver", "simplex");
        model.set_option("presolve", "off");
        model.set_option("simplex_strategy", way as i32);
        model.set_option("simplex_iteration_limit", PIVOTS);
        let mut lp = Lp { model: None, stop, rows: Vec::new(), columns: Vec::new() };
        for bounds in rows {
            let row = model.try_add_row(bounds.clone(), [(none, 0.0)]).ok()?;
            lp.rows.push(row);
        }
        lp.model = Some(model);
        Some(lp)
    }

    /// A new column of a row each in `terms`.
    pub fn column(&mut self, cost: f64, most: f64, terms: &[(usize, f64)]) -> Option<()> {
        let model = self.model.as_mut()?;
        let rows = &self.rows;
        let each = terms.iter().map(|&(row, factor)| (rows[row], factor));
        let col = model.try_add_column(cost, 0.0..=most, each).ok()?;
        self.columns.push(col);
        Some(())
    }

    /// A new row over columns that are there.
    pub fn row(&mut self, bounds: RangeInclusive<f64>, terms: &[(usize, f64)]) -> Option<()> {
        let model = self.model.as_mut()?;
        let columns = &self.columns;
        let each = terms.iter().map(|&(column, factor)| (columns[column], factor));
        let row = model.try_add_row(bounds, each).ok()?;
        self.rows.push(row);
        Some(())
    }

    /// What a column costs from now on.
    pub fn price(&mut self, column: usize, cost: f64) {
        if let Some(model) = &mut self.model {
            model.change_column_cost(self.columns[column], cost);
        }
    }

    /// The most that a column may be.
    pub fn cap(&mut self, column: usize, most: f64) {
        if let Some(model) = &mut self.model {
            model.change_column_bounds(self.columns[column], 0.0..=most);
        }
    }

    /// Which way the next solves go.
    pub fn turn(&mut self, way: Way) {
        if let Some(model) = &mut self.model {
            model.set_option("simplex_strategy", way as i32);
        }
    }

    /// Solves it; `None` where HiGHS has no optimal answer or was told to stop.
    pub fn solve(&mut self) -> Option<Solved> {
        let mut model = self.model.take()?;
        // SAFETY: `stop` outlives the program, and HiGHS calls back only from inside of the solve,
        // on this thread.
        unsafe {
            let data = std::ptr::from_ref(self.stop).cast::<c_void>().cast_mut();
            Highs_setCallback(model.as_mut_ptr(), Some(interrupt), data);
            Highs_startCallback(model.as_mut_ptr(), kHighsCallbackSimplexInterrupt);
        }
        let solved = model.try_solve().ok()?;
        let optimal = solved.status() == HighsModelStatus::Optimal;
        let found = optimal.then(|| {
            let solution = solved.get_solution();
            Solved {
                objective: solved.objective_value(),
                values: self.columns.iter().map(|c| solution[*c]).collect(),
                duals: solution.dual_rows().to_vec(),
            }
        });
        self.model = Some(Model::from(solved));
        found
    }
}

/// Asked by HiGHS between two pivots whether to go on.
unsafe extern "C" fn interrupt(
    _kind: c_int,
    _message: *const c_char,
    _out: *const HighsCallbackDataOut,
    into: *mut HighsCallbackDataIn,
    stop: *mut c_void,
) {
    if into.is_null() || stop.is_null() {
        return;
    }
    // SAFETY: HiGHS passes its own struct, and `stop` as it was given in `Lp::solve`.
    unsafe {
        let stop = &*stop.cast::<AtomicBool>();
        if stop.load(Ordering::Relaxed) {
            (*into).user_interrupt = 1;
        }
    }
}
