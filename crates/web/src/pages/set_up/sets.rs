//! Processes to start from. Each set is a beginning, not advice: every name can be changed, every process retired.

/// A set of processes for one sort of organisation.
pub(super) struct Set {
    /// In the address.
    pub(super) id: &'static str,
    /// What the organisation says of itself.
    pub(super) title: &'static str,
    /// What is in it.
    pub(super) about: &'static str,
    /// (Group, names).
    pub(super) processes: &'static [(&'static str, &'static [&'static str])],
}

const MANAGEMENT: (&str, &[&str]) = (
    "management",
    &[
        "Leading and reviewing",
        "Planning and risk",
        "Improving and auditing",
    ],
);

pub(super) const SETS: &[Set] = &[
    Set {
        id: "make",
        title: "We make things",
        about: "From the order over design, purchasing and production to delivery, and what carries them",
        processes: &[
            MANAGEMENT,
            (
                "core",
                &[
                    "Selling",
                    "Designing",
                    "Purchasing",
                    "Receiving goods",
                    "Producing",
                    "Testing and releasing",
                    "Delivering and servicing",
                ],
            ),
            (
                "support",
                &[
                    "Finding and developing people",
                    "Keeping equipment fit",
                    "Keeping documents",
                    "Keeping data safe",
                ],
            ),
        ],
    },
    Set {
        id: "measure",
        title: "We measure or test",
        about: "Requests, samples, methods, measuring, reports",
        processes: &[
            MANAGEMENT,
            (
                "core",
                &[
                    "Taking requests",
                    "Receiving samples",
                    "Choosing and proving methods",
                    "Measuring",
                    "Reporting",
                ],
            ),
            (
                "support",
                &[
                    "Finding and developing people",
                    "Keeping measuring equipment traceable",
                    "Keeping documents",
                ],
            ),
        ],
    },
    Set {
        id: "serve",
        title: "We serve people",
        about: "Requests, visits, work done with the customer, handing over",
        processes: &[
            MANAGEMENT,
            (
                "core",
                &[
                    "Taking requests",
                    "Planning the work",
                    "Serving",
                    "Handing over and following up",
                ],
            ),
            ("support", &["Finding and developing people", "Keeping documents"]),
        ],
    },
    Set {
        id: "none",
        title: "An empty sheet",
        about: "You name the first process yourself",
        processes: &[],
    },
];

/// Groups in the order of the page, with their words.
pub(super) const GROUPS: [(&str, &str); 3] = [
    ("management", "Management"),
    ("core", "Core"),
    ("support", "Support"),
];
