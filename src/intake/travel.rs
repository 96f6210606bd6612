//! `problem.travel`: a matrix, or a speed for straight lines.

use super::case::{Case, Matrix, Place, TravelSpec};
use super::places::{MOST, Places};
use super::shifts::Rota;
use super::used_places;
use crate::fault::Faults;
use crate::ids::PlaceId;
use crate::travel::straight;
use crate::units::Millis;
use crate::wire::node::Node;
use crate::wire::plan::Assumed;
use crate::wire::reader::{Obj, out_of_range, text_of, wrong_type};
use serde_json::json;

const SPEED_KMH: i64 = 40;
const DETOUR: f64 = 1.3;
/// No value of a matrix may be larger.
const VALUE_MOST: i64 = (1 << 31) - 1;
/// A table with more faulty cells than this is not read on.
const FAULTS_MOST: usize = 100;

/// Reads `problem.travel`. Nothing where it is faulty.
pub fn read(
    problem: &mut Obj,
    places: &Places,
    assumed: &mut Vec<Assumed>,
    faults: &mut Faults,
) -> Option<TravelSpec> {
    let node = problem.get("travel").unwrap_or(&super::EMPTY);
    let mut o = Obj::open(node, "/problem/travel", faults)?;
    let matrix = o.get("matrix").is_some();
    let spec = if matrix {
        for key in ["speedKmh", "detour"] {
            if o.get(key).is_some() {
                let message = "with a matrix there is nothing to estimate";
                let value = o.brief(key);
                faults.fault("TWO_FORMS", &o.at(key), &value, message, "keep one of the two");
            }
        }
        o.object("matrix", faults).and_then(|mut inner| {
            let spec = read_matrix(&mut inner, places, faults);
            inner.close(faults);
            spec
        })
    } else {
        read_speed(&mut o, assumed, faults)
    };
    o.close(faults);
    spec
}

fn read_speed(o: &mut Obj, assumed: &mut Vec<Assumed>, faults: &mut Faults) -> Option<TravelSpec> {
    let given = [o.get("speedKmh").is_some(), o.get("detour").is_some()];
    let speed = o.number("speedKmh", 0.001, 1000.0, faults);
    let detour = o.number("detour", 1.0, 100.0, faults);
    if !given[0] {
        assumed.push(Assumed { pointer: o.at("speedKmh"), value: json!(SPEED_KMH) });
    }
    if !given[1] {
        assumed.push(Assumed { pointer: o.at("detour"), value: json!(DETOUR) });
    }
    if (given[0] && speed.is_none()) || (given[1] && detour.is_none()) {
        return None;
    }
    let speed = speed.unwrap_or(SPEED_KMH as f64);
    let speed_milli = (speed * 1000.0).round() as i64;
    // The nearest double of a number with three decimals is its thousandths divided by 1000.
    if speed_milli as f64 / 1000.0 != speed {
        let message = "a speed has at most three decimals";
        let hint = format!("write {}", speed_milli as f64 / 1000.0);
        faults.fault("OUT_OF_RANGE", &o.at("speedKmh"), &speed.to_string(), message, &hint);
        return None;
    }
    Some(TravelSpec::Straight { speed_milli, detour: detour.unwrap_or(DETOUR) })
}

fn read_matrix(o: &mut Obj, places: &Places, faults: &mut Faults) -> Option<TravelSpec> {
    if o.get("places").is_none() {
        o.missing("places", "name the place of each row and column", faults);
    }
    let rows = read_rows(o, places, faults);
    let timed = [o.get("seconds").is_some(), o.get("millis").is_some()];
    if timed == [true, true] {
        let message = "times are given twice";
        let hint = "keep `seconds` or `millis`";
        faults.fault("TWO_FORMS", &o.at("millis"), &o.brief("millis"), message, hint);
    }
    if timed == [false, false] {
        o.missing("seconds", "give travel times in `seconds` or `millis`", faults);
    }
    let size = rows.as_ref().map(|(_, size)| *size);
    let seconds = read_table(o, "seconds", size, VALUE_MOST / 1000, faults);
    let millis = read_table(o, "millis", size, VALUE_MOST, faults);
    let metred = o.get("metres").is_some();
    let metres = read_table(o, "metres", size, VALUE_MOST, faults);
    let (rows, size) = rows?;
    if timed == [true, true] || (metred && metres.is_none()) {
        return None;
    }
    let millis = match seconds {
        Some(seconds) => seconds.into_iter().map(|s| s * 1000).collect::<Vec<Millis>>(),
        None => millis?,
    };
    Some(TravelSpec::Matrix(Matrix { rows, size, millis, metres }))
}

/// The row of each place, and the number of rows.
fn read_rows(
    o: &mut Obj,
    places: &Places,
    faults: &mut Faults,
) -> Option<(Vec<Option<u32>>, usize)> {
    let at = o.at("places");
    let items = o.items("places", faults)?;
    if items.len() > MOST {
        super::too_large(&at, items.len(), MOST, "places", faults);
        return None;
    }
    let mut rows = vec![None; places.list.len()];
    let before = faults.as_slice().len();
    for (r, node) in items.iter().enumerate() {
        let at = format!("{at}/{r}");
        let Some(id) = text_of(node, &at, faults) else { continue };
        let Some(place) = places.find(&id) else {
            places.unknown(&id, &at, faults);
            if faults.as_slice().len() > before + FAULTS_MOST {
                break;
            }
            continue;
        };
        if rows[place.at()].is_some() {
            let message = format!("place {id} has two rows");
            faults.fault("DUPLICATE_ID", &at, &id, &message, "name each place once");
            continue;
        }
        rows[place.at()] = Some(r as u32);
    }
    Some((rows, items.len()))
}

/// A square table of integers in one long row. `size` is unknown where the places are faulty.
fn read_table(
    o: &mut Obj,
    key: &'static str,
    size: Option<usize>,
    most: i64,
    faults: &mut Faults,
) -> Option<Vec<i64>> {
    let at = o.at(key);
    let diagonal = key != "metres";
    let rows = o.items(key, faults)?;
    let size = size.unwrap_or(rows.len());
    if rows.len() != size {
        shape(&at, rows.len(), size, "rows", faults);
        return None;
    }
    // Space is taken row by row, after the row has proved to be as long as is claimed.
    let mut table = Vec::new();
    let before = faults.as_slice().len();
    for (r, row) in rows.iter().enumerate() {
        if faults.as_slice().len() > before + FAULTS_MOST {
            break;
        }
        let at = format!("{at}/{r}");
        let values = match row {
            Node::Ints(values) => values,
            Node::List(cells) => {
                first_wrong(cells, &at, faults);
                continue;
            }
            other => {
                wrong_type(other, &at, "a list", faults);
                continue;
            }
        };
        if values.len() != size {
            shape(&at, values.len(), size, "columns", faults);
            continue;
        }
        if let Some(c) = values.iter().position(|v| !(0..=most).contains(v)) {
            let value = values[c].to_string();
            out_of_range(&value, &format!("{at}/{c}"), "0", &most.to_string(), faults);
        }
        if values[r] != 0 {
            let message = "from a place to itself there is no way";
            let hint = if diagonal { "let the diagonal be 0" } else { "let these metres be 0" };
            let value = values[r].to_string();
            faults.fault("MATRIX_DIAGONAL", &format!("{at}/{r}"), &value, message, hint);
        }
        table.extend_from_slice(values);
    }
    (faults.as_slice().len() == before).then_some(table)
}

fn shape(at: &str, found: usize, wanted: usize, what: &str, faults: &mut Faults) {
    let message = format!("{found} {what} for {wanted} places");
    let hint = "give one row and one column for each of the matrix's places";
    faults.fault("MATRIX_SHAPE", at, &found.to_string(), &message, hint);
}

fn first_wrong(cells: &[Node], at: &str, faults: &mut Faults) {
    if let Some((c, cell)) = cells.iter().enumerate().find(|(_, n)| !matches!(n, Node::Int(_))) {
        wrong_type(cell, &format!("{at}/{c}"), "an integer", faults);
    }
}

/// Every place in use must have coordinates, or a row where there is a matrix; and no leg may be
/// too long to be counted.
pub fn check_reach(case: &Case, rotas: &[Rota], faulty: &[bool], faults: &mut Faults) {
    let jobs =
        case.jobs.iter().map(|j| (Some(j.place), format!("/problem/jobs/{}/place", j.index)));
    let ends = case.crews.iter().zip(rotas);
    let ends = ends.flat_map(|(c, r)| [(c.start, r.start_at.clone()), (c.end, r.end_at.clone())]);
    let warehouse = case.warehouse.iter();
    let warehouse = warehouse.map(|w| (Some(w.place), "/problem/warehouses/0/place".to_owned()));
    let mut told: Vec<String> = Vec::new();
    let mut reach = true;
    for (place, at) in ends.chain(jobs).chain(warehouse) {
        let Some(place) = place.filter(|p| !faulty[p.at()]) else { continue };
        if reached(case, place) || told.contains(&at) {
            continue;
        }
        reach = false;
        let id = &case.places[place.at()].id;
        match case.travel {
            TravelSpec::Matrix(_) => {
                let message = format!("the matrix has no row for the place {id}");
                let hint = "add the place to the matrix's places, rows and columns";
                faults.fault("PLACE_NOT_IN_MATRIX", &at, id, &message, hint);
            }
            TravelSpec::Straight { .. } => {
                let message = format!("the place {id} has neither coordinates nor a matrix row");
                let hint = "give the place `lat` and `lon`";
                faults.fault("PLACE_NOT_LOCATED", &at, id, &message, hint);
            }
        }
        if told.len() < FAULTS_MOST {
            told.push(at);
        }
    }
    if reach {
        check_longest(case, faults);
    }
}

fn reached(case: &Case, place: PlaceId) -> bool {
    match &case.travel {
        TravelSpec::Matrix(matrix) => matrix.rows[place.at()].is_some(),
        TravelSpec::Straight { .. } => case.places[place.at()].at.is_some(),
    }
}

fn check_longest(case: &Case, faults: &mut Faults) {
    let TravelSpec::Straight { speed_milli, detour } = case.travel else { return };
    if straight::always_fits(speed_milli, detour) {
        return;
    }
    let used = used_places::of(case);
    let places: Vec<Place> =
        case.places.iter().zip(used).filter(|(_, used)| *used).map(|(p, _)| p.clone()).collect();
    let metres = straight::longest(&places, detour);
    let millis = straight::millis_of(metres, speed_milli);
    if millis > i64::from(u32::MAX) {
        let hours = millis / crate::units::HOUR;
        let message = format!("at this speed the longest leg takes {hours} hours");
        let value = (speed_milli as f64 / 1000.0).to_string();
        let hint = "use a higher speed; no leg may take more than 1193 hours";
        faults.fault("LEG_TOO_LONG", "/problem/travel/speedKmh", &value, &message, hint);
    }
}
