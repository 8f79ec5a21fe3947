//! The SMTP client: connection, pool, throttle, mailer and mailer cache.

mod certificate;
mod connection;
mod log;
mod mailer;
mod mailer_cache;
mod pool;
mod probe;
mod queue_id;
mod sent_copy;
mod server_facts;
mod task;
mod throttle;

pub use certificate::ServerCertificate;
pub(crate) use connection::{Capabilities, TlsFacts, Trace};
pub use mailer::SmtpMailer;
pub use mailer_cache::{MailerCache, MailerCacheBuilder};
pub(crate) use probe::{Depth, probe};
#[cfg(feature = "lettre-transport")]
pub(crate) use queue_id::queue_id;
pub use server_facts::ServerFacts;
