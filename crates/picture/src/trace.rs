//! The line through many points: as many vertices as the paper can show, and no peak lost.

use crate::svg::Path;

/// One place on the way of a line; `None` breaks the line.
pub(crate) type Step = Option<(f64, f64)>;

/// Thins a line to at most four vertices in each pixel column: the first, the lowest, the highest and the last. The drawn
/// outline stays the same to the pixel. Breaks stay breaks.
pub(crate) fn thin(steps: impl Iterator<Item = Step>) -> Vec<Vec<(f64, f64)>> {
    let mut runs: Vec<Vec<(f64, f64)>> = Vec::new();
    let mut run: Vec<(f64, f64)> = Vec::new();
    let mut column: Option<Column> = None;
    for step in steps {
        let Some((x, y)) = step else {
            close(&mut run, &mut column);
            if !run.is_empty() {
                runs.push(std::mem::take(&mut run));
            }
            continue;
        };
        let pixel = x.floor();
        match &mut column {
            Some(open) if open.pixel == pixel => open.add(x, y),
            _ => {
                close(&mut run, &mut column);
                column = Some(Column::new(pixel, x, y));
            }
        }
    }
    close(&mut run, &mut column);
    if !run.is_empty() {
        runs.push(run);
    }
    runs
}

/// The points of one pixel column, each with its order of arrival.
struct Column {
    pixel: f64,
    count: usize,
    first: (f64, f64),
    last: (f64, f64),
    top: (usize, f64, f64),
    bottom: (usize, f64, f64),
}

impl Column {
    fn new(pixel: f64, x: f64, y: f64) -> Self {
        Column {
            pixel,
            count: 1,
            first: (x, y),
            last: (x, y),
            top: (0, x, y),
            bottom: (0, x, y),
        }
    }

    fn add(&mut self, x: f64, y: f64) {
        if y < self.top.2 {
            self.top = (self.count, x, y);
        }
        if y > self.bottom.2 {
            self.bottom = (self.count, x, y);
        }
        self.last = (x, y);
        self.count += 1;
    }
}

fn close(run: &mut Vec<(f64, f64)>, column: &mut Option<Column>) {
    let Some(done) = column.take() else { return };
    run.push(done.first);
    let (early, late) = if done.top.0 < done.bottom.0 {
        (done.top, done.bottom)
    } else {
        (done.bottom, done.top)
    };
    for (order, x, y) in [early, late] {
        if order > 0 && order + 1 < done.count {
            run.push((x, y));
        }
    }
    if done.count > 1 {
        run.push(done.last);
    }
}

/// The path through thinned runs. A run of one point becomes a short dash, so that it is seen.
pub(crate) fn path(runs: &[Vec<(f64, f64)>]) -> Path {
    let mut path = Path::default();
    for run in runs {
        let (x, y) = run[0];
        if run.len() == 1 {
            path.move_to(x - 1.0, y);
            path.across(x + 1.0);
            continue;
        }
        path.move_to(x, y);
        for (x, y) in &run[1..] {
            path.line_to(*x, *y);
        }
    }
    path
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn gaps_stay_gaps() {
        let steps = [Some((0.0, 1.0)), Some((10.0, 2.0)), None, None, Some((30.0, 3.0))];
        let runs = thin(steps.into_iter());
        assert_eq!(runs, vec![vec![(0.0, 1.0), (10.0, 2.0)], vec![(30.0, 3.0)]]);
        assert_eq!(path(&runs).d, "M0 1L10 2M29 3H31");
    }

    proptest! {
        #[test]
        fn every_column_keeps_its_extremes(ys in prop::collection::vec(-1e3..1e3f64, 1..3000), width in 1.0..300.0f64) {
            let step = width / ys.len() as f64;
            let points: Vec<(f64, f64)> = ys.iter().enumerate().map(|(i, y)| (i as f64 * step, *y)).collect();
            let runs = thin(points.iter().map(|p| Some(*p)));
            prop_assert_eq!(runs.len(), 1);
            prop_assert!(runs[0].len() <= 4 * (width.ceil() as usize + 1));
            prop_assert!(runs[0].windows(2).all(|w| w[0].0 <= w[1].0));
            for column in 0..=width as i64 {
                let of = |points: &[(f64, f64)]| points.iter().filter(|p| p.0.floor() as i64 == column)
                    .fold((f64::INFINITY, f64::NEG_INFINITY), |(lo, hi), p| (lo.min(p.1), hi.max(p.1)));
                prop_assert_eq!(of(&points), of(&runs[0]));
            }
        }
    }
}
