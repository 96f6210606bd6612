//! The table "To book": resources, when, for which jobs and by when.

use super::text;
use crate::wire::plan::Plan;
use crate::words::hire;
use maud::{Markup, html};

/// Nothing where nothing is to be booked.
pub fn table(plan: &Plan) -> Markup {
    let rows = hire::rows(plan);
    html! {
        @if !rows.is_empty() {
            section.hires #to-book {
                h2 { "To book: " (rows.len()) }
                div.scroll {
                    table {
                        thead { tr { @for title in hire::TITLES { th scope="col" { (title) } } } }
                        tbody {
                            @for row in &rows {
                                tr { @for cell in row { td { bdi { (text(cell)) } } } }
                            }
                        }
                    }
                }
            }
        }
    }
}
