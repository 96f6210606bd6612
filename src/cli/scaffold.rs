//! `rules new`: a rule that compiles and demands nothing yet, with its examples.

use super::ending::{Failure, reason};
use super::files;
use super::rules::ScopeArg;
use crate::rules::index_of;
use std::path::{Path, PathBuf};

/// Rust that is compiled with the tests; the names in it are replaced.
const ROUTE: &str = include_str!("templates/route.rs");
const LINK: &str = include_str!("templates/link.rs");
const PLAN: &str = include_str!("templates/plan.rs");
const REQUEST: &str = include_str!("templates/request.json");
const OK: &str = include_str!("templates/ok.json");

/// Words that cannot name a module.
const TAKEN: &[&str] = &[
    "as", "async", "await", "box", "break", "const", "continue", "crate", "do", "dyn", "else",
    "enum", "extern", "false", "final", "fn", "for", "gen", "if", "impl", "in", "let", "loop",
    "macro", "match", "mod", "move", "mut", "priv", "pub", "ref", "return", "self", "static",
    "struct", "super", "trait", "true", "try", "type", "typeof", "unsafe", "unsized", "use",
    "virtual", "where", "while", "yield", "abstract", "become", "override", "nothing", "rule",
];

/// Writes the files below `root` and says what is left to do.
pub fn write(root: &Path, id: &str, scope: ScopeArg) -> Result<String, Failure> {
    check_id(id)?;
    if !root.join("src/rules/mod.rs").is_file() {
        let text = "there is no src/rules/mod.rs here; run this in the folder of the sources";
        return Err(Failure::usage(text));
    }
    let template = match scope {
        ScopeArg::Route => ROUTE,
        ScopeArg::Link => LINK,
        ScopeArg::Plan => PLAN,
    };
    let (module, name) = (id.replace('-', "_"), camel(id));
    let code = id.replace('-', "_").to_uppercase();
    let rust = template
        .replace("example-rule", id)
        .replace("EXAMPLE_RULE", &code)
        .replace("ExampleRule", &name);
    let examples = PathBuf::from("instances/rules").join(id);
    let wanted = [
        (PathBuf::from(format!("src/rules/{module}.rs")), rust.as_str()),
        (examples.join("request.json"), REQUEST),
        (examples.join("ok.json"), OK),
        (examples.join("bad.json"), OK),
    ];
    if let Some((file, _)) = wanted.iter().find(|(file, _)| root.join(file).exists()) {
        let file = files::name(file);
        return Err(Failure::failed(format!("{file}: is there already; choose another id")));
    }
    std::fs::create_dir_all(root.join(&examples)).map_err(|error| {
        Failure::failed(format!("{}: {}", files::name(&examples), reason(&error)))
    })?;
    let mut out = String::new();
    for (file, text) in &wanted {
        files::write(&root.join(file), text.as_bytes())?;
        out.push_str(&format!("wrote {}\n", files::name(file)));
    }
    out.push_str(&format!(
        "next: add this line to `register!` in src/rules/mod.rs\n    {module}::{name},\n\
         then say in the rule what it demands, and let bad.json break it\n"
    ));
    Ok(out)
}

fn check_id(id: &str) -> Result<(), Failure> {
    let begins = id.starts_with(|c: char| c.is_ascii_lowercase());
    let only = id.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-');
    if !begins || !only || id.ends_with('-') || id.contains("--") || id.len() > 40 {
        let text = "use small letters, digits and single hyphens, 40 at most, a letter first";
        return Err(Failure::usage(format!(
            "`{}` cannot be a rule's id; {text}",
            files::clean(id)
        )));
    }
    if TAKEN.contains(&id) {
        return Err(Failure::usage(format!("`{id}` is a word of the language; choose another id")));
    }
    if index_of(id).is_some() {
        return Err(Failure::failed(format!("there is a rule `{id}` already; choose another id")));
    }
    Ok(())
}

/// `max-jobs` becomes `MaxJobs`.
fn camel(id: &str) -> String {
    id.split('-').map(|part| part[..1].to_uppercase() + &part[1..]).collect()
}
