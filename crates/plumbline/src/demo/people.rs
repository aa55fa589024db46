//! Who works at Aire Test Instruments.

use serde_json::{Value, json};

use super::SignIn;

/// Somebody who works here.
pub(super) struct Member {
    /// Name in the chronicle.
    pub(super) key: &'static str,
    /// Name as it is printed.
    pub(super) name: &'static str,
    /// Site, by its name in the chronicle.
    pub(super) site: &'static str,
    /// What this person does here.
    pub(super) does: &'static str,
    /// What this person would do today.
    pub(super) today: &'static str,
    pub(super) roles: &'static [Role],
}

/// A role, perhaps for one process or site only.
pub(super) struct Role {
    pub(super) role: &'static str,
    process: Option<&'static str>,
    site: Option<&'static str>,
}

impl Role {
    pub(super) const fn is_everywhere(&self) -> bool {
        self.process.is_none() && self.site.is_none()
    }
}

const fn has(role: &'static str) -> Role {
    Role {
        role,
        process: None,
        site: None,
    }
}

const fn owns(process: &'static str) -> Role {
    Role {
        role: "process_owner",
        process: Some(process),
        site: None,
    }
}

const fn leads_shift_in(site: &'static str) -> Role {
    Role {
        role: "shift_lead",
        process: None,
        site: Some(site),
    }
}

/// Everybody, the founder first: she enters the others.
pub(super) const PEOPLE: &[Member] = &[
    Member {
        key: "agnieszka",
        name: "Agnieszka Nowak",
        site: "@leeds",
        does: "Quality manager; also enters people and places",
        today: "Gives this morning's reports to somebody, asks what became of the relays, and judges the leakage fix this week.",
        roles: &[has("quality_manager"), has("administrator"), owns("@improvement")],
    },
    Member {
        key: "ingrid",
        name: "Ingrid Sørensen",
        site: "@leeds",
        does: "Managing director",
        today: "Looks at what is late and asks why the crack in the probe leads takes so long.",
        roles: &[has("top_management"), owns("@leadership")],
    },
    Member {
        key: "ben",
        name: "Ben Okafor",
        site: "@leeds",
        does: "Leads final calibration",
        today: "Looks into the two T-220 that read high again this morning.",
        roles: &[owns("@calibration")],
    },
    Member {
        key: "priya",
        name: "Priya Raman",
        site: "@leeds",
        does: "Head of design",
        today: "Finishes the softer strain relief, which is late, and proposes actions for the display that fades.",
        roles: &[owns("@design")],
    },
    Member {
        key: "joao",
        name: "João Ferreira",
        site: "@leeds",
        does: "Purchasing and goods in; answers for the board assembler outside",
        today: "Chases the maker of the relays for the report that was due last week.",
        roles: &[owns("@purchasing"), owns("@boards")],
    },
    Member {
        key: "sofia",
        name: "Sofia Marchetti",
        site: "@leeds",
        does: "Sales, dispatch and service",
        today: "Tells Nordvik Energi who looks after their two testers.",
        roles: &[owns("@sales"), owns("@service")],
    },
    Member {
        key: "tomasz",
        name: "Tomasz Zieliński",
        site: "@gdansk",
        does: "Metrologist: reference testers and all measuring equipment",
        today: "Confirms the description of his process and looks at oven 2.",
        roles: &[owns("@equipment")],
    },
    Member {
        key: "marek",
        name: "Marek Wiśniewski",
        site: "@gdansk",
        does: "Leads assembly",
        today: "Decides with Hannah what becomes of the last six housings.",
        roles: &[owns("@assembly")],
    },
    Member {
        key: "hannah",
        name: "Hannah Clarke",
        site: "@leeds",
        does: "Decides what becomes of faulty products; training; audits",
        today: "Judges whether the backups run again: it is overdue.",
        roles: &[has("disposition_authority"), has("auditor"), owns("@people")],
    },
    Member {
        key: "nikhil",
        name: "Nikhil Rao",
        site: "@leeds",
        does: "IT and test software",
        today: "Builds the certificate that takes its reference from the bench log; due this week.",
        roles: &[owns("@data")],
    },
    Member {
        key: "yusuf",
        name: "Yusuf Demir",
        site: "@leeds",
        does: "Shift lead in Leeds: burn-in and calibration benches",
        today: "Releases a T-330 that passed, and sets the two high T-220 aside.",
        roles: &[leads_shift_in("@leeds")],
    },
    Member {
        key: "katarzyna",
        name: "Katarzyna Lis",
        site: "@gdansk",
        does: "Shift lead in Gdańsk: lines and dispatch",
        today: "Takes on the cold solder bath, which nobody has looked at for days.",
        roles: &[leads_shift_in("@gdansk")],
    },
    Member {
        key: "oluwaseun",
        name: "Oluwaseun Adeyemi",
        site: "@leeds",
        does: "Goods in, and calibration when they are short of hands",
        today: "Reads what became of his report of this morning.",
        roles: &[],
    },
    Member {
        key: "zofia",
        name: "Zofia Krawczyk",
        site: "@gdansk",
        does: "Assembles on line 2",
        today: "Asks why nobody answers her report on the solder bath.",
        roles: &[],
    },
];

impl Member {
    pub(super) fn email(&self) -> String {
        let name: Vec<String> = self
            .name
            .split(' ')
            .map(|part| engine::text::fold(part).replace('ø', "o").replace('ł', "l"))
            .collect();
        format!("{}@aire.example", name.join("."))
    }

    /// Site and all roles, once sites and processes are entered.
    pub(super) fn answers(&self) -> Value {
        let roles: Vec<Value> = self
            .roles
            .iter()
            .map(|role| json!({ "role": role.role, "process": role.process, "site": role.site }))
            .collect();
        json!({ "site": self.site, "roles": roles })
    }

    pub(super) fn sign_in(&self) -> SignIn {
        SignIn {
            name: self.name.to_owned(),
            email: self.email(),
            role_words: self.does.to_owned(),
            today: self.today.to_owned(),
        }
    }
}
