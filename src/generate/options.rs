//! What a caller may ask of a generator.

/// Every generator reads the fields that mean something to it and leaves the others alone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Options {
    pub seed: u64,
    /// Jobs of a day or a technician day.
    pub jobs: usize,
    /// Crews; without it a sixth of the jobs for days, 8 for install weeks and 20 for months.
    pub crews: Option<usize>,
    /// Working days, Monday to Friday, at most 60; without it 5 for install weeks, 20 for months.
    pub days: Option<usize>,
    /// Installs, those with parts or two crews included; without it 60 for install weeks, 120 for
    /// months.
    pub installs: Option<usize>,
    /// Service calls of each working day of a month.
    pub calls: usize,
    /// Every crew takes a lunch break.
    pub lunch: bool,
    /// How many of the installs have two parts on consecutive days.
    pub parts: usize,
    /// How many of the installs need two crews at once.
    pub together: usize,
}

impl Default for Options {
    fn default() -> Self {
        Options {
            seed: 1,
            jobs: 60,
            crews: None,
            days: None,
            installs: None,
            calls: 40,
            lunch: false,
            parts: 0,
            together: 0,
        }
    }
}

impl Options {
    /// One crew for every six jobs, and never none: the contract asks for at least one.
    pub(super) fn day_crews(&self) -> usize {
        self.crews.unwrap_or(self.jobs.div_ceil(6)).max(1)
    }

    pub(super) fn week_crews(&self) -> usize {
        self.crews.unwrap_or(8).max(1)
    }

    pub(super) fn week_installs(&self) -> usize {
        self.installs.unwrap_or(60)
    }

    pub(super) fn month_crews(&self) -> usize {
        self.crews.unwrap_or(20).max(1)
    }
}
