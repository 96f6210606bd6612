//! `plan FILE` and `verify`.

use super::{BAD_JOB, Folder, GOOD_JOB, check, request, run, run_in};
use serde_json::{Value, json};

#[test]
fn demo_requests_are_planned_and_accepted() {
    // Would break: the first commands a newcomer types.
    let folder = Folder::new();
    let out = folder.at("plan.json");
    for name in ["first", "day"] {
        let request = format!("instances/demo/{name}.json");
        check(&["plan", &request, "--work", "2000", "--out", &out], 0, &["served", "cost"]);
        check(&["verify", &request, &out], 0, &["accepted, cost"]);
    }
    assert_eq!(folder.names(), ["plan.json"], "no parts are left behind");
}

#[test]
fn an_edited_plan_is_refused() {
    // Would break: a plan changed by hand passes as checked.
    let folder = Folder::new();
    let out = folder.at("plan.json");
    let demo = "instances/demo/first.json";
    check(&["plan", demo, "--work", "400", "--out", &out, "--quiet"], 0, &[]);
    let mut plan = folder.json("plan.json");
    plan["cost"] = json!(plan["cost"].as_i64().unwrap() + 1);
    let edited = folder.write("edited.json", plan.to_string());
    check(&["verify", demo, &edited], 1, &["edited.json: refused", "score: "]);
    plan.as_object_mut().unwrap().remove("kpis");
    let less = folder.write("less.json", plan.to_string());
    check(&["verify", demo, &less], 1, &["refused", "kpis"]);
    let broken = folder.write("broken.json", "{\"cost\":1,\n ]");
    check(&["verify", demo, &broken], 2, &["broken.json", "line 2 column 2"]);
    check(&["verify", &broken, &out], 2, &["line 2 column 2"]);
    check(&["verify", demo, &folder.at("none.json")], 2, &["none.json: cannot be read"]);
    check(&["verify", "-", "-"], 2, &["stdin"]);
}

#[test]
fn flags_beat_the_request() {
    // Would break: a run cannot be repeated with another seed, or its plan is then refused.
    let folder = Folder::new();
    let text = request(r#"{"seed":3,"seconds":600}"#, GOOD_JOB);
    let (asked, out) = (folder.write("r.json", text), folder.at("plan.json"));
    let flags = ["--seed", "7", "--lanes", "2", "--work", "400", "--threads", "1"];
    let args = [&["plan", &asked, "--out", &out][..], &flags].concat();
    check(&args, 0, &[]);
    let plan = folder.json("plan.json");
    assert_eq!((&plan["seed"], &plan["lanes"]), (&json!(7), &json!(2)));
    let assumed = plan["assumed"].as_array().unwrap();
    assert!(assumed.iter().all(|a| !a["pointer"].as_str().unwrap().starts_with("/run/")));
    check(&["verify", &asked, &out], 0, &["accepted"]);
}

#[test]
fn stdout_file_and_threads_give_the_same_bytes() {
    // Would break: the same work gives another plan on another machine, or quiet is not quiet.
    let folder = Folder::new();
    let out = folder.at("plan.json");
    let base = ["plan", "instances/demo/day.json", "--work", "800", "--quiet"];
    check(&[&base[..], &["--threads", "2", "--out", &out]].concat(), 0, &[]);
    let ended = check(&[&base[..], &["--threads", "1"]].concat(), 0, &[]);
    assert_eq!((ended.out, ended.err.as_str()), (folder.read("plan.json"), ""));
}

#[test]
fn faults_are_said_readably() {
    // Would break: a coordinator is not told what to mend, or loses the plan that was there.
    let folder = Folder::new();
    let bad = folder.write("bad.json", request("{}", &[GOOD_JOB, BAD_JOB].join(",")));
    let out = folder.write("plan.json", "an older plan");
    let words = ["1 fault, nothing is planned", "/problem/jobs/1/place `nowhere`", "; "];
    check(&["plan", &bad, "--out", &out], 1, &words);
    assert_eq!(folder.read("plan.json"), "an older plan");
    let broken = folder.write("broken.json", "{\n{");
    check(&["plan", &broken], 1, &["MALFORMED_JSON", "line 2 column 1"]);
    check(&["plan", &folder.write("empty.json", "")], 1, &["MALFORMED_JSON", "line 1 column 0"]);
}

#[test]
fn faulty_jobs_are_set_aside_when_asked() {
    // Would break: one faulty job keeps all others from being planned.
    let folder = Folder::new();
    let jobs = [GOOD_JOB, BAD_JOB].join(",");
    let asked = folder.write("r.json", request(r#"{"onFault":"SET_ASIDE"}"#, &jobs));
    let out = folder.at("plan.json");
    check(&["plan", &asked, "--work", "100", "--out", &out], 0, &["1 faulty job set aside"]);
    check(&["verify", &asked, &out], 0, &["accepted"]);
    check(&["show", &out], 0, &["set aside, to be mended: 1", "  oven\n", "nowhere"]);
}

#[test]
fn the_travel_snapshot_is_what_a_plan_is_judged_by() {
    // Would break: a judge uses other travel times than the planner did.
    let folder = Folder::new();
    let (out, travel) = (folder.at("plan.json"), folder.at("travel.json"));
    let demo = "instances/demo/first.json";
    let args = ["plan", demo, "--work", "100", "--out", &out, "--travel-out", &travel, "--quiet"];
    check(&args, 0, &[]);
    check(&["verify", demo, &out, "--travel", &travel], 0, &["accepted"]);
    let mut snapshot: Value = folder.json("travel.json");
    for value in snapshot["millis"].as_array_mut().unwrap() {
        value.as_array_mut().unwrap().iter_mut().for_each(|v| *v = json!(60_000));
    }
    let slower = folder.write("slower.json", snapshot.to_string());
    check(&["verify", demo, &out, "--travel", &slower], 1, &["refused"]);
    let none = folder.write("none.json", "{}");
    check(&["verify", demo, &out, "--travel", &none], 2, &["none.json", "--travel-out"]);
}

#[test]
fn wrong_usage_is_told_from_failure() {
    // Would break: a script takes a typing mistake for a plan that could not be made.
    let folder = Folder::new();
    let demo = "instances/demo/first.json";
    let here = folder.at("");
    let deep = folder.at("no/plan.json");
    let copy = folder.write("copy.json", "{}");
    for (args, text) in [
        (&[][..], "Usage"),
        (&["plan"], "required"),
        (&["plan", demo, "--sec", "1"], "--sec"),
        (&["plan", demo, "--seconds", "0"], "from 0.001"),
        (&["plan", demo, "--seconds", "nan"], "from 0.001"),
        (&["plan", demo, "--seconds", "1", "--work", "1"], "cannot be used with"),
        (&["plan", demo, "--lanes", "65"], "65"),
        (&["plan", demo, "--out", &here], "is a folder"),
        (&["plan", demo, "--out", &deep], "there is no folder"),
        (&["plan", demo, "--jobs-parallel", "2"], "for a folder"),
        (&["plan", &copy, "--out", &copy], "is the request"),
        (&["plan", "instances/demo"], "say with --out"),
        (&["plan", "instances/demo", "--out", "instances/demo/"], "overwrite"),
        (&["plan", "instances/demo", "--out", demo], "is no folder"),
        (&["plan", "instances/demo", "--out", &here, "--travel-out", "t"], "one file"),
        (&["plan", &here, "--out", &deep], "no *.json"),
        (&["generate"], "required"),
        (&["generate", "year"], "year"),
        (&["generate", "day", "--installs", "3"], "--installs means nothing to `day`"),
        (&["generate", "techday", "--jobs", "100000"], "at most"),
        (&["import", "xlsx", "a"], "xlsx"),
        (&["export", "techday", demo], "required"),
        (&["show", &copy, "--width", "3"], "3"),
        (&["rules", "show", "kindness"], "`kindness` is no rule"),
    ] {
        let folder_of_copy = folder.names();
        if args.get(1) == Some(&here.as_str()) {
            std::fs::rename(&copy, folder.at("copy.txt")).unwrap();
        }
        check(args, 2, &[text]);
        if !folder_of_copy.iter().eq(&folder.names()) {
            std::fs::rename(folder.at("copy.txt"), &copy).unwrap();
        }
    }
    check(&["help"], 0, &["plan", "verify", "show", "generate", "import", "export", "rules"]);
    check(&["--version"], 0, &["callboard "]);
}

#[test]
fn a_generated_request_goes_through_a_pipe() {
    // Would break: generate | plan - | verify, the quickest way to try the program.
    let folder = Folder::new();
    for (kind, more) in [
        ("day", &["--jobs", "12", "--crews", "3", "--seed", "4", "--lunch"][..]),
        ("week", &["--installs", "8", "--days", "3", "--parts", "2", "--together", "2"]),
        ("techday", &["--jobs", "15"]),
    ] {
        let request = run(&[&["generate", kind], more].concat());
        assert_eq!(request.code, Some(0), "{request:?}");
        let asked = folder.write("request.json", &request.out);
        let plan = run_in(&folder.0, &["plan", "-", "--work", "200"], &request.out);
        assert_eq!(plan.code, Some(0), "{kind}: {plan:?}");
        assert!(plan.err.contains("stdin: "), "{plan:?}");
        let judged = run_in(&folder.0, &["verify", &asked, "-"], &plan.out);
        assert_eq!(judged.code, Some(0), "{kind}: {judged:?}");
    }
    let like = run(&["generate", "--like", "techday", "--jobs", "15"]);
    assert_eq!(like.out, folder.read("request.json"), "--like is the kind");
    let week = run(&["generate", "demo"]).out;
    let kept = std::fs::read_to_string("instances/demo/week.json").unwrap();
    assert_eq!(week, kept, "instances/demo/week.json is what `generate demo` writes");
}
