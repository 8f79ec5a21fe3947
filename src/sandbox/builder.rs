//! The settings of a sandbox.

use super::{
    Certificate, Fault, ImapBehavior, Personality, Script, SmtpSandbox, SmtpStep, certs, imap,
    server::{Config, Overrides, Port, Shared, serve},
};
use crate::error::ErrorKind;
use std::{io, net::Ipv4Addr, sync::Arc, time::Duration};
use tokio::net::TcpListener;

/// Settings of a sandbox. See [`SmtpSandbox::builder`].
#[derive(Default)]
#[must_use]
pub struct SandboxBuilder {
    users: Vec<(String, String)>,
    any_user: bool,
    no_auth: bool,
    plaintext: bool,
    mechanisms: Option<Vec<String>>,
    added: Vec<String>,
    without: Vec<String>,
    max_size: Option<usize>,
    max_recipients: Option<usize>,
    max_connections: Option<usize>,
    max_mails: Option<(usize, Duration)>,
    certificate: Certificate,
    personality: Personality,
    refusals: Vec<ErrorKind>,
    recipients: Vec<(String, String)>,
    faults: Vec<Fault>,
    imap: Option<ImapBehavior>,
}

impl SandboxBuilder {
    /// Adds a user. Default: `user@example.com` with a random password.
    pub fn user(mut self, login: impl Into<String>, password: impl Into<String>) -> Self {
        self.users.push((login.into(), password.into()));
        self
    }

    /// Accepts any login with any password of the shape of the personality's provider: 16 letters at Gmail and Yahoo,
    /// `xsmtpsib-…` at Brevo, 32 hexadecimal digits at Mailjet, any elsewhere. Default: only the users of
    /// [`user`](Self::user).
    pub const fn any_user(mut self) -> Self {
        self.any_user = true;
        self
    }

    /// Does not offer `AUTH`. Default: a sign-in is required.
    pub const fn no_auth(mut self) -> Self {
        self.no_auth = true;
        self
    }

    /// Listens on a third port that accepts everything, sign-in included, without TLS. Default: no.
    pub const fn plaintext(mut self) -> Self {
        self.plaintext = true;
        self
    }

    /// The sign-in mechanisms offered, of `PLAIN`, `LOGIN`, `XOAUTH2` and `OAUTHBEARER`. Default: the personality's.
    pub fn mechanisms<M: Into<String>>(mut self, mechanisms: impl IntoIterator<Item = M>) -> Self {
        self.mechanisms = Some(mechanisms.into_iter().map(|m| m.into().to_ascii_uppercase()).collect());
        self
    }

    /// Adds a keyword line to the reply to `EHLO`. Default: the personality's.
    pub fn ehlo_keyword(mut self, line: impl Into<String>) -> Self {
        self.added.push(line.into());
        self
    }

    /// Does not offer this extension, `STARTTLS` included. Default: the personality's are offered.
    pub fn without(mut self, keyword: impl Into<String>) -> Self {
        self.without.push(keyword.into());
        self
    }

    /// Largest message in bytes, announced as `SIZE`. Default: the personality's, 35882577 for the generic one.
    pub const fn max_size(mut self, bytes: usize) -> Self {
        self.max_size = Some(bytes);
        self
    }

    /// Limits the recipients of a mail; further ones get `452 4.5.3`. Default: no limit.
    pub const fn max_recipients(mut self, n: usize) -> Self {
        self.max_recipients = Some(n);
        self
    }

    /// Limits open connections; further ones are greeted with `421 4.7.0 Too many concurrent connections` and closed.
    /// Default: no limit.
    pub const fn max_connections(mut self, n: usize) -> Self {
        self.max_connections = Some(n);
        self
    }

    /// Limits the mails in any window of this length, counted at `MAIL FROM`; further ones get
    /// `450 4.7.1 Rate limit exceeded`. Default: no limit.
    pub const fn max_mails(mut self, n: usize, window: Duration) -> Self {
        self.max_mails = Some((n, window));
        self
    }

    /// The certificate shown. Default: [`Certificate::Trusted`].
    pub const fn certificate(mut self, certificate: Certificate) -> Self {
        self.certificate = certificate;
        self
    }

    /// The provider to imitate. Default: [`Personality::Generic`].
    pub const fn personality(mut self, personality: Personality) -> Self {
        self.personality = personality;
        self
    }

    /// See [`Script::refuse`]. Default: nothing is refused.
    pub fn refuse(mut self, kind: ErrorKind) -> Self {
        self.refusals.push(kind);
        self
    }

    /// See [`Script::reject_recipient`]. Default: every recipient is accepted.
    pub fn reject_recipient(mut self, address: impl Into<String>, reply: impl Into<String>) -> Self {
        self.recipients.push((address.into(), reply.into()));
        self
    }

    /// See [`Script::reply`]. Default: normal replies.
    pub fn reply(self, step: SmtpStep, text: impl Into<String>) -> Self {
        self.fault(Fault::new(step, super::Action::Reply(text.into())))
    }

    /// See [`Script::fault`]. Default: none.
    pub fn fault(mut self, fault: Fault) -> Self {
        self.faults.push(fault);
        self
    }

    /// Serves IMAP too, with the same users, tokens and certificate. Default: SMTP only.
    pub fn imap(mut self, behavior: ImapBehavior) -> Self {
        self.imap = Some(behavior);
        self
    }

    /// Binds the ports and starts serving, on the current runtime.
    ///
    /// # Errors
    /// If no port can be bound or no certificate created; [`io::ErrorKind::InvalidInput`] for a
    /// [`refuse`](Self::refuse) of a kind that no server's reply has.
    pub async fn start(mut self) -> io::Result<SmtpSandbox> {
        if self.users.is_empty() {
            self.users.push(("user@example.com".to_owned(), password()?));
        }
        let (user, password) = self.users.first().cloned().unwrap_or_default();
        let script = Script::new(self.personality);
        for kind in &self.refusals {
            script.refuse(*kind)?;
        }
        for (address, reply) in std::mem::take(&mut self.recipients) {
            script.reject_recipient(address, reply);
        }
        for fault in std::mem::take(&mut self.faults) {
            script.fault(fault);
        }
        let certs = certs::make(self.certificate)?;
        let (plaintext, imap) = (self.plaintext, self.imap.take());
        let shared = Arc::new(Shared::new(self.config(), certs.config, script));

        let (mut tasks, mut ports) = (Vec::new(), Vec::new());
        for port in [Port::StartTls, Port::ImplicitTls, Port::Plaintext] {
            if port == Port::Plaintext && !plaintext {
                continue;
            }
            let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
            ports.push(listener.local_addr()?.port());
            tasks.push(serve(listener, port, Arc::clone(&shared)));
        }
        let imap_ports = match imap {
            Some(behavior) => Some(imap::start(behavior, &shared, &mut tasks).await?),
            None => None,
        };
        let at = |i: usize| ports.get(i).copied();
        Ok(SmtpSandbox {
            shared,
            tasks,
            ports: [at(0).unwrap_or_default(), at(1).unwrap_or_default()],
            plain_port: at(2),
            imap_ports,
            ca_pem: certs.ca_pem,
            user,
            password,
        })
    }

    fn config(self) -> Config {
        let set = Overrides {
            mechanisms: self.mechanisms,
            added: self.added,
            without: self.without,
            max_size: self.max_size,
        };
        let config = Config {
            users: self.users,
            any_user: self.any_user,
            auth: !self.no_auth,
            mechanisms: Vec::new(),
            starttls: true,
            keywords: Vec::new(),
            max_size: 0,
            max_recipients: self.max_recipients.unwrap_or(usize::MAX),
            max_connections: self.max_connections.unwrap_or(usize::MAX),
            max_mails: self.max_mails,
            personality: self.personality,
            set,
        };
        config.playing(self.personality)
    }
}

/// Sixteen lower-case letters, which every personality accepts.
fn password() -> io::Result<String> {
    let mut random = [0_u8; 16];
    getrandom::fill(&mut random).map_err(io::Error::other)?;
    Ok(random.iter().map(|b| char::from(b'a' + b % 26)).collect())
}
