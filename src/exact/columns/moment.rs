//! Where a route may be after a service, and what it costs to be ready there at any later time.
//!
//! The cost of being ready at `t` never falls with `t` and rises ever faster: flat while the
//! departure can wait as well, then with the price of each lateness that grows, and at the price of
//! an hour in the end, because whoever is ready early may wait. So a list of bends says it all.

use crate::units::{Millis, Units};

/// The bends that a moment has room for. Of more the last two become one, which costs less.
const BENDS: usize = 4;

/// From a time on, every millisecond costs so much more.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Bend {
    from: u32,
    more: u32,
}

/// A state of the break clock, the earliest time to be ready in it, and the costs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moment {
    pub state: usize,
    pub ready: Millis,
    /// The cost of being ready then.
    pub base: Units,
    /// In order of time, none before one is ready.
    bends: [Bend; BENDS],
    many: u8,
    /// There were too many bends: it costs no less than this says, and perhaps more.
    pub rough: bool,
}

/// What waiting costs a millisecond, and when a shift is over: bends after that change nothing.
#[derive(Clone, Copy, Debug)]
pub struct Waiting {
    pub rate: u32,
    pub end: Millis,
}

impl Moment {
    /// A moment that costs nothing, and waiting neither.
    pub fn at(state: usize, ready: Millis) -> Moment {
        Moment { state, ready, base: 0, bends: [Bend::default(); BENDS], many: 0, rough: false }
    }

    #[inline]
    pub fn add(mut self, cost: Units) -> Moment {
        self.base += cost;
        self
    }

    #[inline]
    pub fn in_state(mut self, state: usize) -> Moment {
        self.state = state;
        self
    }

    /// Ready at another time for another amount, where waiting costs nothing.
    #[inline]
    pub fn moved(mut self, ready: Millis, base: Units) -> Moment {
        debug_assert_eq!(self.many, 0);
        (self.ready, self.base) = (ready, base);
        self
    }

    #[inline]
    fn bends(&self) -> &[Bend] {
        &self.bends[..usize::from(self.many)]
    }

    /// What being ready at `t` costs, which is no earlier than one can be.
    #[inline]
    fn cost_at(&self, t: Millis) -> Units {
        let risen = |b: &Bend| Units::from(b.more) * (t - Millis::from(b.from)).max(0);
        self.base + self.bends().iter().map(risen).sum::<Units>()
    }

    /// Not before `t`.
    #[inline]
    pub fn wait(mut self, t: Millis) -> Moment {
        if t <= self.ready {
            return self;
        }
        self.base = self.cost_at(t);
        self.ready = t;
        for bend in &mut self.bends[..usize::from(self.many)] {
            bend.from = bend.from.max(u32::try_from(t).unwrap_or(u32::MAX));
        }
        self
    }

    /// So much later, for so much.
    #[inline]
    pub fn later(mut self, by: Millis, cost: Units, waiting: Waiting) -> Moment {
        self.ready += by;
        self.base += cost;
        for bend in &mut self.bends[..usize::from(self.many)] {
            bend.from = bend.from.saturating_add(by as u32);
        }
        while self.bends().last().is_some_and(|b| Millis::from(b.from) >= waiting.end) {
            self.many -= 1;
        }
        self
    }

    /// One has to be here by `latest`: later is waiting after it.
    #[inline]
    pub fn by(mut self, latest: Millis, waiting: Waiting) -> Moment {
        if waiting.rate == 0 || latest >= waiting.end {
            return self;
        }
        let kept = self.bends().iter().take_while(|b| Millis::from(b.from) < latest);
        let (count, sum) = kept.fold((0, 0), |(n, sum), b| (n + 1, sum + b.more));
        self.many = count;
        if sum < waiting.rate {
            self.bend(Bend { from: latest as u32, more: waiting.rate - sum });
        }
        self
    }

    /// Work that starts here is late from `due` on, at a price a millisecond; where that is more
    /// than waiting costs, one waits after it.
    pub fn late(mut self, due: Millis, price: Units, waiting: Waiting) -> Moment {
        self.base += price * (self.ready - due).max(0);
        let from = due.max(self.ready);
        let more = u32::try_from(price).unwrap_or(u32::MAX).min(waiting.rate);
        if more == 0 || from >= waiting.end {
            return self;
        }
        let old = self;
        let sooner = old.bends().partition_point(|b| Millis::from(b.from) <= from);
        let new = Bend { from: from as u32, more };
        let all = old.bends()[..sooner].iter().chain([&new]).chain(&old.bends()[sooner..]);
        let mut left = waiting.rate;
        self.many = 0;
        for bend in all {
            let more = bend.more.min(left);
            left -= more;
            if more > 0 {
                self.bend(Bend { more, ..*bend });
            }
        }
        self
    }

    /// Adds a last bend.
    #[inline]
    fn bend(&mut self, new: Bend) {
        match usize::from(self.many) {
            BENDS => {
                let more = self.bends[BENDS - 1].more + new.more;
                self.bends[BENDS - 1] = Bend { more, ..new };
                self.rough = true;
            }
            many => {
                self.bends[many] = new;
                self.many += 1;
            }
        }
    }

    /// Whether it costs no more than another, even with an amount added, from the time on at which
    /// the other is ready: no earlier than this one.
    #[inline]
    pub fn no_dearer(&self, other: &Moment, added: Units, end: Millis) -> bool {
        if self.base + added > other.base {
            return false;
        }
        // The difference is least where one begins, where the other bends, or at the end.
        let below = |t: Millis| self.cost_at(t) + added <= other.cost_at(t);
        self.many == 0
            || below(other.ready)
                && below(end.max(other.ready))
                && other.bends().iter().all(|b| below(Millis::from(b.from)))
    }
}

#[cfg(test)]
mod tests {
    use super::{Moment, Waiting};
    use crate::units::{Millis, Units};

    const END: Millis = 60;

    /// What a function of time says, from when it is ready until the end.
    fn read(m: &Moment) -> Vec<Units> {
        (m.ready..=END).map(|t| m.cost_at(t)).collect()
    }

    /// The same by trying every start: `first` is the moment at which `costs` begins.
    fn tried(
        costs: &[Units],
        first: Millis,
        waiting: Waiting,
        step: &Step,
    ) -> (Millis, Vec<Units>) {
        let last = step.by.min(first + costs.len() as Millis - 1);
        let starts = first.max(step.from)..=last;
        let price = |s: Millis| {
            costs[(s - first) as usize]
                + step.late.map_or(0, |(due, price)| price * (s - due).max(0))
        };
        let ready = starts.start() + step.takes;
        let rate = Units::from(waiting.rate);
        let at = |t: Millis| {
            let done = |s: &Millis| s + step.takes <= t;
            let each = starts.clone().filter(done);
            each.map(|s| price(s) + rate * (t - s)).min().expect("the first start")
        };
        (ready, (ready..=END).map(at).collect())
    }

    struct Step {
        from: Millis,
        by: Millis,
        late: Option<(Millis, Units)>,
        takes: Millis,
    }

    // If this fails, a label's cost is not that of the best times of its route.
    #[test]
    fn steps_cost_what_trying_every_start_says() {
        let mut rng = crate::rng::Rng::new(5);
        let (mut rough, mut exact) = (0, 0);
        for _ in 0..2000 {
            let waiting = Waiting { rate: rng.range(0, 15) as u32, end: END };
            let mut m = Moment::at(0, rng.range(0, 5));
            let mut costs: Vec<Units> = read(&m);
            for _ in 0..7 {
                let from = rng.range(0, 50);
                let step = Step {
                    from,
                    by: from.max(m.ready) + rng.range(0, 40),
                    late: (rng.range(0, 1) == 0).then(|| (rng.range(0, 50), rng.range(1, 2))),
                    takes: rng.range(0, 6),
                };
                if m.ready.max(step.from) + step.takes > END {
                    break;
                }
                let (ready, all) = tried(&costs, m.ready, waiting, &step);
                let mut next = m.wait(step.from).by(step.by, waiting);
                if let Some((due, price)) = step.late {
                    next = next.late(due, price, waiting);
                }
                next = next.later(step.takes, Units::from(waiting.rate) * step.takes, waiting);
                assert_eq!(next.ready, ready);
                let said = read(&next);
                if next.rough {
                    assert!(said.iter().zip(&all).all(|(a, b)| a <= b), "{said:?} {all:?}");
                    rough += 1;
                    break;
                }
                assert_eq!(said, all, "{m:?} {waiting:?}");
                exact += 1;
                let later = next.wait(next.ready + 2).add(1);
                assert!(next.no_dearer(&later, 1, END) && !later.no_dearer(&next, 0, END));
                (m, costs) = (next, all);
            }
        }
        assert!(rough > 20 && exact > 2000, "{rough} {exact}");
    }

    // If this fails, a label is dropped for one that is dearer later.
    #[test]
    fn no_dearer_means_at_every_time() {
        let mut rng = crate::rng::Rng::new(6);
        let mut yes = 0;
        for _ in 0..5000 {
            let waiting = Waiting { rate: 5, end: END };
            let mut draw = || {
                let mut m = Moment::at(0, rng.range(0, 20)).add(rng.range(0, 60));
                for _ in 0..rng.range(0, 3) {
                    m = m.by(m.ready + rng.range(0, 40), waiting);
                    m = m.late(rng.range(0, 50), rng.range(1, 3), waiting).later(1, 5, waiting);
                }
                m
            };
            let (a, b) = (draw(), draw());
            if a.ready <= b.ready && !a.rough && !b.rough {
                let all = (b.ready..=END).all(|t| a.cost_at(t) + 3 <= b.cost_at(t));
                assert_eq!(a.no_dearer(&b, 3, END), all, "{a:?} {b:?}");
                yes += usize::from(all);
            }
        }
        assert!(yes > 100, "{yes}");
    }
}
