//! Shared by the tests of failures: a sandbox, and a mailer with a single connection.
#![allow(clippy::unwrap_used, reason = "helpers of tests are tests")]

use crate::smtp::gateway;
use ite_mailer::{
    Document, DocumentMail, DocumentMailer, Error, Receipt, Security, SmtpMailer,
    gateway::{GatewayBuilder, Timeouts},
    sandbox::{SandboxBuilder, SmtpSandbox},
};
use std::{future::poll_fn, task::Poll, time::Duration};
use tokio::net::TcpSocket;

/// Longer than any test takes unless it hangs.
pub(crate) const LIMIT: Duration = Duration::from_secs(90);
/// The deadline of a step that must not reach it.
pub(crate) const AMPLE: Duration = Duration::from_secs(60);

/// Port, TLS mode and mechanism of a mailer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Way {
    StartTlsPlain,
    StartTlsLogin,
    TlsPlain,
    TlsLogin,
}

impl Way {
    pub(crate) const fn is_implicit(self) -> bool {
        matches!(self, Self::TlsPlain | Self::TlsLogin)
    }

    pub(crate) fn sandbox(self) -> SandboxBuilder {
        let mechanism = if matches!(self, Self::StartTlsPlain | Self::TlsPlain) { "PLAIN" } else { "LOGIN" };
        SmtpSandbox::builder().mechanisms([mechanism])
    }

    /// A gateway that allows one connection and whose steps share one deadline.
    pub(crate) fn gateway(self, sandbox: &SmtpSandbox, deadline: Duration) -> GatewayBuilder {
        let mut timeouts = Timeouts::default().all_steps(deadline);
        (timeouts.data_block, timeouts.final_reply) = (deadline, deadline);
        let builder = gateway(sandbox).max_connections(1).timeouts(timeouts);
        if self.is_implicit() { builder.port(sandbox.tls_port()).security(Security::ImplicitTls) } else { builder }
    }
}

/// The extensions that the client uses; the sandbox offers both.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Mode {
    /// Neither: each command waits for the reply to the one before.
    Sequential,
    /// CHUNKING only: the message is one chunk after the replies to the envelope.
    Chunking,
    /// PIPELINING only: `DATA` is sent with the envelope.
    Pipelining,
    /// Both: the message is sent with the envelope, so that only a refusal shows that it was not accepted.
    PipelinedChunk,
}

impl Mode {
    pub(crate) const ALL: [Self; 4] = [Self::Sequential, Self::Chunking, Self::Pipelining, Self::PipelinedChunk];

    pub(crate) const fn chunks(self) -> bool {
        matches!(self, Self::Chunking | Self::PipelinedChunk)
    }

    pub(crate) const fn pipelines(self) -> bool {
        matches!(self, Self::Pipelining | Self::PipelinedChunk)
    }
}

pub(crate) struct Fixture {
    pub(crate) sandbox: SmtpSandbox,
    pub(crate) mailer: SmtpMailer,
}

impl Fixture {
    /// Sends within the limit.
    pub(crate) async fn send(&self, mail: &DocumentMail) -> Result<Receipt, Error> {
        tokio::time::timeout(LIMIT, self.mailer.send(mail)).await.expect("the mailer hangs")
    }

    /// How often this mail arrived, each time whole: byte for byte as composed.
    pub(crate) fn arrived(&self, mail: &DocumentMail) -> usize {
        let eml = mail.compose().unwrap().to_eml();
        let mark = format!("<{}>", mail.message_id());
        // The Message-ID is in the header.
        let named = |raw: &[u8]| raw[..raw.len().min(2_000)].windows(mark.len()).any(|at| at == mark.as_bytes());
        let mails = self.sandbox.mails();
        let own: Vec<_> = mails.iter().filter(|mail| named(mail.raw())).collect();
        assert!(own.iter().all(|arrived| arrived.raw() == &eml), "a mail arrived in pieces, or mixed with another");
        own.len()
    }

    /// Sends one more mail, which must get through on its own answer, and arrive once.
    pub(crate) async fn next_gets_through(&self) -> Result<(), String> {
        let mail = mail("the next", 3_000, &["next@example.org"]);
        let receipt = self.send(&mail).await.map_err(|error| format!("the next mail failed: {error}"))?;
        // The sandbox numbers the accepted mails and gives the number in its reply.
        let mark = format!("<{}>", mail.message_id());
        let at = self.sandbox.mails().iter().position(|m| String::from_utf8_lossy(m.raw()).contains(&mark));
        let own = at.map(|at| format!("{:06X}", at + 1));
        if receipt.queue_id != own || receipt.accepted != ["next@example.org"] {
            return Err(format!("the next mail has the queue id {:?}, not {own:?}", receipt.queue_id));
        }
        match self.arrived(&mail) {
            1 => Ok(()),
            n => Err(format!("the next mail arrived {n} times")),
        }
    }
}

/// A port without a listener, reserved as long as the socket is kept.
pub(crate) fn closed_port() -> (TcpSocket, u16) {
    let socket = TcpSocket::new_v4().unwrap();
    socket.bind(([127, 0, 0, 1], 0).into()).unwrap();
    let port = socket.local_addr().unwrap().port();
    (socket, port)
}

/// A mail with a document of this size.
pub(crate) fn mail(subject: &str, size: usize, to: &[&str]) -> DocumentMail {
    let mut builder = DocumentMail::builder().from("Billing <billing@example.com>").subject(subject).text("Hello");
    for to in to {
        builder = builder.to(*to);
    }
    let pdf = [b"%PDF-1.7\n".as_slice(), &vec![b'.'; size]].concat();
    builder.document(Document::pdf("invoice.pdf", pdf)).build().unwrap()
}

/// Polls a future at most this often, with every task of the runtime in between; its output if it was completed.
pub(crate) async fn polled<F: Future>(future: F, most: usize) -> Option<F::Output> {
    let mut future = std::pin::pin!(future);
    for _ in 0..most {
        if let Poll::Ready(output) = poll_fn(|cx| Poll::Ready(future.as_mut().poll(cx))).await {
            return Some(output);
        }
        tokio::task::yield_now().await;
    }
    None
}
