//! Three problems that were carried to their end: cause found, action done, effect seen, closing signed.

use serde_json::json;

use super::super::step::{Step, becomes, day, held, judged, on, root, ruled_out, time, weighs, why};
use super::{Plan, done};

pub(super) fn steps() -> Vec<Step> {
    [loose_terminals(), wrong_fuses(), reference_past_its_date()]
        .into_iter()
        .flatten()
        .collect()
}

fn loose_terminals() -> Vec<Step> {
    let action = Plan {
        what: "Put every torque driver on the list of measuring equipment and check it at the start of each shift",
        against: "@terminals",
        owner: "@marek",
        due: -95,
        different: "No terminal screw below 1.2 N·m",
        seen_in: "Line check sheet, line 1",
        sample: "5 screws a shift over 20 shifts",
        from: -72,
    };
    vec![
        on(-112, "10:12", "zofia").enters("terminals", "nonconformity", json!({
            "title": "Terminal screws on T-110 turn below 1.2 N·m",
            "found_at": "@station-3", "found_on": time(-112, "10:05"), "concerns": "output", "source": "inspection",
            "requirement_text": "WI-022, step 7: 1.2 to 1.5 N·m", "caused_in": "@assembly",
        })),
        on(-112, "10:40", "katarzyna").answers("terminals", json!({
            "containment": "Line 1 stopped at station 3. All 50 testers of lot 2612 moved to Q-1; nothing of this lot had left.",
            "lots": [held("r1", "Lot 2612", 50, "@rack-q1")],
            "reached_customer": "no", "could_say_safe": "no", "significance": weighs("serious", "once"),
        })),
        on(-112, "10:44", "katarzyna").passes("terminals", "contain"),
        on(-111, "09:20", "marek").answers("terminals", json!({
            "dispositions": [becomes("r1", "rework", 50, "@hannah", -111, Some(-110))],
            "correction": "All four screws of all 50 testers turned again with a driver that had been checked; 7 of 50 had been low, between 0.8 and 1.1 N·m.",
            "correction_done_on": day(-110),
            "consequences": "Half a day of line 1. No tester had left the house.",
        })),
        on(-108, "14:30", "marek").answers("terminals", json!({
            "whys": [
                why("r1", "", "occurred", "The driver at station 3 clicks at 0.9 N·m", "Measured on the torque bench, 10 clicks, 0.88 to 0.93"),
                ruled_out("r2", "r1", "occurred", "Screws of another supplier", "Same lot of screws as in May; 20 measured"),
                why("r3", "r1", "occurred", "It was last checked two years ago", "Label on the driver"),
                root("r4", "r3", "occurred", "Drivers were not on the list of measuring equipment when line 1 was rearranged", "List of 2 years ago: 11 drivers missing"),
                why("r5", "", "escaped", "Nobody measures torque after station 3", "WI-022 to WI-024"),
                root("r6", "r5", "escaped", "The line check looks at what can be seen, not at what was set", "Line check sheet, revision 2"),
            ],
            "cause_occurred": "Torque drivers were not treated as instruments that decide: nobody kept them in date.",
            "cause_escaped": "The line check had no measurement of torque.",
            "elsewhere": "The two drivers of line 2 were checked the same day: 1.31 and 1.28 N·m.",
            "need_action": "yes", "need_because": "A loose terminal warms up under 25 A.", "verifier": "@tomasz",
        })),
        on(-108, "14:52", "marek").passes("terminals", "understand"),
        on(-107, "08:40", "marek").enters("drivers-listed", "corrective_action", action.answers()),
        on(-107, "08:45", "marek").answers("terminals", json!({ "actions": ["@drivers-listed"] })),
        on(-107, "08:50", "marek").passes("terminals", "agree"),
        on(-96, "15:10", "marek").answers("drivers-listed", done("13 drivers entered and calibrated, two replaced. Torque tester fixed at the start of line 1; five clicks each shift are written on the line check sheet.", -96)),
        on(-96, "15:12", "marek").passes("drivers-listed", "finish"),
        on(-96, "15:15", "marek").passes("terminals", "finish"),
        on(-71, "16:10", "marek").meets_refusal("drivers-listed", "judge", judged(
            "worked", "I see the sheets every day: it works.", "Line check sheets"), "somebody else must check"),
        on(-70, "09:30", "tomasz").passes_with("drivers-listed", "judge", judged(
            "worked", "100 of 100 screws lie between 1.22 and 1.47 N·m; one driver was taken out in time by the shift check.", "Line check sheets of 20 shifts, 5 screws each, 100 screws")),
        on(-69, "11:00", "tomasz").answers("terminals", json!({
            "risks_updated": ["@assembly"], "system_changed": ["@assembly", "@equipment"],
        })),
        on(-69, "11:10", "tomasz").signs("terminals", "close"),
    ]
}

fn wrong_fuses() -> Vec<Step> {
    let action = Plan {
        what: "The lead maker fits fuses from one bin per order and photographs the open plug of each hundredth lead",
        against: "@fuses",
        owner: "@joao",
        due: -88,
        different: "Every fuse has the value that is ordered",
        seen_in: "Goods-in log",
        sample: "50 leads of each of the next 4 deliveries",
        from: -62,
    };
    vec![
        on(-104, "09:05", "oluwaseun").enters("fuses", "nonconformity", json!({
            "title": "13 A fuse in 11 mains leads that should have 3 A",
            "found_at": "@goods-in", "found_on": time(-104, "08:50"), "concerns": "provider", "source": "incoming",
            "requirement_text": "Drawing L-40, revision 3: fuse 3 A to BS 1362", "caused_in": "@purchasing",
        })),
        on(-104, "09:20", "yusuf").answers("fuses", json!({
            "containment": "Delivery of 200 leads to the cage. The 600 leads in store opened the same day: all 3 A.",
            "lots": [held("r1", "Delivery 26-118", 11, "@cage-h1")],
            "reached_customer": "no", "significance": weighs("danger", "once"),
        })),
        on(-104, "09:25", "yusuf").passes("fuses", "contain"),
        on(-103, "13:00", "joao").answers("fuses", json!({
            "dispositions": [becomes("r1", "send_back", 11, "@hannah", -103, None)],
            "correction": "All 200 leads opened: 11 wrong, sent back; 189 right, booked in.",
            "correction_done_on": day(-103), "consequences": "Six hours of goods in, charged to the supplier.",
            "whys": [
                why("r1", "", "occurred", "13 A fuses lay in the bin for 3 A", "Their report with photograph"),
                root("r2", "r1", "occurred", "Bins of three values stand open at one bench and are filled by hand", "Visit, two days later"),
                root("r3", "", "escaped", "Their last test looks for a connection, which any fuse gives", "Their test plan, step 5"),
            ],
            "cause_occurred": "Three values of fuse at one bench, told apart by a handwritten label.",
            "cause_escaped": "A continuity test cannot tell 3 A from 13 A.",
            "elsewhere": "They fit fuses for us in L-40 and L-41; stock of L-41 was opened: 80 of 80 right.",
            "need_action": "yes", "need_because": "A lead that does not blow can burn.", "verifier": "@hannah",
        })),
        on(-101, "10:10", "joao").passes("fuses", "understand"),
        on(-101, "10:20", "joao").enters("one-bin", "corrective_action", action.answers()),
        on(-101, "10:24", "joao").answers("fuses", json!({ "actions": ["@one-bin"] })),
        on(-100, "08:45", "agnieszka").signs("fuses", "agree"),
        on(-90, "16:05", "joao").answers("one-bin", done("Seen at the supplier: one bin per order, bench cleared between orders, photographs come with the delivery note.", -91)),
        on(-90, "16:08", "joao").passes("one-bin", "finish"),
        on(-90, "16:10", "joao").passes("fuses", "finish"),
        on(-61, "10:30", "hannah").passes_with("one-bin", "judge", judged(
            "worked", "200 of 200 fuses have 3 A; all four deliveries came with photographs.", "Goods-in log, 4 deliveries, 50 leads each opened")),
        on(-60, "09:40", "hannah").answers("fuses", json!({
            "risks_updated": ["@purchasing"], "system_changed": { "reason": "What changed stands in the drawing of the lead and in the supplier's plan, not in one of our processes." },
        })),
        on(-60, "09:48", "hannah").mistypes("fuses", "close"),
        on(-60, "09:50", "hannah").signs("fuses", "close"),
    ]
}

fn reference_past_its_date() -> Vec<Step> {
    let action = Plan {
        what: "The bench software takes no reading with a reference tester that is past its date",
        against: "@rt-02",
        owner: "@nikhil",
        due: -80,
        different: "No reading with a reference past its date",
        seen_in: "Bench log",
        sample: "All readings of 4 weeks in which a date runs out, about 900",
        from: -60,
    };
    vec![
        on(-98, "08:20", "tomasz").enters("rt-02", "nonconformity", json!({
            "title": "Reference tester RT-02 was used six days past its calibration date",
            "found_at": "@bench-4", "found_on": time(-98, "08:00"), "concerns": "system", "source": "at_work",
            "requirement": ["iso-9001-2015#7.1.5.2.a"], "caused_in": "@equipment",
        })),
        on(-98, "08:45", "tomasz").answers("rt-02", json!({
            "containment": "RT-02 blocked and sent to the laboratory. The 38 testers that were compared with it are listed; 26 were still here and were held.",
            "reached_customer": "yes", "significance": weighs("serious", "again"),
        })),
        on(-98, "08:50", "tomasz").passes("rt-02", "contain"),
        on(-92, "15:00", "tomasz").answers("rt-02", json!({
            "customer_told_on": time(-92, "14:30"),
            "correction": "RT-02 came back as found within 0.03 %, a third of its limit. The 38 comparisons stand; the 26 were let go.",
            "correction_done_on": day(-92), "consequences": "None for customers; the 12 testers that had left are good. Their owners were told.",
            "cause_occurred": "The date stands on a label that is read by eye; the reminder went to a mailbox that nobody opens since March.",
            "cause_escaped": "The bench software knows the reference but not its date.",
            "elsewhere": "All four reference testers and both ovens have the same reminder.",
            "need_action": "yes", "need_because": "It was the second time in three years.", "verifier": "@ben",
        })),
        on(-92, "15:20", "tomasz").passes("rt-02", "understand"),
        on(-91, "09:30", "tomasz").enters("software-refuses", "corrective_action", action.answers()),
        on(-91, "09:35", "tomasz").answers("rt-02", json!({ "actions": ["@software-refuses"] })),
        on(-91, "10:00", "agnieszka").signs("rt-02", "agree"),
        on(-82, "13:40", "nikhil").answers("software-refuses", done("Bench software 5.4 reads the list of equipment each morning and refuses a reference past its date; tried with a date in the past on all six benches.", -82)),
        on(-82, "13:42", "nikhil").passes("software-refuses", "finish"),
        on(-82, "14:00", "tomasz").passes("rt-02", "finish"),
        on(-60, "11:15", "ben").passes_with("software-refuses", "look_later", json!({
            "judgement_because": "No reference ran out in these weeks, so nothing could show it. RT-01 runs out next month.",
            "judgement_seen": "Bench log of 4 weeks, 912 readings", "effect_due": day(-35),
        })),
        on(-34, "10:00", "ben").passes_with("software-refuses", "judge", judged(
            "worked", "RT-01 ran out on a Friday; on Monday the benches refused it until RT-03 was named. 0 of 874 readings with a reference past its date.", "Bench log of 4 weeks, 874 readings, one date ran out")),
        on(-33, "09:00", "ben").answers("rt-02", json!({ "risks_updated": ["@equipment"], "system_changed": ["@equipment", "@calibration"] })),
        on(-33, "09:05", "ben").signs("rt-02", "close"),
    ]
}
