//! Commands and replies: all SMTP commands of this crate are sent here.

use super::{reply_reader::Failure, stream::SmtpStream};
use crate::{
    error::{Error, ErrorKind, Explained, Reply, Stage, classify},
    gateway::SmtpGateway,
    util::redact::Redactor,
};
use std::time::Duration;
use tokio::time::{Instant, timeout, timeout_at};

/// Time for a last reply on a broken connection, and for the replies to QUIT and RSET.
pub(crate) const DRAIN_TIME: Duration = Duration::from_secs(5);

/// Longest deadline: `Instant` overflows with arbitrary durations.
const MAX_DEADLINE: Duration = Duration::from_secs(24 * 3600);

/// The moment `length` from now.
pub(crate) fn from_now(length: Duration) -> Instant {
    Instant::now() + length.min(MAX_DEADLINE)
}

/// The deadline of a reply.
#[derive(Clone, Copy)]
pub(crate) enum Deadline {
    /// This time after reading starts.
    PerReply(Duration),
    /// At this time; the duration is for the error text.
    At(Instant, Duration),
}

impl Deadline {
    pub(crate) fn within(length: Duration) -> Self {
        Self::At(from_now(length), length)
    }

    pub(crate) fn instant(self) -> Instant {
        match self {
            Self::PerReply(length) => from_now(length),
            Self::At(instant, _) => instant,
        }
    }

    const fn length(self) -> Duration {
        match self {
            Self::PerReply(length) | Self::At(_, length) => length,
        }
    }
}

/// A stream with what is needed to interpret and mask its replies.
pub(crate) struct Connection {
    pub(crate) stream: SmtpStream,
    pub(crate) gateway: SmtpGateway,
    pub(crate) redactor: Redactor,
    /// The mechanism of the sign-in, once it is chosen.
    pub(crate) mechanism: Option<&'static str>,
}

impl Connection {
    /// Writes one command, with its CRLF, and reads its reply.
    pub(crate) async fn command(&mut self, stage: Stage, command: &str) -> Result<Reply, Error> {
        let raw = self.exchange(stage, command).await?;
        Ok(self.reply(&raw))
    }

    /// As [`command`](Self::command), with the unmasked reply, which may contain a secret.
    pub(crate) async fn exchange(&mut self, stage: Stage, command: &str) -> Result<String, Error> {
        // An unsolicited reply would be read as the answer.
        self.expect_idle(stage)?;
        let deadline = Deadline::within(self.gateway.timeouts().command);
        match timeout_at(deadline.instant(), self.stream.write_all(command.as_bytes())).await {
            Ok(Ok(())) => self.read_raw(stage, deadline).await,
            // The server may have sent the reason before it closed the connection.
            Ok(Err(_)) => match timeout(DRAIN_TIME, self.stream.read_reply()).await {
                Ok(Ok(raw)) => Ok(raw),
                _ => Err(self.broken(stage)),
            },
            Err(_) => Err(timed_out(stage, deadline.length())),
        }
    }

    /// Reads the next reply, positive or not: the answer to a command that was written before.
    pub(crate) async fn read_reply(&mut self, stage: Stage, deadline: Deadline) -> Result<Reply, Error> {
        let raw = self.read_raw(stage, deadline).await?;
        Ok(self.reply(&raw))
    }

    async fn read_raw(&mut self, stage: Stage, deadline: Deadline) -> Result<String, Error> {
        match timeout_at(deadline.instant(), self.stream.read_reply()).await {
            Ok(Ok(raw)) => Ok(raw),
            Ok(Err(_)) => Err(self.broken(stage)),
            Err(_) => Err(timed_out(stage, deadline.length())),
        }
    }

    /// Writes commands whose replies are read later. `false` if the connection broke: replies from before can still be
    /// read.
    pub(crate) async fn write(&mut self, stage: Stage, commands: &str) -> Result<bool, Error> {
        let deadline = self.gateway.timeouts().command;
        match timeout(deadline, self.stream.write_all(commands.as_bytes())).await {
            Ok(written) => Ok(written.is_ok()),
            Err(_) => Err(timed_out(stage, deadline)),
        }
    }

    /// Fails if a reply is pending: it would be read as the answer to the next command.
    pub(crate) fn expect_idle(&mut self, stage: Stage) -> Result<(), Error> {
        if self.stream.is_idle() {
            return Ok(());
        }
        match self.stream.take_reply().map(|raw| self.reply(&raw)) {
            Some(reply) => Err(self.refusal(stage, reply)),
            None if self.stream.failure().is_some() => Err(self.broken(stage)),
            None => Err(Error::new(ErrorKind::Protocol, stage).with_detail("the server spoke without being asked")),
        }
    }

    /// Parses a reply and masks the secrets.
    pub(crate) fn reply(&self, raw: &str) -> Reply {
        Reply::parse(&self.redactor.clean(raw))
    }

    /// The reply if it is a completion (2xx), else its error.
    pub(crate) fn completion(&self, stage: Stage, reply: Reply) -> Result<Reply, Error> {
        if is_completion(&reply) { Ok(reply) } else { Err(self.refusal(stage, reply)) }
    }

    /// The error of a negative or unexpected reply.
    pub(crate) fn refusal(&self, stage: Stage, reply: Reply) -> Error {
        if reply.code() < 400 {
            return Error::new(ErrorKind::Protocol, stage)
                .with_detail("the reply does not fit the command")
                .with_reply(reply);
        }
        let Explained { kind, retry, basis, .. } = self.classify(stage, &reply);
        Error::new(kind, stage).with_retry(retry).with_basis(basis).with_reply(reply)
    }

    pub(crate) fn classify(&self, stage: Stage, reply: &Reply) -> Explained {
        classify(stage, self.gateway.provider(), self.mechanism, self.gateway.secret_shape(), reply)
    }

    /// The error after a failed write: the server may have sent the reason before it closed the connection.
    pub(crate) async fn drain_error(&mut self, stage: Stage) -> Error {
        match timeout(DRAIN_TIME, self.stream.read_reply()).await {
            Ok(Ok(raw)) => self.refusal(stage, self.reply(&raw)),
            _ => self.broken(stage),
        }
    }

    fn broken(&self, stage: Stage) -> Error {
        broken(stage, self.stream.failure())
    }
}

pub(crate) fn is_completion(reply: &Reply) -> bool {
    (200..300).contains(&reply.code())
}

pub(crate) fn broken(stage: Stage, failure: Option<Failure>) -> Error {
    let (kind, detail) = match failure {
        Some(Failure::NotSmtp) => (ErrorKind::Protocol, "the server sent something that is no SMTP reply"),
        Some(Failure::TooLong) => (ErrorKind::Protocol, "the server's reply does not end"),
        Some(Failure::SpeaksTls) => {
            (ErrorKind::TlsTlsPort, "this port begins with TLS; use implicit TLS here, or port 587")
        }
        Some(Failure::Closed) | None => (ErrorKind::Connect, "the server closed the connection"),
    };
    Error::new(kind, stage).with_detail(detail)
}

pub(crate) fn timed_out(stage: Stage, deadline: Duration) -> Error {
    Error::new(ErrorKind::Timeout, stage).with_detail(format!("no answer within {} seconds", deadline.as_secs_f32()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn enormous_deadlines_are_cut() {
        let before = Instant::now();
        for length in [MAX_DEADLINE, Duration::from_secs(u64::MAX), Duration::MAX] {
            let at = from_now(length);
            assert!(before + MAX_DEADLINE <= at && at <= Instant::now() + MAX_DEADLINE, "{length:?}");
        }
    }
}
