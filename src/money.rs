//! Amounts for people.

/// Minor units as an amount with its currency: `1,234.50 USD`.
pub fn money(minor: i64, currency: &str) -> String {
    format!("{} {currency}", amount(minor, currency))
}

/// Minor units as an amount.
pub fn amount(minor: i64, currency: &str) -> String {
    let digits = decimals(currency);
    let scale = 10_u64.pow(digits);
    let (sign, minor) = (if minor < 0 { "-" } else { "" }, minor.unsigned_abs());
    let whole = grouped(minor / scale);
    match digits {
        0 => format!("{sign}{whole}"),
        _ => format!("{sign}{whole}.{:0width$}", minor % scale, width = digits as usize),
    }
}

/// Minor units in units of the currency: 12.34 of 1,234 cents.
pub fn major(minor: f64, currency: &str) -> f64 {
    minor / 10f64.powi(decimals(currency) as i32)
}

/// A number in groups of three digits.
pub fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// How many decimals a currency has (ISO 4217): two, but for these.
fn decimals(currency: &str) -> u32 {
    const NONE: &[&str] = &[
        "BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "VND", "VUV",
        "XAF", "XOF", "XPF",
    ];
    const THREE: &[&str] = &["BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"];
    match currency {
        c if NONE.contains(&c) => 0,
        c if THREE.contains(&c) => 3,
        _ => 2,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // If this fails, coordinators read costs a hundred times too high or too low.
    #[test]
    fn amounts_have_their_decimals() {
        for (minor, currency, text) in [
            (123_450, "USD", "1,234.50 USD"),
            (-5, "EUR", "-0.05 EUR"),
            (1_000_000, "JPY", "1,000,000 JPY"),
            (1_234, "KWD", "1.234 KWD"),
            (0, "USD", "0.00 USD"),
            (i64::MIN, "USD", "-92,233,720,368,547,758.08 USD"),
        ] {
            assert_eq!(money(minor, currency), text);
        }
    }
}
