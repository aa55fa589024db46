//! Measurement systems: type 1 study, bias, linearity, stability, gauge R&R, attribute agreement.
