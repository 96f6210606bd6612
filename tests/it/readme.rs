//! The front page: its commands run as they stand there, and its list of rules is the register.

use crate::desk::scratch;
use crate::http::Service;
use callboard::rules::{ALL, Scope};
use std::fs;
use std::path::Path;
use std::process::Command;

const PROGRAM: &str = "target/release/callboard";

fn readme() -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md");
    fs::read_to_string(path).expect("the README is there")
}

/// A block of commands with the exit code it is said to end with.
fn blocks(text: &str) -> Vec<(i32, &str)> {
    let each = text.split("<!-- run").skip(1).map(|rest| {
        let (said, rest) = rest.split_once("-->").expect("a mark has an end");
        let code = said
            .trim()
            .strip_prefix(", exit ")
            .map_or(0, |code| code.parse().unwrap_or_else(|_| panic!("`{code}` is no exit code")));
        let block = rest.trim_start().strip_prefix("```sh\n").expect("commands follow the mark");
        (code, block.split_once("```").expect("a block has an end").0)
    });
    each.collect()
}

/// Blocks for a running service: in which language, and the text.
fn served(text: &str) -> Vec<(&str, &str)> {
    let each = text.split("<!-- serve").skip(1).map(|rest| {
        let (_, rest) = rest.split_once("-->").expect("a mark has an end");
        let (language, rest) = rest
            .trim_start()
            .strip_prefix("```")
            .expect("a block follows")
            .split_once('\n')
            .expect("a block has lines");
        (language, rest.split_once("```").expect("a block has an end").0)
    });
    each.collect()
}

/// Whether a program can be started here.
fn is_there(program: &str) -> bool {
    Command::new(program).arg("--version").output().is_ok_and(|run| run.status.success())
}

#[cfg(unix)]
#[test]
fn the_service_does_what_the_page_says() {
    // Would break: the first request that somebody copies from the page fails.
    let service = Service::start(&[]);
    let folder = scratch("readme-served");
    let text = readme();
    let blocks = served(&text);
    assert!(blocks.len() >= 3, "only {} blocks are marked to be served", blocks.len());
    for (language, block) in blocks {
        let script = block.replace("localhost:8080", &service.at);
        assert_ne!(script, block, "a block without the service shows nothing:\n{block}");
        let (program, flag) = match language {
            "python" => ("python3", "-c"),
            _ => ("bash", "-ec"),
        };
        if language == "sh" && !is_there("curl") {
            eprintln!("curl is not here: a block of the page was not tried");
            continue;
        }
        let run = Command::new(program).current_dir(&folder).args([flag, &script]).output();
        let run = run.expect("the program");
        let (said, out) =
            (String::from_utf8_lossy(&run.stderr), String::from_utf8_lossy(&run.stdout));
        assert!(run.status.success(), "{block}\n{said}{out}");
        match language {
            "python" => assert!(out.contains("left out: J-12 because nobody holds"), "{out}"),
            _ if script.contains("evaluations") => assert!(out.contains("\"legal\""), "{out}"),
            _ => {
                let plan = fs::read(folder.join("plan.json")).expect("the plan was fetched");
                let plan: serde_json::Value = serde_json::from_slice(&plan).expect("a plan");
                assert_eq!(plan["kpis"]["jobs"], 10);
            }
        }
    }
    crate::desk::clear(&folder);
}

#[test]
fn the_client_is_as_short_as_it_is_said_to_be() {
    // Would break: a client of thirty lines that has grown to fifty.
    let text = readme();
    let blocks = served(&text);
    let (_, client) = blocks.iter().find(|(language, _)| *language == "python").expect("a client");
    assert!(client.lines().count() <= 30, "{} lines", client.lines().count());
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("the scratch folder is ours");
    for entry in fs::read_dir(from).expect("a folder of examples") {
        let path = entry.expect("a readable entry").path();
        let name = path.file_name().expect("an entry has a name");
        fs::copy(&path, to.join(name)).expect("the scratch folder is ours");
    }
}

#[cfg(unix)]
#[test]
fn every_command_does_what_the_page_says() {
    // Would break: the first thing a newcomer copies from the page fails.
    let folder = scratch("readme");
    for part in ["instances/demo", "instances/csv"] {
        copy(&Path::new(env!("CARGO_MANIFEST_DIR")).join(part), &folder.join(part));
    }
    fs::create_dir_all(folder.join("out")).expect("the scratch folder is ours");
    let text = readme();
    let blocks = blocks(&text);
    for (code, block) in &blocks {
        let program = format!("'{}'", env!("CARGO_BIN_EXE_callboard"));
        let script = block.replace(PROGRAM, &program);
        assert_ne!(&script, block, "a block without the program shows nothing:\n{block}");
        let run = Command::new("sh").current_dir(&folder).args(["-e", "-c", &script]).output();
        let run = run.expect("a shell");
        let said = String::from_utf8_lossy(&run.stderr);
        assert_eq!(run.status.code(), Some(*code), "{block}\n{said}");
    }
    assert!(blocks.len() > 5, "only {} blocks are marked to run", blocks.len());
    crate::desk::clear(&folder);
}

fn table() -> String {
    let mut out = "\n| rule | looks at | priced | what it says |\n|---|---|---|---|\n".to_owned();
    for meta in ALL {
        let scope = match meta.scope {
            Scope::Route => "route",
            Scope::Link => "link",
            Scope::Plan => "plan",
        };
        let priced = if meta.priced { "yes " } else { "" };
        out.push_str(&format!("| `{}` | {scope} | {priced}| {} |\n", meta.id, meta.line));
    }
    out
}

#[test]
fn the_list_of_rules_is_the_register() {
    // Would break: a rule that was added or reworded is missing on the page.
    let text = readme();
    let (_, rest) = text.split_once("<!-- rules -->").expect("the list begins");
    let (list, _) = rest.split_once("<!-- /rules -->").expect("the list ends");
    let expected = table();
    assert!(list == expected, "put this between the marks in README.md:\n{expected}");
}
