//! `problem.calendar`: which dates are working days, for lags that are counted in them.

use crate::fault::Faults;
use crate::wire::reader::{Obj, unknown_word};
use crate::wire::text::parse_date;
use chrono::{Datelike, NaiveDate};
use std::collections::BTreeSet;

/// Days of the week as the contract names them, from Monday.
const NAMES: [&str; 7] = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"];

/// The working days of a company.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WorkDays {
    /// From Monday.
    pub week: [bool; 7],
    pub holidays: BTreeSet<NaiveDate>,
}

impl Default for WorkDays {
    fn default() -> WorkDays {
        let week = [true, true, true, true, true, false, false];
        WorkDays { week, holidays: BTreeSet::new() }
    }
}

impl WorkDays {
    /// Monday to Friday without holidays, where nothing else is given.
    pub fn read(o: &mut Obj, faults: &mut Faults) -> WorkDays {
        let mut days = WorkDays::default();
        let Some(mut inner) = o.object("calendar", faults) else { return days };
        if inner.get("workDays").is_some() {
            days.week = [false; 7];
            for (at, node) in inner.list("workDays", faults) {
                let Some(name) = crate::wire::reader::text_of(&node, &at, faults) else { continue };
                match NAMES.iter().position(|n| *n == name) {
                    Some(day) => days.week[day] = true,
                    None => unknown_word(&name, &at, &NAMES, faults),
                }
            }
        }
        for (at, node) in inner.list("holidays", faults) {
            let Some(text) = crate::wire::reader::text_of(&node, &at, faults) else { continue };
            match parse_date(&text) {
                Some(date) => drop(days.holidays.insert(date)),
                None => {
                    let message = "this is no date";
                    let hint = "write it like 2026-12-25";
                    faults.fault("BAD_DATE", &at, &text, message, hint);
                }
            }
        }
        inner.close(faults);
        days
    }

    pub fn works(&self, date: NaiveDate) -> bool {
        self.week[date.weekday().num_days_from_monday() as usize] && !self.holidays.contains(&date)
    }

    /// How many working days lie after `from` up to `to`, `to` included; negative where `to` comes
    /// first.
    pub fn between(&self, from: NaiveDate, to: NaiveDate) -> i64 {
        if to < from {
            return -self.between(to, from);
        }
        let days = from.iter_days().skip(1).take_while(|d| *d <= to);
        days.filter(|d| self.works(*d)).count() as i64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // If this fails, "within five working days" counts weekends or holidays.
    #[test]
    fn weekends_and_holidays_are_not_counted() {
        let date = |d: u32| NaiveDate::from_ymd_opt(2026, 12, d).unwrap();
        let mut days = WorkDays::default();
        assert_eq!(days.between(date(11), date(14)), 1, "Friday to Monday");
        assert_eq!(days.between(date(11), date(13)), 0, "Friday to Sunday");
        assert_eq!(days.between(date(14), date(11)), -1);
        days.holidays.insert(date(14));
        assert_eq!(days.between(date(11), date(15)), 1);
        assert_eq!(days.between(date(7), date(7)), 0);
    }
}
