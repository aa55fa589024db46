//! One mistake at a time: each is told with its file, its line, and a sentence that says what is allowed.

use engine::pack::load;

use crate::packs::{JOB, PART, PERSON, check, said, workshop};

#[test]
fn the_workshop_itself_has_no_problem() {
    assert_eq!(said(&load(&[workshop(&[])]).1), "");
}

#[test]
fn fields_and_what_they_refer_to() {
    check(
        JOB,
        r#"type = "money""#,
        r#"type = "cash""#,
        "kinds/job.toml:{line}: unknown type “cash”; a field has line, text, yes_no, number, money, date, moment, choice, choices, scale, person, role, link, links, files, row and table.",
    );
    check(
        JOB,
        r#"list = "colour", filter"#,
        r#"list = "color", filter"#,
        "kinds/job.toml:{line}: unknown list “color”; the set of packs has colour; did you mean “colour”?",
    );
    check(
        JOB,
        r#"scale = "weight" }"#,
        r#"scale = "wait" }"#,
        "kinds/job.toml:{line}: unknown scale “wait”; the set of packs has weight.",
    );
    check(
        JOB,
        r#"to = ["part"]"#,
        r#"to = ["part", "tool"]"#,
        "kinds/job.toml:{line}: unknown kind “tool”; the set of packs has job, part, person and clause.",
    );
    check(
        JOB,
        r#"of = "lots""#,
        r#"of = "colour""#,
        "kinds/job.toml:{line}: unknown table “colour”; the kind job has lots and moves.",
    );
    check(
        JOB,
        r#"ask = "How much?" }"#,
        r#"ask = "How much?", list = "colour" }"#,
        "kinds/job.toml:{line}: “list” does not go with the type money; it goes with choice and choices.",
    );
    check(
        JOB,
        r#"{ id = "price""#,
        r#"{ id = "colour""#,
        "kinds/job.toml:{line}: the field “colour” stands twice in the kind job; ids are unique.",
    );
    check(
        JOB,
        r#"{ id = "price""#,
        r#"{ id = "Price""#,
        "kinds/job.toml:{line}: “Price” is no id; an id has up to 41 small letters, digits and _, and begins with a letter.",
    );
    check(
        JOB,
        r#"{ id = "price""#,
        r#"{ id = "state""#,
        "kinds/job.toml:{line}: “state” means something of every record; the field needs another id.",
    );
    check(
        JOB,
        r#"ask = "How much?" }"#,
        r#"ask = "How much?", colour = "red" }"#,
        "kinds/job.toml:{line}: unknown key “colour”; a field has id, type, ask, required, filter, hint, default, when, not_after, unique, list, scale, unit, to, or_reason, of and columns.",
    );
    check(
        JOB,
        r#"ask = "How much?" }"#,
        r#"ask = "How much?", required = true }"#,
        "kinds/job.toml:9: “price” is required, so the start asks it.",
    );
    check(
        JOB,
        r#"ask = "How much?" }"#,
        r#"ask = "How much?", unique = true }"#,
        "kinds/job.toml:{line}: “unique” does not go with the type money; it goes with line.",
    );
    check(
        JOB,
        "default = { actor = true }",
        "default = { now = true }",
        "kinds/job.toml:{line}: “now” gives a moment, but “owner” is of type person.",
    );
    check(
        JOB,
        r#"ask = "Secret?""#,
        r#"default = "maybe""#,
        "kinds/job.toml:{line}: “secret” is “yes” or “no”, but here stands “maybe”.",
    );
    check(
        JOB,
        r#"{ id = "lot", type = "line" }"#,
        r#"{ id = "lot", type = "line", filter = true }"#,
        "kinds/job.toml:{line}: “filter” does not go with a column of a table.",
    );
    check(
        JOB,
        r#"{ id = "moved_on""#,
        r#"{ id = "lot""#,
        "kinds/job.toml:{line}: the column “lot” stands twice in the table; ids are unique.",
    );
}

#[test]
fn states_and_ways_between_them() {
    check(
        JOB,
        r#"from = "open""#,
        r#"from = "opne""#,
        "kinds/job.toml:{line}: unknown state “opne”; the kind job has open, tested, closed and void; did you mean “open”?",
    );
    check(
        JOB,
        r#"from = ["open", "tested"]"#,
        r#"from = ["open", "closed"]"#,
        "kinds/job.toml:{line}: “closed” is final: no transition leaves it.",
    );
    check(
        JOB,
        "void   =",
        "lost = \"Lost\"\nvoid   =",
        "kinds/job.toml:{line}: nobody reaches the state “lost”: no transition leads there from “open”.",
    );
    check(
        PART,
        r#"from = ["new", "made"]"#,
        r#"from = "new""#,
        "kinds/part.toml:21: the state “made” is a dead end: no transition leads from it to a final state.",
    );
    check(
        PERSON,
        r#"left = { title = "Left", final = true }"#,
        r#"left = "Left""#,
        "kinds/person.toml:18: no state of person is final; a record must come to an end somewhere.",
    );
    check(
        JOB,
        r#"id = "drop""#,
        r#"id = "test""#,
        "kinds/job.toml:{line}: the transition “test” stands twice in the kind job; ids are unique.",
    );
    check(
        JOB,
        r#"until = "closed""#,
        r#"until = "close""#,
        "kinds/job.toml:{line}: unknown state “close”; the kind job has open, tested, closed and void; did you mean “closed”?",
    );
    check(
        PART,
        r#"in = ["new", "made"]"#,
        r#"in = ["new", "wasted"]"#,
        "kinds/part.toml:{line}: “wasted” is final: nothing is edited any more.",
    );
    check(
        JOB,
        r#"asks = ["remark"]"#,
        r#"asks = ["reamrk"]"#,
        "kinds/job.toml:{line}: unknown field “reamrk”; the kind job has before, checker, colour, colours, due, lots, moves, owner, parts, photos, pieces, price, remark, rule, secret, seen_on, story, title and weight; did you mean “remark”?",
    );
}

#[test]
fn people_start_and_spine() {
    check(
        JOB,
        r#"by = ["rel:checker"]"#,
        r#"by = ["rel:cheker"]"#,
        "kinds/job.toml:{line}: unknown person “cheker”; the kind job has reporter, owner and checker; did you mean “checker”?",
    );
    check(
        JOB,
        r#"by = ["rel:checker", "role:chief"]"#,
        r#"by = ["role:boss"]"#,
        "kinds/job.toml:{line}: unknown role “boss”; the set of packs has chief and painter.",
    );
    check(
        PERSON,
        r#"until = "left", by = ["role:chief"]"#,
        r#"until = "left", by = ["rel:owner"]"#,
        "kinds/person.toml:{line}: “rel:owner” names nobody: [spine] of person says no “owner”.",
    );
    check(
        JOB,
        r#"by = ["everyone"]"#,
        r#"by = ["rel:owner"]"#,
        "kinds/job.toml:{line}: “rel:owner” names nobody before the record exists; write “everyone” or “role:…”.",
    );
    check(
        JOB,
        r#"asks = ["title", "owner"]"#,
        r#"asks = ["title", "remark"]"#,
        "kinds/job.toml:{line}: “remark” is asked by a transition only, so it cannot be asked at the start.",
    );
    check(
        JOB,
        r#"happened_on = "seen_on""#,
        r#"happened_on = "colour""#,
        "kinds/job.toml:{line}: “happened_on” wants a date or a moment, but “colour” is of type choice.",
    );
    check(
        JOB,
        r#"due = "due""#,
        r#"due = "parts.ready_by""#,
        "kinds/job.toml:{line}: “parts.ready_by” leads to many values; ask them with each, some, none, count or share.",
    );
    check(
        JOB,
        r#"due = "due""#,
        r#"process = "self""#,
        "kinds/job.toml:{line}: “self” is the process only of the kind process.",
    );
    check(
        JOB,
        r#"number = "J-{year}-{seq}""#,
        r#"number = "J-{year}""#,
        "kinds/job.toml:{line}: the number pattern “J-{year}” has no {seq}, so that two records would have one number; write it as NC-{year}-{seq}.",
    );
    check(
        JOB,
        r#"number = "J-{year}-{seq}""#,
        r#"number = "PT-{year}-{seq}""#,
        "kinds/part.toml:4: the numbers of part look like those of job; each kind has its own letters.",
    );
}

#[test]
fn signatures_effects_and_due_dates() {
    check(
        JOB,
        r#"covers = ["colour"]"#,
        r#"covers = ["cover"]"#,
        "kinds/job.toml:{line}: unknown field “cover”; the kind job has before, checker, colour, colours, due, lots, moves, owner, parts, photos, pieces, price, remark, rule, secret, seen_on, story, title and weight.",
    );
    check(
        JOB,
        r#"does = [{ set = "story", to = { from = "title" } }]"#,
        r#"does = [{ set = "colour", to = { from = "title" } }]"#,
        "kinds/job.toml:{line}: “colour” of type choice cannot take what stands at “title”, of type line.",
    );
    check(
        JOB,
        r#"does = [{ set = "story", to = { from = "title" } }]"#,
        r#"does = [{ sett = "story" }]"#,
        "kinds/job.toml:{line}: unknown effect “sett”; a transition has set, assign, add_row, clear, create_linked, supersede and amend; did you mean “set”?",
    );
    check(
        JOB,
        r#"does = [{ set = "story", to = { from = "title" } }]"#,
        r#"does = [{ add_row = "lots", cells = { lott = "A" } }]"#,
        "kinds/job.toml:{line}: unknown field “lott”; the table lots has lot, quantity and shade; did you mean “lot”?",
    );
    check(
        JOB,
        r#"does = [{ set = "story", to = { from = "title" } }]"#,
        r#"does = [{ create_linked = "parts", kind = "job" }]"#,
        "kinds/job.toml:{line}: unknown kind “job”; the field parts has part.",
    );
    check(
        JOB,
        r#"does = [{ set = "story", to = { from = "title" } }]"#,
        r#"does = [{ create_linked = "parts", kind = "part", set = { maker = { actor = true } } }]"#,
        "kinds/job.toml:{line}: a part begins only with “name”: set it.",
    );
    check(
        JOB,
        r#"does = [{ set = "story", to = { from = "title" } }]"#,
        r#"does = [{ supersede = "parts", transition = "mend" }]"#,
        "kinds/job.toml:{line}: unknown transition “mend”; what “parts” leads to has make and waste.",
    );
    check(
        JOB,
        r#"column = "answer""#,
        r#"column = "reply""#,
        "kinds/job.toml:{line}: unknown column “reply”; each band of the scale weight has answer.",
    );
    check(
        JOB,
        r#"within = { scale = "weight", column = "answer", default = "1 day" }"#,
        r#"within = "soon""#,
        "kinds/job.toml:{line}: “soon” is no span; write “10 days” or “1 working day”.",
    );
    check(
        JOB,
        r#"within = { scale = "weight", column = "answer", default = "1 day" }"#,
        r#"within = { practice = "four_eyes" }"#,
        "kinds/job.toml:{line}: the practice “four_eyes” is no number of days.",
    );
    check(
        JOB,
        r#"latest = "parts.ready_by""#,
        r#"latest = "parts.shade""#,
        "kinds/job.toml:{line}: “latest” wants dates, but “parts.shade” is of type choice.",
    );
    check(
        JOB,
        r#"in = "open""#,
        r#"in = "void""#,
        "kinds/job.toml:{line}: “void” is final: nothing is due any more.",
    );
}

#[test]
fn lists_scales_practices_standards_and_packs() {
    check(
        "lists/colour.toml",
        r#"id = "blue""#,
        r#"id = "red""#,
        "lists/colour.toml:{line}: the item “red” stands twice in the list; ids are unique.",
    );
    check(
        "lists/colour.toml",
        r#"id = "colour""#,
        r#"id = "colour""#.replace("ur", "ur\"\ntitel = \"x").as_str(),
        "lists/colour.toml:2: unknown key “titel”; a list has id, title and item; did you mean “title”?",
    );
    check(
        "scales/weight.toml",
        "from = 6",
        "from = 2",
        "scales/weight.toml:{line}: bands rise: “high” begins at 2, but “middle” before it at 2.",
    );
    check(
        "scales/weight.toml",
        "from = 6",
        "from = 7",
        "scales/weight.toml:7: no answer reaches the band “high”: it begins at 7, and the answers end at 6.",
    );
    check(
        "scales/weight.toml",
        r#"answer = "1 day""#,
        r#"answer = "today""#,
        "kinds/job.toml:92: in the band “high” of the scale weight: “today” is no span; write “10 days” or “1 working day”.",
    );
    check(
        "practices.toml",
        r#"default = "on""#,
        r#"default = "maybe""#,
        "practices.toml:{line}: the default of a practice is “on”, “off”, a number of days from 0 to 3650, or one of its “values”.",
    );
    check(
        "standards/rule-1.toml",
        r#"phase = "do", documented = "retain""#,
        r#"phase = "dance", documented = "retain""#,
        "standards/rule-1.toml:{line}: “phase” is “dance”; allowed are context, lead, plan, do, check and act.",
    );
    check(
        "pack.toml",
        "version = 3",
        "version = 0",
        "pack.toml:{line}: “version” is a whole number from 1 to 1000000.",
    );
    check(
        "pack.toml",
        "needs = []",
        r#"needs = ["shop"]"#,
        "pack.toml:{line}: unknown pack “shop”; the set of packs has workshop.",
    );
    check(
        "pack.toml",
        r#"id = "painter""#,
        r#"id = "chief""#,
        "pack.toml:{line}: the role “chief” is there already; ids are unique over all packs.",
    );
}
