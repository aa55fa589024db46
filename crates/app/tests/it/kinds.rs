//! Three kinds that share no field with ours: each is one TOML file, and works in list, record, workflow, search and import
//! without a line of Rust. Through the API they are asked in `crates/web/tests/it`.

use std::path::Path;

use app::act::Receipt;
use app::act::record::Wish;
use app::act::sign::Factor;
use app::read::list::Asked;
use app::{Caller, Error};
use engine::pack::PackSource;
use serde_json::{Map, Value, json};

use crate::house::{House, On, answers, bundled};
use crate::import::{What, run};

const PASSWORD: &str = "nobody guesses this one";

/// A pack of these three kinds, on “base”.
pub(crate) fn elsewhere() -> PackSource {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/kinds");
    let pack = "id = \"elsewhere\"\ntitle = \"Elsewhere\"\nversion = 1\nneeds = [\"base\"]\nlicence = \"Apache-2.0\"\n";
    let mut files = std::collections::BTreeMap::from([("pack.toml".to_owned(), pack.to_owned())]);
    let practices = std::fs::read_to_string(folder.join("practices.toml")).unwrap();
    files.insert("practices.toml".to_owned(), practices);
    for kind in ["visitor_log", "gauge", "training"] {
        let text = std::fs::read_to_string(folder.join(format!("{kind}.toml"))).unwrap();
        files.insert(format!("kinds/{kind}.toml"), text);
    }
    PackSource {
        name: "elsewhere".to_owned(),
        files,
    }
}

fn on_both(test: impl Fn(&House)) {
    for on in On::BOTH {
        let house = House::founded_with(on, &[bundled("base"), elsewhere()]);
        test(&house);
        house.assert_sound();
    }
}

impl House {
    fn enter(&self, by: &Caller, kind: &str, inputs: Value) -> Result<Receipt, Error> {
        self.app.act(
            by,
            Wish::Create {
                kind: kind.to_owned(),
                inputs: answers(inputs),
            },
            None,
        )
    }

    fn change(&self, by: &Caller, kind: &str, number: &str, inputs: Value) -> Result<Receipt, Error> {
        let wish = Wish::Edit {
            kind: kind.to_owned(),
            number: number.to_owned(),
            inputs: answers(inputs),
            seen: None,
        };
        self.app.act(by, wish, None)
    }

    fn pass(
        &self,
        by: &Caller,
        kind: &str,
        number: &str,
        transition: &str,
        inputs: Value,
    ) -> Result<Receipt, Error> {
        self.pass_with(by, kind, number, transition, answers(inputs), None)
    }

    fn sign(
        &self,
        by: &Caller,
        kind: &str,
        number: &str,
        transition: &str,
        inputs: Value,
    ) -> Result<Receipt, Error> {
        let inputs = answers(inputs);
        let intent = self
            .app
            .signing_intent(by, kind, number, transition, inputs.clone())?;
        let factor = Factor {
            intent: intent.secret,
            password: PASSWORD.to_owned(),
        };
        self.pass_with(by, kind, number, transition, inputs, Some(factor))
    }

    fn pass_with(
        &self,
        by: &Caller,
        kind: &str,
        number: &str,
        transition: &str,
        inputs: Map<String, Value>,
        factor: Option<Factor>,
    ) -> Result<Receipt, Error> {
        let (kind, number, transition) = (kind.to_owned(), number.to_owned(), transition.to_owned());
        self.app.act(
            by,
            Wish::Pass {
                kind,
                number,
                transition,
                inputs,
                seen: None,
                factor,
            },
            None,
        )
    }

    /// Numbers in a register.
    fn listed(&self, by: &Caller, kind: &str, filters: &[(&str, &str)]) -> Vec<String> {
        let filters = filters
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect();
        let asked = Asked {
            kind: kind.to_owned(),
            filters,
            sort: Some("number".to_owned()),
            ..Asked::default()
        };
        let page = self.app.view(by, |view| view.list(&asked)).unwrap();
        assert_eq!(page.total as usize, page.items.len());
        page.items.into_iter().map(|item| item.spine.number).collect()
    }

    fn found(&self, by: &Caller, words: &str) -> Vec<String> {
        let hits = self.app.view(by, |view| view.search(words, &[], 50)).unwrap();
        hits.into_iter().map(|hit| hit.number).collect()
    }
}

#[track_caller]
fn refused(result: Result<Receipt, Error>, reasons: &[&str]) {
    match result {
        Err(Error::Refused(refusal)) => {
            let said: Vec<&str> = refusal
                .reasons
                .iter()
                .map(|reason| reason.sentence.as_str())
                .collect();
            assert_eq!(said, reasons);
        }
        other => panic!("it should have been refused: {other:?}"),
    }
}

#[test]
fn a_visitor_is_announced_let_in_and_leaves() {
    on_both(|house| {
        let (ben, lea, tom) = (
            house.add("ben", &[]),
            house.add("lea", &["shift_lead"]),
            house.add("tom", &[]),
        );
        let ada = house.caller("ada");
        house.enter(&ada, "site", json!({ "name": "North" })).unwrap();
        house
            .enter(
                &ada,
                "place",
                json!({ "name": "Main gate", "code": "GATE", "site": "SITE-1" }),
            )
            .unwrap();
        let visit = json!({ "visitor": "Rosa Lund", "company": "Lund & Co", "expected_on": "2026-11-16", "gate": "GATE" });
        let receipt = house.enter(&ben, "visitor_log", visit).unwrap();
        assert_eq!(
            (receipt.number.as_str(), receipt.state.as_str()),
            ("VL-2026-1", "expected")
        );
        let record = house.record("VL-2026-1").unwrap();
        assert_eq!(record.title, "Rosa Lund");
        assert_eq!(record.due.as_deref(), Some("2026-11-16"));
        assert_eq!(record.owner, Some(ben.person.clone()));
        assert_eq!(record.site, house.record("SITE-1").map(|site| site.id));

        let came = json!({ "arrived_at": "2026-11-16T08:50:00Z" });
        let away = "Nobody is let in before the safety briefing.";
        refused(
            house.pass(&lea, "visitor_log", "VL-2026-1", "arrive", came.clone()),
            &["“Badge number” is not answered.", away],
        );
        let companions = json!([{ "name": "Ole" }]);
        house
            .change(
                &lea,
                "visitor_log",
                "VL-2026-1",
                json!({ "badge": "17", "briefed": "yes", "companions": companions }),
            )
            .unwrap();
        refused(
            house.pass(&lea, "visitor_log", "VL-2026-1", "arrive", came.clone()),
            &["Ole: “Badge number” is not answered."],
        );
        let companions = json!([{ "id": "r1", "name": "Ole", "badge": "18" }]);
        house
            .change(
                &lea,
                "visitor_log",
                "VL-2026-1",
                json!({ "companions": companions }),
            )
            .unwrap();
        house
            .pass(&lea, "visitor_log", "VL-2026-1", "arrive", came)
            .unwrap();
        refused(
            house.pass(
                &lea,
                "visitor_log",
                "VL-2026-1",
                "leave",
                json!({ "left_at": "2026-11-16T08:40:00Z" }),
            ),
            &["Nobody leaves before they came."],
        );
        let gone = house.pass(
            &ben,
            "visitor_log",
            "VL-2026-1",
            "leave",
            json!({ "left_at": "2026-11-16T11:40:00Z" }),
        );
        assert!(
            gone.unwrap()
                .sentence
                .starts_with("Gone by Ben, 16 November 2026, entry ")
        );

        assert_eq!(
            house.listed(&lea, "visitor_log", &[("company", "Lund & Co")]),
            ["VL-2026-1"]
        );
        assert_eq!(
            house.listed(&lea, "visitor_log", &[("state", "gone"), ("briefed", "yes")]),
            ["VL-2026-1"]
        );
        assert_eq!(house.listed(&lea, "visitor_log", &[("state", "open")]), [""; 0]);
        assert_eq!(house.found(&ben, "rosa lund"), ["VL-2026-1"]);
        // Who visits whom is not everybody's business.
        assert_eq!(house.listed(&tom, "visitor_log", &[]), [""; 0]);
        assert_eq!(house.found(&tom, "rosa"), [""; 0]);
        assert!(
            house
                .app
                .view(&tom, |view| view.record("visitor_log", "VL-2026-1"))
                .is_err()
        );
    });
}

#[test]
fn a_gauge_is_calibrated_with_a_signature_and_due_again() {
    on_both(|house| {
        let (ann, kai) = (house.add("ann", &["quality_manager"]), house.add("kai", &[]));
        house.app.set_password("ann@probe.example", PASSWORD).unwrap();
        let gauge = |code: &str| json!({ "designation": "Micrometer 25", "label": code, "keeper": "kai@probe.example", "resolution": 0.001, "price": "180 EUR" });
        assert!(
            house.enter(&kai, "gauge", gauge("M1")).is_err(),
            "not everybody adds gauges"
        );
        house.enter(&ann, "gauge", gauge("M1")).unwrap();
        refused(
            house.enter(&ann, "gauge", gauge("M1")),
            &["“Code on its label” is M1, which Micrometer 25 has already."],
        );
        house.enter(&ann, "gauge", gauge("M2")).unwrap();
        assert_eq!(
            house.listed(&kai, "gauge", &[("resolution", "0.001")]),
            ["G-1", "G-2"]
        );

        let off = json!({ "off_by": "0.03", "next_on": "2027-11-16" });
        refused(
            house.pass(&ann, "gauge", "M1", "calibrate", off),
            &["It is off by more than 0.02 mm: block it."],
        );
        let good = json!({ "off_by": "-0.004", "next_on": "2027-11-16" });
        assert!(
            matches!(
                house.pass(&ann, "gauge", "M1", "calibrate", good.clone()),
                Err(Error::Refused(_))
            ),
            "unsigned"
        );
        house.sign(&ann, "gauge", "M1", "calibrate", good).unwrap();
        let record = house.record("G-1").unwrap();
        assert_eq!(
            (record.state.as_str(), record.due.as_deref()),
            ("usable", Some("2027-11-16"))
        );
        assert_eq!(record.next, Some(kai.person.clone()));
        let (_, row) = record.rows("calibrations").next().unwrap();
        assert_eq!(row["deviation"], json!("-0.004"));
        assert_eq!(row["day"], json!("2026-11-16"));
        let seen = house.app.view(&kai, |view| view.record("gauge", "G-1")).unwrap();
        assert_eq!(seen.signatures.len(), 1);
        assert_eq!(seen.signatures[0].broken_by, None);

        house
            .change(&kai, "gauge", "G-1", json!({ "label": "M1-b" }))
            .unwrap();
        let seen = house.app.view(&kai, |view| view.record("gauge", "G-1")).unwrap();
        assert!(seen.signatures[0].broken_by.is_some(), "the label was signed");
        house
            .pass(
                &kai,
                "gauge",
                "G-1",
                "block",
                json!({ "blocked_because": "It fell" }),
            )
            .unwrap();
        let record = house.record("G-1").unwrap();
        assert_eq!(
            (record.state.as_str(), record.due, record.fields.get("next_on")),
            ("blocked", None, None)
        );
        assert_eq!(house.listed(&kai, "gauge", &[("state", "blocked")]), ["G-1"]);
        assert_eq!(house.found(&kai, "fell"), ["G-1"]);
    });
}

#[test]
fn a_training_is_held_in_order_and_judged_by_somebody_else() {
    on_both(|house| {
        let pia = house.add("pia", &["process_owner"]);
        let (tim, lou) = (house.add("tim", &["process_owner"]), house.add("lou", &[]));
        house
            .enter(
                &pia,
                "process",
                json!({ "name": "Milling", "owner": "pia@probe.example" }),
            )
            .unwrap();
        let plan = |subject: &str, after: Value| json!({ "subject": subject, "trainer": "tim@probe.example", "people": ["lou@probe.example", "pia@probe.example"], "for": "PR-1", "planned_on": "2026-11-16", "after": after });
        let first = json!({ "subject": "Setting up", "trainer": "tim@probe.example", "people": ["lou@probe.example"], "for": "PR-1", "planned_on": "2026-11-17" });
        house.enter(&lou, "training", first).unwrap();
        house
            .enter(&lou, "training", plan("Cutting", json!("TR-2026-1")))
            .unwrap();
        refused(
            house.pass(&tim, "training", "TR-2026-2", "hold", json!({})),
            &["The one that comes before was not held yet."],
        );
        refused(
            house.pass(&tim, "training", "TR-2026-1", "hold", json!({})),
            &["“On which day?” must have been reached; it is 2026-11-17."],
        );
        house.at("2026-11-17T12:00:00Z");
        house
            .pass(&tim, "training", "TR-2026-1", "hold", json!({}))
            .unwrap();
        house
            .pass(&tim, "training", "TR-2026-2", "hold", json!({}))
            .unwrap();
        assert_eq!(
            house.record("TR-2026-2").unwrap().due.as_deref(),
            Some("2026-12-17")
        );
        let results = json!([
            { "who": "lou@probe.example", "can": "yes" },
            { "who": "pia@probe.example", "can": "no" },
            { "who": "tim@probe.example", "can": "no" },
        ]);
        house
            .change(&tim, "training", "TR-2026-2", json!({ "results": results }))
            .unwrap();
        refused(
            house.pass(&tim, "training", "TR-2026-2", "judge", json!({})),
            &[
                "At least 50 % of “Who can do it?” must pass.",
                "Row 1: “How do we know” is not answered.",
                "“Who learns it again, and when?” is not answered.",
                "Whoever taught does not judge.",
            ],
        );
        let results = json!([
            { "id": "r1", "who": "lou@probe.example", "can": "yes", "seen": "Set up twice" },
            { "id": "r2", "who": "pia@probe.example", "can": "no" },
        ]);
        house
            .change(
                &tim,
                "training",
                "TR-2026-2",
                json!({ "results": results, "again": { "reason": "Next year" } }),
            )
            .unwrap();
        house
            .pass(&pia, "training", "TR-2026-2", "judge", json!({}))
            .unwrap();
        assert_eq!(
            house.listed(
                &lou,
                "training",
                &[("trainer", "tim@probe.example"), ("for", "PR-1")]
            ),
            ["TR-2026-1", "TR-2026-2"]
        );
        assert_eq!(
            house.listed(&lou, "training", &[("state", "effective")]),
            ["TR-2026-2"]
        );
        assert_eq!(house.found(&lou, "set up twice"), ["TR-2026-2"]);
    });
}

#[test]
fn their_registers_are_imported_by_a_map() {
    on_both(|house| {
        let ada = house.caller("ada");
        let map = "kind = \"gauge\"\nid = \"old\"\nsource = \"The old list\"\nkey = [\"No\"]\nalias = [\"No\"]\nstate = \"State\"\n\n[fields]\ndesignation = \"What\"\nlabel = \"No\"\nresolution = \"mm\"\nnext_on = { column = \"Next\", date = \"%d.%m.%Y\" }\n";
        let file =
            "No,What,mm,Next,State\nK-7,Caliper 150,0.01,1.2.2027,usable\nK-8,Dial gauge,0.002,,blocked\n";
        let what = What {
            kind: "gauge",
            map,
            file: file.as_bytes(),
        };
        let told = run(house, &ada, &what).unwrap();
        assert_eq!(told.mistakes(), [""; 0]);
        assert_eq!(house.listed(&ada, "gauge", &[]), ["G-1", "G-2"]);
        let record = house.record("K-7").unwrap();
        assert_eq!((record.state.as_str(), record.state_imported), ("usable", true));
        assert_eq!(record.fields["next_on"], json!("2027-02-01"));
        assert_eq!(house.found(&ada, "caliper"), ["G-1"]);
        assert_eq!(house.found(&ada, "k-8"), ["G-2"]);
        // A second run changes nothing.
        let again = run(house, &ada, &what).unwrap();
        assert_eq!(again.mistakes(), [""; 0]);
        assert_eq!(house.listed(&ada, "gauge", &[]), ["G-1", "G-2"]);

        let visits = "kind = \"visitor_log\"\nid = \"book\"\nsource = \"The book at the gate\"\nkey = [\"Page\"]\n\n[fields]\nvisitor = \"Name\"\ncompany = \"From\"\n";
        let book = "Page,Name,From\n1,Rosa Lund,Lund & Co\n2,,Nobody\n";
        let told = run(
            house,
            &ada,
            &What {
                kind: "visitor_log",
                map: visits,
                file: book.as_bytes(),
            },
        );
        let mistakes = told.unwrap().mistakes();
        assert_eq!(mistakes.len(), 1, "{mistakes:?}");
        assert!(
            mistakes[0].contains("“Who comes?” is not answered."),
            "{mistakes:?}"
        );
        let trainings = "kind = \"training\"\nid = \"plan\"\nsource = \"The plan\"\nkey = [\"Course\"]\n\n[fields]\nsubject = \"Course\"\n";
        let told = run(
            house,
            &ada,
            &What {
                kind: "training",
                map: trainings,
                file: b"Course\nCutting\n",
            },
        )
        .unwrap();
        assert_eq!(told.mistakes(), [""; 0]);
        assert_eq!(house.found(&ada, "cutting"), ["TR-2026-1"]);
    });
}

/// The three kinds share no field with ours, so that nothing could have been written for them.
#[test]
fn the_three_kinds_share_no_field_with_ours() {
    let (packs, problems) = engine::pack::load(&[bundled("base"), bundled("iso-9001"), elsewhere()]);
    assert!(problems.is_empty(), "{problems:?}");
    let of = |pack: &str| -> std::collections::BTreeSet<String> {
        let kinds = packs
            .kinds
            .values()
            .filter(|kind| (kind.pack == "elsewhere") == (pack == "elsewhere"));
        kinds.flat_map(|kind| kind.fields.keys().cloned()).collect()
    };
    let shared: Vec<String> = of("elsewhere").intersection(&of("ours")).cloned().collect();
    assert_eq!(shared, [""; 0]);
}
