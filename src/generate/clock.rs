//! Dates, clock times and durations as the contract spells them.

use chrono::{Datelike, Days, NaiveDate, Weekday};

/// The Monday that generated days and weeks start on, and the offset of its winter.
pub const MONDAY: &str = "2026-12-07";
const PACIFIC_WINTER: &str = "-08:00";

/// The date `days` after `MONDAY`.
pub fn date(days: i64) -> String {
    base_plus(days).to_string()
}

/// The first `count` working days from `MONDAY` on, as days after it.
pub fn working_days(count: usize) -> Vec<i64> {
    let is_working = |day: &i64| !matches!(base_plus(*day).weekday(), Weekday::Sat | Weekday::Sun);
    (0..).filter(is_working).take(count).collect()
}

/// The first `count` working days from `MONDAY` on that are not among the holidays.
pub fn working_days_but(count: usize, holidays: &[&str]) -> Vec<i64> {
    let open = |day: &i64| !holidays.contains(&date(*day).as_str());
    let some = working_days(count + holidays.len());
    some.into_iter().filter(open).take(count).collect()
}

/// `HH:MM` of a minute of the day.
pub fn clock(minute: i64) -> String {
    format!("{:02}:{:02}", minute / 60, minute % 60)
}

/// RFC 3339 in Pacific winter time, `days` after `MONDAY`; every generated instant lies there.
pub fn instant(days: i64, minute: i64) -> String {
    let day = days + minute.div_euclid(1440);
    format!("{}T{}:00{PACIFIC_WINTER}", date(day), clock(minute.rem_euclid(1440)))
}

/// ISO 8601 in hours and minutes: `PT45M`, `PT2H`, `PT1H30M`.
pub fn duration(minutes: i64) -> String {
    match (minutes / 60, minutes % 60) {
        (0, m) => format!("PT{m}M"),
        (h, 0) => format!("PT{h}H"),
        (h, m) => format!("PT{h}H{m}M"),
    }
}

fn base_plus(days: i64) -> NaiveDate {
    let monday: NaiveDate = MONDAY.parse().expect("MONDAY is a date");
    let shift = Days::new(days.unsigned_abs());
    let moved =
        if days < 0 { monday.checked_sub_days(shift) } else { monday.checked_add_days(shift) };
    moved.expect("generated dates lie near MONDAY")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings() {
        // Requests would carry dates or durations the contract does not know.
        assert_eq!(date(-1), "2026-12-06");
        assert_eq!(working_days(6), [0, 1, 2, 3, 4, 7]);
        assert_eq!(working_days_but(3, &["2026-12-08"]), [0, 2, 3]);
        assert_eq!(instant(0, -60), "2026-12-06T23:00:00-08:00");
        assert_eq!(instant(4, 12 * 60 + 5), "2026-12-11T12:05:00-08:00");
        assert_eq!([45, 120, 90].map(duration), ["PT45M", "PT2H", "PT1H30M"]);
    }
}
