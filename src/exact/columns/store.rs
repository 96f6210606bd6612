//! Routes that are known and not in the master: cheaper to look through than to find.

use super::graph::Graph;
use super::master::times;
use super::sheet::Duals;
use crate::model::problem::Problem;
use crate::units::Units;

/// A route with its position among the graphs.
struct Kept {
    graph: u32,
    visits: Box<[u32]>,
    cost: Units,
}

/// The most routes kept.
const MOST: usize = 100_000;

pub struct Store {
    routes: Vec<Kept>,
    /// By visit: the cuts of the last look that it is in.
    cuts_of: Vec<Vec<u32>>,
}

impl Store {
    /// A store of routes seen elsewhere, by team class.
    pub fn of(problem: &Problem, graphs: &[Graph], seen: Vec<(u32, Vec<u32>)>) -> Store {
        let mut store =
            Store { routes: Vec::new(), cuts_of: vec![Vec::new(); problem.visits.len()] };
        let classes = graphs.iter().map(|g| g.class as usize + 1).max().unwrap_or(0);
        let mut at = vec![None; classes];
        graphs.iter().enumerate().for_each(|(g, graph)| at[graph.class as usize] = Some(g));
        for (class, route) in seen {
            let Some(Some(g)) = at.get(class as usize) else { continue };
            // A call is no visit of a column.
            let visits: Vec<u32> = problem.served(&route).collect();
            if let Some(cost) = graphs[*g].cost(&visits) {
                store.put(*g, visits, cost);
            }
        }
        store
    }

    pub fn put(&mut self, graph: usize, visits: Vec<u32>, cost: Units) {
        if self.routes.len() < MOST && !visits.is_empty() {
            self.routes.push(Kept { graph: graph as u32, visits: visits.into(), cost });
        }
    }

    /// Takes out the routes of least reduced cost below the limit, some of each graph.
    pub fn take(
        &mut self,
        graphs: &[Graph],
        duals: &Duals,
        below: Units,
        each: usize,
    ) -> Vec<(usize, Vec<u32>)> {
        self.cuts_of.iter_mut().for_each(Vec::clear);
        for (c, (three, price)) in duals.cuts.iter().enumerate().filter(|(_, c)| c.1 > 0) {
            debug_assert!(*price > 0);
            three.iter().for_each(|&v| self.cuts_of[v as usize].push(c as u32));
        }
        let barred = |route: &Kept| route.visits.iter().any(|&v| duals.visit[v as usize] < 0);
        let reduced = |route: &Kept| {
            let worth: Units = route.visits.iter().map(|&v| duals.visit[v as usize]).sum();
            let class = duals.class[graphs[route.graph as usize].class as usize];
            let net = route.cost + class - worth;
            if net >= below { net } else { net + self.cut_price(duals, &route.visits) }
        };
        let mut found: Vec<(u32, Units, usize)> = Vec::new();
        for (k, route) in self.routes.iter().enumerate() {
            let net = reduced(route);
            if net < below && !barred(route) {
                found.push((route.graph, net, k));
            }
        }
        found.sort_unstable();
        let mut taken: Vec<usize> = Vec::new();
        for of_graph in found.chunk_by(|a, b| a.0 == b.0) {
            taken.extend(of_graph.iter().take(each).map(|f| f.2));
        }
        taken.sort_unstable();
        let mut out = Vec::with_capacity(taken.len());
        for k in taken.into_iter().rev() {
            let route = self.routes.swap_remove(k);
            out.push((route.graph as usize, route.visits.into_vec()));
        }
        out
    }

    /// What the cuts add to the cost of a route.
    fn cut_price(&self, duals: &Duals, visits: &[u32]) -> Units {
        let mut cuts: Vec<u32> =
            visits.iter().flat_map(|&v| self.cuts_of[v as usize].iter().copied()).collect();
        cuts.sort_unstable();
        cuts.dedup();
        let price = |c: &u32| {
            let (three, price) = &duals.cuts[*c as usize];
            price * Units::from(times(three, visits))
        };
        cuts.iter().map(price).sum()
    }
}
