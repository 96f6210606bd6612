//! The ledger of uses: after any moves, kept or undone, it is what the planned visits make it.

use super::requests;
use crate::ties::draw::GRID;
use crate::tiny::given;
use callboard::rng::Rng;
use callboard::search::links;
use callboard::search::ruin::take_out;
use callboard::search::state::State;
use callboard::units::Units;

// If this fails, a move that was undone leaves a use behind, or takes one along that is still
// planned: the next plan pays for a crane that nobody needs, or uses one twice.
#[test]
fn what_is_undone_leaves_no_trace() {
    let (mut undone, mut used) = (0, 0);
    for (seed, request) in requests(120).iter().enumerate() {
        given(request, GRID, |given| {
            let problem = given.problem;
            if problem.worst_rate > 0 {
                // That price is settled by the lane, once a move.
                return;
            }
            let mut state = State::empty(problem);
            let mut rng = Rng::new(seed as u64);
            for step in 0..60 {
                let before = (state.solution(), state.cost);
                for _ in 0..1 + rng.below(3) {
                    let j = rng.below(problem.jobs.len());
                    if problem.jobs[j].tied || !problem.jobs[j].booked {
                        continue;
                    }
                    match state.served(j) {
                        true => {
                            take_out(&mut state, j);
                            state.cost += problem.jobs[j].price;
                        }
                        false if links::insert(&mut state, j, Units::MAX / 4) => {
                            state.cost -= problem.jobs[j].price;
                        }
                        false => {}
                    }
                    assert!(state.ledger_holds(), "request {seed}, step {step}");
                }
                if rng.chance(0.5) {
                    state.rollback();
                    state.cost = before.1;
                    assert_eq!(state.solution(), before.0, "request {seed}, step {step}");
                    undone += 1;
                } else {
                    state.commit();
                }
                assert!(state.ledger_holds(), "request {seed}, step {step}");
                let slow = state.solution().cost(problem);
                assert_eq!(slow, Some(i128::from(state.cost)), "request {seed}, step {step}");
                used += usize::from(slow > Some(0));
            }
        });
    }
    assert!(undone > 1000 && used > 1000, "{undone} undone, {used} with a price");
}
