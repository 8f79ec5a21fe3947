//! A transactional outbox for [`ite_mailer`]: mails that outlive the process, sent by any number of workers that keep
//! each gateway's limits together.
//!
//! A product puts a mail into its own database, in the transaction that finalises the invoice. A [`Worker`], in the same
//! process or on another machine, sends it through the customer's gateway and stores the receipt. SQLite is the default
//! and needs no server; PostgreSQL (feature `postgres`) serves many machines.
//!
//! # Promises
//!
//! 1. **In your transaction.** [`Outbox::enqueue`] takes your own `sqlx` transaction: the mail exists if and only if it
//!    commits.
//! 2. **Never twice.** A mail whose sending began and whose end is not known becomes [`MailState::InDoubt`]. It is never
//!    sent again by itself, whatever process or machine ended.
//! 3. **Never lost.** A committed mail ends as accepted, failed, in doubt or cancelled, and can be listed by state, lane,
//!    key and age.
//! 4. **The gateway's limits hold across all workers**: connections at once, mails a minute, the pause after refused
//!    sign-ins.
//! 5. **One customer's trouble is theirs.** A wrong password, a blocked account or a used-up quota pauses that customer's
//!    lane, with reason and guidance; every other lane goes on.
//! 6. **Doubt is small and settled by people**: at most as many mails as the gateway has connections, for each worker
//!    that was killed. See [`Outbox::settle`].
//!
//! # How
//!
//! A *lane* is one customer's gateway. One worker owns it at a time, by a lease of 90 seconds on the database's clock that
//! is renewed every 15 seconds, so the mailer's own limits hold for all workers. A mail is claimed in a transaction that
//! commits before the first byte goes to the server, and settled in another after its last reply. The transaction that
//! settles a mail claims the next one for the connection that it leaves, so a mail costs one commit; mails of a lane that
//! end together share it. No more mails are claimed than connections are free.
//!
//! | the process ends | the row is | then |
//! |---|---|---|
//! | before the claim | due | the next owner sends it |
//! | between claim and final reply | sending | in doubt when the lease has ended |
//! | after the final reply, before the commit | sending | in doubt (it went) |
//! | after the commit | accepted | nothing |
//!
//! A mail is not marked a second time just before its final dot: where the server offers PIPELINING and CHUNKING, a whole
//! mail goes out in one write, and the mark would cost one more commit for every mail. So a worker that is killed leaves at
//! most as many mails in doubt as its lanes have connections. Mails that wait for the gateway's rate are not among them: they
//! are claimed when they may go.
//!
//! A worker that hands a lane over says QUIT, and waits until the server has closed every connection. One that cannot renew
//! its lease closes the lane's connections 15 seconds before the lease ends. The new owner counts the attempts of the last
//! minute in the table against the gateway's mails a minute. So no two owners exceed a limit together.
//!
//! One case is left. A process that is stopped (`SIGSTOP`, a frozen virtual machine) for longer than its lease keeps its
//! connections open, idle, beside those of the next owner. When it goes on, it closes them and claims nothing more. What
//! the server had answered by then it still stores.
//!
//! apalis 1.0 wakes the workers, with one job for each lane that has new mails. No mail depends on such a job: the
//! workers look at the table every three seconds besides. A job that is lost, late or delivered twice changes nothing.
//!
//! A product that uses apalis itself in the same database runs apalis's migrations before [`Outbox::migrate`], which then
//! leaves the engine's tables to the product. Run `SqliteStorage::migrations()` rather than `setup()`: that turns
//! `synchronous` off.
//!
//! # Features
//!
//! | feature | default | what it brings |
//! |---|---|---|
//! | `sqlite` | yes | `Outbox::sqlite`; SQLite is compiled in |
//! | `postgres` | | `Outbox::postgres` |
//! | `object-store` | | `ObjectDocuments`: documents in any store of the crate `object_store` |
//! | `imap` | | copies in the Sent folder (`SentCopy::Folder`): filed after a mail is settled, and noted in its receipt |
//!
//! # Logs
//!
//! Events and counters go to `tracing` with the target `ite_mailer_outbox`: lane, mail number, attempts, kind of error. No
//! address, subject or secret.
//!
//! # Minimum Rust version
//!
//! 1.95, for sqlx 0.9 and apalis 1.0. The core keeps its own.
#![forbid(unsafe_code)]

mod documents;
mod enqueue;
mod error;
mod idempotency;
mod lane;
mod mail;
mod outbox;
mod report;
mod store;
mod worker;

#[cfg(feature = "object-store")]
pub use documents::ObjectDocuments;
pub use documents::{DocumentStore, DocumentStoreError};
pub use enqueue::{Enqueued, NewMail};
pub use error::OutboxError;
pub use idempotency::SqlIdempotencyStore;
pub use mail::{MailId, MailState};
pub use outbox::{Outbox, WakeBy};
pub use report::{Counts, CountsOf, Lane, LanePause, MailFilter, OutboxMail, Progress, Settle};
#[cfg(feature = "sqlite")]
pub use store::sqlite_options;
pub use store::{OutboxConnection, OutboxTransaction};
pub use worker::{GatewaySource, GatewaySourceError, Retention, Worker, WorkerBuilder};

/// Compiles the code of the README.
#[cfg(all(doctest, feature = "sqlite"))]
#[doc = include_str!("../README.md")]
struct Readme;
