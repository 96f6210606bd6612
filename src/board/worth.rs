//! How good the plan is in the end: what more time is worth, and the way of cost and bound.

use super::figures::upper;
use super::text;
use crate::bench::Panel;
use crate::wire::plan::Plan;
use crate::words::worth;
use maud::{Markup, PreEscaped, html};

/// What a file of its own must say, and a part of a page need not.
const XMLNS: &str = " xmlns=\"http://www.w3.org/2000/svg\"";

/// Nothing where neither is known.
pub fn section(plan: &Plan) -> Markup {
    html! {
        @if let Some(title) = worth::title(plan) {
            section.worth {
                h2 { (text(&upper(&title))) }
                ul { @for line in worth::lines(plan) { li { bdi { (text(&line)) } } } }
            }
        }
        @if let Some(panel) = Panel::of_plan(plan) {
            section.way {
                h2 { "Cost over time" }
                (PreEscaped(panel.svg().replacen(XMLNS, "", 1)))
            }
        }
    }
}
