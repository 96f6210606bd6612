//! Times as calendars write them, and the zone they are told in.

use crate::units::{DAY, HOUR, Millis};
use chrono::{DateTime, Datelike, NaiveDate, NaiveDateTime, Offset, TimeZone};
use chrono_tz::{OffsetComponents, OffsetName, Tz};

use super::lines::Lines;

const LOCAL: &str = "%Y%m%dT%H%M%S";

/// A zone with the block that explains it to whoever does not know its name.
pub struct Zone {
    zone: Tz,
    /// Its `VTIMEZONE`; empty for UTC, which everybody knows.
    pub block: String,
}

impl Zone {
    /// The zone for events between two instants.
    pub fn of(zone: Tz, from: Millis, to: Millis) -> Zone {
        let block = if zone == Tz::UTC { String::new() } else { block(zone, from, to) };
        Zone { zone, block }
    }

    pub fn is_utc(&self) -> bool {
        self.zone == Tz::UTC
    }

    /// Begin and end of an event. Both are in UTC if the clock of the zone runs through one of them
    /// twice and it is the second time: a local time always means the first.
    pub fn put(&self, from: Millis, to: Millis, lines: &mut Lines) {
        let local = [from, to].map(|at| self.told(at));
        let names = ["DTSTART", "DTEND"];
        for (k, at) in [from, to].into_iter().enumerate() {
            match &local {
                [Some(from), Some(to)] if !self.is_utc() => {
                    let name = format!("{};TZID={}", names[k], self.zone.name());
                    lines.put(&name, [from, to][k]);
                }
                _ => lines.put(names[k], &utc(at)),
            }
        }
    }

    /// The local time, if it means this instant.
    fn told(&self, at: Millis) -> Option<String> {
        let local = self.local(at);
        let meant = self.zone.from_local_datetime(&local).earliest()?;
        (meant.timestamp_millis() == floor(at)).then(|| local.format(LOCAL).to_string())
    }

    fn local(&self, at: Millis) -> NaiveDateTime {
        moment(floor(at)) + chrono::Duration::seconds(offset(self.zone, floor(at)))
    }

    /// `2026-12-08 07:55:00`, as spreadsheets read it.
    pub fn cell(&self, at: Millis) -> String {
        self.local(at).format("%Y-%m-%d %H:%M:%S").to_string()
    }

    /// What the zone is ahead of UTC then: `-08:00`.
    pub fn ahead(&self, at: Millis) -> String {
        let (sign, h, m, _) = parts(offset(self.zone, at));
        format!("{sign}{h:02}:{m:02}")
    }
}

/// `20261208T155500Z`; a calendar knows whole seconds only.
pub fn utc(at: Millis) -> String {
    moment(at).format("%Y%m%dT%H%M%SZ").to_string()
}

pub fn floor(at: Millis) -> Millis {
    at.div_euclid(1000) * 1000
}

/// Times of a plan lie within the years that were checked.
fn moment(at: Millis) -> NaiveDateTime {
    DateTime::from_timestamp_millis(at).unwrap_or_default().naive_utc()
}

/// Seconds ahead of UTC.
fn offset(zone: Tz, at: Millis) -> i64 {
    i64::from(zone.offset_from_utc_datetime(&moment(at)).fix().local_minus_utc())
}

fn parts(offset: i64) -> (char, i64, i64, i64) {
    let (sign, size) = (if offset < 0 { '-' } else { '+' }, offset.abs());
    (sign, size / 3600, size / 60 % 60, size % 60)
}

/// `-0800`; with seconds only where there are any.
fn printed(offset: i64) -> String {
    match parts(offset) {
        (sign, h, m, 0) => format!("{sign}{h:02}{m:02}"),
        (sign, h, m, s) => format!("{sign}{h:02}{m:02}{s:02}"),
    }
}

/// One observance for what holds at first and one for each change of the clock, from the year
/// before the events to the end of their last year.
fn block(zone: Tz, from: Millis, to: Millis) -> String {
    let mut lines = Lines::default();
    lines.put("BEGIN", "VTIMEZONE");
    lines.put("TZID", zone.name());
    let year = |at: Millis| moment(at).year();
    let (mut at, end) = (new_year(year(from) - 1), new_year(year(to) + 1));
    observance(zone, at, offset(zone, at), &mut lines);
    while at < end {
        // Clocks are never changed twice within an hour.
        let next = at + HOUR;
        let before = offset(zone, at);
        if offset(zone, next) != before {
            observance(zone, change(zone, at, next), before, &mut lines);
        }
        at = next;
    }
    lines.put("END", "VTIMEZONE");
    lines.into_text()
}

fn new_year(year: i32) -> Millis {
    let day = NaiveDate::from_ymd_opt(year, 1, 1).unwrap_or_default();
    (day - NaiveDate::default()).num_days() * DAY
}

/// The first second with the later offset.
fn change(zone: Tz, mut low: Millis, mut high: Millis) -> Millis {
    while high - low > 1000 {
        let middle = floor((low + high) / 2);
        let same = offset(zone, middle) == offset(zone, low);
        *if same { &mut low } else { &mut high } = middle;
    }
    high
}

/// Begins at the clock time that would have been without the change.
fn observance(zone: Tz, at: Millis, before: i64, lines: &mut Lines) {
    let rule = zone.offset_from_utc_datetime(&moment(at));
    let kind = if rule.dst_offset().num_seconds() > 0 { "DAYLIGHT" } else { "STANDARD" };
    let begins = moment(at) + chrono::Duration::seconds(before);
    lines.put("BEGIN", kind);
    lines.put("DTSTART", &begins.format(LOCAL).to_string());
    lines.put("TZOFFSETFROM", &printed(before));
    lines.put("TZOFFSETTO", &printed(offset(zone, at)));
    if let Some(name) = rule.abbreviation() {
        lines.text("TZNAME", name);
    }
    lines.put("END", kind);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::text::parse_instant;

    fn at(text: &str) -> Millis {
        parse_instant(text).expect("an instant")
    }

    // If this fails, a telephone that does not know the zone shows every visit at a wrong hour.
    #[test]
    fn the_block_has_every_change() {
        let la = Tz::America__Los_Angeles;
        let zone = Zone::of(la, at("2026-12-08T08:00:00Z"), at("2026-12-11T08:00:00Z"));
        let begins = |kind: &str| -> Vec<String> {
            let begin = format!("BEGIN:{kind}\r\nDTSTART:");
            let parts = zone.block.split(&begin).skip(1);
            parts.map(|p| p.split("END").next().unwrap_or_default().replace("\r\n", " ")).collect()
        };
        let standard = begins("STANDARD");
        assert_eq!(
            standard,
            [
                "20241231T160000 TZOFFSETFROM:-0800 TZOFFSETTO:-0800 TZNAME:PST ",
                "20251102T020000 TZOFFSETFROM:-0700 TZOFFSETTO:-0800 TZNAME:PST ",
                "20261101T020000 TZOFFSETFROM:-0700 TZOFFSETTO:-0800 TZNAME:PST ",
            ]
        );
        assert_eq!(begins("DAYLIGHT").len(), 2);
        let kolkata = Zone::of(Tz::Asia__Kolkata, at("2026-12-08T08:00:00Z"), 0);
        assert!(kolkata.block.contains("TZOFFSETTO:+0530"), "{}", kolkata.block);
    }

    // If this fails, a visit in the hour that comes twice is an hour early on the telephone.
    #[test]
    fn the_second_of_two_hours_is_told_in_utc() {
        let la = Zone::of(Tz::America__Los_Angeles, at("2026-11-01T08:00:00Z"), 0);
        let put = |from: &str, to: &str| {
            let mut lines = Lines::default();
            la.put(at(from), at(to), &mut lines);
            lines.into_text()
        };
        let first = put("2026-11-01T00:30:00-07:00", "2026-11-01T01:30:00-07:00");
        assert!(first.contains("DTEND;TZID=America/Los_Angeles:20261101T013000\r\n"), "{first}");
        let second = put("2026-11-01T01:30:00-07:00", "2026-11-01T01:30:00.250-08:00");
        assert_eq!(second, "DTSTART:20261101T083000Z\r\nDTEND:20261101T093000Z\r\n");
    }
}
