//! What an ask or a plan can name, by id.

use crate::intake::case::Case;
use std::collections::HashMap;

pub struct Names<'a> {
    pub crews: HashMap<&'a str, usize>,
    pub shifts: HashMap<&'a str, usize>,
    pub jobs: HashMap<&'a str, usize>,
}

impl<'a> Names<'a> {
    pub fn of(case: &'a Case) -> Names<'a> {
        Names {
            crews: case.crews.iter().enumerate().map(|(i, c)| (c.id.as_str(), i)).collect(),
            shifts: case.shifts.iter().enumerate().map(|(i, s)| (s.id.as_str(), i)).collect(),
            jobs: case.own_jobs().iter().enumerate().map(|(i, j)| (j.id.as_str(), i)).collect(),
        }
    }
}
