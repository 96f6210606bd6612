//! An axis of a drawing: where a figure stands, and round figures along it.

use crate::svg::round_step;

/// From figures to the drawing.
pub struct Axis {
    /// In the axis's own measure.
    pub low: f64,
    pub high: f64,
    pub powers: bool,
    pub from: f64,
    pub to: f64,
}

impl Axis {
    pub fn at(&self, figure: f64) -> f64 {
        let measure = match self.powers {
            // What took no time stands at the edge.
            true => figure.max(f64::MIN_POSITIVE).log10(),
            false => figure,
        };
        let part = ((measure - self.low) / (self.high - self.low)).clamp(0.0, 1.0);
        self.from + part * (self.to - self.from)
    }

    /// Round figures on the axis.
    pub fn ticks(&self, about: f64) -> Vec<f64> {
        let inside = |t: &f64| (self.low..=self.high).contains(t);
        if !self.powers {
            let step = round_step((self.high - self.low) / about);
            let (first, last) = ((self.low / step).ceil() as i64, (self.high / step) as i64);
            return (first..=last).map(|k| k as f64 * step).filter(inside).collect();
        }
        let decades = self.high - self.low;
        let each: &[f64] = match decades {
            d if d > 2.5 => &[1.0],
            d if d > 1.5 => &[1.0, 3.0],
            _ => &[1.0, 2.0, 5.0],
        };
        let every = (decades / (about + 2.0)).ceil().max(1.0) as usize;
        let tens = (self.low.floor() as i32..=self.high.ceil() as i32).step_by(every);
        let all = tens.flat_map(|e| each.iter().map(move |s| s * 10f64.powi(e)));
        all.filter(|t| inside(&t.log10())).collect()
    }
}

/// `0.02`, `350`, `12.5k`, `3M`.
pub fn compact(number: f64) -> String {
    let (scale, letter) = match number.abs() {
        n if n >= 1e12 => (1e12, "T"),
        n if n >= 1e9 => (1e9, "G"),
        n if n >= 1e6 => (1e6, "M"),
        n if n >= 1e4 => (1e3, "k"),
        _ => (1.0, ""),
    };
    // Three decimals are enough to tell round figures from each other.
    format!("{}{letter}", (number / scale * 1000.0).round() / 1000.0)
}
