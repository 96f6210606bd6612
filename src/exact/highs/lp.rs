//! A linear program that grows: columns and rows are added between solves, each of which starts
//! from the basis of the last.

use super::{OPTIONS, TOLERANCES};
use highs::{Col, HighsModelStatus, Model, Row, RowProblem, Sense};
use highs_sys::{
    Highs_clearSolver, Highs_getModelStatus, Highs_getNumCol, Highs_getNumRow,
    Highs_getObjectiveValue, Highs_getSolution, Highs_run, Highs_setCallback, Highs_startCallback,
    HighsCallbackDataIn, HighsCallbackDataOut, kHighsCallbackSimplexInterrupt, kHighsStatusError,
};
use std::ffi::{c_char, c_int, c_void};
use std::ops::RangeInclusive;
use std::sync::atomic::{AtomicBool, Ordering};

/// A minimised linear program.
pub struct Lp<'a> {
    model: Option<Model>,
    /// Set from another thread to end a solve.
    stop: &'a AtomicBool,
    way: Way,
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
        let mut lp = Lp { model: None, stop, way, rows: Vec::new(), columns: Vec::new() };
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
        self.way = way;
        if let Some(model) = &mut self.model {
            model.set_option("simplex_strategy", way as i32);
        }
    }

    /// Solves it; `None` where HiGHS has no optimal answer or was told to stop. Where it gives up
    /// on the way, as it can with 500 visits and 84 crews, it goes the other way, and then once
    /// more without its basis.
    pub fn solve(&mut self) -> Option<Solved> {
        let mut status = self.once()?;
        for afresh in [false, true] {
            if status != HighsModelStatus::Unknown || self.stop.load(Ordering::Relaxed) {
                break;
            }
            status = self.other_way(afresh)?;
        }
        (status == HighsModelStatus::Optimal).then(|| self.solution()).flatten()
    }

    /// Solves it once the other way, with or without its basis.
    fn other_way(&mut self, afresh: bool) -> Option<HighsModelStatus> {
        let highs = self.model.as_mut()?.as_mut_ptr();
        if afresh {
            // SAFETY: forgets the basis of a program that is there.
            unsafe { Highs_clearSolver(highs) };
        }
        let way = self.way;
        self.turn(if way == Way::Primal { Way::Dual } else { Way::Primal });
        let status = self.once();
        self.turn(way);
        status
    }

    /// Solves it once; `None` where there is no program.
    fn once(&mut self) -> Option<HighsModelStatus> {
        let highs = self.model.as_mut()?.as_mut_ptr();
        // SAFETY: `stop` outlives the program, and HiGHS calls back only from inside of the solve,
        // on this thread.
        let status = unsafe {
            let data = std::ptr::from_ref(self.stop).cast::<c_void>().cast_mut();
            Highs_setCallback(highs, Some(interrupt), data);
            Highs_startCallback(highs, kHighsCallbackSimplexInterrupt);
            let failed = Highs_run(highs) == kHighsStatusError;
            if failed { HighsModelStatus::Unknown as i32 } else { Highs_getModelStatus(highs) }
        };
        Some(HighsModelStatus::try_from(status).unwrap_or(HighsModelStatus::Unknown))
    }

    /// What the last solve brought.
    fn solution(&mut self) -> Option<Solved> {
        let highs = self.model.as_mut()?.as_mut_ptr();
        // SAFETY: each list is as long as HiGHS says that it fills it.
        let (columns, duals, objective) = unsafe {
            let (columns, rows) = (Highs_getNumCol(highs), Highs_getNumRow(highs));
            let mut columns = vec![0.0; usize::try_from(columns).ok()?];
            let mut rows = vec![0.0; usize::try_from(rows).ok()?];
            let (none, duals) = (std::ptr::null_mut(), rows.as_mut_ptr());
            Highs_getSolution(highs, columns.as_mut_ptr(), none, none, duals);
            (columns, rows, Highs_getObjectiveValue(highs))
        };
        // The first column is the one of no use.
        Some(Solved { objective, values: columns.get(1..)?.to_vec(), duals })
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

#[cfg(test)]
mod tests {
    use super::*;

    // If this fails, a program on which HiGHS gives up ends the bound of a whole run.
    #[test]
    fn the_other_way_comes_to_the_same() {
        let stop = AtomicBool::new(false);
        let rows = [1.0..=f64::INFINITY, 1.0..=f64::INFINITY, f64::NEG_INFINITY..=1.0];
        for way in [Way::Primal, Way::Dual] {
            let mut lp = Lp::new(&rows, way, &stop).expect("a program");
            for (cost, terms) in [
                (9.0, vec![(0, 1.0)]),
                (9.0, vec![(1, 1.0)]),
                (4.0, vec![(0, 1.0), (2, 1.0)]),
                (5.0, vec![(0, 1.0), (1, 1.0), (2, 2.0)]),
            ] {
                lp.column(cost, 1.0, &terms).expect("a column");
            }
            let first = lp.solve().expect("a solution");
            assert!((first.objective - 11.5).abs() < 1e-9, "{first:?}");
            for afresh in [false, true] {
                assert_eq!(lp.other_way(afresh), Some(HighsModelStatus::Optimal));
                let again = lp.solution().expect("a solution");
                assert!((again.objective - first.objective).abs() < 1e-9, "{again:?}");
                assert_eq!(lp.way, way, "the next solve goes as before");
            }
        }
    }
}
