//! The rows of the decision table, by topic. Order matters: within a topic, the narrow case comes before the wide one.

pub(super) mod content;
pub(super) mod general;
pub(super) mod limits;
pub(super) mod path;
pub(super) mod recipient;
pub(super) mod sender;
pub(super) mod sign_in;
