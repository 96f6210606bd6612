//! Which module may use which, and which of them must not look at the machine or its clock.

use super::{Found, check, scan};

const BASE: &[&str] = &["units", "ids", "rng", "fault", "money", "columns", "svg"];
const RULES: &[&str] = &["wire", "rules", "intake", "travel"];

/// Each module and, beyond `BASE`, the modules it may use. A path may be narrower than a module.
const LAYERS: &[(&str, &[&[&str]])] = &[
    ("units", &[]),
    ("ids", &[]),
    ("rng", &[]),
    ("fault", &[]),
    ("money", &[]),
    ("columns", &[]),
    ("svg", &[]),
    ("wire", &[]),
    ("rules", &[RULES]),
    ("intake", &[RULES]),
    ("travel", &[RULES]),
    ("model", &[RULES, &["travel"]]),
    // The verifier is worth something only as long as it shares nothing with the planner.
    ("verify", &[RULES, &["travel"]]),
    ("search", &[RULES, &["travel", "model"]]),
    ("habits", &[RULES, &["travel", "model", "search"]]),
    ("exact", &[RULES, &["travel", "model", "search::pool"]]),
    ("solve", &[RULES, &["travel", "model", "verify", "search", "exact"]]),
    ("compare", &[RULES, &["travel", "model", "verify", "solve", "habits"]]),
    ("evaluate", &[RULES, &["travel", "model", "verify", "search", "solve"]]),
    ("convert", &[&["wire"]]),
    ("generate", &[&["wire"]]),
    ("bench", &[&["wire", "generate"]]),
];

/// The faces and processes on top, which may use everything.
const FREE: &[&str] = &["words", "cli", "http", "board", "calendar", "store", "worker", "sim"];

/// Modules whose result may depend on their arguments only.
const PURE: &[&str] = &["search", "habits", "exact", "rules", "model"];
const IMPURE: &[&str] =
    &["std::fs", "std::net", "std::env", "Instant::now", "SystemTime", "std::time::SystemTime"];

/// Everything a file of `src/` breaks; files elsewhere may use everything.
pub fn faults(path: &str, code: &str) -> Found {
    let Some(module) = module_of(path) else {
        return Vec::new();
    };
    let mut found = forbidden_uses(module, path, code);
    if PURE.contains(&module) {
        found.extend(impure(module, code));
    }
    found
}

/// The module under `src/` a file belongs to; `lib.rs` and `main.rs` tie everything together.
fn module_of(path: &str) -> Option<&str> {
    let inside = path.strip_prefix("src/")?;
    let module = inside.split('/').next()?.trim_end_matches(".rs");
    (module != "lib" && module != "main").then_some(module)
}

fn known(module: &str) -> bool {
    FREE.contains(&module) || LAYERS.iter().any(|(name, _)| *name == module)
}

fn forbidden_uses(module: &str, path: &str, code: &str) -> Found {
    if FREE.contains(&module) {
        return Vec::new();
    }
    let Some((_, above)) = LAYERS.iter().find(|(name, _)| *name == module) else {
        return vec![(1, format!("module `{module}` has no place in LAYERS or FREE"))];
    };
    let allowed: Vec<&str> = above.iter().copied().flatten().chain(BASE).copied().collect();
    let mut found = Vec::new();
    for named in scan::paths(code) {
        let Some(used) = in_crate(&named.path, depth_of(path)) else {
            continue;
        };
        let may = used[0] == module || allowed.iter().any(|allow| within(allow, used));
        if known(&used[0]) && !may {
            found.push((named.line, format!("`{module}` may not use `{}`", used.join("::"))));
        }
    }
    found
}

/// How many `super` lead from the file's module to the crate.
fn depth_of(path: &str) -> usize {
    let file = path.trim_end_matches(".rs").trim_end_matches("/mod");
    file.split('/').count() - 1
}

/// What a path names counted from the crate; through `super` only if it climbs that far.
fn in_crate(path: &[String], depth: usize) -> Option<&[String]> {
    let supers = path.iter().take_while(|part| *part == "super").count();
    let from = match path[0].as_str() {
        "crate" => 1,
        "super" if supers >= depth => supers,
        _ => return None,
    };
    path.get(from..).filter(|rest| !rest.is_empty())
}

fn within(prefix: &str, path: &[String]) -> bool {
    let mut path = path.iter();
    prefix.split("::").all(|part| path.next().is_some_and(|given| given == part))
}

fn impure(module: &str, code: &str) -> Found {
    let mut found = Vec::new();
    for named in scan::paths(code) {
        let path = &named.path;
        let ends = |what: &str| (0..path.len()).any(|at| within(what, &path[at..]));
        if let Some(what) = IMPURE.iter().find(|what| ends(what)) {
            found.push((named.line, format!("`{module}` does no IO and reads no clock: `{what}`")));
        }
    }
    found
}

#[test]
fn layers_are_held() {
    // Would break: the verifier could share code with the planner and repeat its mistakes.
    check("src/verify/a.rs", "use crate::{fault::Fault, wire::Plan, travel};", "");
    check("src/verify/a.rs", "use crate::{fault::Fault, model::Problem};", "`verify` may not use");
    check("src/verify.rs", "fn f() { crate::search::run(); }", "use `search::run`");
    check("src/verify/mod.rs", "use super::solve::Budget;", "use `solve::Budget`");
    check("src/verify/deep/a.rs", "use super::super::super::exact;", "use `exact`");
    check("src/verify/a.rs", "use super::model;", "");
    check("src/exact/a.rs", "use crate::search::{pool::Pool, pool};", "");
    check("src/exact/a.rs", "use crate::search::{pool, state};", "use `search::state`");
    check("src/search/a.rs", "use crate::{model, rules, search::state};", "");
    check("src/search/a.rs", "use crate::verify;", "`search` may not use");
    check("src/travel/osrm/a.rs", "use crate::{units, intake::case}; use super::Table;", "");
    check("src/travel/osrm/a.rs", "use crate::convert::Format;", "`travel` may not use `convert");
    check("src/travel/osrm/a.rs", "use super::super::super::cli;", "`travel` may not use `cli`");
    check("src/habits/a.rs", "use crate::solve;", "`habits` may not use");
    check("src/units.rs", "use crate::wire::Plan;", "`units` may not use");
    check("src/generate/a.rs", "use crate::{wire, rules};", "use `rules`");
    check("src/solve/a.rs", "use crate::{verify, exact, search::run};", "");
    check("src/solve/a.rs", "use crate::cli;", "`solve` may not use");
    check("src/cli/a.rs", "use crate::{verify, generate, solve};", "");
    check("src/odd/a.rs", "", "has no place");
}

#[test]
fn pure_modules_stay_pure() {
    // Would break: the same request and seed could give another plan on another day or machine.
    check("src/search/a.rs", "use std::time::Instant;\nfn f(until: Instant) {}", "");
    check("src/search/a.rs", "let t = std::time::Instant::now();", "`Instant::now`");
    check("src/exact/a.rs", "use std::{fmt, env};", "`std::env`");
    check("src/rules/a.rs", "use std::time::{Duration, SystemTime};", "`SystemTime`");
    check("src/model/a.rs", "use std::fs::File;", "`std::fs`");
    check("src/cli/a.rs", "use std::fs::File;", "");
}
