//! The top of the page: how good the plan is, its key figures and its costs; and its small print.

use super::text;
use crate::rules::{ALL, index_of};
use crate::wire::plan::{Engine, Plan, Status, TravelSource};
use crate::words::{count, head, kilometres, length, money, percent, status};
use maud::{Markup, html};

pub fn top(plan: &Plan) -> Markup {
    let good = matches!(plan.status, Status::Optimal | Status::WithinGap);
    let bad = matches!(plan.status, Status::Incomplete | Status::Infeasible);
    html! {
        section.top aria-labelledby="figures" {
            div {
                h2.away #figures { "Figures" }
                p.lead {
                    strong.badge.good[good].bad[bad] { (status(plan.status)) }
                    " " (head::meaning(plan)) ", cost " strong { (text_money(plan, plan.cost)) }
                }
                p { (upper(&text(&head::quality(plan)))) "." }
                p { (upper(&head::jobs(plan))) "." }
                (tiles(plan))
            }
            @if !plan.costs.is_empty() { div { (costs(plan)) } }
        }
    }
}

fn tiles(plan: &Plan) -> Markup {
    let k = &plan.kpis;
    let mut tiles = vec![
        ("jobs served", k.jobs.to_string()),
        ("left out", plan.unassigned.len().to_string()),
        ("set aside", plan.set_aside.len().to_string()),
        ("late jobs", k.late_jobs.to_string()),
        ("crews used", k.crews_used.to_string()),
        ("service", length(&k.work)),
        ("drive", length(&k.drive)),
        ("distance", kilometres(k.metres)),
        ("waiting", length(&k.wait)),
        ("breaks", length(&k.break_time)),
        ("overtime", length(&k.overtime)),
        ("service in used shifts", percent(k.utilisation)),
        ("value served", text_money(plan, k.value)),
    ];
    if let Some(kept) = k.promises_kept {
        tiles.insert(3, ("promises kept", percent(kept)));
    }
    html! {
        dl.tiles {
            @for (name, figure) in &tiles {
                div { dt { (name) } dd { (text(figure)) } }
            }
        }
    }
}

fn costs(plan: &Plan) -> Markup {
    let most = plan.costs.iter().map(|c| c.amount.unsigned_abs()).max().unwrap_or(0).max(1);
    let share = |amount: i64| 100.0 * amount as f64 / plan.cost.unsigned_abs().max(1) as f64;
    html! {
        h2 { "Costs by rule" }
        div.scroll {
            table.costs {
                thead { tr {
                    th scope="col" { "rule" }
                    th.num scope="col" { "amount" }
                    th.num scope="col" { "share" }
                    th scope="col" { span.away { "as a bar" } }
                } }
                tbody {
                    @for cost in &plan.costs {
                        @let width = 100.0 * cost.amount.unsigned_abs() as f64 / most as f64;
                        tr {
                            th scope="row" title=[meaning(&cost.rule)] { (text(&cost.rule)) }
                            td.num { (text_money(plan, cost.amount)) }
                            td.num { (format!("{:.1} %", share(cost.amount))) }
                            td.bar { span style=(format!("width:{width:.1}%")) {} }
                        }
                    }
                }
                tfoot { tr {
                    th scope="row" { "all" }
                    td.num { (text_money(plan, plan.cost)) }
                    td {}
                    td {}
                } }
            }
        }
    }
}

fn meaning(rule: &str) -> Option<&'static str> {
    index_of(rule).and_then(|index| ALL.get(index)).map(|meta| meta.line)
}

/// How the plan was made, so that a sheet of paper can be traced to it.
pub fn foot(plan: &Plan) -> Markup {
    let engine = match plan.engine {
        Engine::Heuristic => "search",
        Engine::Milp => "exact solver",
        Engine::Hybrid => "search and exact solver",
        Engine::Hand => "hand",
    };
    let travel = match plan.travel_source {
        TravelSource::Matrix => "a given matrix",
        TravelSource::StraightLine => "straight lines with a detour",
    };
    html! {
        footer {
            p { (upper(&text(&head::zone(plan)))) ". Travel by " (travel) "." }
            p {
                "Made by " (engine) ", seed " (plan.seed) ", "
                (count(usize::try_from(plan.lanes).unwrap_or(usize::MAX), "lane")) ", "
                (plan.work) " moves per lane; plan " code { (text(&plan.plan_hash)) }
                " of request " code { (text(&plan.request_hash)) } "."
            }
        }
    }
}

fn text_money(plan: &Plan, minor: i64) -> String {
    text(&money(minor, &plan.currency))
}

/// The sentence with a capital.
pub(super) fn upper(sentence: &str) -> String {
    let mut chars = sentence.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}
