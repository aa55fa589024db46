//! What may stand behind `=>`: a closed table of forms, each with its usage and the function that hears it.
//!
//! One more form is one more row in [`FORMS`]: a function that gives nothing when the text is not of its form, else
//! whether it is so. The first that hears the text decides. The usage is what a pack author reads when nothing fits, and
//! a test holds the table and `docs/stories.md` together.

mod checks;
mod fields;
mod outcome;
mod record;
mod sight;

use super::play::{Player, Told};

/// Nothing: not of this form. Else whether it is so, or in a sentence what is so instead.
type Heard = Option<Told<()>>;

/// A form: how it is written, and who hears it.
pub(super) struct Form {
    pub(super) usage: &'static str,
    hear: fn(&mut Player<'_>, &str) -> Heard,
}

/// All of them, in the order in which they are asked.
pub(super) const FORMS: &[Form] = &[
    // what became of the act above
    Form {
        usage: "refused: SENTENCE",
        hear: outcome::refused,
    },
    Form {
        usage: "refused, among others: SENTENCE",
        hear: outcome::refused_among_others,
    },
    Form {
        usage: "receipt: SENTENCE",
        hear: outcome::receipt,
    },
    // what the checks say
    Form {
        usage: "check CHECK is VERDICT: SENTENCE",
        hear: checks::says,
    },
    Form {
        usage: "check CHECK names RECORD",
        hear: checks::names,
    },
    Form {
        usage: "clause CLAUSE is VERDICT",
        hear: checks::clause,
    },
    // who sees and who may
    Form {
        usage: "PERSON sees RECORD",
        hear: sight::sees,
    },
    Form {
        usage: "PERSON does not see RECORD",
        hear: sight::does_not_see,
    },
    Form {
        usage: "PERSON may TRANSITION RECORD",
        hear: sight::may,
    },
    Form {
        usage: "PERSON may not TRANSITION RECORD",
        hear: sight::may_not,
    },
    Form {
        usage: "numbers of KIND have no gap",
        hear: record::no_gap,
    },
    // the record as a whole
    Form {
        usage: "RECORD is due on DAY",
        hear: record::due,
    },
    Form {
        usage: "RECORD is not due",
        hear: record::not_due,
    },
    Form {
        usage: "RECORD is signed by PERSON: MEANING",
        hear: record::signed,
    },
    Form {
        usage: "RECORD is signed by nobody",
        hear: record::unsigned,
    },
    Form {
        usage: "RECORD signature holds",
        hear: record::signature_holds,
    },
    Form {
        usage: "RECORD signature is broken",
        hear: record::signature_broken,
    },
    Form {
        usage: "RECORD belongs to PERSON",
        hear: record::owner,
    },
    Form {
        usage: "RECORD waits for PERSON",
        hear: record::turn,
    },
    Form {
        usage: "RECORD lies in PROCESS",
        hear: record::process,
    },
    Form {
        usage: "RECORD lies at SITE",
        hear: record::site,
    },
    Form {
        usage: "RECORD was entered by PERSON",
        hear: record::reporter,
    },
    Form {
        usage: "RECORD has number NUMBER",
        hear: record::number,
    },
    Form {
        usage: "RECORD entered STATE N times",
        hear: record::entered_times,
    },
    Form {
        usage: "RECORD entered STATE on DAY",
        hear: record::entered_on,
    },
    Form {
        usage: "RECORD never entered STATE",
        hear: record::never_entered,
    },
    Form {
        usage: "RECORD history ends: SENTENCE",
        hear: record::history_ends,
    },
    Form {
        usage: "RECORD was made in RECORD FIELD",
        hear: record::made,
    },
    Form {
        usage: "RECORD is STATE",
        hear: record::state,
    },
    Form {
        usage: "RECORD is STATE, imported",
        hear: record::imported,
    },
    // its answers
    Form {
        usage: "RECORD FIELD changed N times",
        hear: fields::changed,
    },
    Form {
        usage: "RECORD FIELD was first DAY",
        hear: fields::first_day,
    },
    Form {
        usage: "RECORD FIELD has N rows",
        hear: fields::rows,
    },
    Form {
        usage: "RECORD FIELD ROW COLUMN is VALUE",
        hear: fields::cell,
    },
    Form {
        usage: "RECORD FIELD is empty",
        hear: fields::empty,
    },
    Form {
        usage: "RECORD FIELD is VALUE",
        hear: fields::value,
    },
];

/// Whether it is so.
pub(super) fn expect(player: &mut Player<'_>, text: &str) -> Told<()> {
    for form in FORMS {
        if let Some(answer) = (form.hear)(player, text) {
            return answer;
        }
    }
    let usages: String = FORMS
        .iter()
        .map(|form| format!("\n  => {}", form.usage))
        .collect();
    Err(format!("“=> {text}” cannot be read; it is one of:{usages}"))
}

/// It is so, or: what is instead.
fn so(is: &str, expected: &str, what: &str) -> Told<()> {
    if is == expected {
        Ok(())
    } else {
        Err(format!("{what} is {is}, not {expected}."))
    }
}

#[cfg(test)]
mod tests {
    use super::FORMS;

    #[test]
    fn every_form_is_told_to_pack_authors() {
        let page = include_str!("../../../../docs/stories.md");
        let missing: Vec<&str> = FORMS
            .iter()
            .map(|form| form.usage)
            .filter(|usage| !page.contains(&format!("=> {usage}")))
            .collect();
        assert_eq!(missing, [""; 0], "docs/stories.md does not tell these forms");
    }
}
