//! What became of the act above.

use super::Heard;
use crate::stories::play::{Outcome, Player, Told};

pub(super) fn refused(player: &mut Player<'_>, text: &str) -> Heard {
    Some(reason(player, text.strip_prefix("refused:")?.trim(), false))
}

pub(super) fn refused_among_others(player: &mut Player<'_>, text: &str) -> Heard {
    Some(reason(
        player,
        text.strip_prefix("refused, among others:")?.trim(),
        true,
    ))
}

fn reason(player: &mut Player<'_>, expected: &str, loosely: bool) -> Told<()> {
    let Some(act) = &mut player.last else {
        return Err("no act stands above this line that could have been refused.".to_owned());
    };
    match &act.outcome {
        Outcome::Recorded(receipt) => Err(format!("it was not refused: {}", receipt.sentence)),
        Outcome::Refused(reasons) if reasons.iter().any(|reason| reason == expected) => {
            act.foretold.push(expected.to_owned());
            act.loosely |= loosely;
            Ok(())
        }
        Outcome::Refused(reasons) => {
            let reasons: String = reasons
                .iter()
                .map(|reason| format!("\n  => refused: {reason}"))
                .collect();
            // It is told here, so it need not be told again when the act is left.
            act.loosely = true;
            Err(format!("it was refused, but not for this:{reasons}"))
        }
    }
}

/// The receipt's sentence; `entry N` stands for the number of the entry, which must be the newest.
pub(super) fn receipt(player: &mut Player<'_>, text: &str) -> Heard {
    let expected = text.strip_prefix("receipt:")?.trim();
    let answer = match player.last.as_ref().map(|act| &act.outcome) {
        Some(Outcome::Recorded(receipt)) => {
            let head = player
                .app
                .store()
                .head()
                .map(|head| head.size)
                .unwrap_or_default();
            if head == receipt.entry {
                let written = expected.replace("entry N.", &format!("entry {}.", receipt.entry));
                super::so(&receipt.sentence, &written, "the receipt")
            } else {
                Err(format!(
                    "the receipt names entry {}, but the newest is {head}.",
                    receipt.entry
                ))
            }
        }
        Some(Outcome::Refused(reasons)) => Err(format!("it was refused: {}", reasons.join(" "))),
        None => Err("no act stands above this line that could have a receipt.".to_owned()),
    };
    Some(answer)
}
