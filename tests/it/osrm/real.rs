//! The recipe with a real road engine, where `make osrm` has put its parts into `.tools/osrm`.

use super::program::{Folder, JOBS, PEOPLE, cells, json, plan, run, spots};
use super::{address, limits};
use callboard::travel::osrm::{self, Point, Table};
use std::io::Write;
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

/// The program and the prepared extract, or what is missing.
fn parts() -> Result<(PathBuf, PathBuf), String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(".tools/osrm");
    let program = folder.join("wheel/osrm/bin/osrm-routed");
    let data = folder.join("data/liechtenstein.osrm");
    // The file that preparing writes last.
    let whole = folder.join("data/liechtenstein.osrm.hsgr");
    let runs = Command::new(&program).arg("--version").stdout(Stdio::null()).status();
    match runs {
        Ok(status) if status.success() && whole.is_file() => Ok((program, data)),
        Ok(status) if status.success() => Err("there is no prepared extract".to_owned()),
        Ok(status) => Err(format!("osrm-routed does not run here: {status}")),
        Err(error) => Err(format!("there is no osrm-routed: {error}")),
    }
}

/// A running server; it ends with this value, however the test ends.
struct Server {
    child: Child,
    url: String,
}

impl Server {
    fn start(program: &Path, data: &Path) -> Server {
        // Somebody else may take the port between our finding it free and the server's taking it.
        (0..3).find_map(|_| Server::try_start(program, data)).expect("osrm-routed starts")
    }

    fn try_start(program: &Path, data: &Path) -> Option<Server> {
        let free = TcpListener::bind("127.0.0.1:0").and_then(|l| l.local_addr());
        let port = free.expect("a free port").port();
        let mut command = Command::new(program);
        command.args(["--ip", "127.0.0.1", "--port", &port.to_string()]).arg(data);
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        let child = command.spawn().expect("osrm-routed can be run");
        let mut server = Server { child, url: format!("http://127.0.0.1:{port}") };
        let begin = Instant::now();
        while begin.elapsed() < Duration::from_secs(20) {
            if server.child.try_wait().expect("its state").is_some() {
                return None;
            }
            if TcpStream::connect(("127.0.0.1", port)).is_ok() {
                return Some(server);
            }
            thread::sleep(Duration::from_millis(20));
        }
        None
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.child.kill().ok();
        self.child.wait().ok();
    }
}

fn server() -> Option<Server> {
    match parts() {
        Ok((program, data)) => Some(Server::start(&program, &data)),
        Err(why) => {
            // Past the harness, which keeps what a passing test prints to itself.
            let text = format!("skipped: {why}; `make osrm` fetches and prepares a road engine\n");
            std::io::stderr().write_all(text.as_bytes()).ok();
            None
        }
    }
}

/// Great-circle metres.
fn straight(from: (f64, f64), to: (f64, f64)) -> f64 {
    let half = |a: f64, b: f64| ((b - a).to_radians() / 2.0).sin().powi(2);
    let cos = from.0.to_radians().cos() * to.0.to_radians().cos();
    2.0 * 6_371_000.0 * (half(from.0, to.0) + cos * half(from.1, to.1)).sqrt().asin()
}

#[test]
fn a_day_in_liechtenstein_is_planned_by_its_roads() {
    // Would break: the recipe on the front page, the one road to the mountains included.
    let Some(server) = server() else { return };
    let folder = Folder::new("osrm-real");
    let begin = Instant::now();
    let args = ["import", "csv", JOBS, PEOPLE, "--osrm", &server.url];
    let (out, said) = run(&args, 0, &[]);
    println!("import with road times of 36 places: {:?}", begin.elapsed());
    assert_eq!(said, "", "every example place lies at a road");
    let request = json(&out);
    let matrix = &request["problem"]["travel"]["matrix"];
    let (spots, millis) = (spots(&request), cells(&matrix["millis"]));
    let metres = cells(&matrix["metres"]);
    assert_eq!((spots.len(), millis.len(), metres.len()), (36, 36, 36));
    let pairs = (0..36).flat_map(|i| (0..36).map(move |j| (i, j))).filter(|(i, j)| i != j);
    let pairs: Vec<(usize, usize)> = pairs.collect();
    let one_way = pairs.iter().filter(|(i, j)| millis[*i][*j] != millis[*j][*i]).count();
    assert!(one_way > 100, "{one_way} of {} ways differ from the way back", pairs.len());
    let mut winding = 0;
    for (i, j) in &pairs {
        let (road, air) = (metres[*i][*j] as f64, straight(spots[*i], spots[*j]));
        // Both ends were moved to the nearest road.
        assert!(road > air - 150.0, "{i} to {j}: {road} m by road, {air} m through the air");
        winding += usize::from(road > 1.6 * air && air > 1_000.0);
        let speed = road * 3_600.0 / millis[*i][*j] as f64;
        assert!(speed < 121.0, "{i} to {j} at {speed} km/h");
    }
    assert!(winding > 20, "only {winding} ways wind; the mountains are full of them");
    let plan = plan(&folder, &request);
    assert_eq!(plan["travelSource"], "MATRIX");
    assert_eq!(plan["kpis"]["jobs"], 30);
}

/// Points all over the country, by a simple walk that never repeats.
fn scattered(count: usize) -> Vec<(f64, f64)> {
    let at = |i: usize| {
        let (north, east) = (i as f64 * 0.618_034 % 1.0, i as f64 * 0.754_878 % 1.0);
        (47.06 + 0.19 * north, 9.495 + 0.06 * east)
    };
    (0..count).map(at).collect()
}

fn ask(server: &Server, spots: &[(f64, f64)]) -> Table {
    let names: Vec<String> = (0..spots.len()).map(|i| format!("p{i}")).collect();
    let each = names.iter().zip(spots);
    let points: Vec<Point> =
        each.map(|(name, (lat, lon))| Point { name, lat: *lat, lon: *lon }).collect();
    let table = osrm::table(&address(&server.url), &points, &limits(), &mut |_, _| {});
    table.unwrap_or_else(|error| panic!("{error}"))
}

#[test]
fn blocks_of_a_real_server_fit_together() {
    // Would break: only in large companies, crews drive by the travel times of other places.
    let Some(server) = server() else { return };
    let spots = scattered(500);
    let begin = Instant::now();
    let whole = ask(&server, &spots);
    println!("road times between 500 points: {:?}, {} far", begin.elapsed(), whole.far.len());
    let metres = whole.metres.expect("this server gives distances");
    assert_eq!((whole.millis.len(), whole.millis[499].len(), metres.len()), (500, 500, 500));
    // Some of them again, in one block: across the borders of the blocks before.
    let some: Vec<usize> = (0..50).map(|k| k * 10 + k % 7).collect();
    let again = ask(&server, &some.iter().map(|k| spots[*k]).collect::<Vec<_>>());
    let again_metres = again.metres.expect("this server gives distances");
    for (i, from) in some.iter().enumerate() {
        for (j, to) in some.iter().enumerate() {
            let expected = (again.millis[i][j], again_metres[i][j]);
            assert_eq!((whole.millis[*from][*to], metres[*from][*to]), expected, "{from} to {to}");
        }
    }
}
