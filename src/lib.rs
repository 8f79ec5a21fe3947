//! Outbound document mail through each customer's own SMTP gateway.
#![cfg_attr(ite_mailer_docsrs, feature(doc_cfg))]

#[cfg(feature = "smtp")]
mod check;
#[cfg(feature = "conformance")]
pub mod conformance;
pub mod error;
pub mod gateway;
mod mailer;
pub mod memory;
pub mod message;
mod receipt;
#[cfg(feature = "sandbox")]
pub mod sandbox;
#[cfg(feature = "smtp")]
mod smtp;

#[cfg(feature = "smtp")]
pub use check::{CheckOptions, CheckStep, Diagnosis, Findings, Note, StepStatus, check, check_with, check_with_mail};
pub use error::{Error, ErrorKind, Guidance, Outcome, Reply, Retry, Stage};
pub use gateway::{GatewaySettings, Provider, Security, SmtpGateway};
pub use mailer::{DocumentMailer, compose_for};
pub use memory::MemoryMailer;
pub use message::{Address, AutoSubmitted, Composed, Document, DocumentMail, Envelope, Mailbox};
pub use receipt::{DocumentReceipt, Receipt, Rejection};
pub use secrecy::SecretString;
#[cfg(feature = "smtp")]
pub use smtp::{SignIn, SmtpMailer};
