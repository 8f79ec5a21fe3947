//! A mail in the outbox: its number, its state, and how it is stored.

mod record;
mod state;
mod stored;

pub(crate) use record::{error_from_json, error_to_json, note_from_json, note_to_json};
pub use state::{MailId, MailState};
pub(crate) use stored::{LoadError, load, store};
