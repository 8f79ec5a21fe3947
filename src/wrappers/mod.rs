//! Mailers that wrap another mailer: retries, idempotency, failover, redirection for staging.
//!
//! Each wrapper is a [`DocumentMailer`](crate::DocumentMailer) and keeps its contract. From the outside in:
//!
//! ```
//! # #[cfg(feature = "smtp")]
//! # fn main() -> Result<(), ite_mailer::Error> {
//! use ite_mailer::{FailoverMailer, IdempotentMailer, MemoryIdempotencyStore};
//! use ite_mailer::{MemoryMailer, RedirectMailer, RetryMailer};
//!
//! # let (own, relay) = (MemoryMailer::new(), MemoryMailer::new());
//! let mailer = FailoverMailer::new("own", own).then("relay", relay);
//! let mailer = IdempotentMailer::new(mailer, MemoryIdempotencyStore::new());
//! let mailer = RetryMailer::new(mailer);
//! // In staging only:
//! let mailer = RedirectMailer::everything_to(mailer, "staging@example.com")?;
//! # let _ = mailer;
//! # Ok(())
//! # }
//! # #[cfg(not(feature = "smtp"))]
//! # fn main() {}
//! ```
//!
//! `RetryMailer` wraps [`IdempotentMailer`], so that no key is claimed while it waits, and a send dropped then is not
//! in doubt. [`RedirectMailer`] is outermost, so that no mail bypasses it.
//!
//! Raw mails ([`RawMailer`](crate::RawMailer)) can be sent through `RetryMailer` alone: the others rewrite the mail's header
//! or read its idempotency key.
//!
//! See `examples/reliable_sending.rs`.

mod failover;
mod idempotency_key;
mod idempotency_store;
mod idempotent;
mod key_lock;
mod memory_idempotency_store;
mod redirect;
#[cfg(feature = "smtp")]
mod retry;
mod texts;

pub use failover::FailoverMailer;
pub use idempotency_key::IdempotencyKey;
pub use idempotency_store::{Claim, IdempotencyStore, IdempotencyStoreError, Resolution};
pub use idempotent::IdempotentMailer;
pub use memory_idempotency_store::MemoryIdempotencyStore;
pub use redirect::RedirectMailer;
#[cfg(feature = "smtp")]
pub use retry::{RetryEvent, RetryMailer};
#[cfg(test)]
pub(crate) use texts::TABLE as PROBLEM_TEXTS;
