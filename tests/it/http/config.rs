//! Settings: where they come from, and what is said of those that cannot be meant.

use super::{Service, day};
use crate::desk::scratch;
use callboard::cli::Args;
use clap::Parser;
use std::path::Path;
use std::process::{Command, Output};

fn config(file: Option<&Path>, environment: &[(&str, &str)], flags: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_callboard"));
    command.arg("config").args(flags).envs(environment.iter().copied());
    if let Some(file) = file {
        command.arg("--config").arg(file);
    }
    command.output().expect("the program")
}

/// Expects a line of what is shown.
fn shows(said: &Output, line: &str) {
    assert!(said.status.success(), "{}", String::from_utf8_lossy(&said.stderr));
    let text = String::from_utf8_lossy(&said.stdout).into_owned();
    assert!(text.lines().any(|known| known == line), "no `{line}` in\n{text}");
}

#[test]
fn a_flag_comes_before_the_environment_before_the_file() {
    // Would break: a setting is changed where people look, and nothing happens.
    let folder = scratch("http-config");
    let file = folder.join("callboard.toml");
    let text = "queue = 10\nkeep = 11\nrate = 12\nhost = [\"a.example\", \"b.example\"]\n\
        log = true\ndatabase = \"postgres://me:secret@db/callboard\"\n";
    std::fs::write(&file, text).expect("the scratch folder is ours");
    let at = file.display();
    let environment = [("CALLBOARD_QUEUE", "8"), ("CALLBOARD_KEEP", "9")];
    let said = config(Some(&file), &environment, &["--queue", "7"]);
    shows(&said, "queue = 7  # flag");
    shows(&said, "keep = 9  # CALLBOARD_KEEP");
    shows(&said, &format!("rate = 12  # {at}"));
    shows(&said, &format!("host = [\"a.example\", \"b.example\"]  # {at}"));
    shows(&said, &format!("log = true  # {at}"));
    shows(&said, "open = false  # default");
    shows(&said, "listen = \"127.0.0.1:8080\"  # default");
    shows(&said, &format!("database = \"***\"  # {at}"));
    assert!(!String::from_utf8_lossy(&said.stdout).contains("secret"));
    // A folder that is named nearer takes the database's place.
    let near = config(Some(&file), &[("CALLBOARD_DATA", "runs")], &[]);
    shows(&near, "data = \"runs\"  # CALLBOARD_DATA");
    let text = String::from_utf8_lossy(&near.stdout).into_owned();
    assert!(text.contains("# database is not set"), "{text}");
    // What it shows is a file again.
    let again = folder.join("again.toml");
    std::fs::write(&again, &near.stdout).expect("the scratch folder is ours");
    shows(&config(Some(&again), &[], &[]), &format!("rate = 12  # {}", again.display()));
    crate::desk::clear(&folder);
}

#[test]
fn a_setting_that_cannot_be_meant_is_named() {
    // Would break: a mistyped limit is no limit, and nobody hears of it.
    let folder = scratch("http-config-odd");
    let file = folder.join("callboard.toml");
    let check = |text: &str, environment: &[(&str, &str)], parts: &[&str]| {
        std::fs::write(&file, text).expect("the scratch folder is ours");
        let said = config(Some(&file), environment, &[]);
        assert_eq!(said.status.code(), Some(2), "{text} {environment:?}");
        let said = String::from_utf8_lossy(&said.stderr).into_owned();
        for part in parts {
            assert!(said.contains(part), "no `{part}` in {said}");
        }
    };
    check("quueue = 5", &[], &["callboard.toml", "`quueue`", "did you mean `queue`?"]);
    check("queue = 0", &[], &["callboard.toml", "--queue"]);
    check("queue = 1.5", &[], &["callboard.toml", "queue", "float"]);
    check("queue = [1]", &[], &["callboard.toml", "queue", "array"]);
    check("log = \"maybe\"", &[], &["log is true or false"]);
    check("a = 1\nqueue = ", &[], &["callboard.toml", "line 2"]);
    check("", &[("CALLBOARD_LISTEN", "here")], &["CALLBOARD_LISTEN", "here"]);
    check("", &[("CALLBOARD_OPEN", "yes")], &["CALLBOARD_OPEN", "true or false"]);
    // Of the environment others may know names that begin alike: a word, and it goes on.
    let stray = config(None, &[("CALLBOARD_QUEEU", "5"), ("CALLBOARD_KEY", "k")], &[]);
    assert!(stray.status.success());
    let said = String::from_utf8_lossy(&stray.stderr).into_owned();
    assert!(
        said.contains("CALLBOARD_QUEEU is no setting; did you mean CALLBOARD_QUEUE?"),
        "{said}"
    );
    assert!(!said.contains("CALLBOARD_KEY "), "{said}");
    let gone = config(Some(&folder.join("none.toml")), &[], &[]);
    assert_eq!(gone.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&gone.stderr).contains("none.toml: cannot be read"));
    crate::desk::clear(&folder);
}

#[test]
fn a_service_is_run_by_its_file() {
    // Would break: the settings are shown and not used.
    let folder = scratch("http-config-serve");
    let (file, data) = (folder.join("callboard.toml"), folder.join("runs"));
    let text = format!("data = {:?}\nsolvers = 1\nkeep = 2\nmax-body = 6000\n", data.display());
    std::fs::write(&file, text).expect("the scratch folder is ours");
    let service = Service::start(&["--config", file.to_str().expect("a path in UTF-8")]);
    let ids: Vec<_> =
        (1..=3).map(|k| super::id_of(&service.post("/v1/schedules", &day(k)))).collect();
    service.get(&format!("/v1/schedules/{}", ids[0])).expect(404, "not-found");
    service.get(&format!("/v1/schedules/{}", ids[2])).expect(200, "");
    service.post("/v1/schedules", &[b' '; 6001]).expect(413, "too-large");
    assert!(data.join("callboard.db").is_file());
    drop(service);
    crate::desk::clear(&folder);
}

#[test]
fn the_units_say_what_the_program_understands() {
    // Would break: the nightly job fails at two in the morning because a flag was renamed.
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("instances/systemd");
    let mut tried = Vec::new();
    for entry in std::fs::read_dir(&folder).expect("the units are there") {
        let path = entry.expect("a readable entry").path();
        let text = std::fs::read_to_string(&path).expect("a unit is text");
        for line in text.lines().filter_map(|line| line.strip_prefix("ExecStart=")) {
            let words: Vec<&str> = line.split_whitespace().collect();
            assert!(words[0].ends_with("/callboard"), "{line}");
            let read = Args::try_parse_from(&words);
            assert!(read.is_ok(), "{}: {}", path.display(), read.unwrap_err());
            tried.push(words[1].to_owned());
        }
        let timed = text.lines().any(|line| line.starts_with("OnCalendar="));
        assert_eq!(timed, path.extension().is_some_and(|kind| kind == "timer"));
    }
    tried.sort();
    assert_eq!(tried, ["serve", "submit"]);
}
