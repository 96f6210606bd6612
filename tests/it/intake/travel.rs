//! Travel snapshots: measured, cut from a matrix, written and read back.

use super::base::{good, put, rich, told};
use callboard::ids::PlaceId;
use callboard::intake::case::Case;
use callboard::travel::{Travel, snapshot};
use serde_json::{Value, json};

/// Two jobs at Paris and New York, one at Paris again.
fn far() -> Value {
    json!({"problem": {"crews": [{"id": "A"}], "travel": {"speedKmh": 50.5, "detour": 1.3},
        "places": [{"id": "unused", "lat": 1, "lon": 1},
            {"id": "P", "lat": 48.8566, "lon": 2.3522}, {"id": "N", "lat": 40.7128, "lon": -74.006},
            {"id": "Q", "lat": 48.8566, "lon": 2.3522}],
        "jobs": [{"id": "1", "place": "P", "duration": "PT1H"},
            {"id": "2", "place": "N", "duration": "PT1H"},
            {"id": "3", "place": "Q", "duration": "PT1H"}]}})
}

fn leg(travel: &Travel, from: u32, to: u32) -> (i64, i64) {
    (travel.metres(PlaceId(from), PlaceId(to)), travel.millis(PlaceId(from), PlaceId(to)))
}

// If this fails, every straight-line leg differs from what judges measure.
#[test]
fn haversine_to_the_metre() {
    let case = good(&far());
    assert_eq!(case.places.len(), 3, "places that nothing uses are left out");
    let travel = Travel::of(&case);
    // Worked out apart with 50 digits: 5,837,248.9666 m along the great circle, times 1.3.
    let metres = 7_588_424;
    let millis = (metres * 3_600_000 + 50_499) / 50_500;
    assert_eq!(leg(&travel, 0, 1), (metres, millis));
    assert_eq!(leg(&travel, 1, 0), leg(&travel, 0, 1));
    assert_eq!(leg(&travel, 0, 2), (0, 0));
    assert_eq!(leg(&travel, 1, 1), (0, 0));
    assert_eq!(travel.longest(), metres);
}

fn with_matrix() -> Case {
    let mut request = far();
    let matrix = json!({"places": ["N", "Q", "unused", "P"],
        "seconds": [[0, 1, 2, 3], [4, 0, 5, 6], [7, 8, 0, 9], [10, 11, 12, 0]],
        "metres": [[0, 10, 999, 30], [40, 0, 999, 60], [999, 999, 0, 999], [100, 110, 999, 0]]});
    put(&mut request, "/problem/travel", json!({"matrix": matrix}));
    good(&request)
}

// If this fails, rows and columns of a matrix are mixed up.
#[test]
fn a_matrix_is_cut_to_the_places_in_use() {
    let case = with_matrix();
    let travel = Travel::of(&case);
    assert_eq!(leg(&travel, 0, 1), (100, 10_000), "P to N");
    assert_eq!(leg(&travel, 1, 0), (30, 3000), "N to P");
    assert_eq!(leg(&travel, 2, 1), (40, 4000), "Q to N");
    assert_eq!(travel.longest(), 110, "legs to places not in use do not count");
    assert!(travel.has_metres);
}

// If this fails, a plan cannot be judged later with the travel it was made with.
#[test]
fn a_snapshot_survives_its_file() {
    for case in [good(&far()), with_matrix(), good(&rich())] {
        let travel = Travel::of(&case);
        let mut text = Vec::new();
        snapshot::write(&case, &travel, &mut text).unwrap();
        let back = snapshot::read(&text, &case).unwrap();
        assert_eq!(back.hash(), travel.hash());
        let mut tree: Value = serde_json::from_slice(&text).unwrap();
        assert_eq!(tree["places"].as_array().unwrap().len(), case.places.len());
        put(&mut tree, "/millis/0/1", json!(12_345));
        let other = snapshot::read(&serde_json::to_vec(&tree).unwrap(), &case).unwrap();
        assert_ne!(other.hash(), travel.hash());
    }
}

// If this fails, a wrong file is taken for the snapshot of a request.
#[test]
fn wrong_snapshots_are_refused() {
    let case = with_matrix();
    let mut text = Vec::new();
    snapshot::write(&case, &Travel::of(&case), &mut text).unwrap();
    let right: Value = serde_json::from_slice(&text).unwrap();
    for (pointer, value, wanted) in [
        ("/source", json!("ROADS"), "UNKNOWN_VALUE /source"),
        ("/places/1", json!("other"), "PLACE_NOT_IN_MATRIX /places"),
        ("/places/1", json!("P"), "DUPLICATE_ID /places/1, PLACE_NOT_IN_MATRIX /places"),
        ("/millis/1", json!([1, 2]), "MATRIX_SHAPE /millis"),
        ("/millis/1/2", json!(-1), "OUT_OF_RANGE /millis/1/2"),
        ("/millis/1/2", json!(4_294_967_296_i64), "OUT_OF_RANGE /millis/1/2"),
        ("/metres", json!([]), "MATRIX_SHAPE /metres"),
        ("/hash", json!("x"), "UNKNOWN_KEY /hash"),
    ] {
        let mut tree = right.clone();
        put(&mut tree, pointer, value);
        let faults = snapshot::read(&serde_json::to_vec(&tree).unwrap(), &case).err().unwrap();
        faults.iter().for_each(|f| super::checks::well_put(f, &tree));
        assert_eq!(told(&faults).join(", "), wanted);
    }
    let faults = snapshot::read(b"{}", &case).err().unwrap();
    assert_eq!(told(&faults), ["MISSING /source", "MISSING /places", "MISSING /millis"]);
    assert_eq!(told(&snapshot::read(b"{", &case).err().unwrap()), ["MALFORMED_JSON "]);
}
