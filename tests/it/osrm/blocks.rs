//! Tables of every size, put together from what the server answers.

use super::fake::{Asked, Fake, Reply, table, way};
use super::{Places, address, ask, limits};
use callboard::travel::osrm::{self, Point};
use std::collections::HashMap;

/// Which ordered pairs of coordinates were asked about, and how often.
fn pairs(asked: &[Asked]) -> HashMap<[u64; 4], usize> {
    let mut pairs = HashMap::new();
    for question in asked {
        for from in &question.sources {
            for to in &question.destinations {
                let (from, to) = (question.lon_lat[*from], question.lon_lat[*to]);
                let key = [from.0, from.1, to.0, to.1].map(f64::to_bits);
                *pairs.entry(key).or_default() += 1;
            }
        }
    }
    pairs
}

fn check_size(count: usize) {
    let (fake, places) = (Fake::good(), Places::new(count));
    let mut told = Vec::new();
    let mut note = |done, blocks| told.push((done, blocks));
    let table = osrm::table(&address(&fake.url), &places.points(), &limits(), &mut note);
    let table = table.unwrap_or_else(|error| panic!("{count}: {error}"));
    let asked = fake.asked();
    for question in &asked {
        let named = question.lon_lat.len();
        assert!((2..=100).contains(&named), "{count}: {named} coordinates in one request");
        assert!(question.target.len() < 3_000, "{count}: {} bytes", question.target.len());
        assert!(question.target.starts_with("/table/v1/driving/9."), "{}", question.target);
    }
    let pairs = pairs(&asked);
    assert_eq!(pairs.len(), count * count, "{count}: a pair was not asked about");
    assert!(pairs.values().all(|times| *times == 1), "{count}: a pair was asked about twice");
    let blocks = asked.len();
    let expected: Vec<(usize, usize)> = (1..=blocks).map(|done| (done, blocks)).collect();
    assert_eq!(told, expected);
    assert!((count <= 100) == (blocks == 1), "{count}: {blocks} blocks");
    let metres = table.metres.expect("this server gives distances");
    for (i, from) in places.lat_lon.iter().enumerate() {
        for (j, to) in places.lat_lon.iter().enumerate() {
            let (s, m) = if i == j { (0.0, 0.0) } else { way(*from, *to) };
            let expected = ((s * 1_000.0).round() as i64, m.round() as i64);
            assert_eq!((table.millis[i][j], metres[i][j]), expected, "{count}: {i} to {j}");
        }
    }
    assert_eq!(table.far, []);
}

#[test]
fn every_pair_is_asked_about_once_and_lands_in_its_cell() {
    // Would break: a crew drives by the travel times of two other places.
    for count in [2, 3, 99, 100, 101, 137, 250] {
        check_size(count);
    }
}

#[test]
fn nobody_is_asked_about_nothing() {
    // Would break: a request with one place fails because OSRM wants two.
    let fake = Fake::good();
    for count in [0, 1] {
        let table = ask(&fake.url, &Places::new(count), &limits()).expect("a table");
        assert_eq!(table.millis, vec![vec![0]; count]);
        assert_eq!(table.metres, Some(vec![vec![0]; count]));
    }
    assert_eq!(fake.asked().len(), 0);
}

#[test]
fn places_alike_are_one_point() {
    // Would break: two customers in one house are a drive apart, or the server is asked too much.
    let fake = Fake::good();
    let at = |name, lat, lon| Point { name, lat, lon };
    let points = [
        at("a", 47.1, 9.5),
        at("b", 47.2, 9.6),
        at("c", 47.1, 9.5),
        // Less than half a millionth of a degree away: the same for OSRM.
        at("d", 47.2000004, 9.6),
    ];
    let address = address(&fake.url);
    let table = osrm::table(&address, &points, &limits(), &mut |_, _| {}).expect("a table");
    assert_eq!(fake.asked()[0].lon_lat, [(9.5, 47.1), (9.6, 47.2)]);
    let there = (way((47.1, 9.5), (47.2, 9.6)).0 * 1_000.0).round() as i64;
    let back = (way((47.2, 9.6), (47.1, 9.5)).0 * 1_000.0).round() as i64;
    let (a, b) = ([0, there, 0, there], [back, 0, back, 0]);
    assert_eq!(table.millis, [a, b, a, b]);
    assert_ne!(there, back);
}

#[test]
fn coordinates_are_written_plainly() {
    // Would break: a place near the equator is sent as 1e-7, or with a sign before zero.
    let fake = Fake::good();
    let at = |name, lat, lon| Point { name, lat, lon };
    let points = [at("a", -0.000_000_1, 0.000_000_1), at("b", -33.5, -180.0), at("c", 1.0, 2e-6)];
    let address = address(&fake.url);
    osrm::table(&address, &points, &limits(), &mut |_, _| {}).expect("a table");
    let target = &fake.asked()[0].target;
    let expected = "/0.000000,0.000000;-180.000000,-33.500000;0.000002,1.000000?\
                    sources=0;1;2&destinations=0;1;2&annotations=duration,distance";
    assert!(target.ends_with(expected), "{target}");
}

#[test]
fn decimals_are_rounded_once() {
    // Would break: half seconds are cut off, and every plan runs a little late.
    let fake = Fake::start(|asked| {
        let mut answer = table(asked);
        answer["durations"] = serde_json::json!([[0, 12.3456], [0.0006, 0]]);
        answer["distances"] = serde_json::json!([[0, 12.5], [12.4, 0]]);
        Reply::Text(200, answer.to_string())
    });
    let table = ask(&fake.url, &Places::new(2), &limits()).expect("a table");
    assert_eq!(table.millis, [[0, 12_346], [1, 0]]);
    assert_eq!(table.metres, Some(vec![vec![0, 13], vec![12, 0]]));
}
