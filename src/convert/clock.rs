//! Instants, clock times and durations as the contract writes them, in UTC.

use serde_json::{Value, json};

pub const DAY: i64 = 86_400;

/// Midnight of 2026-01-05, a Monday, in seconds since 1970: the day of every instance that names no
/// date.
pub const FIRST_DAY: i64 = 20_458 * DAY;

/// A longer horizon is refused by the contract.
pub const MAX_DAYS: i64 = 400;

/// `YYYY-MM-DD` of a day counted from 1970-01-01 (H. Hinnant's civil_from_days).
pub fn date(day: i64) -> String {
    let z = day + 719_468;
    let era = z.div_euclid(146_097);
    let doe = z.rem_euclid(146_097);
    let yoe = (doe - doe / 1_460 + doe / 36_524 - doe / 146_096) / 365;
    let doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
    let mp = (5 * doy + 2) / 153;
    let month = if mp < 10 { mp + 3 } else { mp - 9 };
    let year = yoe + era * 400 + i64::from(month <= 2);
    format!("{year:04}-{month:02}-{:02}", doy - (153 * mp + 2) / 5 + 1)
}

/// The day of `YYYY-MM-DD` counted from 1970-01-01; None where the calendar has no such date.
pub fn day_of(text: &str) -> Option<i64> {
    if text.len() != 10 || !text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-') {
        return None;
    }
    let mut parts = text.split('-').map(|part| part.parse::<i64>().ok());
    let (year, month, day) = (parts.next()??, parts.next()??, parts.next()??);
    let shifted = if month <= 2 { year - 1 } else { year };
    let (era, yoe) = (shifted.div_euclid(400), shifted.rem_euclid(400));
    let doy = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    let count = era * 146_097 + yoe * 365 + yoe / 4 - yoe / 100 + doy - 719_468;
    (date(count) == text).then_some(count)
}

/// RFC 3339 in UTC; milliseconds only where there are any.
pub fn instant(millis: i64) -> String {
    let (seconds, rest) = (millis.div_euclid(1_000), millis.rem_euclid(1_000));
    let of_day = seconds.rem_euclid(DAY);
    let (hour, minute, second) = (of_day / 3_600, of_day / 60 % 60, of_day % 60);
    let fraction = if rest == 0 { String::new() } else { format!(".{rest:03}") };
    let date = date(seconds.div_euclid(DAY));
    format!("{date}T{hour:02}:{minute:02}:{second:02}{fraction}Z")
}

/// `HH:MM`, with `:SS` only where the seconds are not zero.
pub fn clock(seconds: i64) -> String {
    let (hour, minute, second) = (seconds / 3_600, seconds / 60 % 60, seconds % 60);
    if second == 0 {
        format!("{hour:02}:{minute:02}")
    } else {
        format!("{hour:02}:{minute:02}:{second:02}")
    }
}

/// ISO 8601 in hours, minutes and seconds.
pub fn duration(millis: i64) -> String {
    let (hours, minutes, rest) = (millis / 3_600_000, millis / 60_000 % 60, millis % 60_000);
    let mut text = String::from("PT");
    if hours > 0 {
        text.push_str(&format!("{hours}H"));
    }
    if minutes > 0 {
        text.push_str(&format!("{minutes}M"));
    }
    if rest > 0 && rest % 1_000 == 0 {
        text.push_str(&format!("{}S", rest / 1_000));
    } else if rest > 0 {
        text.push_str(&format!("{}.{:03}S", rest / 1_000, rest % 1_000));
    }
    if text == "PT" { "PT0S".to_string() } else { text }
}

/// A closed interval of instants, in milliseconds since 1970.
pub fn window(earliest: i64, latest: i64) -> Value {
    json!({ "earliest": instant(earliest), "latest": instant(latest) })
}

pub fn one_day() -> Value {
    let day = date(FIRST_DAY / DAY);
    json!({ "from": day, "to": day })
}

/// A shift from one second to another, both since 1970. The contract's clock times say at most a
/// day, and a whole day only from midnight.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    pub from: i64,
    pub to: i64,
}

impl Span {
    /// The reason why the contract has no words for this span, where it has none.
    pub fn fault(self) -> Option<&'static str> {
        let length = self.to - self.from;
        if length <= 0 {
            Some("ends at or before it starts")
        } else if length > DAY || (length == DAY && self.from.rem_euclid(DAY) != 0) {
            Some("is longer than a shift can say, 24 hours")
        } else {
            None
        }
    }

    /// The same for a file that plans one day: a shift on any other would be left out.
    pub fn first_day_fault(self) -> Option<&'static str> {
        let later = (self.day() * DAY != FIRST_DAY).then_some("does not begin on the first day");
        self.fault().or(later)
    }

    pub fn day(self) -> i64 {
        self.from.div_euclid(DAY)
    }

    pub fn shift(self) -> Value {
        let midnight = self.day() * DAY;
        let to = self.to - midnight;
        json!({
            "date": date(self.day()),
            "from": clock(self.from - midnight),
            "to": clock(if to > DAY { to - DAY } else { to }),
        })
    }

    /// A break of this shift, cut to the starts that lie inside it; None where no start does.
    pub fn rest(self, id: &str, length: i64, earliest: i64, latest: i64) -> Option<Value> {
        let (earliest, latest) = (earliest.max(self.from), latest.min(self.to - length));
        (earliest <= latest).then(|| {
            json!({
                "id": id,
                "duration": duration(length * 1_000),
                "earliest": clock(earliest.rem_euclid(DAY)),
                "latest": clock(latest.rem_euclid(DAY)),
            })
        })
    }
}
