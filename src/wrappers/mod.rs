//! Mailers around mailers: try again, never twice, another gateway, nobody outside.
//!
//! Each wrapper is a [`DocumentMailer`](crate::DocumentMailer) and keeps its contract. From the outside in:
//!
//! ```
//! # #[cfg(feature = "retry")]
//! # fn main() -> Result<(), ite_mailer::Error> {
//! use ite_mailer::{Failover, Ledgered, MemoryLedger, MemoryMailer, Redirect, Retrying};
//!
//! # let (own, relay) = (MemoryMailer::new(), MemoryMailer::new());
//! let mailer = Failover::new("own", own).then("relay", relay); // an SmtpMailer each
//! let mailer = Ledgered::new(mailer, MemoryLedger::new());
//! let mailer = Retrying::new(mailer);
//! let mailer = Redirect::everything_to(mailer, "staging@example.com")?; // in staging only
//! # let _ = mailer;
//! # Ok(())
//! # }
//! # #[cfg(not(feature = "retry"))]
//! # fn main() {}
//! ```
//!
//! `Retrying` stands outside [`Ledgered`], so that nothing is claimed while it waits, and a send dropped then is not
//! in doubt. [`Redirect`] stands outside everything, so that there is no way around it.
//!
//! See `examples/reliable_sending.rs`.

mod failover;
mod ledger;
mod ledgered;
mod memory_ledger;
mod redirect;
#[cfg(feature = "retry")]
mod retrying;

pub use failover::Failover;
pub use ledger::{Begun, LedgerError, SendKey, SendLedger, Settlement};
pub use ledgered::Ledgered;
pub use memory_ledger::MemoryLedger;
pub use redirect::Redirect;
#[cfg(feature = "retry")]
pub use retrying::{Retrying, Waiting};
