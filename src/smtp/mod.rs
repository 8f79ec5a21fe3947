//! Real SMTP: the connection, the pool, the throttle, and the mailer made of them.

mod connection;
mod log;
mod mailer;
mod mailer_cache;
mod pool;
mod probe;
mod queue_id;
mod task;
mod throttle;

pub(crate) use connection::{Capabilities, Trace};
pub use mailer::{SignIn, SmtpMailer};
pub use mailer_cache::{MailerCache, MailerCacheBuilder};
pub(crate) use probe::{Depth, probe};
