//! A plan in words: what the command line and the pages both say, said once.

pub mod book;
pub mod head;
pub mod hire;
pub mod left;
pub mod sheet;
pub mod ties;
pub mod worth;

use crate::fault::Fault;
use crate::money::grouped;
use crate::units::{HOUR, MINUTE, Millis};
use crate::wire::plan::{PlacePrinted, Status, Verdict};
use crate::wire::text::{parse_date, parse_duration, parse_instant};
use chrono::{DateTime, NaiveDate};

/// Text from outside with nothing in it that could move a cursor or turn a line around.
pub fn clean(text: &str) -> String {
    text.chars().map(|c| if c.is_control() || turns(c) { '?' } else { c }).collect()
}

/// Whether it only says in which direction the text around it runs; such signs can make one id
/// look like another.
fn turns(c: char) -> bool {
    let embeds = ('\u{202a}'..='\u{202e}').contains(&c);
    embeds || ('\u{2066}'..='\u{2069}').contains(&c) || "\u{200e}\u{200f}\u{61c}".contains(c)
}

/// Text from outside, clean and with no more than so many characters.
pub fn short(text: &str, most: usize) -> String {
    match text.char_indices().nth(most) {
        None => clean(text),
        Some((at, _)) => clean(&text[..at]) + "…",
    }
}

/// `1 job`, `2 jobs`.
pub fn count(number: usize, noun: &str) -> String {
    let s = if number == 1 { "" } else { "s" };
    format!("{number} {noun}{s}")
}

/// Minor units as an amount with its currency, whatever the plan calls it.
pub fn money(minor: i64, currency: &str) -> String {
    crate::money::money(minor, &clean(currency))
}

/// One fault without its code: where, what was found, what is wrong, the way out.
pub fn fault(fault: &Fault) -> String {
    let mut text = if fault.pointer.is_empty() { String::new() } else { clean(&fault.pointer) };
    if !fault.value.is_empty() {
        let gap = if text.is_empty() { "" } else { " " };
        text.push_str(&format!("{gap}`{}`", clean(&fault.value)));
    }
    if !text.is_empty() {
        text.push_str(": ");
    }
    text.push_str(&clean(&fault.message));
    if !fault.hint.is_empty() {
        text.push_str(&format!("; {}", clean(&fault.hint)));
    }
    text
}

pub fn status(status: Status) -> &'static str {
    match status {
        Status::Optimal => "OPTIMAL",
        Status::WithinGap => "WITHIN_GAP",
        Status::Feasible => "FEASIBLE",
        Status::Incomplete => "INCOMPLETE",
        Status::Infeasible => "INFEASIBLE",
    }
}

pub fn verdict(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Impossible => "impossible in any plan",
        Verdict::NoRoom => "no room in this plan",
        Verdict::PricedOut => "costs more than it is worth in this plan",
        Verdict::Unknown => "unknown why in this plan",
    }
}

/// `2026-12-07, Monday`.
pub fn day(date: &str) -> String {
    match parse_date(date) {
        Some(day) => format!("{date}, {}", day.format("%A")),
        None => clean(date),
    }
}

/// Milliseconds since the epoch; 0 for what is no time, which a plan that was verified never has.
pub fn at(time: &str) -> Millis {
    parse_instant(time).unwrap_or(0)
}

/// The clock time as the plan writes it, with `+1` past midnight of the route's date.
pub fn clock(time: &str, date: &str) -> String {
    let Ok(local) = DateTime::parse_from_rfc3339(time) else { return clean(time) };
    let text = local.format("%H:%M").to_string();
    match parse_date(date).map(|date: NaiveDate| (local.date_naive() - date).num_days()) {
        Some(days) if days != 0 => format!("{text}{days:+}"),
        _ => text,
    }
}

/// Hours into the route's date, for bars; may be beyond 24.
pub fn hours(time: &str, date: &str) -> f64 {
    let (Ok(local), Some(date)) = (DateTime::parse_from_rfc3339(time), parse_date(date)) else {
        return 0.0;
    };
    let midnight = date.and_time(chrono::NaiveTime::MIN);
    (local.naive_local() - midnight).num_milliseconds() as f64 / HOUR as f64
}

/// An ISO 8601 duration as hours and minutes.
pub fn length(iso: &str) -> String {
    parse_duration(iso).map_or_else(|| clean(iso), span)
}

/// `0:25`, `7:45`, rounded to the minute.
pub fn span(ms: Millis) -> String {
    let sign = if ms <= -MINUTE / 2 { "-" } else { "" };
    let minutes = (ms.unsigned_abs() + MINUTE as u64 / 2) / MINUTE as u64;
    format!("{sign}{}:{:02}", minutes / 60, minutes % 60)
}

pub fn is_zero(iso: &str) -> bool {
    parse_duration(iso) == Some(0)
}

pub fn kilometres(metres: i64) -> String {
    let hundreds = (metres.unsigned_abs() + 50) / 100;
    format!("{}.{} km", grouped(hundreds / 10), hundreds % 10)
}

/// Thousandths as per cent.
pub fn percent(thousandths: i64) -> String {
    format!("{:.1} %", thousandths as f64 / 10.0)
}

/// What a plan calls a place, and its address or else where it lies.
pub fn place(found: Option<&PlacePrinted>, id: &str) -> String {
    let address = found.and_then(|p| p.address.as_deref());
    let text = match (id.strip_prefix('@'), address) {
        // The id of an inline place is its coordinates.
        (Some(_), Some(address)) => address.to_owned(),
        (Some(at), None) => at.replace(',', ", "),
        (None, Some(address)) => format!("{id}, {address}"),
        (None, None) => id.to_owned(),
    };
    clean(&text)
}

#[cfg(test)]
mod tests {
    use super::*;

    // If this fails, a crew is told a wrong time, or a route past midnight looks like the day's.
    #[test]
    fn times_are_said_as_people_say_them() {
        assert_eq!(clock("2026-12-07T08:05:59.900-08:00", "2026-12-07"), "08:05");
        assert_eq!(clock("2026-12-08T00:30:00-08:00", "2026-12-07"), "00:30+1");
        assert_eq!(clock("soon\x1b", "2026-12-07"), "soon?");
        assert_eq!(length("PT1H29M30S"), "1:30");
        assert_eq!(length("PT29.9S"), "0:00");
        assert_eq!(day("2026-12-07"), "2026-12-07, Monday");
        assert_eq!(percent(778), "77.8 %");
    }

    // If this fails, an id from outside can turn the line it stands on around, or fill the page.
    #[test]
    fn text_from_outside_stays_in_its_place() {
        assert_eq!(clean("a\u{202e}b\u{2067}\u{200f}\n"), "a?b???");
        assert_eq!(clean("שלום, Zoë"), "שלום, Zoë");
        assert_eq!(short("Zoë", 3), "Zoë");
        assert_eq!(short("Zoë's", 3), "Zoë…");
    }
}
