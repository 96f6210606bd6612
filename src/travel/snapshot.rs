//! The snapshot as a file: what `--travel-out` writes and `--travel` reads.

use super::Travel;
use crate::fault::{Fault, Faults};
use crate::intake::case::Case;
use crate::wire::node::Node;
use crate::wire::plan::TravelSource;
use crate::wire::reader::{Obj, int_of, text_of, wrong_type};
use std::collections::HashMap;
use std::io::{self, Write};

const SOURCES: [&str; 2] = ["MATRIX", "STRAIGHT_LINE"];

/// Writes a snapshot, one row of the tables a line.
pub fn write(case: &Case, travel: &Travel, out: &mut impl Write) -> io::Result<()> {
    let source = SOURCES[usize::from(travel.source == TravelSource::StraightLine)];
    let ids: Vec<&str> = case.places.iter().map(|p| p.id.as_str()).collect();
    write!(out, "{{\"source\":\"{source}\",\"places\":{}", serde_json::to_string(&ids)?)?;
    table(out, "millis", &travel.millis, travel.size)?;
    if travel.has_metres {
        table(out, "metres", &travel.metres, travel.size)?;
    }
    out.write_all(b"}\n")
}

fn table(out: &mut impl Write, key: &str, values: &[u32], size: usize) -> io::Result<()> {
    write!(out, ",\n\"{key}\":[")?;
    for (r, row) in values.chunks(size.max(1)).enumerate() {
        if r > 0 {
            out.write_all(b",\n")?;
        }
        serde_json::to_writer(&mut *out, row)?;
    }
    out.write_all(b"]")
}

/// Reads a snapshot for a case: its places may stand in another order, and there may be more.
pub fn read(text: &[u8], case: &Case) -> Result<Travel, Vec<Fault>> {
    let mut faults = Faults::default();
    let travel = match Node::parse(text) {
        Ok(node) => read_node(&node, case, &mut faults),
        Err(error) => {
            crate::intake::malformed(&error, &mut faults);
            None
        }
    };
    match travel {
        Some(travel) if !faults.has_faults() => Ok(travel),
        _ => Err(faults.into_list()),
    }
}

fn read_node(node: &Node, case: &Case, faults: &mut Faults) -> Option<Travel> {
    let mut o = Obj::open(node, "", faults)?;
    for key in ["source", "places", "millis"] {
        if o.get(key).is_none() {
            o.missing(key, "use a file that `--travel-out` wrote", faults);
        }
    }
    let source = o.choice("source", &SOURCES, faults);
    let rows = read_places(&mut o, case, faults);
    let (rows, size) = rows.map_or((None, 0), |(rows, size)| (rows, size));
    let millis = read_table(&mut o, "millis", size, faults);
    let has_metres = o.get("metres").is_some();
    let metres = read_table(&mut o, "metres", size, faults);
    o.close(faults);
    let rows = rows?;
    let cut = |table: Vec<u32>| -> Vec<u32> {
        let line = |from: &usize| &table[from * size..(from + 1) * size];
        rows.iter().flat_map(|from| rows.iter().map(|to| line(from)[*to])).collect()
    };
    let metres = if has_metres { cut(metres?) } else { Vec::new() };
    let source = [TravelSource::Matrix, TravelSource::StraightLine][source?];
    Some(Travel::new(source, rows.len(), cut(millis?), metres))
}

/// The row of each of the case's places, if each has one, and the number of rows.
fn read_places(
    o: &mut Obj,
    case: &Case,
    faults: &mut Faults,
) -> Option<(Option<Vec<usize>>, usize)> {
    let at = o.at("places");
    let items = o.items("places", faults)?;
    let mut by_id = HashMap::new();
    for (r, node) in items.iter().enumerate() {
        let at = format!("{at}/{r}");
        let Some(id) = text_of(node, &at, faults) else { continue };
        if by_id.insert(id.clone(), r).is_some() {
            let message = format!("place {id} has two rows");
            faults.fault("DUPLICATE_ID", &at, &id, &message, "name each place once");
        }
    }
    let mut rows = Vec::with_capacity(case.places.len());
    for place in &case.places {
        let Some(row) = by_id.get(&place.id) else {
            let message = format!("this snapshot has no row for the place {}", place.id);
            let hint = "use the snapshot that was written with this request's plan";
            faults.fault("PLACE_NOT_IN_MATRIX", &at, &place.id, &message, hint);
            continue;
        };
        rows.push(*row);
    }
    let whole = rows.len() == case.places.len();
    Some((whole.then_some(rows), items.len()))
}

fn read_table(
    o: &mut Obj,
    key: &'static str,
    size: usize,
    faults: &mut Faults,
) -> Option<Vec<u32>> {
    let at = o.at(key);
    let rows = o.items(key, faults)?;
    let mut table = Vec::new();
    let mut whole = rows.len() == size;
    for (r, row) in rows.iter().enumerate() {
        if !whole {
            break;
        }
        let at = format!("{at}/{r}");
        let Node::Ints(values) = row else {
            wrong_type(row, &at, "a list of integers", faults);
            return None;
        };
        whole = values.len() == size;
        let most = i64::from(u32::MAX);
        if let Some(c) = values.iter().position(|v| !(0..=most).contains(v)) {
            int_of(&Node::Int(values[c]), &format!("{at}/{c}"), 0, most, faults);
            return None;
        }
        table.extend(values.iter().map(|v| *v as u32));
    }
    if !whole {
        let message = format!("this table is not {size} by {size}");
        let hint = "use a file that `--travel-out` wrote";
        faults.fault("MATRIX_SHAPE", &at, &rows.len().to_string(), &message, hint);
        return None;
    }
    Some(table)
}
