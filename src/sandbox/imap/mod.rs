//! The IMAP half of the sandbox (RFC 3501, and RFC 9051 where they agree): what a client needs to file a sent mail.

mod append;
mod behaviour;
mod command;
mod conversation;
mod folders;
mod mailbox;
mod script;
mod sign_in;
mod tokens;

pub use behaviour::ImapBehavior;
pub use mailbox::FiledMail;
pub use script::{ImapAction, ImapStep};

use super::{
    ConnectionStats, SmtpSandbox, TranscriptLine,
    server::{Shared, accept},
};
use mailbox::Mailboxes;
use script::ImapScript;
use std::{io, net::Ipv4Addr, sync::Arc};
use tokio::{net::TcpListener, task::JoinHandle};

/// An attempt to sign in over IMAP.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ImapSignIn {
    /// The login.
    pub user: String,
    /// The mechanism of `AUTHENTICATE` in capitals, or `LOGIN` for that command.
    pub mechanism: String,
    /// Whether the credentials came over TLS; those that came in clear are refused.
    pub tls: bool,
    /// Whether the reply was `OK`.
    pub accepted: bool,
}

/// What the IMAP connections did.
#[derive(Debug, Default)]
pub(super) struct ImapSeen {
    mailboxes: Mailboxes,
    sign_ins: Vec<ImapSignIn>,
    transcript: Vec<TranscriptLine>,
    connections: ConnectionStats,
    script: ImapScript,
}

/// Binds the ports with `STARTTLS` and with implicit TLS, and starts serving.
pub(super) async fn start(
    behavior: ImapBehavior,
    shared: &Arc<Shared>,
    tasks: &mut Vec<JoinHandle<()>>,
) -> io::Result<[u16; 2]> {
    shared.seen().imap.script = behavior.script.clone();
    let behavior = Arc::new(behavior);
    let mut ports = [0; 2];
    for (port, implicit_tls) in ports.iter_mut().zip([false, true]) {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        *port = listener.local_addr()?.port();
        let behavior = Arc::clone(&behavior);
        let run =
            move |tcp, number, shared| conversation::run(tcp, implicit_tls, number, Arc::clone(&behavior), shared);
        tasks.push(accept(listener, Arc::clone(shared), |seen| &mut seen.imap.connections, run));
    }
    Ok(ports)
}

/// The IMAP half, with [`SandboxBuilder::imap`](super::SandboxBuilder::imap).
impl SmtpSandbox {
    /// The IMAP port with `STARTTLS`; `None` without [`SandboxBuilder::imap`](super::SandboxBuilder::imap).
    #[must_use]
    pub fn imap_port(&self) -> Option<u16> {
        self.imap_ports.map(|ports| ports[0])
    }

    /// The IMAP port with implicit TLS; `None` without [`SandboxBuilder::imap`](super::SandboxBuilder::imap).
    #[must_use]
    pub fn imap_tls_port(&self) -> Option<u16> {
        self.imap_ports.map(|ports| ports[1])
    }

    /// The mails filed over IMAP, in order.
    #[must_use]
    pub fn filed(&self) -> Vec<FiledMail> {
        self.shared.seen().imap.mailboxes.filed.clone()
    }

    /// The number of mails filed over IMAP.
    #[must_use]
    pub fn filed_count(&self) -> usize {
        self.shared.seen().imap.mailboxes.filed.len()
    }

    /// Waits until at least `n` mails were filed over IMAP, and returns all of them.
    ///
    /// # Errors
    /// [`io::ErrorKind::TimedOut`] after 30 s.
    pub async fn wait_for_filed(&self, n: usize) -> io::Result<Vec<FiledMail>> {
        self.wait(|seen| seen.imap.mailboxes.filed.len() >= n).await?;
        Ok(self.filed())
    }

    /// The attempts to sign in over IMAP, in order.
    #[must_use]
    pub fn imap_sign_ins(&self) -> Vec<ImapSignIn> {
        self.shared.seen().imap.sign_ins.clone()
    }

    /// The number of IMAP connections since the start.
    #[must_use]
    pub fn imap_connections(&self) -> usize {
        self.shared.seen().imap.connections.opened
    }

    /// Most IMAP connections that were open at once.
    #[must_use]
    pub fn max_open_imap(&self) -> usize {
        self.shared.seen().imap.connections.max_open
    }

    /// Waits until exactly `n` IMAP connections are open.
    ///
    /// # Errors
    /// [`io::ErrorKind::TimedOut`] after 30 s.
    pub async fn wait_open_imap(&self, n: usize) -> io::Result<()> {
        self.wait(|seen| seen.imap.connections.open == n).await
    }

    /// Commands and replies of all IMAP connections, in order. Credentials are masked; literals are left out.
    #[must_use]
    pub fn imap_transcript(&self) -> Vec<TranscriptLine> {
        self.shared.seen().imap.transcript.clone()
    }
}
