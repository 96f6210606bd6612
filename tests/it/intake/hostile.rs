//! Requests meant to break the door, and thousands that are broken at random.

use super::base::{good, put, rich, send, told};
use callboard::intake::admit;
use rand::{RngExt, SeedableRng};
use rand_xoshiro::Xoshiro256PlusPlus;
use serde_json::{Value, json};
use std::time::{Duration, Instant};

fn refused(text: &[u8]) -> Vec<String> {
    told(&admit(text).err().expect("it is refused"))
}

// If this fails, text that is no JSON crashes the service or is blamed on something else.
#[test]
fn no_json() {
    for text in ["", "{", "{\"problem\":}", "[1,", "nul", "{} {}", "{\"a\":NaN}", "{\"a\":1e999}"] {
        let faults = admit(text.as_bytes()).err().expect("it is no JSON");
        assert_eq!(told(&faults), ["MALFORMED_JSON "], "{text}");
        assert!(faults[0].value.starts_with("line 1 column "), "{:?}", faults[0]);
        super::checks::well_put(&faults[0], &Value::Null);
    }
    assert_eq!(refused(b"{\"a\":\"\xff\xfe\"}"), ["MALFORMED_JSON "]);
    assert_eq!(refused(b"[]"), ["WRONG_TYPE "]);
    assert_eq!(
        refused(b"{\"problem\":{\"crews\":[],\"crews\":[],\"jobs\":[]}}"),
        ["DUPLICATE_KEY /problem/crews", "NO_CREWS /problem/crews"]
    );
}

// If this fails, a body of brackets exhausts the stack.
#[test]
fn nested_a_million_deep() {
    assert_eq!(refused("[".repeat(1_000_000).as_bytes()), ["MALFORMED_JSON "]);
    let deep = format!("{{\"problem\":{}", "{\"a\":".repeat(1_000_000));
    assert_eq!(refused(deep.as_bytes()), ["MALFORMED_JSON "]);
}

// If this fails, a request too large to plan takes minutes to refuse.
#[test]
fn too_many() {
    let job = |i: usize| json!({"id": format!("K{i}"), "place": "H1", "duration": "PT30M"});
    let many: Vec<Value> = (0..20_000).map(job).collect();
    let mut request = rich();
    put(&mut request, "/problem/jobs", json!(many));
    let text = serde_json::to_vec(&request).unwrap();
    let begun = Instant::now();
    assert_eq!(refused(&text), ["TOO_LARGE /problem/jobs"]);
    assert!(begun.elapsed() < Duration::from_secs(20), "{:?}", begun.elapsed());

    let mut request = rich();
    super::base::cut(&mut request, "/problem/quotas");
    super::base::cut(&mut request, "/problem/buffers");
    let crews: Vec<Value> = (0..2001).map(|i| json!({"id": format!("C{i}")})).collect();
    put(&mut request, "/problem/crews", json!(crews));
    assert_eq!(told(&send(&request).err().unwrap()), ["TOO_LARGE /problem/crews"]);
    put(&mut request, "/problem/crews", json!(crews[..60]));
    put(&mut request, "/problem/horizon/to", json!("2027-12-07"));
    for key in ["jobs", "quotas", "buffers"] {
        put(&mut request, &format!("/problem/{key}"), json!([]));
    }
    assert_eq!(told(&send(&request).err().unwrap()), ["TOO_LARGE /problem/crews"], "shifts");

    let mut request = rich();
    let parts = vec!["PT1H"; 10];
    let jobs: Vec<Value> =
        (0..1201).map(|i| json!({"id": format!("K{i}"), "place": "H1", "parts": parts})).collect();
    put(&mut request, "/problem/jobs", json!(jobs));
    assert_eq!(told(&send(&request).err().unwrap()), ["TOO_LARGE /problem/jobs"], "visits");
    super::base::cut(&mut request, "/problem/quotas");
    super::base::cut(&mut request, "/problem/buffers");

    let crews: Vec<Value> = (0..50).map(|i| json!({"id": format!("C{i}")})).collect();
    put(&mut request, "/problem/crews", json!(crews));
    let to = json!({"from": "2026-01-01", "to": "2027-02-04"});
    put(&mut request, "/problem/horizon", to);
    super::base::cut(&mut request, "/problem/jobs/1200");
    let begun = Instant::now();
    assert_eq!(told(&send(&request).err().unwrap()), ["TOO_LARGE /problem"], "pairs");
    assert!(begun.elapsed() < Duration::from_secs(20), "{:?}", begun.elapsed());

    let places: Vec<Value> =
        (0..12_001).map(|i| json!({"id": format!("P{i}"), "lat": 1, "lon": 1})).collect();
    let mut request = rich();
    put(&mut request, "/problem/places", json!(places));
    assert_eq!(told(&send(&request).err().unwrap()), ["TOO_LARGE /problem/places"]);
}

// If this fails, the largest request that may be sent is refused, or takes too long to read.
#[test]
fn the_largest_is_read() {
    let mut request = rich();
    let job = |i: usize| {
        json!({"id": format!("K{i}"), "duration": "PT30M", "skills": [{"id": format!("s{i}")}],
            "place": {"lat": 30.0 + i as f64 / 1000.0, "lon": 7}})
    };
    put(&mut request, "/problem/jobs", json!((0..10_000).map(job).collect::<Vec<_>>()));
    let text = serde_json::to_vec(&request).unwrap();
    let begun = Instant::now();
    let case = admit(&text).unwrap_or_else(|f| panic!("{f:?}"));
    assert!(begun.elapsed() < Duration::from_secs(20), "{:?}", begun.elapsed());
    assert_eq!(case.places.len(), 10_002);
    assert_eq!(case.warnings.len(), 1001);
    assert_eq!(case.warnings[1000].code, "MORE_WARNINGS");
}

// If this fails, a matrix that claims to be huge takes memory for what was never sent.
#[test]
fn a_claimed_huge_matrix() {
    let mut request = rich();
    let ids: Vec<String> = (0..12_000).map(|i| format!("P{i}")).collect();
    let rows: Vec<Vec<i64>> = vec![Vec::new(); 12_000];
    put(&mut request, "/problem/travel", json!({"matrix": {"places": ids, "seconds": rows}}));
    let begun = Instant::now();
    let faults = send(&request).err().expect("it is refused");
    assert!(begun.elapsed() < Duration::from_secs(20), "{:?}", begun.elapsed());
    assert!(faults.len() < 500, "{}", faults.len());
    let ids: Vec<String> = (0..100_000).map(|i| format!("P{i}")).collect();
    put(&mut request, "/problem/travel", json!({"matrix": {"places": ids, "seconds": []}}));
    assert_eq!(told(&send(&request).err().unwrap()), ["TOO_LARGE /problem/travel/matrix/places"]);
}

/// Every pointer of a tree but the root.
fn pointers(value: &Value, at: &str, out: &mut Vec<String>) {
    let mut child = |key: &str, value: &Value| {
        let at = format!("{at}/{}", key.replace('~', "~0").replace('/', "~1"));
        pointers(value, &at, out);
        out.push(at);
    };
    match value {
        Value::Array(list) => list.iter().enumerate().for_each(|(i, v)| child(&i.to_string(), v)),
        Value::Object(map) => map.iter().for_each(|(k, v)| child(k, v)),
        _ => {}
    }
}

fn spoil(request: &mut Value, rng: &mut Xoshiro256PlusPlus) {
    let mut all = Vec::new();
    pointers(request, "", &mut all);
    let at = all[rng.random_range(0..all.len())].clone();
    let wild = [
        json!(null),
        json!(true),
        json!(-1),
        json!(0),
        json!(1.5),
        json!(1e300),
        json!(i64::MAX),
        json!(""),
        json!("x"),
        json!("2026-12-08"),
        json!("PT1H"),
        json!("24:00"),
        json!([]),
        json!([1, 2]),
        json!({}),
        json!({"id": "J1"}),
        json!([{"id": "J1"}]),
        json!("A"),
        json!({"lat": 1, "lon": 2}),
        json!("2099-12-29"),
        json!("2026-12-08T08:00:00Z"),
    ];
    match rng.random_range(0..4) {
        0 => super::base::cut(request, &at),
        1 => {
            let other = &all[rng.random_range(0..all.len())];
            let copy = request.pointer(other).cloned().expect("it was listed");
            *request.pointer_mut(&at).expect("it was listed") = copy;
        }
        _ => {
            let value = wild[rng.random_range(0..wild.len())].clone();
            *request.pointer_mut(&at).expect("it was listed") = value;
        }
    }
}

// If this fails, some malformed request crashes the door or is blamed on a place that is not there.
#[test]
fn spoiled_at_random() {
    let mut refusals = 0;
    for seed in 0..3000 {
        let mut rng = Xoshiro256PlusPlus::seed_from_u64(seed);
        let mut request = rich();
        let aside = if seed % 2 == 0 { "SET_ASIDE" } else { "REJECT" };
        put(&mut request, "/run/onFault", json!(aside));
        for _ in 0..rng.random_range(1..5) {
            spoil(&mut request, &mut rng);
        }
        let faults = match send(&request) {
            Ok(case) => {
                let travel = callboard::travel::Travel::of(&case);
                assert_eq!(travel.size(), case.places.len());
                case.set_aside.into_iter().flat_map(|s| s.faults).collect()
            }
            Err(faults) => {
                assert!(!faults.is_empty(), "seed {seed} is refused without a word");
                refusals += 1;
                faults
            }
        };
        for fault in &faults {
            super::checks::well_put(fault, &request);
            let parent = fault.pointer.rsplit_once('/').map_or("", |(parent, _)| parent);
            assert!(request.pointer(parent).is_some(), "seed {seed}: {fault:?}");
        }
    }
    assert!(refusals > 1000, "{refusals}");
}

// If this fails, a plan cannot be matched with its request after a proxy has laid it out anew.
#[test]
fn the_hash_is_of_what_is_said() {
    let mut request = rich();
    let first = good(&request).request_hash;
    let spaced = serde_json::to_vec_pretty(&request).unwrap();
    assert_eq!(admit(&spaced).map(|c| c.request_hash).ok(), Some(first.clone()));
    put(&mut request, "/run/seed", json!(8));
    assert_eq!(good(&request).request_hash, first);
    put(&mut request, "/problem/jobs/4/duration", json!("PT61M"));
    assert_ne!(good(&request).request_hash, first);
    assert_eq!(first.len(), 64);
}
