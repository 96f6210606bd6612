//! The first lines of a page: what kind of plan this is, and its figures.

use super::look::Look;
use super::table::wrap;
use crate::wire::plan::Plan;
use crate::words::{clean, head, money};

pub fn write(plan: &Plan, look: &Look) -> String {
    let mut lines = vec![head::quality(plan), head::jobs(plan), head::times(plan)];
    let costs = plan.costs.iter().filter(|c| c.amount != 0);
    let costs: Vec<String> =
        costs.map(|c| format!("{} {}", clean(&c.rule), money(c.amount, &plan.currency))).collect();
    if !costs.is_empty() {
        lines.push(format!("costs: {}", costs.join(", ")));
    }
    lines.push(head::zone(plan));
    let title = format!("{}\n", look.strong(&head::title(plan)));
    lines.iter().fold(title, |out, line| out + &hanging(line, look))
}

/// A line that goes on below itself where the page is too narrow.
fn hanging(line: &str, look: &Look) -> String {
    let lines = wrap(line, look.width - 2);
    lines
        .iter()
        .enumerate()
        .map(|(k, l)| format!("{}{l}\n", if k > 0 { "  " } else { "" }))
        .collect()
}
