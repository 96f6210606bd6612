use callboard::solve::{Budget, Stop};
fn main() {
    let a: Vec<String> = std::env::args().collect();
    let begin = std::time::Instant::now();
    let mut text = std::fs::read(&a[1]).unwrap();
    if let Ok(f) = std::env::var("IMP") {
        let fmt = f.parse().unwrap_or_else(|_| panic!());
        let v = callboard::convert::import(fmt, &[std::path::PathBuf::from(&a[1])])
            .unwrap_or_else(|_| panic!());
        text = serde_json::to_vec(&v).unwrap();
    }
    let case = match callboard::intake::admit(&text) {
        Ok(c) => c,
        Err(f) => {
            println!("{}", serde_json::to_string_pretty(&f).unwrap());
            std::process::exit(1)
        }
    };
    let travel = callboard::travel::Travel::of(&case);
    let mut faults = callboard::fault::Faults::default();
    let prices = callboard::rules::Prices::of(&case, &travel, &mut faults).unwrap();
    let stop = Stop::default();
    let secs: f64 = a[2].parse().unwrap();
    let budget = Budget::new(begin, std::time::Duration::from_secs_f64(secs), None, &stop);
    eprintln!("ready {:?}", begin.elapsed());
    let r = callboard::solve::plan(&case, &travel, &prices, &budget, &mut |p| {
        if std::env::var("V").is_ok() {
            eprintln!("{:.3} {} {}", p.seconds, p.moves, p.cost / 3_600_000)
        }
    });
    match r {
        Ok(p) => {
            println!(
                "cost {} value {} drive {} jobs {} work {} {:?} {:?}",
                p.cost,
                p.kpis.value,
                p.kpis.drive,
                p.kpis.jobs,
                p.work,
                p.status,
                begin.elapsed()
            );
            if let Some(f) = a.get(3) {
                std::fs::write(f, serde_json::to_string_pretty(&*p).unwrap()).unwrap();
            }
        }
        Err(e) => println!("{e}"),
    }
}
