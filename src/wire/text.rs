//! Durations, instants, dates and clock times as the contract writes them.

use crate::units::{DAY, HOUR, MINUTE, Millis};
use chrono::{DateTime, NaiveDate, NaiveTime, Offset, SecondsFormat, TimeZone, Timelike};
use chrono_tz::Tz;

/// No duration of a request is longer than this.
const LONGEST: Millis = 400 * DAY;

/// A printed duration in whole seconds, rounded half up; 0 for what is none, which no plan has that
/// the verifier has read.
pub fn seconds_of(printed: &str) -> i64 {
    parse_duration(printed).map_or(0, |ms| (ms + 500).div_euclid(1000))
}

/// ISO 8601 duration of days, hours, minutes and seconds (decimals to the millisecond).
pub fn parse_duration(text: &str) -> Option<Millis> {
    let rest = text.strip_prefix('P')?;
    let (days, clock) = match rest.split_once('T') {
        Some((d, c)) => (d, Some(c)),
        None => (rest, None),
    };
    let mut total: Millis = 0;
    let mut found = false;
    if !days.is_empty() {
        total = scaled(days.strip_suffix('D')?, DAY)?;
        found = true;
    }
    if let Some(mut clock) = clock {
        let mut any = false;
        for (letter, scale) in [('H', HOUR), ('M', MINUTE), ('S', 1000)] {
            if let Some((number, after)) = clock.split_once(letter) {
                total = total.checked_add(scaled(number, scale)?)?;
                clock = after;
                any = true;
            }
        }
        if !any || !clock.is_empty() {
            return None;
        }
        found = true;
    }
    (found && total <= LONGEST).then_some(total)
}

/// A plain decimal times `scale`, exact in milliseconds or not at all.
fn scaled(number: &str, scale: Millis) -> Option<Millis> {
    let (whole, part) = number.split_once('.').unwrap_or((number, ""));
    let digits = |s: &str| !s.is_empty() && s.len() <= 12 && s.bytes().all(|b| b.is_ascii_digit());
    if !digits(whole) || (number.contains('.') && !digits(part)) {
        return None;
    }
    let mut total = whole.parse::<i64>().ok()?.checked_mul(scale)?;
    if !part.is_empty() {
        let power = 10_i128.pow(part.len() as u32);
        let exact = part.parse::<i128>().ok()? * i128::from(scale);
        if exact % power != 0 {
            return None;
        }
        total = total.checked_add((exact / power) as i64)?;
    }
    Some(total)
}

/// `PT1H30M`, `PT25M3.512S`, `PT0S`.
pub fn print_duration(ms: Millis) -> String {
    let sign = if ms < 0 { "-" } else { "" };
    let ms = ms.unsigned_abs();
    let (h, m) = (ms / HOUR as u64, ms / MINUTE as u64 % 60);
    let (s, f) = (ms / 1000 % 60, ms % 1000);
    let mut out = format!("{sign}PT");
    if h > 0 {
        out.push_str(&format!("{h}H"));
    }
    if m > 0 {
        out.push_str(&format!("{m}M"));
    }
    if f > 0 {
        out.push_str(&format!("{s}.{}S", format!("{f:03}").trim_end_matches('0')));
    } else if s > 0 || (h == 0 && m == 0) {
        out.push_str(&format!("{s}S"));
    }
    out
}

/// RFC 3339 with offset, to the millisecond, within the years 1972 to 2099, for which zones have
/// whole-minute offsets and known rules.
pub fn parse_instant(text: &str) -> Option<Millis> {
    let at = DateTime::parse_from_rfc3339(text).ok()?;
    if at.timestamp_subsec_nanos() % 1_000_000 != 0 {
        return None;
    }
    let ms = at.timestamp_millis();
    (63_072_000_000..=4_102_444_800_000).contains(&ms).then_some(ms)
}

/// An instant in a zone, with its offset there; milliseconds only where there are any.
pub fn print_instant(ms: Millis, zone: Tz) -> String {
    let Some(utc) = DateTime::from_timestamp_millis(ms) else { return format!("{ms} ms") };
    let local = utc.with_timezone(&zone);
    let fixed = local.with_timezone(&local.offset().fix());
    let form = if ms % 1000 == 0 { SecondsFormat::Secs } else { SecondsFormat::Millis };
    fixed.to_rfc3339_opts(form, false)
}

/// The local date of an instant.
pub fn local_date(ms: Millis, zone: Tz) -> Option<NaiveDate> {
    Some(DateTime::from_timestamp_millis(ms)?.with_timezone(&zone).date_naive())
}

/// The local clock time of an instant, `HH:MM`, for people.
pub fn print_clock(ms: Millis, zone: Tz) -> String {
    let Some(utc) = DateTime::from_timestamp_millis(ms) else { return format!("{ms} ms") };
    let local = utc.with_timezone(&zone);
    format!("{:02}:{:02}", local.hour(), local.minute())
}

/// A clock time (milliseconds after midnight) as the contract writes it.
pub fn print_clock_time(clock: Millis) -> String {
    let (minutes, seconds) = (clock / MINUTE, clock / 1000 % 60);
    let text = format!("{:02}:{:02}", minutes / 60, minutes % 60);
    if seconds == 0 { text } else { format!("{text}:{seconds:02}") }
}

/// `YYYY-MM-DD`, within the years 1972 to 2099, for which zones have whole-minute offsets and
/// known rules.
pub fn parse_date(text: &str) -> Option<NaiveDate> {
    if text.len() != 10 {
        return None;
    }
    let date = NaiveDate::parse_from_str(text, "%Y-%m-%d").ok()?;
    let (low, high) =
        (NaiveDate::from_ymd_opt(1972, 1, 2)?, NaiveDate::from_ymd_opt(2099, 12, 30)?);
    (low..=high).contains(&date).then_some(date)
}

/// `HH:MM` or `HH:MM:SS` (24:00 allowed), in milliseconds after midnight.
pub fn parse_clock(text: &str) -> Option<Millis> {
    let parts: Vec<&str> = text.split(':').collect();
    if !(2..=3).contains(&parts.len())
        || parts.iter().any(|p| p.len() != 2 || !p.bytes().all(|b| b.is_ascii_digit()))
    {
        return None;
    }
    let number = |i: usize| parts.get(i).map_or(0, |p| p.parse::<i64>().unwrap_or(99));
    let (h, m, s) = (number(0), number(1), number(2));
    let ms = h * HOUR + m * MINUTE + s * 1000;
    (m < 60 && s < 60 && ms <= DAY).then_some(ms)
}

/// Why a local time is no instant: daylight saving skips it or runs through it twice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LocalError {
    /// Skipped; the nearest times that exist.
    Gap(String, String),
    /// Twice; both instants, written with their offsets.
    Fold(String, String),
}

/// A local date and clock time (milliseconds after midnight, 24:00 allowed) as an instant.
pub fn local_instant(date: NaiveDate, clock: Millis, zone: Tz) -> Result<Millis, LocalError> {
    let (date, clock) =
        if clock >= DAY { (date.succ_opt().unwrap_or(date), clock - DAY) } else { (date, clock) };
    let time = NaiveTime::from_num_seconds_from_midnight_opt(
        (clock / 1000) as u32,
        (clock % 1000) as u32 * 1_000_000,
    )
    .unwrap_or(NaiveTime::MIN);
    let naive = date.and_time(time);
    match zone.from_local_datetime(&naive) {
        chrono::LocalResult::Single(t) => Ok(t.timestamp_millis()),
        chrono::LocalResult::Ambiguous(a, b) => Err(LocalError::Fold(
            print_instant(a.timestamp_millis(), zone),
            print_instant(b.timestamp_millis(), zone),
        )),
        chrono::LocalResult::None => Err(gap_around(naive, zone)),
    }
}

/// The first instant of a local date, for whoever means the whole day: clocks may skip midnight or
/// pass it twice.
pub fn day_start(date: NaiveDate, zone: Tz) -> Option<Millis> {
    let midnight = date.and_time(NaiveTime::MIN);
    let minutes = (0..=1440).map(|m| midnight + chrono::Duration::minutes(m));
    let mut there = minutes.filter_map(|t| zone.from_local_datetime(&t).earliest());
    there.next().map(|t| t.timestamp_millis())
}

fn gap_around(naive: chrono::NaiveDateTime, zone: Tz) -> LocalError {
    let step = |sign: i64| {
        (1..=240)
            .filter_map(|m| {
                let t = naive + chrono::Duration::minutes(sign * m);
                zone.from_local_datetime(&t).earliest()
            })
            .map(|t| print_instant(t.timestamp_millis(), zone))
            .next()
            .unwrap_or_default()
    };
    LocalError::Gap(step(-1), step(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    // If this fails, durations of a request are misread or printed in a form judges refuse.
    #[test]
    fn durations_round_trip() {
        for (text, ms) in [
            ("PT90M", 5_400_000),
            ("PT1H30M", 5_400_000),
            ("P1DT2H", 26 * HOUR),
            ("P2D", 2 * DAY),
            ("PT0S", 0),
            ("PT0.5S", 500),
            ("PT1.5H", 5_400_000),
        ] {
            assert_eq!(parse_duration(text), Some(ms), "{text}");
        }
        for bad in ["", "P", "PT", "90M", "PT-5M", "P1M", "PT1H30", "PT1M1H", "PT0.0001S", "P9999D"]
        {
            assert_eq!(parse_duration(bad), None, "{bad}");
        }
        assert_eq!(print_duration(5_400_000), "PT1H30M");
        assert_eq!(print_duration(25 * MINUTE + 3_512), "PT25M3.512S");
        assert_eq!(print_duration(0), "PT0S");
        assert_eq!(print_duration(3 * HOUR), "PT3H");
        assert_eq!(print_duration(500), "PT0.5S");
    }

    // If this fails, a shift on the day of a clock change begins an hour off.
    #[test]
    fn daylight_saving_is_named() {
        let la = chrono_tz::America::Los_Angeles;
        let day = NaiveDate::from_ymd_opt(2027, 3, 14).unwrap();
        let gap = local_instant(day, 2 * HOUR + 30 * MINUTE, la).unwrap_err();
        assert_eq!(
            gap,
            LocalError::Gap("2027-03-14T01:59:00-08:00".into(), "2027-03-14T03:00:00-07:00".into())
        );
        let fall = NaiveDate::from_ymd_opt(2026, 11, 1).unwrap();
        assert!(matches!(local_instant(fall, HOUR + 1000, la), Err(LocalError::Fold(..))));
        let ms = local_instant(day, 8 * HOUR, la).unwrap();
        assert_eq!(print_instant(ms, la), "2027-03-14T08:00:00-07:00");
        let cairo = chrono_tz::Africa::Cairo;
        let skipped = NaiveDate::from_ymd_opt(2026, 4, 24).unwrap();
        assert!(matches!(local_instant(skipped, 0, cairo), Err(LocalError::Gap(..))));
        let first = day_start(skipped, cairo).unwrap();
        assert_eq!(print_instant(first, cairo), "2026-04-24T01:00:00+03:00");
        assert_eq!(parse_clock("24:00"), Some(DAY));
        assert_eq!(parse_clock("24:01"), None);
        assert_eq!(parse_instant("2027-03-14T08:00:00-07:00"), Some(ms));
    }
}
