//! Every ledger table from the journal alone.
