//! Which breaks are due on a shift, and whether they can be taken one after another.

use super::case::{Case, DueBreak, Shift};
use super::shifts::{Entry, Rota};
use crate::fault::Faults;
use crate::ids::CrewId;
use crate::rules::breaks::CrewBreak;
use crate::rules::start_windows::local_fault;
use crate::units::{DAY, Millis};
use crate::wire::text::{local_instant, print_clock_time};
use chrono::NaiveDate;
use chrono_tz::Tz;

/// A crew's breaks, to be settled shift by shift.
pub struct DueBreaks<'b> {
    breaks: &'b [CrewBreak],
    zone: Tz,
    pointer: String,
    /// By break: its fault has been told.
    told: Vec<bool>,
}

impl<'b> DueBreaks<'b> {
    pub fn of(case: &'b Case, crew: CrewId, rota: &Rota, faults: &mut Faults) -> DueBreaks<'b> {
        let breaks = &case.crews[crew.at()].specs.breaks[..];
        let pointer = format!("{}/breaks", case.crew_pointer(crew));
        let by_day = !rota.entries.is_empty() && !rota.entries.iter().any(Entry::over_midnight);
        let mut due =
            DueBreaks { breaks, zone: case.zone, pointer, told: vec![false; breaks.len()] };
        for (k, b) in breaks.iter().enumerate() {
            if b.latest < b.earliest && by_day {
                let value = print_clock_time(b.latest);
                let message = "the break's latest start is before its earliest";
                let hint = "swap the two times";
                due.tell("EMPTY_WINDOW", k, "/latest", &value, message, hint, faults);
            }
            if b.duration == 0 {
                let at = format!("{}/{k}/duration", due.pointer);
                let message = format!("the break {} takes no time", b.id);
                faults.warn("ZERO_DURATION", &at, "PT0S", &message, "say how long it is");
            }
        }
        due
    }

    /// Gives the shift the breaks that are due on it.
    pub fn settle(&mut self, shift: &mut Shift, entry: &Entry, faults: &mut Faults) {
        for k in 0..self.breaks.len() {
            shift.breaks.extend(self.due(k, shift, entry, faults));
        }
        let mut free = shift.from;
        for b in &shift.breaks {
            let start = free.max(b.earliest);
            free = start + b.duration;
            if start > b.latest || free > shift.latest_return {
                let k = self.breaks.iter().position(|own| own.id == b.id).unwrap_or(0);
                let message =
                    format!("on {} break {} cannot follow those before it", shift.date, b.id);
                let hint = "list breaks in the order they are taken and let them start later";
                self.tell("BREAKS_CLASH", k, "", &b.id, &message, hint, faults);
                return;
            }
        }
    }

    fn due(
        &mut self,
        k: usize,
        shift: &Shift,
        entry: &Entry,
        faults: &mut Faults,
    ) -> Option<DueBreak> {
        let b = &self.breaks[k];
        let end = entry.to + i64::from(entry.over_midnight()) * DAY;
        // A shift to 00:00 is one to 24:00, and has no next date.
        let day = |clock: Millis| i64::from(end > DAY && clock < entry.from);
        let (low, high) = (b.earliest + day(b.earliest) * DAY, b.latest + day(b.latest) * DAY);
        // By the clock on the wall, so that a clock change far from the shift is no concern of it.
        if low > high || high < entry.from || low.max(entry.from) + b.duration > end + DAY / 12 {
            return None;
        }
        let earliest = if low <= entry.from {
            Some(shift.from)
        } else {
            self.instant(k, "/earliest", shift.date, low, faults)
        };
        let latest = self.instant(k, "/latest", shift.date, high, faults);
        let (earliest, latest) = (earliest?, latest?);
        let fits = earliest <= latest && earliest + b.duration <= shift.to;
        fits.then(|| DueBreak { id: b.id.clone(), duration: b.duration, earliest, latest })
    }

    /// A clock time of the shift's date, or of the next date from 24:00 on.
    fn instant(
        &mut self,
        k: usize,
        key: &str,
        date: NaiveDate,
        clock: Millis,
        faults: &mut Faults,
    ) -> Option<Millis> {
        let (date, clock) =
            if clock >= DAY { (date.succ_opt()?, clock - DAY) } else { (date, clock) };
        match local_instant(date, clock, self.zone) {
            Ok(ms) => Some(ms),
            Err(error) => {
                if !std::mem::replace(&mut self.told[k], true) {
                    let at = format!("{}/{k}{key}", self.pointer);
                    local_fault(&at, date, clock, &error, faults);
                }
                None
            }
        }
    }

    #[expect(clippy::too_many_arguments, reason = "a fault has this many words")]
    fn tell(
        &mut self,
        code: &str,
        k: usize,
        key: &str,
        value: &str,
        message: &str,
        hint: &str,
        faults: &mut Faults,
    ) {
        if !std::mem::replace(&mut self.told[k], true) {
            faults.fault(code, &format!("{}/{k}{key}", self.pointer), value, message, hint);
        }
    }
}
