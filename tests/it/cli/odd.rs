//! Closed pipes and files that are none.

use super::{Folder, GOOD_JOB, check, program, request, root, run_in};
use std::process::Stdio;

#[test]
fn a_reader_that_goes_away_is_no_failure() {
    // Would break: `callboard show plan.json | head` ends with a stack trace.
    for args in [&["generate", "day", "--jobs", "3000"][..], &["rules"], &["help"]] {
        let mut command = program(root());
        command.args(args).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().expect("the program");
        drop(child.stdout.take());
        let output = child.wait_with_output().expect("its end");
        assert!(output.status.success() && output.stderr.is_empty(), "{args:?}: {output:?}");
    }
}

#[cfg(unix)]
#[test]
fn nobody_listening_is_no_panic() {
    // Would break: a job started without stdout and stderr crashes instead of failing.
    let callboard = env!("CARGO_BIN_EXE_callboard");
    for (tail, code) in [("rules >&- 2>&-", 0), ("plan /none >&- 2>&-", 1), ("x 2>&-", 2)] {
        let mut shell = std::process::Command::new("sh");
        let ended = shell.arg("-c").arg(format!("'{callboard}' {tail}")).status().unwrap();
        assert_eq!(ended.code(), Some(code), "{tail}");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_device_is_told() {
    // Would break: half a plan on a full disk passes for a whole one.
    let mut shell = std::process::Command::new("sh");
    let callboard = env!("CARGO_BIN_EXE_callboard");
    let script = format!("'{callboard}' generate demo >/dev/full");
    let output = shell.arg("-c").arg(script).output().unwrap();
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    assert!(String::from_utf8_lossy(&output.stderr).starts_with("stdout cannot be written"));
}

#[test]
fn files_that_are_none_are_named() {
    // Would break: a wrong path gives a stack trace instead of the path.
    let folder = Folder::new();
    let (empty, here) = (folder.write("empty.json", ""), folder.at(""));
    let demo = "instances/demo/first.json";
    check(&["verify", demo, &here], 2, &["cannot be read: is a directory"]);
    check(&["verify", &empty, &empty], 2, &["empty.json", "line 1 column 0"]);
    check(&["show", &here], 1, &["cannot be read"]);
    check(&["show", &empty], 1, &["empty.json", "line 1 column 0"]);
    check(&["show", demo], 1, &["this is no plan"]);
    check(&["import", "vroom", &here], 1, &["cannot be read"]);
}

#[cfg(unix)]
#[test]
fn names_need_not_be_text() {
    // Would break: one file with a name in an old encoding cannot be planned, or stops a batch.
    use std::ffi::{OsStr, OsString};
    use std::os::unix::ffi::OsStrExt;
    let (folder, plans) = (Folder::new(), Folder::new());
    let name = OsStr::from_bytes(b"caf\xe9.json");
    std::fs::write(folder.0.join(name), request("{}", GOOD_JOB)).unwrap();
    let args: Vec<OsString> = ["plan", "", "--out", "", "--work", "50"].map(Into::into).into();
    let mut single = args.clone();
    (single[1], single[3]) = (folder.0.join(name).into(), plans.0.join(name).into());
    assert_eq!(run_in(root(), &single, "").code, Some(0));
    let mut batch = args;
    (batch[1], batch[3]) = (folder.0.clone().into(), plans.0.clone().into());
    assert_eq!(run_in(root(), &batch, "").code, Some(0));
    assert!(plans.0.join(name).is_file());
}
