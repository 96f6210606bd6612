//! A day as a line of cells: service, drive, waiting, breaks.

use super::look::Look;
use crate::wire::plan::{BreakTaken, Route, Stop};
use crate::words::hours;

/// The hours that all bars of one page show, and how finely.
pub struct Span {
    from: i64,
    to: i64,
    /// Cells in an hour.
    fine: usize,
}

#[derive(Clone, Copy, PartialEq)]
enum Cell {
    Off,
    Wait,
    Drive,
    Work,
    Break,
}

/// Columns of a bar's indent and of the hours at its ends.
const ENDS: usize = 12;

impl Cell {
    fn sign(self, ascii: bool) -> char {
        let (plain, drawn) = match self {
            Cell::Off => (' ', ' '),
            Cell::Wait => ('.', '·'),
            Cell::Drive => ('-', '▒'),
            Cell::Work => ('#', '█'),
            Cell::Break => ('o', '☐'),
        };
        if ascii { plain } else { drawn }
    }
}

/// What the signs mean.
pub fn legend(look: &Look) -> String {
    let sign = |cell: Cell| cell.sign(look.ascii);
    let (work, drive, wait, rest) =
        (sign(Cell::Work), sign(Cell::Drive), sign(Cell::Wait), sign(Cell::Break));
    look.faint(&format!("{work} service  {drive} drive  {wait} waiting  {rest} break"))
}

impl Span {
    /// The hours of all routes, 07 to 19 at least; as fine as the width allows with so many
    /// columns left for what stands beside the bar.
    pub fn around(routes: &[&Route], beside: usize, look: &Look) -> Span {
        let (mut from, mut to) = (7.0_f64, 19.0_f64);
        for route in routes {
            from = from.min(hours(&route.start, &route.date));
            to = to.max(hours(&route.end, &route.date));
        }
        // A shift can be long, a page cannot.
        let (from, to) = (from.floor().max(-24.0) as i64, to.ceil().min(72.0) as i64);
        let room = look.width.saturating_sub(ENDS + beside) / (to - from).max(1) as usize;
        Span { from, to: to.max(from + 1), fine: room.clamp(1, 4) }
    }

    fn cells(&self) -> usize {
        (self.to - self.from) as usize * self.fine
    }

    fn cell(&self, hour: f64) -> usize {
        let at = ((hour - self.from as f64) * self.fine as f64).round();
        (at.max(0.0) as usize).min(self.cells())
    }

    /// The bar with its hours at both ends.
    pub fn draw(&self, route: &Route, look: &Look) -> String {
        let mut cells = vec![Cell::Off; self.cells()];
        let mut fill = |from: &str, to: &str, cell: Cell| {
            let (from, to) = (hours(from, &route.date), hours(to, &route.date));
            let (a, b) = (self.cell(from), self.cell(to));
            // Ten minutes are still something to see.
            let b = if to > from && b == a { (a + 1).min(cells.len()) } else { b };
            if a < b {
                cells[a..b].fill(cell);
            }
        };
        fill(&route.start, &route.end, Cell::Wait);
        let mut left = &route.start;
        let mut breaks: Vec<&BreakTaken> = Vec::new();
        for stop in &route.stops {
            match stop {
                Stop::Break(taken) => breaks.push(taken),
                Stop::Call(call) => {
                    fill(left, &call.arrival, Cell::Drive);
                    fill(&call.start, &call.end, Cell::Work);
                    breaks.extend(&call.on_the_way);
                    left = &call.departure;
                }
                Stop::Visit(visit) => {
                    fill(left, &visit.arrival, Cell::Drive);
                    fill(&visit.start, &visit.end, Cell::Work);
                    breaks.extend(visit.inside.iter().chain(&visit.on_the_way));
                    left = &visit.departure;
                }
            }
        }
        if let Some(home) = &route.home {
            fill(left, &route.end, Cell::Drive);
            breaks.extend(&home.on_the_way);
        }
        for taken in breaks {
            fill(&taken.start, &taken.end, Cell::Break);
        }
        let drawn: String = cells.iter().map(|c| c.sign(look.ascii)).collect();
        format!("{:02} |{drawn}| {:02}", self.from.rem_euclid(24), self.to.rem_euclid(24))
    }
}
