use super::*;
use serde_json::{Value, json};

const MOST: usize = 10_000;

fn request() -> Value {
    json!({"problem": {"jobs": [
        {"id": "a", "duration": "PT1H", "skills": [{"id": "gas", "level": 2}], "n": [1, 2, 3]},
        {"id": "b/~", "duration": "PT2H"}], "crews": [{"id": "1"}, {"id": "2"}]}})
}

fn patched(patch: &Value) -> Result<Value, Box<Fault>> {
    let (request, patch) = (request().to_string(), patch.to_string());
    match revise(request.as_bytes(), patch.as_bytes(), None, MOST) {
        Ok(text) => Ok(serde_json::from_slice(&text).expect("JSON comes out")),
        Err(faults) => Err(Box::new(faults[0].clone())),
    }
}

/// Expects a value in a place after a patch.
fn check(patch: Value, at: &str, expected: Value) {
    let made = patched(&patch).unwrap_or_else(|fault| panic!("{patch}: {fault:?}"));
    assert_eq!(made.pointer(at).unwrap_or(&Value::Null), &expected, "{patch} makes {made}");
}

/// Expects a patch to be refused with a code, at a pointer, with a text in message or hint.
fn refused(patch: Value, code: &str, pointer: &str, text: &str) {
    let fault = patched(&patch).err().unwrap_or_else(|| panic!("{patch} is not refused"));
    assert_eq!((fault.code.as_str(), fault.pointer.as_str()), (code, pointer), "{fault:?}");
    let said = format!("{} {}", fault.message, fault.hint);
    assert!(said.contains(text) && !fault.hint.is_empty(), "no `{text}` in {fault:?}");
}

// If this fails, a revision changes another job than the one it names, or loses one.
#[test]
fn elements_are_found_by_id_and_by_index() {
    let set = |path: &str| json!([{"op": "replace", "path": path, "value": 7}]);
    check(set("/problem/jobs/a/duration"), "/problem/jobs/0/duration", json!(7));
    check(set("/problem/jobs/b~1~0/duration"), "/problem/jobs/1/duration", json!(7));
    check(set("/problem/jobs/1/duration"), "/problem/jobs/1/duration", json!(7));
    check(set("/problem/jobs/a/skills/gas/level"), "/problem/jobs/0/skills/0/level", json!(7));
    check(set("/problem/jobs/a/n/2"), "/problem/jobs/0/n/2", json!(7));
    // An id is an id also where it looks like an index.
    check(set("/problem/crews/1"), "/problem/crews/0", json!(7));
    refused(set("/problem/crews/0"), "AMBIGUOUS", "/0/path", "use an id");
    refused(set("/problem/jobs/aa/duration"), "NOT_FOUND", "/0/path", "did you mean `a`?");
    refused(set("/problem/jobs/2"), "NOT_FOUND", "/0/path", "/problem/jobs has no element 2");
    refused(set("/problem/jobs/01"), "NOT_FOUND", "/0/path", "no element 01");
    refused(set("/problem/jobs/-"), "NOT_FOUND", "/0/path", "no element -");
    refused(set("/problem/jobs/a/duratoin"), "NOT_FOUND", "/0/path", "did you mean `duration`?");
    refused(set("/problem/jobs/a/duration/x"), "NOT_FOUND", "/0/path", "has no parts");
}

// If this fails, an operation does something else than RFC 6902 says.
#[test]
fn each_operation_does_what_it_says() {
    let job = json!({"id": "c", "duration": "PT3H"});
    let add = |path: &str, value: &Value| json!([{"op": "add", "path": path, "value": value}]);
    check(add("/problem/jobs/-", &job), "/problem/jobs/2", job.clone());
    check(add("/problem/jobs/c", &job), "/problem/jobs/2", job.clone());
    check(add("/problem/jobs/0", &job), "/problem/jobs/0", job.clone());
    check(add("/problem/jobs/2", &job), "/problem/jobs/2", job.clone());
    check(
        add("/problem/jobs/a/priority", &json!("HIGH")),
        "/problem/jobs/0/priority",
        json!("HIGH"),
    );
    check(add("/run/seconds", &json!(3)), "/run/seconds", json!(3));
    refused(add("/problem/jobs/a", &job), "EXISTS", "/0/path", "/problem/jobs/-");
    refused(add("/problem/jobs/d", &job), "NOT_FOUND", "/0/path", "no element d");
    refused(add("/problem/jobs/3", &job), "NOT_FOUND", "/0/path", "no element 3");
    refused(add("/nothing/x", &job), "NOT_FOUND", "/0/path", "the request has no key nothing");

    check(json!([{"op": "remove", "path": "/problem/jobs/a"}]), "/problem/jobs/0/id", json!("b/~"));
    let one = |op: &str, from: &str, path: &str| json!([{"op": op, "from": from, "path": path}]);
    check(one("copy", "/problem/jobs/a/n", "/problem/x"), "/problem/x", json!([1, 2, 3]));
    check(
        one("move", "/problem/jobs/a/n/0", "/problem/jobs/a/n/-"),
        "/problem/jobs/0/n",
        json!([2, 3, 1]),
    );
    check(one("move", "/problem/jobs/a", "/problem/a"), "/problem/jobs/0/id", json!("b/~"));
    refused(one("move", "/problem", "/problem/x"), "BAD_POINTER", "/0/path", "itself");
    refused(one("copy", "/problem/jobs/x", "/problem/x"), "NOT_FOUND", "/0/from", "no element x");

    let test = |path: &str, value: Value| json!([{"op": "test", "path": path, "value": value}]);
    check(test("/problem/jobs/a/n", json!([1.0, 2, 3])), "/problem/jobs/0/n/0", json!(1));
    check(test("/problem/crews/2", json!({"id": "2"})), "/problem/crews/1/id", json!("2"));
    refused(test("/problem/jobs/a/duration", json!("PT2H")), "TEST_FAILED", "/0/value", "PT1H");
    refused(test("/problem/crews/2", json!({"id": "2", "x": 1})), "TEST_FAILED", "/0/value", "");

    // An element is found by the id that it has by then.
    let renamed = json!([
        {"op": "replace", "path": "/problem/jobs/a/id", "value": "z"},
        {"op": "replace", "path": "/problem/jobs/z/duration", "value": "PT9H"}]);
    check(renamed, "/problem/jobs/0/duration", json!("PT9H"));
    let gone = json!([
        {"op": "remove", "path": "/problem/jobs/a"}, {"op": "remove", "path": "/problem/jobs/a"}]);
    refused(gone, "NOT_FOUND", "/1/path", "no element a");
}

// If this fails, a mistyped patch is half understood, or takes the service's memory or its stack.
#[test]
fn odd_patches_are_refused() {
    refused(json!({}), "WRONG_TYPE", "", "list of operations");
    refused(json!([]), "OUT_OF_RANGE", "", "1 to 1000");
    refused(json!([{"op": "ad", "path": "/run"}]), "UNKNOWN_OPERATION", "/0/op", "mean `add`?");
    refused(json!([{"path": "/run"}]), "MISSING", "/0/op", "");
    refused(json!([{"op": "add", "path": "/run"}]), "MISSING", "/0/value", "");
    refused(json!([{"op": "move", "path": "/run"}]), "MISSING", "/0/from", "");
    refused(json!([{"op": 1, "path": "/run"}]), "WRONG_TYPE", "/0/op", "");
    refused(json!([{"op": "remove", "path": "/run", "why": 1}]), "UNKNOWN_KEY", "/0/why", "");
    for odd in ["", "run", "/a~2", "/a~", &"/x".repeat(101)] {
        refused(json!([{"op": "remove", "path": odd}]), "BAD_POINTER", "/0/path", "");
    }
    let long = "x".repeat(5000);
    let fault = patched(&json!([{"op": "remove", "path": format!("/{long}")}])).unwrap_err();
    assert!(fault.value.len() + fault.message.len() < 1000, "{fault:?}");

    let copies = |n: usize| -> Value {
        let copy = |k| json!({"op": "copy", "from": "/problem", "path": format!("/problem/x{k}")});
        (0..n).map(copy).collect()
    };
    let fault = patched(&copies(1000)).unwrap_err();
    assert_eq!(fault.code, "TOO_LARGE", "{fault:?}");
    let deeper = [("/policy", "/run/p"), ("/run", "/policy/r")].map(|(from, path)| {
        let moved = json!({"op": "move", "from": from, "path": path});
        [moved, json!({"op": "add", "path": from, "value": {}})]
    });
    let deeper: Value = deeper.concat().into_iter().cycle().take(1000).collect();
    let fault = patched(&deeper).unwrap_err();
    assert!(fault.code == "BAD_POINTER" && fault.message.contains("deeper"), "{fault:?}");
    let value = format!("{}1{}", "[".repeat(9000), "]".repeat(9000));
    let patch = format!(r#"[{{"op":"add","path":"/run/x","value":{value}}}]"#);
    assert!(revise(request().to_string().as_bytes(), patch.as_bytes(), None, 100_000).is_ok());
    let large = json!([{"op": "add", "path": "/run/x", "value": "x".repeat(MOST)}]);
    refused(large, "TOO_LARGE", "", "more than");
}

// If this fails, what nobody has touched comes out otherwise, and a hash or a hidden digit is lost.
#[test]
fn what_is_not_touched_stays_as_it_was_sent() {
    let request = "\u{feff} {\"problem\" : {\"b\":1.50,\"a\" : [ 1,  2e1 ],\"jobs\":[]} } ";
    let patch = br#"[{"op":"add","path":"/problem/jobs/-","value":{ "id":"x" }}]"#;
    let made = revise(request.as_bytes(), patch, Some("{\"routes\":[]}\n"), MOST).expect("good");
    let expected = "{\"problem\":{\"b\":1.50,\"a\":[ 1,  2e1 ],\"jobs\":[{ \"id\":\"x\" }],\
        \"plan\":{\"routes\":[]}},\"run\":{},\"policy\":{}}";
    assert_eq!(String::from_utf8(made).unwrap(), expected);
    let own = br#"[{"op":"add","path":"/problem/plan","value":{}}]"#;
    let made = revise(request.as_bytes(), own, Some("{\"routes\":[]}"), MOST).expect("good");
    assert!(String::from_utf8(made).unwrap().contains("\"plan\":{}}"), "its own plan stays");
}

// If this fails, a patch of some megabytes takes a core for hours, or gigabytes.
#[test]
fn large_parts_stay_closed_and_compare_in_one_pass() {
    let numbers = |n: usize| format!("[{}0]", "0,".repeat(n - 1));
    let revised = |list: &str, path: &str| {
        let request = format!("{{\"x\":{list}}}");
        let patch = json!([{"op": "test", "path": path, "value": 0}]).to_string();
        revise(request.as_bytes(), patch.as_bytes(), None, 1 << 30)
    };
    assert!(revised(&numbers(200_000), "/x/7").is_ok());
    let faults = revised(&numbers(200_001), "/x/7").expect_err("too many parts");
    assert_eq!((faults[0].code.as_str(), faults[0].pointer.as_str()), ("TOO_LARGE", "/0/path"));
    assert!(faults[0].hint.contains("replace /x"), "{:?}", faults[0]);
    // Commas in texts and deeper parts are no parts of their own.
    let deep = format!("[{},\"{}\"]", numbers(300_000), ",\\\"".repeat(300_000));
    assert!(!revised(&deep, "/x/0").is_err_and(|faults| faults[0].code == "TOO_LARGE"));
    let keys = |all: &mut dyn Iterator<Item = usize>| {
        let all: Vec<String> = all.map(|k| format!("\"{k}\":{k}")).collect();
        format!("{{{}}}", all.join(","))
    };
    let request = format!("{{\"x\":{}}}", keys(&mut (0..100_000)));
    let value = keys(&mut (0..100_000).rev());
    let patch = format!("[{{\"op\":\"test\",\"path\":\"/x\",\"value\":{value}}}]");
    // A search for each key would take minutes.
    revise(request.as_bytes(), patch.as_bytes(), None, 1 << 30).expect("the same keys");
    let long = format!("[{}]", " ".repeat(PATCH_MOST));
    let faults = revise(b"{}", long.as_bytes(), None, 1 << 30).expect_err("too long");
    assert_eq!(faults[0].code, "TOO_LARGE");
}
