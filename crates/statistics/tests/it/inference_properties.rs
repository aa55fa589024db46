//! What must hold for all data: shifting, scaling and reordering.

use proptest::prelude::*;
use statistics::inference::*;

/// Values on a grid of eighths, so that shifting by whole numbers and scaling by powers of two is exact.
fn values(least: usize) -> impl Strategy<Value = Vec<f64>> {
    prop::collection::vec(
        (-4000_i32..4000).prop_map(|eighths| f64::from(eighths) / 8.0),
        least..24,
    )
}

fn close(a: f64, b: f64) -> bool {
    a == b || (a - b).abs() <= 1e-9 * a.abs().max(b.abs()).max(1e-6)
}

fn moved(values: &[f64], shift: f64, scale: f64) -> Vec<f64> {
    values.iter().map(|value| value * scale + shift).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn comparisons_do_not_depend_on_origin_and_unit(a in values(3), b in values(3), shift in -1000_i32..1000, power in -3_i32..4) {
        let (shift, scale) = (f64::from(shift), 2.0_f64.powi(power));
        let (a2, b2) = (moved(&a, shift, scale), moved(&b, shift, scale));
        if let (Ok(one), Ok(two)) = (welch(&a, &b, 0.95), welch(&a2, &b2, 0.95)) {
            prop_assert!(close(one.t, two.t) && close(one.p, two.p) && close(one.difference * scale, two.difference));
            prop_assert!(close(one.limits.0 * scale, two.limits.0));
        }
        if let (Ok(one), Ok(two)) = (mann_whitney(&a, &b, 0.95), mann_whitney(&a2, &b2, 0.95)) {
            prop_assert!(one.u == two.u && one.p == two.p && close(one.shift * scale, two.shift));
        }
        if let (Ok(one), Ok(two)) = (one_way(&[a.clone(), b.clone()]), one_way(&[a2, b2])) {
            prop_assert!(close(one.between.f.unwrap(), two.between.f.unwrap()));
        }
    }

    #[test]
    fn comparisons_do_not_depend_on_order_within_groups(a in values(3), b in values(3), turn in 0_usize..20) {
        let mut turned = a.clone();
        turned.reverse();
        let turn = turn % turned.len();
        turned.rotate_left(turn);
        if let (Ok(one), Ok(two)) = (welch(&a, &b, 0.95), welch(&turned, &b, 0.95)) {
            prop_assert!(close(one.t, two.t));
        }
        if let (Ok(one), Ok(two)) = (mann_whitney(&a, &b, 0.95), mann_whitney(&turned, &b, 0.95)) {
            prop_assert_eq!(one.p, two.p);
        }
        if let (Ok(one), Ok(two)) = (kruskal_wallis(&[a.clone(), b.clone()]), kruskal_wallis(&[b, turned])) {
            prop_assert!(close(one.h, two.h), "nor on the order of the groups");
        }
    }

    #[test]
    fn two_groups_agree_with_the_analysis_of_variance(a in values(3), b in values(3)) {
        // With equal sizes Welch's t is the pooled t, and its square is F.
        let size = a.len().min(b.len());
        let (a, b) = (a[..size].to_vec(), b[..size].to_vec());
        if let (Ok(t), Ok(f)) = (welch(&a, &b, 0.95), one_way(&[a, b])) {
            prop_assert!(close(t.t * t.t, f.between.f.unwrap()));
        }
    }

    #[test]
    fn swapping_before_and_after_turns_the_sign(a in values(3), b in values(3)) {
        if let (Ok(one), Ok(two)) = (mann_whitney(&a, &b, 0.9), mann_whitney(&b, &a, 0.9)) {
            prop_assert!(close(one.p, two.p) && close(one.shift, -two.shift) && close(one.limits.0, -two.limits.1));
        }
    }

    #[test]
    fn a_trend_turns_with_the_series(series in values(5)) {
        let turned: Vec<f64> = series.iter().rev().copied().collect();
        if let (Ok(one), Ok(two)) = (mann_kendall(&series, 0.95), mann_kendall(&turned, 0.95)) {
            prop_assert!(one.s == -two.s && close(one.p, two.p) && close(one.slope, -two.slope));
        }
        if let (Ok(one), Ok(two)) = (runs_about_median(&series), runs_about_median(&turned)) {
            prop_assert!(one.runs == two.runs && close(one.p_exact, two.p_exact));
            prop_assert!((0.0..=1.0).contains(&one.p_exact));
        }
    }

    #[test]
    fn the_line_moves_with_the_points(y in values(4), shift in -1000_i32..1000) {
        let x: Vec<f64> = (0..y.len()).map(|at| at as f64).collect();
        let shift = f64::from(shift);
        let one = linear(&x, &y, 0.95).unwrap();
        let two = linear(&x, &moved(&y, shift, 1.0), 0.95).unwrap();
        prop_assert!(close(one.slope.value, two.slope.value) && (one.intercept.value + shift - two.intercept.value).abs() < 1e-7);
        if let Ok(r) = pearson(&x, &y, 0.95) {
            prop_assert!((r.r * r.r - one.r_squared).abs() < 1e-9);
        }
    }

    #[test]
    fn an_interval_holds_its_estimate(count in 0_u64..60, more in 1_u64..60) {
        let (low, high) = proportion_interval(count, count + more, 0.9).unwrap();
        let share = count as f64 / (count + more) as f64;
        prop_assert!(low <= share && share <= high && low >= 0.0 && high <= 1.0);
        let (low99, high99) = proportion_interval(count, count + more, 0.99).unwrap();
        prop_assert!(low99 <= low && high <= high99);
    }

    #[test]
    fn decimals_and_doubles_agree(values in prop::collection::vec(-1_000_000_i64..1_000_000, 2..30)) {
        let texts: Vec<String> = values.iter().map(|value| format!("{:.3}", *value as f64 / 1000.0)).collect();
        let shifted = without_common_offset(&texts).unwrap();
        let plain: Vec<f64> = texts.iter().map(|text| text.parse().unwrap()).collect();
        prop_assert!(close(standard_deviation(&shifted.rests), standard_deviation(&plain)) || standard_deviation(&plain) < 1e-9);
    }
}
