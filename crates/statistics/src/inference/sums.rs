//! Sums that do not lose digits: the ground that all means and sums of squares here stand on.
//!
//! Sums are carried as an unevaluated pair of doubles (Knuth's two-sum; Dekker 1971, "A floating-point technique
//! for extending the available precision"). Sums of squares are taken about the mean in a second pass, with the
//! correction of Chan, Golub and LeVeque (1983), "Algorithms for computing the sample variance".

/// A running sum with about twice the digits of one double.
#[derive(Debug, Clone, Copy, Default)]
pub struct Sum {
    high: f64,
    low: f64,
}

impl Sum {
    /// Adds one value.
    pub fn add(&mut self, value: f64) {
        let sum = self.high + value;
        let of_value = sum - self.high;
        self.low += (self.high - (sum - of_value)) + (value - of_value);
        self.high = sum;
    }

    /// Adds the product of two values, without rounding the product.
    pub fn add_product(&mut self, left: f64, right: f64) {
        let product = left * right;
        self.add(product);
        self.low += left.mul_add(right, -product);
    }

    /// The sum, rounded once.
    pub fn value(self) -> f64 {
        self.high + self.low
    }

    /// The sum divided by a count, keeping the digits that the rounded sum would lose, as a mean and the small
    /// rest by which it misses the exact one.
    fn divided(self, count: f64) -> (f64, f64) {
        let mean = self.value() / count;
        let product = mean * count;
        let product_rest = mean.mul_add(count, -product);
        (mean, ((self.high - product) - product_rest + self.low) / count)
    }
}

impl FromIterator<f64> for Sum {
    fn from_iter<I: IntoIterator<Item = f64>>(values: I) -> Self {
        let mut sum = Self::default();
        for value in values {
            sum.add(value);
        }
        sum
    }
}

/// The arithmetic mean; not a number for an empty list.
pub fn mean(values: &[f64]) -> f64 {
    exact_mean(values).0
}

fn exact_mean(values: &[f64]) -> (f64, f64) {
    values
        .iter()
        .copied()
        .collect::<Sum>()
        .divided(values.len() as f64)
}

/// The mean and the sum of squared deviations from it.
pub fn centred_squares(values: &[f64]) -> (f64, f64) {
    let (mean, rest) = exact_mean(values);
    let mut squares = Sum::default();
    for value in values {
        let deviation = (value - mean) - rest;
        squares.add_product(deviation, deviation);
    }
    (mean, squares.value())
}

/// The sample standard deviation (divisor n − 1); not a number below two values.
pub fn standard_deviation(values: &[f64]) -> f64 {
    (centred_squares(values).1 / (values.len() as f64 - 1.0)).sqrt()
}

/// The autocorrelation coefficient at a lag: Σ(xᵢ−x̄)(xᵢ₊ₗ−x̄) / Σ(xᵢ−x̄)². Not a number when all values are equal.
///
/// Source: NIST/SEMATECH e-Handbook 1.3.5.12. Verified by the certified values of NIST's univariate sets.
pub fn autocorrelation(values: &[f64], lag: usize) -> f64 {
    let (mean, rest) = exact_mean(values);
    let deviation = |value: f64| (value - mean) - rest;
    let mut products = Sum::default();
    for (early, late) in values.iter().zip(values.iter().skip(lag)) {
        products.add_product(deviation(*early), deviation(*late));
    }
    products.value() / centred_squares(values).1
}

/// The sum of products of deviations from the two means.
pub(crate) fn centred_products(left: &[f64], right: &[f64]) -> f64 {
    let ((left_mean, left_rest), (right_mean, right_rest)) = (exact_mean(left), exact_mean(right));
    let mut products = Sum::default();
    for (a, b) in left.iter().zip(right) {
        products.add_product((a - left_mean) - left_rest, (b - right_mean) - right_rest);
    }
    products.value()
}

/// The median; not a number for an empty list.
pub(crate) fn median(values: &[f64]) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    median_of_sorted(&sorted)
}

/// The median of values already in order.
pub(crate) fn median_of_sorted(sorted: &[f64]) -> f64 {
    let middle = sorted.len() / 2;
    match sorted.len() {
        0 => f64::NAN,
        odd if odd % 2 == 1 => sorted[middle],
        _ => f64::midpoint(sorted[middle - 1], sorted[middle]),
    }
}
