//! A crew's rota: its `shifts` as written, before they are laid over the horizon.

use crate::rules::ReadCx;
use crate::units::{DAY, Millis};
use crate::wire::plan::Assumed;
use crate::wire::reader::{Obj, text_of, unknown_word};
use crate::wire::text::print_clock_time;
use chrono::{Datelike, NaiveDate};
use serde_json::json;

const DAYS: [&str; 7] = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"];
/// The hours of a crew that names none: 08:00 to 17:00.
const DEFAULT: (Millis, Millis) = (8 * DAY / 24, 17 * DAY / 24);

/// On which dates an entry holds.
#[derive(Clone, Copy, Debug)]
pub enum Dates {
    /// Weekdays, Monday first.
    Days([bool; 7]),
    One(NaiveDate),
}

/// One entry of `shifts`, its clock times in milliseconds after midnight.
#[derive(Clone, Debug)]
pub struct Entry {
    pub pointer: String,
    pub dates: Dates,
    pub from: Millis,
    pub to: Millis,
}

impl Entry {
    pub fn holds_on(&self, date: NaiveDate) -> bool {
        match self.dates {
            Dates::Days(days) => days[date.weekday().num_days_from_monday() as usize],
            Dates::One(one) => one == date,
        }
    }

    /// Whether the shift ends on the date after the one it belongs to.
    pub fn over_midnight(&self) -> bool {
        self.to <= self.from
    }
}

/// What is known of a crew's working time until the horizon is.
#[derive(Clone, Debug, Default)]
pub struct Rota {
    pub entries: Vec<Entry>,
    /// What to point to when something is wrong with where its shifts begin and end.
    pub start_at: String,
    pub end_at: String,
}

impl Rota {
    /// Reads a crew's `shifts`.
    pub fn read(o: &mut Obj, assumed: &mut Vec<Assumed>, cx: &mut ReadCx) -> Rota {
        let at = o.at("shifts");
        if o.get("shifts").is_none() {
            let (from, to) = DEFAULT;
            let value = json!([{"from": print_clock_time(from), "to": print_clock_time(to)}]);
            assumed.push(Assumed { pointer: at.clone(), value });
            let every = Entry { pointer: at, dates: Dates::Days([true; 7]), from, to };
            return Rota { entries: vec![every], ..Rota::default() };
        }
        let mut rota = Rota::default();
        for (at, node) in &o.list("shifts", cx.faults) {
            let Some(mut inner) = Obj::open(node, at, cx.faults) else { continue };
            rota.entries.extend(read_entry(&mut inner, cx));
            inner.close(cx.faults);
        }
        rota
    }

    /// The dates that its entries name; they count for the default horizon.
    pub fn named(&self) -> impl Iterator<Item = NaiveDate> {
        self.entries.iter().filter_map(|e| match e.dates {
            Dates::One(date) => Some(date),
            Dates::Days(_) => None,
        })
    }
}

fn read_entry(o: &mut Obj, cx: &mut ReadCx) -> Option<Entry> {
    let dates = read_dates(o, cx);
    for key in ["from", "to"] {
        if o.get(key).is_none() {
            o.missing(key, "say when the shift begins and ends", cx.faults);
        }
    }
    let from = o.clock("from", cx.faults);
    let to = o.clock("to", cx.faults);
    let (from, to) = (from?, to?);
    if from == to {
        let message = "the shift begins and ends at the same time";
        let hint = "a whole day is 00:00 to 24:00";
        let value = print_clock_time(to);
        cx.faults.fault("EMPTY_SHIFT", &o.at("to"), &value, message, hint);
        return None;
    }
    Some(Entry { pointer: o.pointer.clone(), dates: dates?, from, to })
}

fn read_dates(o: &mut Obj, cx: &mut ReadCx) -> Option<Dates> {
    let dated = o.get("date").is_some();
    if o.get("days").is_none() {
        return if dated {
            o.date("date", cx.faults).map(Dates::One)
        } else {
            Some(Dates::Days([true; 7]))
        };
    }
    let mut days = [false; 7];
    let list = o.list("days", cx.faults);
    for (at, node) in &list {
        let Some(day) = text_of(node, at, cx.faults) else { continue };
        match DAYS.iter().position(|d| *d == day) {
            Some(i) => days[i] = true,
            None => unknown_word(&day, at, &DAYS, cx.faults),
        }
    }
    if dated {
        let message = "a shift has either `days` or a `date`";
        let value = o.brief("date");
        cx.faults.fault("TWO_FORMS", &o.at("date"), &value, message, "keep one of the two");
        o.date("date", cx.faults);
        return None;
    }
    if list.is_empty() && matches!(o.get("days"), Some(n) if n.kind() == "a list") {
        let message = "this shift is on no day";
        let hint = "name days such as MO, or take `days` out for every day";
        cx.faults.fault("NO_DAYS", &o.at("days"), "a list of 0", message, hint);
        return None;
    }
    Some(Dates::Days(days))
}
