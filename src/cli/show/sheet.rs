//! The sheet of one crew for one day.

use super::bar::Span;
use super::look::Look;
use super::table::{self, Row};
use super::words::{at, clock, kilometres, length, place, span};
use crate::cli::ending::count;
use crate::cli::files::clean;
use crate::cli::money::money;
use crate::wire::plan::{BreakTaken, Plan, Route, Stop, VisitStop};

const INDENT: usize = 4;
/// A space at which no line is broken, until the lines are made.
const GLUE: &str = "\u{1f}";
/// Where a break has no place.
const BREAK: &str = "break";

/// Name, bar, stops and totals.
pub fn write(plan: &Plan, route: &Route, span: &Span, look: &Look) -> String {
    let mut rows = vec![["from", "to", "drive", "job", "place", "notes"].map(str::to_owned)];
    rows.extend(stops(plan, route));
    let table = table::lines(&rows, INDENT, look);
    let (titles, stops) = table.split_once('\n').unwrap_or((&table, ""));
    format!(
        "\n  {}\n    {}\n{}\n{stops}    {}\n",
        look.strong(&name(route)),
        span.draw(route, look),
        look.faint(titles),
        totals(plan, route, look),
    )
}

/// What stands beside the bar of a brief line.
pub fn label(plan: &Plan, route: &Route) -> String {
    let visits = route.stops.iter().filter(|s| matches!(s, Stop::Visit(_))).count();
    let visits = count(visits, "visit");
    let cost = money(route.cost, &plan.currency);
    format!("{}, {visits}, {cost}", clean(&route.crew))
}

/// One line: bar and name.
pub fn brief(plan: &Plan, route: &Route, span: &Span, look: &Look) -> String {
    let line = format!("{}  {}", span.draw(route, look), label(plan, route));
    format!("  {}\n", look.cut(&line, look.width - 2))
}

fn name(route: &Route) -> String {
    let people = route.members.iter().map(|m| match &route.lead {
        Some(lead) if lead == m => format!("{} leads", clean(m)),
        _ => clean(m),
    });
    let people: Vec<String> = people.collect();
    let people =
        if people.is_empty() { String::new() } else { format!(" ({})", people.join(", ")) };
    let (from, to) = (clock(&route.start, &route.date), clock(&route.end, &route.date));
    format!("{}{people}, {from} to {to}", clean(&route.crew))
}

fn totals(plan: &Plan, route: &Route, look: &Look) -> String {
    let mut text = format!(
        "drive {} ({}), service {}, waiting {}, breaks {}, cost {}",
        length(&route.drive),
        kilometres(route.metres),
        length(&route.work),
        length(&route.wait),
        length(&route.break_time),
        money(route.cost, &plan.currency),
    );
    let overtime = length(&route.overtime);
    if overtime != "0:00" {
        text.push_str(&format!(", {}", look.alarm(&format!("overtime{GLUE}{overtime}"))));
    }
    let lines = table::wrap(&text, look.width - 2 * INDENT).join("\n        ");
    lines.replace(GLUE, " ")
}

/// A row with the instant that sorts it.
type Timed = (i64, Row);

fn stops(plan: &Plan, route: &Route) -> Vec<Row> {
    let mut rows: Vec<Timed> = Vec::new();
    let date = &route.date;
    for stop in &route.stops {
        match stop {
            Stop::Break(taken) => rows.push(rest(taken, date, "")),
            Stop::Visit(visit) => {
                rows.extend(visit.on_the_way.iter().map(|b| rest(b, date, "on the way")));
                rows.push((at(&visit.start), service(plan, route, visit)));
                rows.extend(visit.inside.iter().map(|b| rest(b, date, "during the job")));
            }
        }
    }
    if let Some(home) = &route.home {
        rows.extend(home.on_the_way.iter().map(|b| rest(b, date, "on the way")));
        let row = ["", &clock(&route.end, date), &length(&home.travel), "", "back", ""];
        rows.push((at(&route.end), row.map(str::to_owned)));
    }
    // Breaks are printed with the stop they belong to; a sheet is read by the clock.
    rows.sort_by_key(|(time, row)| (*time, *time >= at(&route.end) && row[4] == BREAK));
    rows.into_iter().map(|(_, row)| row).collect()
}

fn rest(taken: &BreakTaken, date: &str, note: &str) -> Timed {
    let id = format!("- {}", clean(&taken.id));
    let row = [
        clock(&taken.start, date),
        clock(&taken.end, date),
        String::new(),
        id,
        BREAK.to_owned(),
        note.to_owned(),
    ];
    (at(&taken.start), row)
}

fn service(plan: &Plan, route: &Route, visit: &VisitStop) -> Row {
    [
        clock(&visit.start, &route.date),
        clock(&visit.end, &route.date),
        length(&visit.travel),
        clean(&visit.job),
        place(plan, &visit.place),
        notes(plan, route, visit).join("; "),
    ]
}

fn notes(plan: &Plan, route: &Route, visit: &VisitStop) -> Vec<String> {
    let mut notes = Vec::new();
    let all = || plan.routes.iter().flat_map(|r| r.stops.iter().map(move |s| (r, s)));
    let others: Vec<_> = all()
        .filter_map(|(r, s)| match s {
            Stop::Visit(v) if v.job == visit.job && v.visit != visit.visit => Some((r, v)),
            _ => None,
        })
        .collect();
    if !others.is_empty() {
        notes.push(format!("visit {} of {}", visit.visit, others.len() + 1));
    }
    let together = others.iter().find(|(r, v)| r.crew != route.crew && v.start == visit.start);
    if let Some((other, _)) = together {
        notes.push(format!("together with {}", clean(&other.crew)));
    }
    if let Some(wait) = waiting(route, visit) {
        notes.push(format!("arrives {}, waits {wait}", clock(&visit.arrival, &route.date)));
    }
    if !visit.overridden.is_empty() {
        notes.push(format!("overrides {}", clean(&visit.overridden.join(", "))));
    }
    notes
}

/// The time between arrival and start that is no break, if it shows on the clock.
fn waiting(route: &Route, visit: &VisitStop) -> Option<String> {
    let (from, to) = (at(&visit.arrival), at(&visit.start));
    let breaks = route.stops.iter().filter_map(|stop| match stop {
        Stop::Break(taken) => Some((at(&taken.end).min(to) - at(&taken.start).max(from)).max(0)),
        Stop::Visit(_) => None,
    });
    let wait = to - from - breaks.sum::<i64>();
    (wait >= crate::units::MINUTE).then(|| span(wait))
}
