//! Two tables as a spreadsheet saves them (CSV): the jobs, then the people.
//!
//! The first row names the columns, in any order and case; columns that are not needed may be left
//! out or left empty. Commas, semicolons and tabs separate cells, whichever the header uses most. A
//! list inside a cell is separated by `;` or `|`. Dates are `2026-01-05`, clock times `7:30` or
//! `07:30`, yes is `yes`, `y`, `x`, `true` or `1`. Clock times are local; `problem.timeZone` of the
//! request says where, UTC if nobody sets it.
//!
//! JOBS:
//!
//! | column | what |
//! |---|---|
//! | `id` | needed; each job its own |
//! | `type`, `notes` | free text, kept with the job |
//! | `address` | free text |
//! | `lat`, `lon` | needed; degrees, `47.51` or, where cells are not separated by commas, `47,51` |
//! | `duration_minutes` | needed; minutes at the customer |
//! | `date` | a day or a list of days on which the work may start; empty = any day |
//! | `from`, `to` | the work starts between these clock times of those days; they need a `date` |
//! | `skills` | `gas:2;refrigerant`: gas at level 2, refrigerant at level 1 |
//! | `priority` | `LOW`, `NORMAL`, `HIGH` or `EMERGENCY` |
//! | `value` | the price of leaving the job out, in cents |
//! | `mandatory` | yes = it has to be done |
//! | `due` | a day (its end counts) or `2026-01-05 12:00` (UTC); later starts cost money |
//! | `crew` | only this crew may do it |
//!
//! PEOPLE:
//!
//! | column | what |
//! |---|---|
//! | `id` | needed |
//! | `crew` | people of one crew drive together; empty = alone, a crew named like the person |
//! | `address`, `lat`, `lon` | home; a crew drives from its lead's, else its first member's |
//! | `skills` | as above |
//! | `days` | `MO-FR` or `MO;WE;FR`; empty = every day |
//! | `from`, `to` | the crew's working hours; empty = 08:00 to 17:00 |
//! | `break_from`, `break_to`, `break_minutes` | a break that starts between the two |
//! | `lead` | yes = leads the crew; at most one in each |
//!
//! Days, hours and the break belong to the crew: its members say the same or leave them empty. The
//! horizon runs from the first to the last date of the jobs; where no job names one it is
//! 2026-01-05. An hour of driving costs 3600 cents.

mod cell;
mod jobs;
mod people;
mod table;

use serde_json::{Value, json};

use super::pages::Page;
use super::problem::{ConvertError, Problems};

use table::Table;

/// Writes the two tables as a request, or names every wrong cell of both.
pub(super) fn import(jobs: &Page, people: &Page) -> Result<Value, ConvertError> {
    let mut jobs_problems = Problems::new(jobs.name.clone());
    let mut people_problems = Problems::new(people.name.clone());
    let jobs = Table::read(&jobs.text, &jobs::COLUMNS, &jobs::NEEDED, &mut jobs_problems);
    let people = Table::read(&people.text, &people::COLUMNS, &people::NEEDED, &mut people_problems);
    let people = people::read(&people, &mut people_problems);
    let jobs = jobs::read(&jobs, &people.crew_ids, &mut jobs_problems);
    let mut places = jobs.places;
    places.extend(people.places);
    let mut problem = json!({
        "places": places,
        "people": people.people,
        "crews": people.crews,
        "jobs": jobs.jobs,
    });
    if let (Some(horizon), Some(map)) = (jobs.horizon, problem.as_object_mut()) {
        map.insert("horizon".to_string(), horizon);
    }
    jobs_problems.absorb(people_problems);
    jobs_problems.finish(json!({ "problem": problem }))
}
