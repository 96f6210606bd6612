//! Faulty jobs set aside, from the request to the accepted plan.

use crate::desk::{Desk, judge};
use callboard::generate::{Kind, Options, generate};
use callboard::wire::plan::Stop;
use serde_json::json;
use std::collections::BTreeSet;

// If this fails, three bad lines of an export stop a branch's planning, or vanish without a word.
#[test]
fn three_of_two_hundred_are_set_aside_and_the_rest_is_planned() {
    let options = Options { seed: 8, jobs: 200, ..Options::default() };
    let mut request = generate(Kind::Day, &options);
    request["run"]["onFault"] = json!("SET_ASIDE");
    let jobs = request["problem"]["jobs"].as_array_mut().expect("jobs");
    assert_eq!(jobs.len(), 200);
    jobs[3]["duration"] = json!("soon");
    jobs[77]["place"] = json!("a place that nobody knows");
    jobs[199]["value"] = json!("high");
    let ids: BTreeSet<String> =
        jobs.iter().map(|j| j["id"].as_str().expect("an id").to_owned()).collect();
    let mut desk = Desk::open(&request);
    let plan = desk.plan(60);
    let pointers: Vec<&str> =
        plan.set_aside.iter().flat_map(|s| s.faults.iter().map(|f| f.pointer.as_str())).collect();
    let wanted = ["/problem/jobs/3/duration", "/problem/jobs/77/place", "/problem/jobs/199/value"];
    assert_eq!(pointers, wanted);
    let served = plan.routes.iter().flat_map(|r| &r.stops).filter_map(|s| match s {
        Stop::Visit(v) => Some(v.job.clone()),
        Stop::Call(_) | Stop::Break(_) => None,
    });
    let mut told: Vec<String> = served.collect();
    told.extend(plan.unassigned.iter().map(|u| u.job.clone()));
    assert_eq!(told.len(), 197, "each of the others is there once");
    told.extend(plan.set_aside.iter().map(|s| s.job.clone()));
    assert_eq!(told.into_iter().collect::<BTreeSet<_>>(), ids);
    let said = judge(&[(&desk.text, &plan)]);
    assert!(said[0].is_empty(), "{:?}", said[0]);
}
