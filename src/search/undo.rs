//! The end of a move: it is kept, or everything is as it was before it.

use super::state::{NOWHERE, State};

impl State<'_> {
    /// Keeps the move.
    pub fn commit(&mut self) {
        for (s, old) in self.saved.drain(..) {
            self.touched[s as usize] = false;
            self.pool.push(old);
        }
        self.saved_starts.clear();
        self.saved_worst.clear();
        self.ledger.commit();
    }

    /// Undoes the move; `cost` and `absent` are the caller's to restore.
    pub fn rollback(&mut self) {
        let problem = self.problem;
        for k in 0..self.saved.len() {
            let s = self.saved[k].0 as usize;
            self.tally_out(s);
            for &v in &self.routes[s].visits {
                self.shift_of[v as usize] = NOWHERE;
            }
        }
        let mut saved = std::mem::take(&mut self.saved);
        for (s, old) in saved.drain(..) {
            let at = s as usize;
            let group = problem.shifts[at].day_group as usize;
            let (was, is) = (old.visits.is_empty(), self.routes[at].visits.is_empty());
            match (was, is) {
                (true, false) => self.group_use[group] -= 1,
                (false, true) => self.group_use[group] += 1,
                _ => {}
            }
            for v in problem.served(&old.visits) {
                self.shift_of[v as usize] = s;
            }
            self.touched[at] = false;
            (self.spare[at], self.swap[at]) = (old.spare, old.swap);
            self.empty[at] = old.visits.is_empty();
            let new = std::mem::replace(&mut self.routes[at], old);
            self.pool.push(new);
            self.tally_back(at);
        }
        self.saved = saved;
        self.tally_look();
        for (s, late) in self.saved_worst.drain(..).rev() {
            self.worst[s as usize] = late;
        }
        self.ledger.rollback();
        for (visit, old) in self.saved_starts.drain(..).rev() {
            self.starts.fixed[visit as usize] = old;
        }
    }
}
