//! [`SmtpSandbox`], an SMTP server inside the process for tests and examples, and [`TokenEndpoint`], a token endpoint.
//!
//! The server listens on ephemeral loopback ports with its own certificate authority, keeps every mail it accepts, and
//! imitates a provider's extensions and refusals. A [`Fault`] closes, resets, stalls, corrupts or delays at a
//! [`SmtpStep`]. With [`ImapBehavior`] it serves IMAP too, and keeps every mail that a client appends.
//!
//! ```
//! use ite_mailer::sandbox::{Personality, SmtpSandbox};
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> std::io::Result<()> {
//! let sandbox = SmtpSandbox::builder().personality(Personality::Yahoo).start().await?;
//! println!("listening on {}:{}", sandbox.host(), sandbox.port());
//! # Ok(())
//! # }
//! ```

mod auth;
mod builder;
mod certs;
mod conversation;
mod dot_unstuffing;
mod imap;
mod mail;
mod personality;
mod refusal;
mod script;
mod server;
mod stream;
mod token_endpoint;
mod token_refusal;
mod token_requests;
mod tokens;
mod transaction;

#[cfg(test)]
mod tls_tests;

pub use builder::SandboxBuilder;
pub use certs::Certificate;
pub use imap::{FiledMail, ImapAction, ImapBehavior, ImapSignIn, ImapStep};
pub use mail::{ReceivedMail, Speaker, TranscriptLine};
pub use personality::Personality;
pub use script::{Action, Fault, Script, SmtpStep};
pub use server::{ConnectionStats, SignIns};
pub use token_endpoint::{TokenEndpoint, TokenEndpointBuilder};

use crate::gateway::{AccessToken, SmtpGateway};
use server::{Seen, Shared};
use std::{fmt, io, sync::Arc, time::Duration};
use tokio::task::JoinHandle;

/// Timeout of [`SmtpSandbox::wait_for`].
const DEADLINE: Duration = Duration::from_secs(30);

/// A running SMTP server on 127.0.0.1. Dropping it ends its listeners and connections.
///
/// ```
/// # #[cfg(feature = "smtp")]
/// # async fn run() -> Result<(), Box<dyn std::error::Error>> {
/// use ite_mailer::{DocumentMail, DocumentMailer, ErrorKind, Outcome, SmtpMailer};
/// use ite_mailer::sandbox::{Action, Fault, Personality, SmtpSandbox, SmtpStep};
///
/// let builder = SmtpSandbox::builder().personality(Personality::Gmail);
/// let sandbox = builder.start().await?;
/// let mailer = SmtpMailer::new(sandbox.gateway())?;
/// let mail = DocumentMail::builder()
///     .from("billing@example.com")
///     .to("client@example.org")
///     .text("Hello")
///     .build()?;
///
/// sandbox.script().refuse(ErrorKind::AppPasswordRequired)?;
/// let error = mailer.send(&mail).await.unwrap_err();
/// assert_eq!(error.kind(), ErrorKind::AppPasswordRequired);
///
/// sandbox.script().clear();
/// sandbox.script().fault(Fault::new(SmtpStep::FinalReply, Action::Close));
/// let error = mailer.send(&mail).await.unwrap_err();
/// assert_eq!(error.outcome(), Outcome::Unknown);
///
/// sandbox.script().clear();
/// assert_eq!(mailer.send(&mail).await?.accepted, ["client@example.org"]);
/// # Ok(())
/// # }
/// # #[cfg(feature = "smtp")]
/// # tokio::runtime::Builder::new_current_thread()
/// #     .enable_all()
/// #     .build()
/// #     .unwrap()
/// #     .block_on(run())
/// #     .unwrap();
/// ```
pub struct SmtpSandbox {
    shared: Arc<Shared>,
    tasks: Vec<JoinHandle<()>>,
    ports: [u16; 2],
    plain_port: Option<u16>,
    imap_ports: Option<[u16; 2]>,
    ca_pem: String,
    user: String,
    password: String,
}

impl SmtpSandbox {
    /// A server that requires TLS and a sign-in, with one user `user@example.com` and a random password.
    ///
    /// # Errors
    /// If no port can be bound or no certificate created.
    pub async fn start() -> io::Result<Self> {
        Self::builder().start().await
    }

    /// A builder; each setter's docs name its default.
    pub fn builder() -> SandboxBuilder {
        SandboxBuilder::default()
    }

    /// A gateway to this server: STARTTLS, the first user's credentials, the server's authority as trusted root, and
    /// the provider of its [`Personality`].
    ///
    /// # Panics
    /// Never: its settings are valid.
    #[must_use]
    #[allow(clippy::expect_used, reason = "a test server's own settings")]
    pub fn gateway(&self) -> SmtpGateway {
        SmtpGateway::builder()
            .provider(self.shared.config().personality.provider())
            .host(self.host())
            .port(self.port())
            .user(self.user())
            .password(self.password())
            .root_certificate(self.ca_pem())
            .build()
            .expect("the sandbox's settings are valid")
    }

    /// The address it listens on: `127.0.0.1`. Its certificate also names `localhost`.
    #[must_use]
    pub const fn host(&self) -> &'static str {
        "127.0.0.1"
    }

    /// The port with `STARTTLS`.
    #[must_use]
    pub const fn port(&self) -> u16 {
        self.ports[0]
    }

    /// The port with implicit TLS.
    #[must_use]
    pub const fn tls_port(&self) -> u16 {
        self.ports[1]
    }

    /// The port without TLS, with [`SandboxBuilder::plaintext`].
    #[must_use]
    pub const fn plain_port(&self) -> Option<u16> {
        self.plain_port
    }

    /// The certificate of its authority, as PEM.
    #[must_use]
    pub fn ca_pem(&self) -> &str {
        &self.ca_pem
    }

    /// The first user's login.
    #[must_use]
    pub fn user(&self) -> &str {
        &self.user
    }

    /// The first user's password.
    #[must_use]
    pub fn password(&self) -> &str {
        &self.password
    }

    /// An access token for this login, valid for an hour.
    ///
    /// # Errors
    /// If the system has no random numbers.
    pub fn issue_token(&self, login: &str) -> io::Result<AccessToken> {
        let personality = self.shared.config().personality;
        self.shared.tokens.issue(personality, login, tokens::LIFETIME, true).map(AccessToken::new)
    }

    /// Expires every access token. Connections stay signed in.
    pub fn expire_tokens(&self) {
        self.shared.tokens.end();
    }

    /// The running script.
    #[must_use]
    pub fn script(&self) -> &Script {
        &self.shared.script
    }

    /// The accepted mails, in order.
    #[must_use]
    pub fn mails(&self) -> Vec<ReceivedMail> {
        self.shared.seen().mails.clone()
    }

    /// The command lines of all connections, in the order in which they were read. Credentials are masked.
    #[must_use]
    pub fn commands(&self) -> Vec<String> {
        self.shared.seen().commands.clone()
    }

    /// Commands and replies of all connections, in order. Credentials are masked; the bytes of mails are left out.
    #[must_use]
    pub fn transcript(&self) -> Vec<TranscriptLine> {
        self.shared.seen().transcript.clone()
    }

    /// The personality.
    #[must_use]
    pub fn personality(&self) -> Personality {
        self.shared.config().personality
    }

    /// Changes the personality, from the next connection on. Mechanisms, keywords and size from the builder stay, and
    /// the script too.
    pub fn play(&self, personality: Personality) {
        self.shared.play(personality);
    }

    /// Numbers of connections.
    #[must_use]
    pub fn connections(&self) -> ConnectionStats {
        self.shared.seen().connections
    }

    /// Numbers of sign-ins.
    #[must_use]
    pub fn sign_ins(&self) -> SignIns {
        self.shared.seen().sign_ins
    }

    /// Waits until at least `n` mails were accepted, and returns all of them.
    ///
    /// # Errors
    /// [`io::ErrorKind::TimedOut`] after 30 s.
    pub async fn wait_for(&self, n: usize) -> io::Result<Vec<ReceivedMail>> {
        self.wait(|seen| seen.mails.len() >= n).await?;
        Ok(self.mails())
    }

    /// Waits until exactly `n` connections are open.
    ///
    /// # Errors
    /// [`io::ErrorKind::TimedOut`] after 30 s.
    pub async fn wait_open(&self, n: usize) -> io::Result<()> {
        self.wait(|seen| seen.connections.open == n).await
    }

    async fn wait(&self, done: impl Fn(&Seen) -> bool) -> io::Result<()> {
        let waiting = async {
            loop {
                let mut changed = std::pin::pin!(self.shared.changed.notified());
                // Registered before the check, so that a change in between is not missed.
                changed.as_mut().enable();
                if done(&self.shared.seen()) {
                    return;
                }
                changed.await;
            }
        };
        tokio::time::timeout(DEADLINE, waiting).await.map_err(|_| io::ErrorKind::TimedOut.into())
    }

    /// Stops the server, and returns when its listeners are closed. Dropping it does not wait.
    pub async fn stop(mut self) {
        for task in std::mem::take(&mut self.tasks) {
            task.abort();
            let _ = task.await;
        }
    }
}

impl Drop for SmtpSandbox {
    fn drop(&mut self) {
        for task in &self.tasks {
            task.abort();
        }
    }
}

impl fmt::Debug for SmtpSandbox {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SmtpSandbox").field("ports", &self.ports).finish_non_exhaustive()
    }
}
