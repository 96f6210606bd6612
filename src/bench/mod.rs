//! Many requests planned with several seeds, as figures that can be kept and compared with those of
//! another day: how anyone checks whether a change made the planner better or faster.

mod against;
mod axis;
mod chart;
mod group;
mod mark;
mod panel;
mod run;
mod saved;
mod suite;
mod table;
mod way;

pub use group::Group;
pub use mark::{Mark, Reached};
pub use panel::Panel;
pub use run::{Clock, Figures, HEAD, Limit, Run};
pub use saved::{BadCsv, saved};
pub use suite::{Member, SUITES, Suite};

/// What was run so far, by instance and then by seed.
#[derive(Clone, Debug, Default)]
pub struct Report {
    runs: Vec<Run>,
    /// Told to stop before everything was run.
    pub stopped: bool,
}

impl Report {
    pub fn new(mut runs: Vec<Run>, stopped: bool) -> Report {
        runs.sort_by(|a, b| (&a.instance, a.seed).cmp(&(&b.instance, b.seed)));
        Report { runs, stopped }
    }

    pub fn runs(&self) -> &[Run] {
        &self.runs
    }

    pub fn has_failed(&self) -> bool {
        self.runs.iter().any(|run| run.made.is_err())
    }

    /// The runs of each instance together.
    pub fn groups(&self) -> Vec<Group<'_>> {
        let same = self.runs.chunk_by(|a, b| a.instance == b.instance);
        same.map(|runs| Group { instance: &runs[0].instance, runs }).collect()
    }

    /// All runs with a header: the output for other programs, and what `--against` reads.
    pub fn csv(&self) -> String {
        let mut table = csv::Writer::from_writer(Vec::new());
        // Writing to memory cannot fail, and every row has as many cells as the header.
        table.write_record(HEAD).expect("rows of one length");
        for run in &self.runs {
            table.write_record(run.cells()).expect("rows of one length");
        }
        let bytes = table.into_inner().expect("memory takes everything");
        String::from_utf8(bytes).expect("made of text")
    }
}
