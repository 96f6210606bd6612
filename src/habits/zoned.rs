//! Every crew has its part of town.

use super::book::Book;
use super::zones::Zones;

pub const DOC: &str = "\
Each crew with a shift has a zone around one job place, its centre, by travel time only. The first \
centre is the job place farthest from the first crew's start place, else its end place (with \
neither: the first job's place), each next one the place farthest from its nearest centre, until \
every crew has one or all are as near as can be; ties: the order of the request. In the order of \
the request each crew takes the free centre nearest to its start place, else to its end place; \
ties: the centre chosen first. Jobs in order of arrival. Each goes to the crew whose centre is \
nearest, where it costs least on that crew's shifts (ties: the earlier date and position). Where \
that crew may not serve it or is full, the crew of the next nearest centre has it, ties in the \
order of the crews; last come crews that found no centre.";

pub fn fill(book: &mut Book) {
    let zones = Zones::draw(book.problem());
    let problem = book.problem();
    for j in book.waiting(|_| ()) {
        let Some(v) = book.single(j) else {
            book.put_cheapest(j);
            continue;
        };
        let place = problem.visits[v as usize].place;
        for crew in zones.crews_for(problem, place) {
            let shifts = zones.shifts_of(crew).iter().map(|&s| s as usize);
            let open = shifts.filter(|&s| problem.allowed(s, v as usize));
            let found = book.cheapest(v, open);
            if book.put(v, found) {
                break;
            }
        }
    }
}
