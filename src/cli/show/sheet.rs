//! The sheet of one crew for one day.

use super::bar::Span;
use super::look::Look;
use super::table;
use crate::wire::plan::{Plan, Route, Stop};
use crate::words::book::Book;
use crate::words::sheet::{TITLES, lines, name, overtime, totals};
use crate::words::{clean, count, money};

const INDENT: usize = 4;
/// A space at which no line is broken, until the lines are made.
const GLUE: &str = "\u{1f}";

/// Name, bar, stops and totals.
pub fn write(book: &Book, route: &Route, span: &Span, look: &Look) -> String {
    let mut rows = vec![TITLES.map(str::to_owned)];
    rows.extend(lines(book, route).into_iter().map(|line| line.cells));
    let table = table::lines(&rows, INDENT, look);
    let (titles, stops) = table.split_once('\n').unwrap_or((&table, ""));
    format!(
        "\n  {}\n    {}\n{}\n{stops}    {}\n",
        look.strong(&name(route)),
        span.draw(route, look),
        look.faint(titles),
        sums(book.plan, route, look),
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

fn sums(plan: &Plan, route: &Route, look: &Look) -> String {
    let mut text = totals(route, &plan.currency);
    if let Some(overtime) = overtime(route) {
        text.push_str(&format!(", {}", look.alarm(&format!("overtime{GLUE}{overtime}"))));
    }
    let lines = table::wrap(&text, look.width - 2 * INDENT).join("\n        ");
    lines.replace(GLUE, " ")
}
