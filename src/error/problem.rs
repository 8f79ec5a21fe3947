//! One thing that is wrong with settings or a mail.

use serde::Serialize;
use std::fmt;

/// One thing that is wrong with settings or a mail: the field, and the cure. Never the value of a secret.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Problem {
    /// The field's name, as it is serialised: `port`, `user`, `to`, `documents`, ….
    pub field: &'static str,
    /// What is wrong and what would be right.
    pub message: String,
}

impl Problem {
    /// A problem of this field.
    #[must_use]
    pub fn new(field: &'static str, message: impl Into<String>) -> Self {
        Self { field, message: message.into() }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.field, self.message)
    }
}
