//! The rules once more, written down point by point as they are defined, beside the ones that judge 64 points at a time.

use proptest::prelude::*;
use statistics::rules::{Pattern, Rule, Side, Signal, find};

/// What a rule must find: where it could be known, the points, the side.
type Found = (usize, Vec<usize>, Side);

fn side(z: f64, limit: f64) -> Option<Side> {
    if z > limit {
        Some(Side::Above)
    } else if z < -limit {
        Some(Side::Below)
    } else {
        None
    }
}

/// The longest rows of neighbouring places with the same class, from `least` on.
fn rows(classes: &[Option<Side>], least: usize) -> Vec<(usize, usize, Side)> {
    let mut found = Vec::new();
    let mut start = 0;
    for end in 1..=classes.len() {
        if end < classes.len() && classes[end] == classes[start] {
            continue;
        }
        if let Some(class) = classes[start].filter(|_| end - start >= least) {
            found.push((start, end, class));
        }
        start = end;
    }
    found
}

/// Rows of points, of steps (one more point than steps) or of turns (two more).
fn stretches(classes: &[Option<Side>], length: u32, before: usize) -> Vec<Found> {
    let least = length as usize - before;
    rows(classes, least)
        .into_iter()
        .map(|(from, to, side)| {
            let first = from - before;
            (first + length as usize - 1, (first..to).collect(), side)
        })
        .collect()
}

fn steps(z: &[f64]) -> Vec<Option<Side>> {
    let step = |i: usize| (i > 0).then(|| side(z[i] - z[i - 1], 0.0)).flatten();
    (0..z.len()).map(step).collect()
}

fn several(z: &[f64], hits: u32, among: u32, sigmas: f64, wanted: Side) -> Vec<Found> {
    let hit = |i: usize| match wanted {
        Side::Either => z[i].abs() > sigmas,
        one => side(z[i], sigmas) == Some(one),
    };
    let mut found: Vec<(usize, Found)> = Vec::new();
    for at in (0..z.len()).filter(|i| hit(*i)) {
        let window = (at + 1).saturating_sub(among as usize)..=at;
        let after_gap = window.clone().rev().take_while(|i| !z[*i].is_nan());
        let members: Vec<usize> = after_gap
            .filter(|i| hit(*i))
            .collect::<Vec<_>>()
            .into_iter()
            .rev()
            .collect();
        if members.len() < hits as usize {
            continue;
        }
        match found.last_mut() {
            Some((last, signal)) if at - *last < among as usize && !(*last..at).any(|i| z[i].is_nan()) => {
                *last = at;
                let newest = signal.1.last().copied();
                signal.1.extend(members.into_iter().filter(|m| Some(*m) > newest));
            }
            _ => found.push((at, (at, members, wanted))),
        }
    }
    found.into_iter().map(|(_, signal)| signal).collect()
}

fn by_definition(z: &[f64], pattern: Pattern) -> Vec<Found> {
    let sided = |limit: f64| z.iter().map(|z| side(*z, limit)).collect::<Vec<_>>();
    let mut found = match pattern {
        Pattern::Beyond { sigmas } => (0..z.len())
            .filter_map(|i| Some((i, vec![i], side(z[i], sigmas)?)))
            .collect(),
        Pattern::Outside => stretches(&sided(3.0), 1, 0),
        Pattern::Run { length } => stretches(&sided(0.0), length, 0),
        Pattern::Hugging { length, sigmas } => {
            let near: Vec<_> = z
                .iter()
                .map(|z| (z.abs() <= sigmas).then_some(Side::Either))
                .collect();
            stretches(&near, length, 0)
        }
        Pattern::Trend { length } => stretches(&steps(z), length, 1),
        Pattern::Alternating { length } => {
            let steps = steps(z);
            let turn = |i: usize| {
                (i > 0 && steps[i].is_some() && steps[i - 1].is_some() && steps[i] != steps[i - 1])
                    .then_some(Side::Either)
            };
            stretches(&(0..z.len()).map(turn).collect::<Vec<_>>(), length, 2)
        }
        Pattern::Several {
            hits,
            among,
            sigmas,
            same_side: true,
        } => [Side::Above, Side::Below]
            .into_iter()
            .flat_map(|s| several(z, hits, among, sigmas, s))
            .collect(),
        Pattern::Several {
            hits, among, sigmas, ..
        } => several(z, hits, among, sigmas, Side::Either),
    };
    found.sort_by_key(|f: &Found| f.0);
    found
}

fn patterns() -> impl Strategy<Value = Pattern> {
    let sigmas = prop::sample::select(vec![0.5, 1.0, 1.5, 2.0]);
    prop_oneof![
        sigmas.clone().prop_map(|sigmas| Pattern::Beyond { sigmas }),
        Just(Pattern::Outside),
        (2_u32..90).prop_map(|length| Pattern::Run { length }),
        (3_u32..70).prop_map(|length| Pattern::Trend { length }),
        (4_u32..70).prop_map(|length| Pattern::Alternating { length }),
        (2_u32..90, sigmas.clone()).prop_map(|(length, sigmas)| Pattern::Hugging { length, sigmas }),
        (1_u32..=64, 0_u32..63, sigmas, any::<bool>()).prop_map(|(hits, more, sigmas, same_side)| {
            Pattern::Several {
                hits,
                among: (hits + more).min(64),
                sigmas,
                same_side,
            }
        }),
    ]
}

/// Stretches of points that rise, fall, alternate or stay on a side, so that long patterns occur; with gaps.
fn points() -> impl Strategy<Value = Vec<f64>> {
    let piece = (0_u8..6, 1_usize..150, -8_i32..8).prop_map(|(kind, length, level)| {
        let level = f64::from(level) * 0.5;
        (0..length)
            .map(|i| match kind {
                0 => level,
                1 => level + i as f64 * 0.125,
                2 => level - i as f64 * 0.125,
                3 => level + if i % 2 == 0 { 0.5 } else { -0.5 },
                4 => f64::from((i * 7 % 13) as u32) * 0.5 - 3.0,
                _ if i % 3 == 0 => f64::NAN,
                _ => level,
            })
            .collect::<Vec<f64>>()
    });
    prop::collection::vec(piece, 1..8).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, ..ProptestConfig::default() })]

    #[test]
    fn rules_find_what_their_definition_says(z in points(), pattern in patterns()) {
        let rule = Rule { name: "custom", pattern };
        let ours: Vec<Found> = find(&z, &[rule])
            .into_iter()
            .map(|Signal { at, points, side, .. }| (at, points, side))
            .collect();
        prop_assert_eq!(ours, by_definition(&z, pattern));
    }
}
