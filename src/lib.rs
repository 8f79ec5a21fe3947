//! Outbound document mail through each customer's own SMTP gateway.
#![cfg_attr(ite_mailer_docsrs, feature(doc_cfg))]

pub mod error;
pub mod gateway;
mod mailer;
pub mod message;
mod receipt;
#[cfg(feature = "sandbox")]
pub mod sandbox;

pub use error::{Error, ErrorKind, Guidance, Outcome, Reply, Retry, Stage};
pub use gateway::{Provider, Security};
pub use mailer::DocumentMailer;
pub use message::{Address, AutoSubmitted, Composed, Document, DocumentMail, Envelope, Mailbox};
pub use receipt::{DocumentReceipt, Receipt, Rejection};
pub use secrecy::SecretString;
