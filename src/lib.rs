//! Outbound document mail through each customer's own SMTP gateway.
//!
//! A product sends its customers' quotes and invoices to their clients. Each mail goes out through the gateway of the
//! customer: a provider's preset or any SMTP server, set up once on a settings page. A failure says where it happened,
//! whether the mail went, and what the customer has to do, in French and English.
//!
//! # Quick start
//!
//! ```no_run
//! # #[cfg(feature = "smtp")]
//! # async fn run() -> Result<(), Box<dyn std::error::Error>> {
//! use ite_mailer::{DocumentMail, DocumentMailer, SmtpMailer};
//!
//! let gateway = "gmail://me%40gmail.com:app-password@".parse()?;
//! let mailer = SmtpMailer::new(gateway)?;
//! let mail = DocumentMail::builder()
//!     .from("me@gmail.com")
//!     .to("you@example.org")
//!     .text("Hello")
//!     .build()?;
//! mailer.send(&mail).await?;
//! # Ok(())
//! # }
//! ```
//!
//! # In a product
//!
//! [`GatewaySettings`] come from a database, the secret from where secrets are kept. A [`Document`] shares its bytes
//! between mails. The [`Receipt`] names each recipient's fate and fingerprints the documents.
//!
//! ```no_run
//! # #[cfg(feature = "smtp")]
//! # async fn run(
//! #     row: &str,
//! #     secret: ite_mailer::SecretString,
//! #     pdf: Vec<u8>,
//! # ) -> Result<(), Box<dyn std::error::Error>> {
//! use ite_mailer::{Document, DocumentMail, DocumentMailer, GatewaySettings};
//! use ite_mailer::{Language, Outcome, SmtpMailer};
//!
//! let settings: GatewaySettings = serde_json::from_str(row)?;
//! // Keep the mailer: it keeps its connections.
//! let mailer = SmtpMailer::new(settings.validate(secret)?)?;
//! let mail = DocumentMail::builder()
//!     .from("Atelier Exemple <accounts@example.com>")
//!     .to("Client Exemple <client@example.org>")
//!     .subject("Votre facture n° 42")
//!     .text("Bonjour,\n\nVeuillez trouver ci-joint votre facture n° 42.")
//!     .document(Document::pdf("Facture n° 42.pdf", pdf))
//!     .idempotency_scope("customer-7")
//!     .idempotency_key("invoice-42")
//!     .build()?;
//! match mailer.send(&mail).await {
//!     Ok(receipt) => {
//!         for refused in &receipt.rejected {
//!             println!("{}: {}", refused.recipient, refused.kind);
//!         }
//!     }
//!     Err(error) if error.outcome() == Outcome::Unknown => {
//!         println!("it may have gone; look before sending it again: {error}");
//!     }
//!     Err(error) => {
//!         let page = error.to_page(Language::Fr, "Example Billing");
//!         println!("{}", serde_json::to_string_pretty(&page)?);
//!     }
//! }
//! # Ok(())
//! # }
//! ```
//!
//! # Modules
//!
//! | module | what it holds |
//! |---|---|
//! | [`provider`] | the known mail providers, as dated rows with sources |
//! | [`gateway`] | settings, validation, lint, the form a settings page draws |
//! | `network` | the addresses and ports that connections may use |
//! | [`message`] | mails and documents, and how they are composed |
//! | [`memory`] | [`MemoryMailer`], the double |
//! | [`wrappers`] | retry, idempotency, failover, redirection for staging |
//! | [`error`] | kind, stage, outcome, retry advice; what a server's reply means |
//! | [`guidance`] | what a person has to do, in French and English |
//! | `oauth2` | access tokens (feature `oauth2`) |
//! | `sandbox` | a real SMTP server for tests (feature `testing`) |
//! | `conformance` | contracts as callable suites (feature `testing`) |
//! | `lettre_bridge` | coming from lettre (feature `lettre-transport`) |
//!
//! The root has [`DocumentMailer`], `SmtpMailer`, `MailerCache`, `check` and the types they take and return.
//!
//! # Many mails, many customers
//!
//! [`DocumentMailerExt::send_all`] sends an iterator of mails through one mailer and stops where no further mail can
//! go. An `SmtpMailer` keeps its gateway's limits: connections at once, mails in any minute, and the waits the server
//! asks for. `MailerCache` keeps the mailers of many customers, each with its own connections.
//!
//! # Failures
//!
//! Every fallible function returns an [`Error`]: [`ErrorKind`] is what a program matches on, [`Stage`] where it
//! happened, [`Outcome`] whether the mail went, [`Retry`] when trying again makes sense, [`Guidance`] what a person has
//! to do. Invalid settings and mails list every [`Problem`](error::Problem) at once.
//!
//! ```
//! use ite_mailer::{Provider, Stage, guidance::explain};
//!
//! let reply = "534-5.7.9 Application-specific password required";
//! let (explained, advice) = explain(Provider::Gmail, Stage::Auth, None, reply);
//! assert_eq!(explained.kind.as_str(), "app_password_required");
//! assert_eq!(advice.fr.title, "Gmail demande un mot de passe d’application");
//! ```
//!
//! [`Outcome::NotSent`] is safe to send again. [`Outcome::Unknown`] is not: the end of the message was written and no
//! answer came. The same holds for a `send` future that was dropped. A mailer never sends a mail twice by itself.
//!
//! # Features
//!
//! | feature | default | what it brings |
//! |---|---|---|
//! | `smtp` | yes | `SmtpMailer`, `MailerCache`, `check`, `wrappers::RetryMailer` |
//! | `platform-verifier` | yes | certificates are checked by the operating system's verifier and trust store |
//! | `webpki-roots` | | certificates are checked against Mozilla's roots, compiled in; used where `platform-verifier` is off |
//! | `tracing` | | spans and events of `SmtpMailer` |
//! | `oauth2` | | the module `oauth2` |
//! | `imap` | | `SentCopy::Folder`: a copy of each accepted mail in the Sent folder, over IMAP |
//! | `lettre-transport` | | `SmtpMailer` as a lettre transport; `LettreMailer` over any transport of lettre's |
//! | `testing` | | the modules `sandbox` and `conformance`; the double's mails can be read back part by part |
//!
//! With `smtp` or `oauth2` and neither source of roots, only a gateway's own
//! [`root_certificates`](GatewaySettings::root_certificates), or those of an application, are trusted.
//!
//! # Log policy
//!
//! Without the feature `tracing` this crate writes no log lines. With it, a span `send` (target `ite_mailer`) holds the
//! gateway, Message-ID and size of each mail, and events tell how it ended: kind, stage, outcome, reply codes, time
//! taken. Addresses are masked, a server's words left out. An [`Error`] shows no secret; it may show what the server
//! said, which can contain addresses.
//!
//! # Versioning
//!
//! Semantic versioning. Enums and data structures may grow (`#[non_exhaustive]`). The codes of [`ErrorKind`],
//! [`OAuth2Problem`], [`Stage`] and [`Outcome`] and the ids of [`Provider`] are stable once released. Provider rows
//! follow their providers: a changed row is a patch release with an entry under **Presets** in the changelog. The texts
//! of guidance may change in any release. Rust 1.89 or newer; raising it takes a new minor version.
#![forbid(unsafe_code)]
#![cfg_attr(ite_mailer_docsrs, feature(doc_cfg))]

mod batch;
#[cfg(feature = "smtp")]
mod check;
#[cfg(feature = "testing")]
pub mod conformance;
pub mod error;
pub mod gateway;
pub mod guidance;
#[cfg(feature = "imap")]
mod imap;
#[cfg(feature = "lettre-transport")]
pub mod lettre_bridge;
mod mailer;
pub mod memory;
pub mod message;
#[cfg(any(feature = "smtp", feature = "oauth2"))]
pub mod network;
#[cfg(feature = "oauth2")]
pub mod oauth2;
pub mod provider;
mod receipt;
#[cfg(feature = "testing")]
pub mod sandbox;
#[cfg(feature = "smtp")]
mod sasl;
#[cfg(feature = "smtp")]
mod smtp;
#[cfg(any(feature = "smtp", feature = "oauth2"))]
mod tls;
mod util;
pub mod wrappers;

pub use batch::{Batch, BatchOptions, BatchReport, DocumentMailerExt};
#[cfg(feature = "smtp")]
pub use check::{
    CheckOptions, CheckStep, Diagnosis, ServerCertificate, ServerFacts, StepStatus, check, check_with, check_with_mail,
    check_with_progress,
};
#[doc(inline)]
pub use error::{Attempt, Error, ErrorKind, OAuth2Problem, Outcome, Rejection, Reply, Retry, Scope, Stage};
#[doc(inline)]
pub use gateway::{AccessToken, GatewaySettings, SmtpGateway, TokenProvider, TokenRequest};
#[doc(inline)]
pub use guidance::{Guidance, Language};
pub use mailer::{DocumentMailer, RawMailer};
#[doc(inline)]
pub use memory::MemoryMailer;
#[doc(inline)]
pub use message::{Address, AutoSubmitted, Composed, Document, DocumentMail, Envelope, Mailbox};
#[cfg(any(feature = "smtp", feature = "oauth2"))]
#[doc(inline)]
pub use network::NetworkPolicy;
#[doc(inline)]
pub use provider::{Provider, Security};
pub use receipt::{DocumentReceipt, Filing, Receipt};
pub use secrecy::{ExposeSecret, SecretString};
#[cfg(feature = "smtp")]
pub use smtp::{MailerCache, MailerCacheBuilder, SmtpMailer};
#[cfg(feature = "smtp")]
#[doc(inline)]
pub use wrappers::RetryMailer;
#[doc(inline)]
pub use wrappers::{FailoverMailer, IdempotencyStore, IdempotentMailer, MemoryIdempotencyStore, RedirectMailer};

/// Compiles and runs the code of the README.
#[cfg(all(doctest, feature = "smtp"))]
#[doc = include_str!("../README.md")]
struct Readme;
