//! Acceptance sampling: by attributes, by variables, zero-acceptance and skip-lot plans, operating characteristics.
