//! The scales of time, distance and money.
//!
//! Time is `i64` milliseconds (instants count from the Unix epoch, UTC), distance `i64` metres.
//! Money is printed in minor units of the currency and kept in 1/3,600,000 of one: then a rate per
//! hour is that many units per millisecond and a rate per kilometre 3,600 units per metre, both
//! exact.

/// Milliseconds: an instant since the Unix epoch, or a duration.
pub type Millis = i64;
/// Metres.
pub type Metres = i64;
/// Minor units of the currency, as printed.
pub type Minor = i64;
/// 1/3,600,000 of a minor unit: what the search, the bounds and the rules add up.
pub type Units = i64;

pub const HOUR: Millis = 3_600_000;
pub const MINUTE: Millis = 60_000;
pub const DAY: Millis = 24 * HOUR;
/// Units in one minor unit.
pub const UNITS_PER_MINOR: Units = 3_600_000;
/// A rate of one minor unit per kilometre, in units per metre.
pub const PER_KM: Units = UNITS_PER_MINOR / 1000;
/// The largest total that a problem may reach; anything beyond it is a fault, never an overflow.
pub const UNITS_MAX: i128 = 1 << 62;

/// Units as printed money, rounded half up.
pub fn to_minor(units: i128) -> i128 {
    (units + i128::from(UNITS_PER_MINOR) / 2).div_euclid(i128::from(UNITS_PER_MINOR))
}

/// The least number of minor units that is not below `units`.
pub fn ceil_minor(units: i128) -> i128 {
    -(-units).div_euclid(i128::from(UNITS_PER_MINOR))
}

/// `part / whole` in thousandths, rounded half up; 0 where the whole is 0.
pub fn thousandths(part: i64, whole: i64) -> i64 {
    if whole == 0 {
        return 0;
    }
    let (part, whole) = (i128::from(part), i128::from(whole));
    ((2000 * part + whole) / (2 * whole)) as i64
}

#[cfg(test)]
mod tests {
    use super::*;

    // If this fails, printed amounts differ from the judge's by one minor unit.
    #[test]
    fn money_rounds_half_up_once() {
        let half = i128::from(UNITS_PER_MINOR) / 2;
        assert_eq!(to_minor(half), 1);
        assert_eq!(to_minor(half - 1), 0);
        assert_eq!(to_minor(-half), 0);
        assert_eq!(ceil_minor(1), 1);
        assert_eq!(ceil_minor(0), 0);
        assert_eq!(thousandths(1, 3), 333);
        assert_eq!(thousandths(2, 3), 667);
        assert_eq!(thousandths(1, 0), 0);
    }
}
