//! What goes out: a mail with documents, valid before any network is touched.

mod address;
mod builder;
mod compose;
mod composed;
mod document;
mod fingerprint;
mod headers;
mod html_text;
mod mail;
mod mailbox;
mod message_id;
#[cfg(feature = "testing")]
mod parsed;
mod rewrite;
mod stored;
mod stored_document;

pub use address::Address;
pub use builder::DocumentMailBuilder;
pub use compose::ComposeOptions;
pub use composed::{Chunks, Composed, DotStuffing, Envelope};
pub use document::Document;
pub(crate) use fingerprint::hash_in_background;
pub use headers::AutoSubmitted;
pub use mail::DocumentMail;
pub use mailbox::Mailbox;
#[cfg(feature = "testing")]
pub use parsed::{ParsedMail, ParsedPart};
pub(crate) use rewrite::Recipients;
pub use stored::StoredMail;
pub use stored_document::{DocumentSource, DocumentSourceError, StoredDocument};
