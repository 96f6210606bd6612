//! The runs of one instance: what they have in the middle, and how far they lie apart.

use super::{Figures, Run};

/// Never empty.
#[derive(Clone, Copy, Debug)]
pub struct Group<'a> {
    pub instance: &'a str,
    pub runs: &'a [Run],
}

impl<'a> Group<'a> {
    /// The runs that have a verified plan.
    pub fn good(&self) -> impl Iterator<Item = &'a Figures> + use<'a> {
        self.runs.iter().filter_map(|run| run.made.as_ref().ok())
    }

    /// The median over the runs that have this figure.
    pub fn median(&self, figure: impl Fn(&Figures) -> Option<f64>) -> Option<f64> {
        median(self.good().filter_map(figure).collect())
    }

    /// The standard deviation as a share of the mean; none of fewer than two runs.
    pub fn spread(&self, figure: impl Fn(&Figures) -> f64) -> Option<f64> {
        let all: Vec<f64> = self.good().map(figure).collect();
        let n = all.len() as f64;
        if all.len() < 2 {
            return None;
        }
        let mean = all.iter().sum::<f64>() / n;
        let squares: f64 = all.iter().map(|x| (x - mean) * (x - mean)).sum();
        let deviation = (squares / (n - 1.0)).sqrt();
        match deviation {
            0.0 => Some(0.0),
            _ => (mean != 0.0).then(|| deviation / mean.abs()),
        }
    }
}

/// The one in the middle, or the mean of the two.
pub fn median(mut all: Vec<f64>) -> Option<f64> {
    all.sort_by(f64::total_cmp);
    let n = all.len();
    (n > 0).then(|| (all[(n - 1) / 2] + all[n / 2]) / 2.0)
}
