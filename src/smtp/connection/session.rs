//! One SMTP conversation, once it is connected and signed in: commands, replies, one mail after the other.

use super::{
    ehlo::Capabilities,
    stream::{Failure, SmtpStream},
    trace::Trace,
};
use crate::{
    error::Rejection,
    error::{Error, ErrorKind, Explained, Reply, Stage, classify},
    gateway::SmtpGateway,
    message::Composed,
    util::redact::Redactor,
};
use lettre::transport::smtp::client::AsyncSmtpConnection;
use std::{future::Future, time::Duration};
use tokio::time::{Instant, timeout, timeout_at};
use tracing::{instrument::WithSubscriber, subscriber::NoSubscriber};

/// How long a broken connection may take to tell why, and a good-bye to be answered.
pub(crate) const DRAIN_TIME: Duration = Duration::from_secs(5);

/// A connection that is signed in and between two mails.
pub(crate) struct Session {
    pub(crate) smtp: AsyncSmtpConnection,
    pub(crate) stream: SmtpStream,
    pub(crate) gateway: SmtpGateway,
    pub(crate) redactor: Redactor,
    pub(crate) greeting: Reply,
    pub(crate) capabilities: Capabilities,
    pub(crate) mechanism: Option<&'static str>,
    pub(crate) mails: u32,
    pub(crate) last_used: Instant,
    /// Whether the next mail may use it. False from the first byte of a mail until its last reply is read.
    pub(crate) clean: bool,
}

/// What the server said to one mail.
pub(crate) struct Delivery {
    pub(crate) accepted: Vec<String>,
    pub(crate) rejected: Vec<Rejection>,
    pub(crate) reply: Reply,
}

/// Until when an answer counts.
#[derive(Clone, Copy)]
pub(crate) enum Deadline {
    /// This long from when it is waited for.
    PerReply(Duration),
    /// This moment, that long after the question.
    At(Instant, Duration),
}

impl Deadline {
    pub(crate) fn within(length: Duration) -> Self {
        Self::At(Instant::now() + length, length)
    }

    pub(crate) fn instant(self) -> Instant {
        match self {
            Self::PerReply(length) => Instant::now() + length,
            Self::At(instant, _) => instant,
        }
    }

    pub(crate) fn length(self) -> Duration {
        match self {
            Self::PerReply(length) | Self::At(_, length) => length,
        }
    }
}

impl Session {
    /// Whether the server is silent and the next mail may use the connection.
    pub(crate) fn is_reusable(&self) -> bool {
        self.clean && self.mails < self.gateway.mails_per_connection() && self.stream.is_idle()
    }

    /// Sends one mail.
    pub(crate) async fn send(&mut self, mail: &Composed) -> Result<Delivery, Error> {
        self.send_traced(mail, &mut Trace::off()).await
    }

    pub(crate) async fn send_traced(&mut self, mail: &Composed, trace: &mut Trace) -> Result<Delivery, Error> {
        self.clean = false;
        self.mails += 1;
        let delivery = self.transaction(mail, trace).await;
        if delivery.is_ok() {
            self.clean = true;
        }
        self.last_used = Instant::now();
        delivery
    }

    /// Writes commands whose replies are read later.
    pub(crate) async fn write(&mut self, stage: Stage, commands: &str) -> Result<(), Error> {
        let deadline = self.gateway.timeouts().command;
        match timeout(deadline, self.stream.write_all(commands.as_bytes())).await {
            Ok(Ok(())) => Ok(()),
            Ok(Err(_)) => Err(self.drain_error(stage).await),
            Err(_) => Err(timed_out(stage, deadline)),
        }
    }

    /// Reads the next reply, whatever it says.
    pub(crate) async fn answer(&mut self, stage: Stage, deadline: Deadline) -> Result<Reply, Error> {
        let answer = timeout_at(deadline.instant(), silent(self.smtp.read_response())).await;
        match self.taken() {
            Some(reply) => Ok(reply),
            None if answer.is_err() => Err(timed_out(stage, deadline.length())),
            None => Err(self.broken(stage)),
        }
    }

    /// Writes one command and reads its reply, whatever it says.
    pub(crate) async fn command(&mut self, stage: Stage, command: String) -> Result<Reply, Error> {
        self.expect_idle(stage)?;
        let deadline = self.gateway.timeouts().command;
        let answer = timeout(deadline, silent(self.smtp.command(command))).await;
        match self.taken() {
            Some(reply) => Ok(reply),
            None if answer.is_err() => Err(timed_out(stage, deadline)),
            None => Err(self.broken(stage)),
        }
    }

    /// The reply lettre has read, as the server worded it, without what we sent as a secret.
    fn taken(&self) -> Option<Reply> {
        self.stream.take_reply().map(|raw| Reply::parse(&self.redactor.clean(&raw)))
    }

    /// A server that speaks unasked is out of step, and its next reply would be taken for an answer.
    pub(crate) fn expect_idle(&self, stage: Stage) -> Result<(), Error> {
        if self.stream.is_idle() {
            return Ok(());
        }
        match self.taken() {
            Some(reply) if reply.code() >= 400 => Err(self.refusal(stage, reply)),
            Some(reply) => Err(self.out_of_step(stage, reply)),
            None => Err(unasked(stage, self.stream.failure())),
        }
    }

    pub(crate) fn out_of_step(&self, stage: Stage, reply: Reply) -> Error {
        Error::new(ErrorKind::Protocol, stage).with_detail("the reply does not fit the command").with_reply(reply)
    }

    fn broken(&self, stage: Stage) -> Error {
        broken(stage, self.stream.failure())
    }

    pub(crate) fn classify(&self, stage: Stage, reply: &Reply) -> Explained {
        classify(stage, self.gateway.provider(), self.mechanism, self.gateway.secret_shape(), reply)
    }

    /// What a refusal means; the connection stays as it is.
    pub(crate) fn refusal(&self, stage: Stage, reply: Reply) -> Error {
        let Explained { kind, retry, .. } = self.classify(stage, &reply);
        Error::new(kind, stage).with_retry(retry).with_reply(reply)
    }

    /// A refusal of the whole mail. The connection is made ready for the next one if the server lets us.
    pub(crate) async fn refused(&mut self, stage: Stage, reply: Reply) -> Error {
        if reply.code() < 400 {
            return self.out_of_step(stage, reply);
        }
        match (reply.code(), stage) {
            (421, _) => {}
            // After the end of the message the transaction is over, refused or not.
            (_, Stage::FinalReply) => self.clean = true,
            _ => self.reset().await,
        }
        self.refusal(stage, reply)
    }

    /// Ends the transaction; a connection that cannot is not used again.
    pub(crate) async fn reset(&mut self) {
        let answer = timeout(DRAIN_TIME, self.command(Stage::MailFrom, "RSET\r\n".to_owned())).await;
        self.clean = matches!(answer, Ok(Ok(reply)) if is_completion(&reply));
    }

    /// A write failed: the server may have said why before it left.
    pub(crate) async fn drain_error(&mut self, stage: Stage) -> Error {
        match timeout(DRAIN_TIME, self.stream.reply()).await {
            Ok(Ok(raw)) => match Reply::parse(&self.redactor.clean(&raw)) {
                reply if reply.code() < 400 => self.out_of_step(stage, reply),
                reply => self.refusal(stage, reply),
            },
            _ => self.broken(stage),
        }
    }

    /// Says good-bye, if the server still listens. The connection serves no mail any more.
    pub(crate) async fn quit(&mut self) {
        if std::mem::take(&mut self.clean) && self.stream.is_idle() {
            timeout(DRAIN_TIME, silent(self.smtp.command("QUIT\r\n"))).await.ok();
        }
    }
}

impl std::fmt::Debug for Session {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Session").field("stream", &self.stream).field("mails", &self.mails).finish_non_exhaustive()
    }
}

pub(crate) fn is_completion(reply: &Reply) -> bool {
    (200..300).contains(&reply.code())
}

pub(crate) fn broken(stage: Stage, failure: Option<Failure>) -> Error {
    let (kind, detail) = match failure {
        Some(Failure::NoReply) => (ErrorKind::Protocol, "the server sent something that is no SMTP reply"),
        Some(Failure::TooLong) => (ErrorKind::Protocol, "the server's reply does not end"),
        Some(Failure::SpeaksTls) => {
            (ErrorKind::TlsTlsPort, "this port begins with TLS; use implicit TLS here, or port 587")
        }
        Some(Failure::Closed) | None => (ErrorKind::Connect, "the server closed the connection"),
    };
    Error::new(kind, stage).with_detail(detail)
}

/// The server is not silent where it has to be.
pub(crate) fn unasked(stage: Stage, failure: Option<Failure>) -> Error {
    match failure {
        Some(_) => broken(stage, failure),
        None => Error::new(ErrorKind::Protocol, stage).with_detail("the server spoke without being asked"),
    }
}

pub(crate) fn timed_out(stage: Stage, deadline: Duration) -> Error {
    Error::new(ErrorKind::Timeout, stage).with_detail(format!("no answer within {} seconds", deadline.as_secs_f32()))
}

/// lettre logs commands and replies if any crate of the program switches its `tracing` feature on; addresses do not
/// belong in a log.
pub(crate) fn silent<F: Future>(future: F) -> impl Future<Output = F::Output> {
    future.with_subscriber(NoSubscriber::default())
}
