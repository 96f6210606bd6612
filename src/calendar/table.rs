//! All stops as one table, for spreadsheets.

use super::zone::Zone;
use crate::wire::plan::{BreakTaken, CallStop, Route, Stop, VisitStop};
use crate::wire::text::seconds_of;
use crate::words::at;
use crate::words::book::{Book, wait};

const COLUMNS: usize = 21;
const HEAD: [&str; COLUMNS] = [
    "kind",
    "date",
    "crew",
    "shift",
    "members",
    "lead",
    "job",
    "visit",
    "break",
    "start",
    "end",
    "utc_offset",
    "place",
    "address",
    "lat",
    "lon",
    "drive_seconds",
    "metres",
    "arrival",
    "wait_seconds",
    "departure",
];

/// A row for each visit and each break of the routes, in their order. Ids and addresses are told as
/// the plan has them.
pub fn write(book: &Book, routes: &[&Route], zone: &Zone) -> Vec<u8> {
    let mut table = csv::Writer::from_writer(Vec::new());
    // Writing to memory cannot fail, and every row has as many cells as the head.
    table.write_record(HEAD).expect("rows of one length");
    for route in routes {
        let mut rows = rows(book, route, zone);
        rows.sort_by_key(|(start, _)| *start);
        for (_, row) in rows {
            table.write_record(row).expect("rows of one length");
        }
    }
    table.into_inner().expect("memory takes everything")
}

/// When it begins, for the order of the day, and its cells.
type Row = (i64, [String; COLUMNS]);

fn rows(book: &Book, route: &Route, zone: &Zone) -> Vec<Row> {
    let mut rows = Vec::new();
    for stop in &route.stops {
        match stop {
            Stop::Break(taken) => rows.push(rest(route, taken, zone)),
            Stop::Call(call) => {
                rows.push(warehouse(book, route, call, zone));
                rows.extend(call.on_the_way.iter().map(|taken| rest(route, taken, zone)));
            }
            Stop::Visit(visit) => {
                rows.push(service(book, route, visit, zone));
                let breaks = visit.on_the_way.iter().chain(&visit.inside);
                rows.extend(breaks.map(|taken| rest(route, taken, zone)));
            }
        }
    }
    let home = route.home.iter().flat_map(|home| &home.on_the_way);
    rows.extend(home.map(|taken| rest(route, taken, zone)));
    rows
}

fn service(book: &Book, route: &Route, visit: &VisitStop, zone: &Zone) -> Row {
    let [place, address, lat, lon] = place(book, &visit.place);
    let own = [
        (6, visit.job.clone()),
        (7, visit.visit.to_string()),
        place,
        address,
        lat,
        lon,
        (16, seconds_of(&visit.travel).to_string()),
        (17, visit.metres.to_string()),
        (18, zone.cell(at(&visit.arrival))),
        (19, (wait(route, visit) / 1000).to_string()),
        (20, zone.cell(at(&visit.departure))),
    ];
    row("visit", route, (&visit.start, &visit.end), zone, &own)
}

/// A call at the warehouse.
fn warehouse(book: &Book, route: &Route, call: &CallStop, zone: &Zone) -> Row {
    let [place, address, lat, lon] = place(book, &call.place);
    let own = [
        place,
        address,
        lat,
        lon,
        (16, seconds_of(&call.travel).to_string()),
        (17, call.metres.to_string()),
        (18, zone.cell(at(&call.arrival))),
        (20, zone.cell(at(&call.departure))),
    ];
    row("call", route, (&call.start, &call.end), zone, &own)
}

/// The cells that say where.
fn place(book: &Book, id: &str) -> [(usize, String); 4] {
    let spot = book.spot(id);
    let degrees = |of: fn((f64, f64)) -> f64| spot.map(of).map(|d| d.to_string());
    let address = book.found(id).and_then(|place| place.address.clone());
    [
        (12, id.to_owned()),
        (13, address.unwrap_or_default()),
        (14, degrees(|spot| spot.0).unwrap_or_default()),
        (15, degrees(|spot| spot.1).unwrap_or_default()),
    ]
}

fn rest(route: &Route, taken: &BreakTaken, zone: &Zone) -> Row {
    row("break", route, (&taken.start, &taken.end), zone, &[(8, taken.id.clone())])
}

/// The cells that every row has, and its own in their columns.
fn row(
    kind: &str,
    route: &Route,
    times: (&str, &str),
    zone: &Zone,
    own: &[(usize, String)],
) -> Row {
    let (from, to) = (at(times.0), at(times.1));
    let mut cells = [const { String::new() }; COLUMNS];
    let shared = [
        (0, kind.to_owned()),
        (1, route.date.clone()),
        (2, route.crew.clone()),
        (3, route.shift.clone()),
        (4, route.members.join(";")),
        (5, route.lead.clone().unwrap_or_default()),
        (9, zone.cell(from)),
        (10, zone.cell(to)),
        (11, zone.ahead(from)),
    ];
    for (column, text) in shared.iter().chain(own) {
        cells[*column].clone_from(text);
    }
    (from, cells)
}
