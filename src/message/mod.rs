//! Mails with documents: building, composing, storing.
//!
//! ```
//! use ite_mailer::{Document, DocumentMail};
//!
//! let mail = DocumentMail::builder()
//!     .from("Atelier Exemple <billing@example.com>")
//!     .to("client@example.org")
//!     .subject("Votre facture n° 42")
//!     .html("<p>Bonjour,</p><p>voici votre facture.</p>")
//!     .document(Document::pdf("Facture n° 42.pdf", &b"%PDF-1.7 ..."[..]))
//!     .build()?;
//! assert_eq!(mail.text(), Some("Bonjour,\r\n\r\nvoici votre facture.\r\n"));
//! # Ok::<(), ite_mailer::Error>(())
//! ```

mod address;
mod builder;
mod chunks;
mod compose;
mod composed;
mod document;
mod fingerprint;
mod headers;
mod html_text;
#[cfg(feature = "imap")]
mod internal_date;
mod mail;
mod mailbox;
mod message_id;
mod outgoing;
#[cfg(feature = "testing")]
mod parsed;
mod raw;
mod raw_scan;
mod recipients;
mod rewrite;
mod stored;
mod stored_document;
mod texts;
mod validate;

pub use address::Address;
pub use builder::DocumentMailBuilder;
#[cfg(feature = "smtp")]
pub(crate) use chunks::DotStuffing;
pub(crate) use compose::ComposeOptions;
pub use composed::{Composed, Envelope};
pub use document::Document;
pub(crate) use fingerprint::hash_in_background;
pub use headers::AutoSubmitted;
#[cfg(feature = "imap")]
pub(crate) use internal_date::recently;
pub use mail::DocumentMail;
pub use mailbox::Mailbox;
pub(crate) use outgoing::Outgoing;
#[cfg(feature = "testing")]
pub use parsed::{ParsedMail, ParsedPart};
pub use raw::RawMail;
pub use recipients::{IntoMailboxes, ManyMailboxes, OneMailbox};
pub(crate) use rewrite::Recipients;
pub use stored::StoredMail;
pub use stored_document::{DocumentSource, DocumentSourceError, StoredDocument};
#[cfg(test)]
pub(crate) use texts::TABLE as PROBLEM_TEXTS;
pub(crate) use validate::mailbox_problems;
