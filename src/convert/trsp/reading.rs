//! The text of a TRSP file, line by line.

use super::super::problem::Problems;
use super::super::{MAX_CREWS, MAX_PLACES};

/// Minutes; beyond this a number is a slip of the keyboard.
const MAX_NUMBER: f64 = 1e6;

pub struct Node {
    pub line: u64,
    pub x: f64,
    pub y: f64,
    pub open: f64,
    pub shut: f64,
    pub service: f64,
    pub skills: Vec<i64>,
    /// The tools that it needs or has.
    pub tools: Vec<i64>,
    /// How many spare parts of each kind it needs or has.
    pub spares: Vec<i64>,
}

pub struct Instance {
    pub name: String,
    pub technicians: usize,
    /// The main depot, the technicians, the requests.
    pub nodes: Vec<Node>,
    /// Minutes, by node; may be larger than the number of nodes.
    pub travel: Option<Vec<Vec<f64>>>,
}

/// What the lines that follow hold.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Section {
    Info,
    Counts,
    Nodes,
    Distances,
    Travel,
}

struct Reader<'a> {
    section: Section,
    technicians: Option<i64>,
    nodes: Vec<Node>,
    distances_at: Option<u64>,
    travel: Option<Vec<Vec<f64>>>,
    problems: &'a mut Problems,
}

pub fn read(text: &str, problems: &mut Problems) -> Option<Instance> {
    let mut reader = Reader {
        section: Section::Info,
        technicians: None,
        nodes: Vec::new(),
        distances_at: None,
        travel: None,
        problems,
    };
    for (line, content) in (1..).zip(text.lines()).skip(1) {
        reader.line(line, content.trim());
    }
    let name = text.lines().next().unwrap_or_default().trim().to_string();
    reader.finish(name)
}

impl Reader<'_> {
    fn line(&mut self, line: u64, content: &str) {
        let first = content.split_whitespace().next().unwrap_or_default();
        match (self.section, first) {
            (_, "") => {}
            (_, "DISTANCES") => {
                self.section = Section::Distances;
                self.distances_at = Some(line);
            }
            (_, "TRAVEL") => {
                self.section = Section::Travel;
                self.travel = Some(Vec::new());
            }
            (Section::Info, "CREW") => self.section = Section::Counts,
            (Section::Info, "ID") => self.section = Section::Nodes,
            (Section::Info, _) => {}
            (Section::Counts, count) => {
                self.section = Section::Info;
                self.technicians = self.whole(line, count, "crew count", 1..=MAX_CREWS);
            }
            (Section::Nodes, _) => self.node(line, content),
            // The judge measures time alone.
            (Section::Distances, _) => {}
            (Section::Travel, _) => self.travel_row(line, content),
        }
    }

    fn node(&mut self, line: u64, content: &str) {
        let (numbers, sets) = content.split_at(content.find('[').unwrap_or(content.len()));
        let words: Vec<&str> = numbers.split_whitespace().collect();
        let [id, x, y, open, shut, service] = words.as_slice() else {
            let hint = "give id, x, y, start, end and service, then [skills] [tools] [spare parts]";
            let message = "the row has the wrong number of entries";
            self.problems.line(line, content, message, hint);
            return;
        };
        let position = self.nodes.len();
        if id.parse() != Ok(position) {
            let hint = format!("number the rows from 0, the main depot; this one is {position}");
            self.problems.line(line, *id, "this node is out of order", &hint);
        }
        let x = self.number(line, x, "x", -MAX_NUMBER);
        let y = self.number(line, y, "y", -MAX_NUMBER);
        let open = self.number(line, open, "start of the window", 0.0);
        let shut = self.number(line, shut, "end of the window", 0.0);
        let service = self.number(line, service, "service time", 0.0);
        let mut sets = sets.split('[').skip(1).map(|set| set.trim().trim_end_matches(']'));
        let skills = self.set(line, sets.next(), "skills");
        let tools = self.set(line, sets.next(), "tools");
        let spares = self.set(line, sets.next(), "spare parts");
        self.nodes.push(Node { line, x, y, open, shut, service, skills, tools, spares });
    }

    /// A finite number, else 0 after the problem is told.
    fn number(&mut self, line: u64, word: &str, what: &str, from: f64) -> f64 {
        let number = word.parse::<f64>().ok().filter(|n| (from..=MAX_NUMBER).contains(n));
        if number.is_none() {
            let message = format!("the {what} cannot be read");
            let hint = format!("use a number from {from} to {MAX_NUMBER}");
            self.problems.line(line, word, &message, &hint);
        }
        number.unwrap_or_default()
    }

    fn whole(
        &mut self,
        line: u64,
        word: &str,
        what: &str,
        range: std::ops::RangeInclusive<i64>,
    ) -> Option<i64> {
        let number = word.parse().ok().filter(|n| range.contains(n));
        if number.is_none() {
            let message = format!("the {what} cannot be read");
            let hint = format!("use a whole number from {} to {}", range.start(), range.end());
            self.problems.line(line, word, &message, &hint);
        }
        number
    }

    fn set(&mut self, line: u64, set: Option<&str>, what: &str) -> Vec<i64> {
        let Some(set) = set else {
            let hint = "end the row with [skills] [tools] [spare parts]";
            self.problems.line(line, what, "this list is missing", hint);
            return Vec::new();
        };
        let words = set.split(',').map(str::trim).filter(|word| !word.is_empty());
        words.filter_map(|word| self.whole(line, word, what, 0..=1_000_000)).collect()
    }

    fn travel_row(&mut self, line: u64, content: &str) {
        let size = self.nodes.len();
        let position = self.travel.as_ref().map_or(0, Vec::len);
        if position >= size {
            // Rows beyond the nodes, which the two real days carry and nobody reads.
            return;
        }
        let mut words = content.split(';');
        let id = words.next().unwrap_or_default().trim();
        if id.parse() != Ok(position) {
            let hint = format!("begin the row with its node, {position}");
            self.problems.line(line, id, "this travel row is out of order", &hint);
        }
        let cells: Vec<&str> = words.map(str::trim).filter(|word| !word.is_empty()).collect();
        if cells.len() < size {
            let found = format!("{} entries", cells.len());
            let hint = format!("give at least {size} numbers, one for each node");
            self.problems.line(line, found, "the travel row is too short", &hint);
        }
        let cells = cells.into_iter().take(size);
        let row: Vec<f64> = cells.map(|cell| self.number(line, cell, "travel time", 0.0)).collect();
        if row.get(position).is_some_and(|minutes| *minutes != 0.0) {
            let message = "the way from a node to itself must be 0";
            self.problems.line(line, format!("node {position}"), message, "write 0");
        }
        self.travel.get_or_insert_default().push(row);
    }

    fn finish(self, name: String) -> Option<Instance> {
        let Some(technicians) = self.technicians else {
            let hint = "give it on the line after CREW COUNT";
            self.problems.file("nothing", "the file has no readable crew count", hint);
            return None;
        };
        let technicians = technicians as usize;
        let size = self.nodes.len();
        if size <= technicians || size > MAX_PLACES {
            let hint = format!(
                "list the depot, {technicians} technicians and the requests, up to {MAX_PLACES}"
            );
            let found = format!("{size} nodes");
            self.problems.file(found, "the file has the wrong number of nodes", &hint);
        }
        if let (Some(line), None) = (self.distances_at, &self.travel) {
            let hint = "add the section TRAVEL TIMES or take the distances out";
            let message = "there are distances but no travel times";
            self.problems.line(line, "DISTANCES", message, hint);
        }
        let rows = self.travel.as_ref().map(Vec::len);
        if let Some(rows) = rows.filter(|rows| *rows < size) {
            let found = format!("{rows} rows");
            let hint = format!("give {size} rows, one for each node");
            self.problems.file(found, "the travel times are too few", &hint);
        }

        (self.problems.len() == 0).then_some(Instance {
            name,
            technicians,
            nodes: self.nodes,
            travel: self.travel,
        })
    }
}
