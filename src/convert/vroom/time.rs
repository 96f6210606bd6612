//! What a number of seconds means in a VROOM file.

use serde_json::Value;

use super::super::clock::{DAY, FIRST_DAY, MAX_DAYS};

/// The year 2100: later seconds are a sentinel for no limit.
pub const FAR: i64 = 4_102_444_800;

#[derive(Clone, Copy)]
pub struct Times {
    /// Seconds from 1970 to the file's zero.
    origin: i64,
    first_day: i64,
}

impl Times {
    /// One window that begins early makes all numbers relative: nobody plans 1970.
    pub fn new(vehicles: &[Value], jobs: &[Value]) -> Self {
        let shifts = vehicles.iter().filter_map(|vehicle| vehicle.get("time_window"));
        let lists = jobs.iter().filter_map(|job| job.get("time_windows")?.as_array());
        let windows = shifts.chain(lists.flatten());
        let starts = windows.filter_map(|window| window.get(0)?.as_i64());
        let first = starts.filter(|start| (0..=FAR).contains(start)).min().unwrap_or_default();
        let origin = if first < MAX_DAYS * DAY { FIRST_DAY } else { 0 };
        Self { origin, first_day: (origin + first).div_euclid(DAY) }
    }

    pub fn seconds(self, number: i64) -> i64 {
        self.origin + number.clamp(0, FAR)
    }

    /// The day of vehicles without a window, counted from 1970.
    pub fn first_day(self) -> i64 {
        self.first_day
    }
}
