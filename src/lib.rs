//! Outbound document mail through each customer's own SMTP gateway.
//!
//! A product sends its customers' documents (quotes, invoices, delivery notes) to their clients. Each mail goes out through
//! the customer's own gateway, set up once on a settings page: a provider's preset, a login, and the kind of password the
//! provider wants. A failure says where it happened, whether the mail went, and what the customer has to do, in French
//! and English.
//!
//! # The shortest call
//!
//! ```no_run
//! # #[cfg(feature = "smtp")]
//! # async fn run() -> Result<(), ite_mailer::Error> {
//! use ite_mailer::{DocumentMail, DocumentMailer, SmtpMailer};
//!
//! let mailer = SmtpMailer::new("gmail://me%40gmail.com:app-password@".parse()?)?;
//! let mail = DocumentMail::builder().from("me@gmail.com").to("you@example.org").text("Hello").build()?;
//! mailer.send(&mail).await?;
//! # Ok(())
//! # }
//! ```
//!
//! # The real call
//!
//! [`GatewaySettings`] come from a database, the secret from wherever secrets are kept. A [`Document`] shares its bytes
//! between mails. The [`Receipt`] names each recipient's fate and fingerprints the documents.
//!
//! ```no_run
//! # #[cfg(feature = "smtp")]
//! # async fn run(row: &str, secret: ite_mailer::SecretString, pdf: Vec<u8>) -> Result<(), Box<dyn std::error::Error>> {
//! use ite_mailer::{Document, DocumentMail, DocumentMailer, GatewaySettings, Outcome, SmtpMailer};
//!
//! let settings: GatewaySettings = serde_json::from_str(row)?;
//! let mailer = SmtpMailer::new(settings.validate(secret)?)?; // keep it: it keeps its connections
//! let mail = DocumentMail::builder()
//!     .from("Atelier Exemple <accounts@example.com>")
//!     .to("Client Exemple <client@example.org>")
//!     .subject("Votre facture n° 42")
//!     .text("Bonjour,\n\nVeuillez trouver ci-joint votre facture n° 42.")
//!     .document(Document::pdf("Facture n° 42.pdf", pdf))
//!     .idempotency_key("invoice-42")
//!     .build()?;
//! match mailer.send(&mail).await {
//!     Ok(receipt) => {
//!         for refused in &receipt.rejected {
//!             println!("{}: {}", refused.recipient, refused.kind);
//!         }
//!     }
//!     Err(error) if error.outcome() == Outcome::Unknown => println!("ask before sending again: {error}"),
//!     Err(error) => println!("{error}\n{}", error.guidance().for_app("Example Billing")),
//! }
//! # Ok(())
//! # }
//! ```
//!
//! The way of a mail is the order of the modules: [`gateway`] says where, [`message`] what, [`DocumentMailer`] is the seam,
//! `SmtpMailer` and [`memory`] carry, [`Receipt`] and [`error`] answer.
//!
//! # Many mails, many customers
//!
//! [`DocumentMailerExt::send_stream`] sends a stream of mails through one mailer, so many at once, and stops where no further
//! mail can go. A mailer keeps its gateway's manners: connections at once, mails in any minute, and the waits the server asks
//! for. `MailerCache` keeps the mailers of many customers, each with its own connections.
//!
//! # Errors and guidance
//!
//! Every fallible function gives an [`Error`]: its [`ErrorKind`] is what a program matches on, its [`Stage`] where it
//! happened, its [`Outcome`] whether the mail went, its [`Retry`] when trying again makes sense, its [`Guidance`] what a
//! person has to do. Invalid settings and mails list every [`Problem`](error::Problem) at once.
//!
//! ```
//! use ite_mailer::{Provider, Stage, guidance::explain};
//!
//! let reply = "534-5.7.9 Application-specific password required";
//! let explained = explain(Provider::Gmail, Stage::Auth, None, reply);
//! assert_eq!(explained.kind.as_str(), "app_password_required");
//! assert_eq!(explained.guidance.fr.title, "Gmail demande un mot de passe d’application");
//! ```
//!
//! [`Outcome::NotSent`] is safe to send again. [`Outcome::Unknown`] is not: the end of the message was written and no
//! answer came. The same holds for a `send` future that was dropped. A mailer never sends a mail twice by itself.
//!
//! # Wrappers
//!
//! [`wrappers`] are mailers around mailers: `RetryMailer` tries again what did not go, [`IdempotentMailer`] sends a mail with an
//! idempotency key once, [`FailoverMailer`] finds another gateway, [`RedirectMailer`] keeps a staging system's mails inside.
//!
//! # Testing
//!
//! [`MemoryMailer`] is the double: it checks and composes as the real mailer does, keeps the mails, and fails on demand.
//! The module `sandbox` has a real SMTP server for loopback that plays the providers' refusals, the module `conformance`
//! the contract of [`DocumentMailer`] as a callable suite for mailers of your own.
//!
//! # Features
//!
//! | feature | default | what it brings |
//! |---|---|---|
//! | `smtp` | yes | `SmtpMailer`: SMTP over rustls |
//! | `platform-verifier` | yes | certificates of mail servers and token endpoints are checked by the operating system's verifier and trust store |
//! | `webpki-roots` | | certificates are checked against Mozilla's roots, compiled in; used where `platform-verifier` is off |
//! | `retry` | yes | `RetryMailer`; its waits want tokio's timer |
//! | `tracing` | | spans and events of `SmtpMailer` |
//! | `oauth2` | | the module `oauth2`: access tokens from Google, Microsoft and other issuers |
//! | `sandbox` | | `sandbox::SmtpSandbox`, `sandbox::TokenEndpoint` |
//! | `conformance` | | the module `conformance` |
//! | `parse` | | mails kept by the doubles can be read back part by part; comes with the two above |
//!
//! With `smtp` or `oauth2` and neither source of roots, only a gateway's own
//! [`root_certificates`](GatewaySettings::root_certificates), or those of an application, are trusted.
//!
//! # Log policy
//!
//! Without the feature `tracing` this crate writes no log lines. With it, a span `send` (target `ite_mailer`) holds the
//! gateway, Message-ID and size of each mail, and events tell how it ended: kind, stage, outcome, reply codes, time taken.
//! Addresses are masked, a server's words left out.
//!
//! lettre, on whose connection it works, is silenced while a conversation runs, whoever switched its `tracing` feature on,
//! and never gets a secret to write. The same silence holds for a request to a token endpoint
//! (feature `oauth2`). Only `tracing`'s own `log-always` feature goes around that. An [`Error`] shows no
//! secret; it may show what the server said, which can contain addresses.
//!
//! # Versioning
//!
//! Semantic versioning. Enums and data structures may grow (`#[non_exhaustive]`). The codes of [`ErrorKind`], [`OAuth2Problem`],
//! [`Stage`] and [`Outcome`] and the ids of [`Provider`] are stable once released. Rows of the catalogue follow their providers: a
//! changed row is a patch release with an entry under **Presets** in the changelog. The texts of guidance may change in any
//! release.
//!
//! # Minimum Rust version
//!
//! 1.89. It is never lower than a dependency's. Raising it takes a new minor version.
#![forbid(unsafe_code)]
#![cfg_attr(ite_mailer_docsrs, feature(doc_cfg))]

mod batch;
#[cfg(feature = "smtp")]
mod check;
#[cfg(feature = "conformance")]
pub mod conformance;
pub mod error;
pub mod gateway;
pub mod guidance;
mod mailer;
pub mod memory;
pub mod message;
#[cfg(any(feature = "smtp", feature = "oauth2"))]
pub mod network;
#[cfg(feature = "oauth2")]
pub mod oauth2;
pub mod provider;
mod receipt;
#[cfg(feature = "sandbox")]
pub mod sandbox;
#[cfg(feature = "smtp")]
mod smtp;
#[cfg(any(feature = "smtp", feature = "oauth2"))]
mod tls;
mod util;
pub mod wrappers;

pub use batch::{Batch, BatchOptions, BatchReport, DocumentMailerExt, Each};
#[cfg(feature = "smtp")]
pub use check::{
    CheckOptions, CheckStep, Diagnosis, Note, ServerCertificate, ServerFacts, StepStatus, check, check_with,
    check_with_mail, check_with_progress,
};
pub use error::{Attempt, Error, ErrorKind, OAuth2Problem, Outcome, Rejection, Reply, Retry, Scope, Stage};
pub use gateway::{AccessToken, GatewaySettings, SmtpGateway, TokenProvider, TokenRequest};
pub use guidance::{Guidance, Language};
pub use mailer::{DocumentMailer, compose_for};
pub use memory::MemoryMailer;
pub use message::{Address, AutoSubmitted, Composed, Document, DocumentMail, Envelope, Mailbox};
#[cfg(any(feature = "smtp", feature = "oauth2"))]
pub use network::NetworkPolicy;
pub use provider::{Provider, Security};
pub use receipt::{DocumentReceipt, Receipt};
pub use secrecy::SecretString;
#[cfg(feature = "smtp")]
pub use smtp::{MailerCache, MailerCacheBuilder, SignIn, SmtpMailer};
#[cfg(feature = "retry")]
pub use wrappers::RetryMailer;
pub use wrappers::{FailoverMailer, IdempotencyStore, IdempotentMailer, MemoryIdempotencyStore, RedirectMailer};

/// Compiles and runs the code of the README.
#[cfg(all(doctest, feature = "smtp"))]
#[doc = include_str!("../README.md")]
struct Readme;
