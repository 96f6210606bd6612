//! One colour for each crew, the same in bars, map and calendar.

use crate::wire::plan::Plan;
use maud::{Markup, html};
use std::collections::HashMap;

/// The colours of `board.css`, `.c0` and on.
const COLOURS: usize = 10;
/// Line styles that tell crews of one colour apart.
const DASHES: [&str; 4] = ["none", "8 4", "2 4", "12 4 2 4"];

/// Crews by their number, in the order of the plan.
pub struct Paint<'a>(HashMap<&'a str, usize>);

impl<'a> Paint<'a> {
    pub fn of(plan: &'a Plan) -> Paint<'a> {
        let mut numbers = HashMap::new();
        for route in &plan.routes {
            let next = numbers.len();
            numbers.entry(route.crew.as_str()).or_insert(next);
        }
        Paint(numbers)
    }

    /// The crews in their order.
    pub fn crews(&self) -> Vec<&'a str> {
        let mut crews: Vec<(usize, &str)> = self.0.iter().map(|(crew, n)| (*n, *crew)).collect();
        crews.sort_unstable();
        crews.into_iter().map(|(_, crew)| crew).collect()
    }

    fn number(&self, crew: &str) -> usize {
        self.0.get(crew).copied().unwrap_or(0)
    }

    /// The class that sets the colour.
    pub fn class(&self, crew: &str) -> String {
        format!("c{}", self.number(crew) % COLOURS)
    }

    /// The dashes of the crew's line on a map.
    pub fn dash(&self, crew: &str) -> &'static str {
        DASHES[self.number(crew) / COLOURS % DASHES.len()]
    }

    /// A short piece of the crew's line.
    pub fn swatch(&self, crew: &str) -> Markup {
        html! {
            svg class={ "sw " (self.class(crew)) } viewBox="0 0 26 8" aria-hidden="true" {
                line x1="0" y1="4" x2="26" y2="4" stroke-dasharray=(self.dash(crew)) {}
            }
        }
    }
}

/// The colour of the edges of all visits that hang together, as a style.
pub fn link(group: &str) -> String {
    let mixed =
        group.bytes().fold(0x811c_9dc5_u32, |h, b| (h ^ u32::from(b)).wrapping_mul(0x0100_0193));
    format!("--link:hsl({} 85% 72%)", mixed % 360)
}
