//! `travel REQUEST --osrm URL`: a request with road times in place of straight lines.

use super::ending::{Failure, Outcome, count, put, say};
use super::{faults, files, verify};
use crate::generate::text;
use crate::intake::admit;
use crate::intake::case::Case;
use crate::travel::osrm::{self, Address, Limits, Point, Table};
use indicatif::{ProgressBar, ProgressStyle};
use serde_json::{Value, json};
use std::path::PathBuf;
use std::time::{Duration, Instant};

/// More places off the roads than this are only counted: then it is the map that is wrong.
const FAR_SHOWN: usize = 20;

#[derive(clap::Args, Debug)]
pub struct TravelArgs {
    /// A request, `-` for stdin
    pub request: PathBuf,
    /// An OSRM server, such as http://127.0.0.1:5000
    #[arg(long, value_name = "URL")]
    pub osrm: Address,
}

pub fn run(args: &TravelArgs) -> Outcome {
    let bytes = files::read(&args.request)?;
    let mut request: Value =
        serde_json::from_slice(&bytes).map_err(|error| verify::no_json(&args.request, &error))?;
    let name = files::name(&args.request);
    let problem = request.get_mut("problem").and_then(Value::as_object_mut);
    let earlier = problem.and_then(|problem| problem.remove("travel"));
    if earlier.is_some_and(|travel| travel.get("matrix").is_some()) {
        say(&format!("{name}: its matrix is replaced"));
    }
    fill(&mut request, &args.osrm, &name)?;
    put(text(&request))?;
    Ok(0)
}

/// Puts a matrix of road times into a request that has none. `name` is for the words only.
pub fn fill(request: &mut Value, osrm: &Address, name: &str) -> Result<(), Failure> {
    // What was sent is admitted as it will be printed, so that its places have the same ids then.
    let case = admit(text(request).as_bytes());
    let case = case.map_err(|f| Failure::failed(faults::report(name, &f)))?;
    let points = points(&case, name)?;
    let table = ask(osrm, &points, name)?;
    warn(&table, name);
    check_metres(&case, &table, osrm, name)?;
    let places: Vec<&str> = points.iter().map(|point| point.name).collect();
    let mut matrix = json!({ "places": places, "millis": table.millis });
    if let (Some(metres), Some(matrix)) = (table.metres, matrix.as_object_mut()) {
        matrix.insert("metres".to_owned(), json!(metres));
    }
    if let Some(problem) = request.get_mut("problem").and_then(Value::as_object_mut) {
        problem.insert("travel".to_owned(), json!({ "matrix": matrix }));
    }
    Ok(())
}

fn warn(table: &Table, name: &str) {
    for far in table.far.iter().take(FAR_SHOWN) {
        say(&files::clean(&format!("{name}: {far}")));
    }
    if table.far.len() > FAR_SHOWN {
        say(&format!("{name}: and {} more places like these", table.far.len() - FAR_SHOWN));
    }
}

/// The places in use. Without a matrix the door lets none through that lies nowhere.
fn points<'a>(case: &'a Case, name: &str) -> Result<Vec<Point<'a>>, Failure> {
    let located = case.places.iter().map(|place| match place.at {
        Some((lat, lon)) => Ok(Point { name: &place.id, lat, lon }),
        None => {
            let place = files::clean(&place.id);
            let text = format!("{name}: the place {place} has no coordinates; give lat and lon");
            Err(Failure::failed(text))
        }
    });
    located.collect()
}

fn ask(osrm: &Address, points: &[Point], name: &str) -> Result<Table, Failure> {
    let mut teller = Teller::new(osrm, points.len());
    let mut note = |done, blocks| teller.note(done, blocks);
    let table = osrm::table(osrm, points, &Limits::default(), &mut note);
    teller.done();
    table.map_err(|error| Failure::failed(files::clean(&format!("{name}: {error}"))))
}

/// Says so here, where the way out is known, and not only when the request is planned.
fn check_metres(case: &Case, table: &Table, osrm: &Address, name: &str) -> Result<(), Failure> {
    let priced = case.crews.iter().find(|crew| crew.specs.drive_distance > 0);
    let (None, Some(crew)) = (&table.metres, priced) else { return Ok(()) };
    let text = format!(
        "{name}: crew {} has a price per kilometre, and {osrm} gives no distances; use a server \
         that does (osrm-routed 5.20 or newer), or take perKm out",
        files::clean(&crew.id)
    );
    Err(Failure::failed(text))
}

/// What is said while a table of many blocks comes in: a moving line on a terminal, elsewhere a
/// line now and then, ever rarer.
struct Teller {
    bar: ProgressBar,
    what: String,
    begin: Instant,
    next: Duration,
}

impl Teller {
    fn new(osrm: &Address, points: usize) -> Teller {
        let what = format!("road times between {} from {osrm}", count(points, "place"));
        let style = ProgressStyle::with_template("{msg} [{bar:20}] {pos} of {len} requests");
        let style = style.unwrap_or_else(|_| ProgressStyle::default_bar()).progress_chars("#>-");
        // Hidden until it is known that there are many blocks.
        let bar = ProgressBar::hidden().with_style(style).with_message(what.clone());
        Teller { bar, what, begin: Instant::now(), next: Duration::ZERO }
    }

    fn note(&mut self, done: usize, blocks: usize) {
        if blocks == 1 {
            return;
        }
        if self.bar.length() != Some(blocks as u64) {
            self.bar.set_length(blocks as u64);
            self.bar.set_draw_target(indicatif::ProgressDrawTarget::stderr());
        }
        self.bar.set_position(done as u64);
        let spent = self.begin.elapsed();
        if self.bar.is_hidden() && (spent >= self.next || done == blocks) {
            say(&format!("{}: {done} of {blocks} requests", self.what));
            self.next = (2 * spent).max(Duration::from_secs(1));
        }
    }

    /// Takes the moving line away.
    fn done(&self) {
        self.bar.finish_and_clear();
    }
}
