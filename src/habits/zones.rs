//! The zones of crews, by travel time only: they work with matrices as with coordinates.

use crate::ids::PlaceId;
use crate::model::problem::Problem;
use crate::units::Millis;

pub struct Zones {
    /// Centre and crew, by crew.
    centres: Vec<(PlaceId, u32)>,
    /// Crews with shifts for which there was no centre.
    others: Vec<u32>,
    /// By crew.
    shifts: Vec<Vec<u32>>,
}

impl Zones {
    pub fn draw(problem: &Problem) -> Zones {
        let crews = problem.shifts.iter().map(|s| s.crew as usize + 1).max().unwrap_or(0);
        let mut shifts: Vec<Vec<u32>> = vec![Vec::new(); crews];
        for (s, shift) in problem.shifts.iter().enumerate() {
            shifts[shift.crew as usize].push(s as u32);
        }
        let with_shifts: Vec<u32> =
            (0..crews as u32).filter(|&c| !shifts[c as usize].is_empty()).collect();
        let mut zones = Zones { centres: Vec::new(), others: Vec::new(), shifts };
        let Some(&first) = with_shifts.first() else { return zones };
        let mut free = spread(problem, zones.home(problem, first), with_shifts.len());
        for crew in with_shifts {
            let home = zones.home(problem, crew);
            let drive = |to: PlaceId| home.map_or(0, |from| problem.travel.millis(from, to));
            match (0..free.len()).min_by_key(|&k| (drive(free[k]), k)) {
                // The order is kept: it breaks the ties of the crews to come.
                Some(k) => zones.centres.push((free.remove(k), crew)),
                None => zones.others.push(crew),
            }
        }
        zones
    }

    /// Where a crew sets out, or ends where it sets out from nowhere in particular.
    fn home(&self, problem: &Problem, crew: u32) -> Option<PlaceId> {
        let shift = &problem.shifts[self.shifts[crew as usize][0] as usize];
        shift.start.or(shift.end)
    }

    pub fn shifts_of(&self, crew: u32) -> &[u32] {
        &self.shifts[crew as usize]
    }

    /// The crews for a place: the nearest centre first.
    pub fn crews_for(&self, problem: &Problem, place: PlaceId) -> Vec<u32> {
        let drive = |centre: PlaceId| problem.travel.millis(centre, place);
        let mut crews: Vec<(Millis, u32)> =
            self.centres.iter().map(|&(centre, crew)| (drive(centre), crew)).collect();
        crews.sort_unstable();
        crews.into_iter().map(|(_, crew)| crew).chain(self.others.iter().copied()).collect()
    }
}

/// Job places far from each other: each the farthest from those before it.
fn spread(problem: &Problem, home: Option<PlaceId>, most: usize) -> Vec<PlaceId> {
    let mut seen = vec![false; problem.travel.size()];
    let places: Vec<PlaceId> = problem
        .visits
        .iter()
        .map(|v| v.place)
        .filter(|p| !std::mem::replace(&mut seen[p.at()], true))
        .collect();
    let from = |a: PlaceId| places.iter().map(move |&b| problem.travel.millis(a, b));
    let farthest = |drives: &[Millis]| (0..drives.len()).rev().max_by_key(|&k| drives[k]);
    let first = match home {
        Some(home) => farthest(&from(home).collect::<Vec<_>>()),
        None => (!places.is_empty()).then_some(0),
    };
    let Some(first) = first else { return Vec::new() };
    let mut chosen = vec![places[first]];
    let mut near: Vec<Millis> = from(places[first]).collect();
    // A matrix may give a place a way to itself.
    near[first] = 0;
    while chosen.len() < most {
        let Some(k) = farthest(&near).filter(|&k| near[k] > 0) else { break };
        chosen.push(places[k]);
        near.iter_mut().zip(from(places[k])).for_each(|(n, drive)| *n = (*n).min(drive));
        near[k] = 0;
    }
    chosen
}
