//! What goes out: a mail with documents, valid before any network is touched.

mod address;
mod altered;
mod builder;
mod compose;
mod document;
mod headers;
mod mail;
mod mailbox;
#[cfg(feature = "parse")]
mod parsed;
mod rope;

pub use address::Address;
pub(crate) use altered::Recipients;
pub use builder::DocumentMailBuilder;
pub use compose::ComposeOptions;
pub use document::Document;
pub use headers::AutoSubmitted;
pub use mail::DocumentMail;
pub use mailbox::Mailbox;
#[cfg(feature = "parse")]
pub use parsed::{ParsedMail, ParsedPart};
pub use rope::{Chunks, Composed, DotStuffing, Envelope};
