//! What a batch made of each file, as lines and as `summary.csv`.

use super::batch::failures;
use super::child::first_words;
use super::ending::count;
use super::money::{amount, money};
use super::{files, show};
use crate::verify::parse_plan;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// The figures of one plan.
#[derive(Clone, Debug, PartialEq)]
pub struct Figures {
    pub status: &'static str,
    pub served: i64,
    pub left_out: usize,
    pub set_aside: usize,
    pub cost: i64,
    pub currency: String,
}

/// One file: its figures, or what went wrong.
pub struct Row {
    pub request: PathBuf,
    pub plan: Result<Figures, String>,
    pub seconds: f64,
}

/// The figures of a plan that was just written.
pub fn read(path: &Path) -> Result<Figures, String> {
    let bytes = files::read(path).map_err(|failure| failure.text)?;
    let plan = parse_plan(&bytes).map_err(|fault| super::faults::line(&fault))?;
    Ok(Figures {
        status: show::words::status(plan.status),
        served: plan.kpis.jobs,
        left_out: plan.unassigned.len(),
        set_aside: plan.set_aside.len(),
        cost: plan.cost,
        currency: plan.currency,
    })
}

impl Row {
    fn file(&self) -> String {
        let name = self.request.file_name().unwrap_or_default();
        files::clean(&name.to_string_lossy())
    }

    pub fn line(&self) -> String {
        let (file, seconds) = (self.file(), self.seconds);
        match &self.plan {
            Ok(f) => {
                let cost = money(f.cost, &f.currency);
                let (status, served, out) = (f.status, f.served, f.left_out);
                let aside = match f.set_aside {
                    0 => String::new(),
                    n => format!(", {n} set aside"),
                };
                format!(
                    "{file}: {status}, {served} served, {out} left out{aside}, cost {cost}, \
                     {seconds:.1} s"
                )
            }
            Err(said) => format!("{file}: FAILED, {seconds:.1} s: {}", first_words(said)),
        }
    }

    fn cells(&self) -> [String; 9] {
        let (file, seconds) = (self.file(), format!("{:.3}", self.seconds));
        match &self.plan {
            Ok(f) => [
                file,
                f.status.to_owned(),
                f.served.to_string(),
                f.left_out.to_string(),
                f.set_aside.to_string(),
                amount(f.cost, &f.currency).replace(',', ""),
                f.currency.clone(),
                seconds,
                String::new(),
            ],
            Err(said) => {
                let empty = String::new;
                let (failed, why) = ("FAILED".to_owned(), first_words(said));
                [file, failed, empty(), empty(), empty(), empty(), empty(), seconds, why]
            }
        }
    }
}

/// `summary.csv`.
pub fn table(rows: &[Row]) -> Vec<u8> {
    const HEAD: [&str; 9] = [
        "file",
        "status",
        "served",
        "left_out",
        "set_aside",
        "cost",
        "currency",
        "seconds",
        "reason",
    ];
    let mut table = csv::Writer::from_writer(Vec::new());
    // Writing to memory cannot fail, and every row has nine cells.
    table.write_record(HEAD).expect("rows of one length");
    for row in rows {
        table.write_record(row.cells()).expect("rows of one length");
    }
    table.into_inner().expect("memory takes everything")
}

/// The last line of a batch.
pub fn last_line(rows: &[Row], time: Duration) -> String {
    let good = rows.iter().filter_map(|row| row.plan.as_ref().ok());
    let (served, out) = good.fold((0, 0), |(s, o), f| (s + f.served, o + f.left_out));
    format!(
        "{} planned, {}; {served} jobs served, {out} left out; {:.1} s; see summary.csv",
        count(rows.iter().filter(|row| row.plan.is_ok()).count(), "file"),
        failures(rows),
        time.as_secs_f64(),
    )
}
