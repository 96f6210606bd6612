//! Dives: a plan from a fractional mix, by driving one route after the other (the diving heuristic
//! of column generation with limited discrepancy; Sadykov, Vanderbeck, Pessoa, Tahiri and Uchoa
//! 2019).

use super::branch::{Branch, WHOLE, by_route};
use super::tree::Tree;

impl Tree<'_, '_> {
    /// Dives so often; each forbids the first routes of those before it.
    pub fn dive(&mut self, dives: usize) {
        let mut firsts = Vec::new();
        for _ in 0..dives {
            let mut made = Vec::new();
            firsts.iter().for_each(|&c| self.kill(c));
            let first = self.down(&mut made);
            made.iter().for_each(|(_, branch)| self.take_back(branch));
            firsts.iter().for_each(|&c| self.revive(c));
            match first {
                Some(first) => firsts.push(first),
                None => return,
            }
        }
    }

    /// Drives the route that is used most of those used in part, until none is or nothing better
    /// can come of it. The first route.
    fn down(&mut self, made: &mut Vec<(usize, Branch)>) -> Option<usize> {
        let mut first = None;
        loop {
            let Some(look) = self.look() else { return first };
            if look.bound >= self.limit() {
                return first;
            }
            self.keep_if_whole(&look);
            let alive: Vec<usize> =
                (0..self.columns.len()).filter(|&c| self.killed[c] == 0).collect();
            let open = alive.iter().copied().filter(|&c| {
                let x = look.values[c];
                // One that is driven can be used in part where its class has too few shifts.
                x > WHOLE && x < 1.0 - WHOLE && made.iter().all(|(one, _)| *one != c)
            });
            let most = open.max_by(|&a, &b| look.values[a].total_cmp(&look.values[b]));
            let Some(route) = most else { return first };
            first = first.or(Some(route));
            let [driven, _] = by_route(self.problem, &self.columns, &alive, route);
            driven.kills.iter().for_each(|&c| self.kill(c));
            driven.needs.iter().for_each(|&j| self.need(j, true));
            made.push((route, driven));
        }
    }

    fn take_back(&mut self, branch: &Branch) {
        branch.kills.iter().for_each(|&c| self.revive(c));
        branch.needs.iter().for_each(|&j| self.need(j, false));
    }
}
