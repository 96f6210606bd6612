//! The horizon and every shift on it.

use super::case::{Case, Shift};
use super::due_breaks::DueBreaks;
use super::shifts::{Dates, Entry, Rota};
use crate::fault::Faults;
use crate::ids::CrewId;
use crate::rules::start_windows::local_fault;
use crate::units::{DAY, Millis};
use crate::wire::plan::Assumed;
use crate::wire::reader::Obj;
use crate::wire::text::local_instant;
use chrono::{Datelike, NaiveDate};
use serde_json::json;
use std::collections::HashSet;

/// The longest horizon, in days.
const DAYS_MOST: i64 = 400;
/// The most shifts of one request.
const SHIFTS_MOST: usize = 20_000;

/// Reads `problem.horizon`; the second word says whether it was given at all.
pub fn read_horizon(
    problem: &mut Obj,
    faults: &mut Faults,
) -> (Option<(NaiveDate, NaiveDate)>, bool) {
    let given = problem.get("horizon").is_some();
    let Some(mut o) = problem.object("horizon", faults) else { return (None, given) };
    for key in ["from", "to"] {
        if o.get(key).is_none() {
            o.missing(key, "give the first and the last date", faults);
        }
    }
    let (from, to) = (o.date("from", faults), o.date("to", faults));
    o.close(faults);
    let (Some(from), Some(to)) = (from, to) else { return (None, given) };
    if to < from {
        let message = "the horizon ends before it begins";
        let at = "/problem/horizon/to";
        faults.fault("HORIZON_INVERTED", at, &to.to_string(), message, "swap the two dates");
        return (None, given);
    }
    (Some((from, to)), given)
}

/// The default horizon: from the first to the last date that the request names.
pub fn default_horizon(
    named: impl Iterator<Item = NaiveDate>,
    assumed: &mut Vec<Assumed>,
) -> (NaiveDate, NaiveDate) {
    let none = NaiveDate::from_ymd_opt(2026, 1, 5).expect("a date that exists");
    let span = named.fold(None, |span: Option<(NaiveDate, NaiveDate)>, date| match span {
        Some((low, high)) => Some((low.min(date), high.max(date))),
        None => Some((date, date)),
    });
    let (from, to) = span.unwrap_or((none, none));
    let value = json!({"from": from.to_string(), "to": to.to_string()});
    assumed.push(Assumed { pointer: "/problem/horizon".into(), value });
    (from, to)
}

/// Lays every rota over the horizon. False where that cannot be done; then there are no shifts.
pub fn lay_out(case: &mut Case, rotas: &[Rota], given: bool, faults: &mut Faults) -> bool {
    case.shifts.clear();
    let (from, to) = case.horizon;
    let days = (to - from).num_days() + 1;
    if days > DAYS_MOST {
        let message = format!("{from} to {to} are {days} days, more than {DAYS_MOST}");
        let hint = if given {
            "plan a shorter horizon"
        } else {
            "give a horizon, or mend the first or the last date that the request names"
        };
        faults.fault("HORIZON_TOO_LONG", "/problem/horizon", &days.to_string(), &message, hint);
        return false;
    }
    let count = count(rotas, from, to);
    if count > SHIFTS_MOST {
        super::too_large("/problem/crews", count, SHIFTS_MOST, "shifts", faults);
        return false;
    }
    let mut shifts = Vec::with_capacity(count);
    for (i, rota) in rotas.iter().enumerate() {
        let mut laying = Laying { case, crew: CrewId::new(i), faults, told: HashSet::new() };
        let mut own = laying.crew(rota);
        name_shifts(&case.crews[i].id, &mut own);
        shifts.extend(own);
    }
    shifts.sort_by_key(|s| (s.date, s.crew, s.from));
    case.shifts = shifts;
    true
}

/// How many shifts the rotas make, without making them.
fn count(rotas: &[Rota], from: NaiveDate, to: NaiveDate) -> usize {
    let mut by_day = [0; 7];
    for date in from.iter_days().take_while(|d| *d <= to) {
        by_day[date.weekday().num_days_from_monday() as usize] += 1;
    }
    let of_entry = |e: &Entry| match e.dates {
        Dates::One(date) => usize::from((from..=to).contains(&date)),
        Dates::Days(days) => (0..7).filter(|d| days[*d]).map(|d| by_day[d]).sum(),
    };
    rotas.iter().flat_map(|r| &r.entries).map(of_entry).sum()
}

/// `CREW/DATE`, the second on that date `CREW/DATE#2`.
fn name_shifts(crew: &str, shifts: &mut [Shift]) {
    shifts.sort_by_key(|s| (s.date, s.from));
    let mut nth = 1;
    for i in 0..shifts.len() {
        nth = if i > 0 && shifts[i - 1].date == shifts[i].date { nth + 1 } else { 1 };
        let date = shifts[i].date;
        shifts[i].id =
            if nth == 1 { format!("{crew}/{date}") } else { format!("{crew}/{date}#{nth}") };
    }
}

/// One crew's shifts in the making.
struct Laying<'l> {
    case: &'l Case,
    crew: CrewId,
    faults: &'l mut Faults,
    /// Pointers that have had their fault: an entry is blamed once, not on every date.
    told: HashSet<String>,
}

impl Laying<'_> {
    fn crew(&mut self, rota: &Rota) -> Vec<Shift> {
        let mut shifts = Vec::new();
        let mut entry_of: Vec<(Millis, Millis, &Entry)> = Vec::new();
        let (from, to) = self.case.horizon;
        let mut breaks = DueBreaks::of(self.case, self.crew, rota, self.faults);
        for entry in &rota.entries {
            let (first, last) = match entry.dates {
                Dates::Days(_) => (from, to),
                Dates::One(date) if (from..=to).contains(&date) => (date, date),
                Dates::One(date) => {
                    self.outside(entry, date);
                    continue;
                }
            };
            for date in first.iter_days().take_while(|d| *d <= last) {
                if !entry.holds_on(date) {
                    continue;
                }
                let Some(mut shift) = self.shift(entry, date) else { continue };
                breaks.settle(&mut shift, entry, self.faults);
                entry_of.push((shift.from, shift.to, entry));
                shifts.push(shift);
            }
        }
        self.overlaps(entry_of);
        shifts
    }

    fn outside(&mut self, entry: &Entry, date: NaiveDate) {
        let (from, to) = self.case.horizon;
        let message = format!("{date} is outside the horizon {from} to {to}");
        let at = format!("{}/date", entry.pointer);
        let hint = "the shift is left out; widen the horizon to use it";
        self.faults.warn("SHIFT_OUTSIDE_HORIZON", &at, &date.to_string(), &message, hint);
    }

    fn shift(&mut self, entry: &Entry, date: NaiveDate) -> Option<Shift> {
        let last = if entry.over_midnight() { date.succ_opt()? } else { date };
        let from = self.instant(entry, "from", date, entry.from);
        let to = self.instant(entry, "to", last, entry.to);
        let (from, to) = (from?, to?);
        if to <= from || to - from > 2 * DAY {
            let message = format!("on {date} this shift has no length");
            let hint = "choose other times on the day of a clock change";
            self.faults.fault("EMPTY_SHIFT", &entry.pointer, &date.to_string(), &message, hint);
            return None;
        }
        let overtime = self.case.crews[self.crew.at()].specs.overtime.most;
        Some(Shift {
            id: String::new(),
            crew: self.crew,
            date,
            from,
            to,
            latest_return: to + overtime,
            breaks: Vec::new(),
        })
    }

    fn instant(
        &mut self,
        entry: &Entry,
        key: &str,
        date: NaiveDate,
        clock: Millis,
    ) -> Option<Millis> {
        match local_instant(date, clock, self.case.zone) {
            Ok(ms) => Some(ms),
            Err(error) => {
                let at = if entry.pointer.ends_with("/shifts") {
                    entry.pointer.clone()
                } else {
                    format!("{}/{key}", entry.pointer)
                };
                if self.told.insert(at.clone()) {
                    local_fault(&at, date, clock, &error, self.faults);
                }
                None
            }
        }
    }

    /// No two shifts of one crew may overlap; the later entry is blamed, once.
    fn overlaps(&mut self, mut spans: Vec<(Millis, Millis, &Entry)>) {
        spans.sort_by_key(|s| (s.0, s.1));
        for pair in spans.windows(2) {
            let ((_, end, first), (begin, _, second)) = (&pair[0], &pair[1]);
            if begin >= end {
                continue;
            }
            let (one, two) = (&first.pointer, &second.pointer);
            let (at, other) = if one.len() > two.len() || (one.len() == two.len() && one > two) {
                (one, two)
            } else {
                (two, one)
            };
            if !self.told.insert(format!("{at} overlaps")) {
                continue;
            }
            let zone = self.case.zone;
            let value = crate::wire::text::print_instant(*begin, zone);
            let crew = &self.case.crews[self.crew.at()].id;
            let message = format!("this shift of {crew} overlaps the one at {other}");
            let hint = "let one end before the other begins";
            self.faults.fault("SHIFTS_OVERLAP", at, &value, &message, hint);
        }
    }
}
