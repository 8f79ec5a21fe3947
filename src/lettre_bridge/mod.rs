//! For users of lettre: `SmtpMailer` as lettre's `AsyncTransport`, and any lettre transport as a
//! [`DocumentMailer`](crate::DocumentMailer).
//!
//! # Keep your messages, change the transport
//!
//! [`SmtpMailer`](crate::SmtpMailer) is an [`AsyncTransport`](::lettre::AsyncTransport): code that builds lettre's
//! `Message`s and calls `send` goes on as it is. `Ok` is a [`Receipt`](crate::Receipt), `Error` this crate's
//! [`Error`](crate::Error). So are the test double [`MemoryMailer`](crate::MemoryMailer), and `Box<dyn RawMailer>` for
//! [`RetryMailer`](crate::RetryMailer) and mailers of your own ([`RawMailer`](crate::RawMailer)).
//!
//! ```
//! # #[cfg(feature = "testing")]
//! # async fn run() -> Result<(), Box<dyn std::error::Error>> {
//! use ite_mailer::{Language, SmtpMailer, sandbox::SmtpSandbox};
//! use lettre::{AsyncTransport, Message};
//!
//! let server = SmtpSandbox::start().await?; // in place of a provider
//! let mailer = SmtpMailer::new(server.gateway())?;
//! let message = Message::builder()
//!     .from("Atelier Exemple <billing@example.com>".parse()?)
//!     .to("client@example.org".parse()?)
//!     .subject("Votre facture n° 42")
//!     .body("Bonjour, voici votre facture.".to_owned())?;
//! match mailer.send(message).await {
//!     Ok(receipt) => assert_eq!(receipt.accepted, ["client@example.org"]),
//!     Err(error) => println!("{}", error.guidance().display(Language::Fr)),
//! }
//! # Ok(())
//! # }
//! # #[cfg(feature = "testing")]
//! # tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(run()).unwrap();
//! ```
//!
//! `AsyncTransport` and `DocumentMailer` both have a method `send`. A module that imports both names one of them:
//! `AsyncTransport::send(&mailer, message)`.
//!
//! The bytes are checked and sent as [`RawMail`](crate::message::RawMail) describes. They are borrowed, never copied as
//! a whole, so the mail goes on only while its future is polled: spawn it where that may not be for a while. An
//! envelope without a sender (`<>`) and addresses at an IP address (`user@[192.0.2.1]`) are refused at
//! [`Stage::Message`](crate::Stage::Message).
//!
//! # Keep your transport, change the messages
//!
//! [`LettreMailer`] sends a [`DocumentMail`](crate::DocumentMail) over lettre's SMTP pool, `sendmail`, files, the stub
//! or a transport of your own.
//!
//! ```
//! use ite_mailer::lettre_bridge::LettreMailer;
//! use ite_mailer::{Document, DocumentMail, DocumentMailer};
//! use lettre::transport::stub::AsyncStubTransport;
//!
//! # async fn run() -> Result<(), ite_mailer::Error> {
//! let transport = AsyncStubTransport::new_ok();
//! let mailer = LettreMailer::new(transport);
//! let mail = DocumentMail::builder()
//!     .from("billing@example.com")
//!     .to("client@example.org")
//!     .subject("Facture n° 42")
//!     .document(Document::pdf("Facture n° 42.pdf", &b"%PDF-1.7 ..."[..]))
//!     .build()?;
//! let receipt = mailer.send(&mail).await?;
//! assert_eq!(receipt.documents[0].name, "Facture n° 42.pdf");
//! # Ok(())
//! # }
//! # tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(run()).unwrap();
//! ```
//!
//! # What each gives
//!
//! | | `SmtpMailer` as lettre's transport | [`LettreMailer`] over lettre's SMTP transport | over another transport |
//! |---|---|---|---|
//! | messages | lettre's, or any bytes | [`DocumentMail`](crate::DocumentMail) | the same |
//! | kind and guidance of a refusal | from reply and stage | from the reply; the stage is inferred | none |
//! | outcome of a refusal | `NotSent` | `NotSent` | `Unknown` |
//! | outcome of a lost connection | `NotSent` until the end of the message is written | `Unknown`, except while connecting | `Unknown` |
//! | a refused recipient | the others get the mail | the others get the mail, in further transactions | as the transport does |
//! | round trips a mail, at most | one with PIPELINING and CHUNKING | five and one for each further recipient | – |
//! | connections, mails a minute | the gateway's limits | not limited: lettre's pool caps idle connections alone | – |
//! | deadlines | every step | the whole mail ([`LettreMailer::timeout`]) | the same |
//! | a dropped future | ends the mail | the mail goes on | the mail goes on |
//! | memory beyond the message | 64 KiB | the message twice | the message once |
//! | a secret that the server echoes | masked | masked, if known ([`LettreMailer::secret`]) | – |

mod async_transport;
mod explain;
mod mailer;

#[cfg(test)]
pub(crate) use async_transport::TABLE as PROBLEM_TEXTS;
pub use mailer::LettreMailer;
