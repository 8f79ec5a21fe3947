//! One SMTP conversation, once it is connected and signed in: commands, replies, one mail after the other.

use super::{
    capabilities::Capabilities,
    redact::Redactor,
    trace::Trace,
    wire::{Failure, Wire},
};
use crate::{
    error::{Classified, Error, ErrorKind, Outcome, Reply, Stage, classify},
    gateway::SmtpGateway,
    mailer::is_worth_sending,
    message::{Address, Composed, DotStuffing},
    receipt::Rejection,
};
use lettre::transport::smtp::client::AsyncSmtpConnection;
use std::{future::Future, time::Duration};
use tokio::time::timeout;
use tracing::{instrument::WithSubscriber, subscriber::NoSubscriber};

/// How long a broken connection may take to tell why, and a good-bye to be answered.
const LAST_WORDS: Duration = Duration::from_secs(5);

/// A connection that is signed in and between two mails.
pub(super) struct Session {
    pub(super) smtp: AsyncSmtpConnection,
    pub(super) wire: Wire,
    pub(super) gateway: SmtpGateway,
    pub(super) redactor: Redactor,
    pub(super) greeting: Reply,
    pub(super) capabilities: Capabilities,
    pub(super) mechanism: Option<&'static str>,
    pub(super) mails: u32,
    /// Whether the next mail may use it. False from the first byte of a mail until its last reply is read.
    pub(super) clean: bool,
}

/// What the server said to one mail.
pub(super) struct Delivery {
    pub(super) accepted: Vec<String>,
    pub(super) rejected: Vec<Rejection>,
    pub(super) reply: Reply,
}

impl Session {
    /// Whether the server is silent and the next mail may use the connection.
    pub(super) fn is_reusable(&self) -> bool {
        self.clean && self.mails < self.gateway.mails_per_connection() && self.wire.is_quiet()
    }

    /// Sends one mail.
    pub(super) async fn send(&mut self, mail: &Composed) -> Result<Delivery, Error> {
        self.send_traced(mail, &mut Trace::off()).await
    }

    pub(super) async fn send_traced(&mut self, mail: &Composed, trace: &mut Trace) -> Result<Delivery, Error> {
        self.clean = false;
        self.mails += 1;
        let delivery = self.transaction(mail, trace).await;
        if delivery.is_ok() {
            self.clean = true;
        }
        delivery
    }

    /// Tries a mail's sender, and its recipients where wanted, and takes both back.
    pub(super) async fn rehearse(&mut self, mail: &Composed, recipients: bool, trace: &mut Trace) -> Result<(), Error> {
        self.clean = false;
        let reply = self.mail_from(mail).await?;
        trace.reply(Stage::MailFrom, || reply);
        let rejected = if recipients { self.recipients(mail, trace).await?.1 } else { Vec::new() };
        self.reset().await;
        if rejected.is_empty() { Ok(()) } else { Err(Error::nobody_accepted(rejected)) }
    }

    async fn transaction(&mut self, mail: &Composed, trace: &mut Trace) -> Result<Delivery, Error> {
        let reply = self.mail_from(mail).await?;
        trace.reply(Stage::MailFrom, || reply);
        let (accepted, rejected) = self.recipients(mail, trace).await?;
        if !is_worth_sending(mail, self.gateway.recipients(), &accepted, rejected.len()) {
            self.reset().await;
            return Err(Error::nobody_accepted(rejected));
        }
        let reply = self.command(Stage::Data, "DATA\r\n".to_owned()).await?;
        if reply.code() != 354 {
            return Err(self.refused(Stage::Data, reply).await);
        }
        self.message(mail).await?;
        trace.reply(Stage::Data, || reply);
        let reply = self.final_reply().await?;
        trace.reply(Stage::FinalReply, || reply.clone());
        Ok(Delivery { accepted, rejected, reply })
    }

    async fn mail_from(&mut self, mail: &Composed) -> Result<Reply, Error> {
        let not_sent = |kind, detail: String| Err(Error::new(kind, Stage::MailFrom).with_detail(detail));
        let mut command = format!("MAIL FROM:<{}>", mail.envelope().from().as_str());
        if let Some(limit) = self.capabilities.size.filter(|limit| mail.size() > *limit) {
            self.clean = true;
            let detail = format!("the message has {} bytes, the server takes {limit}", mail.size());
            return not_sent(ErrorKind::MessageTooLarge, detail);
        }
        if self.capabilities.announces_size {
            command.push_str(&format!(" SIZE={}", mail.size()));
        }
        if mail.needs_smtputf8() {
            if !self.capabilities.smtputf8 {
                self.clean = true;
                let detail =
                    "an address has letters outside ASCII before its @, and the server does not offer SMTPUTF8";
                return not_sent(ErrorKind::Message, detail.to_owned());
            }
            command.push_str(" SMTPUTF8");
        }
        let reply = self.command(Stage::MailFrom, command + "\r\n").await?;
        if is_completion(&reply) { Ok(reply) } else { Err(self.refused(Stage::MailFrom, reply).await) }
    }

    async fn recipients(&mut self, mail: &Composed, trace: &mut Trace) -> Result<(Vec<String>, Vec<Rejection>), Error> {
        let (mut accepted, mut rejected) = (Vec::new(), Vec::new());
        for recipient in mail.envelope().to().iter().map(Address::as_str) {
            let reply = self.command(Stage::RcptTo, format!("RCPT TO:<{recipient}>\r\n")).await?;
            if is_completion(&reply) {
                accepted.push(recipient.to_owned());
                trace.reply(Stage::RcptTo, || reply);
            } else if reply.code() < 400 || reply.code() == 421 {
                // Not an answer about this recipient: the server is out of step, or leaving (RFC 5321 §3.8).
                return Err(self.refused(Stage::RcptTo, reply).await);
            } else {
                let Classified { kind, retry, .. } = self.classify(Stage::RcptTo, &reply);
                rejected.push(Rejection::new(recipient, kind, retry, Some(reply)));
            }
        }
        Ok((accepted, rejected))
    }

    /// Writes the message, encoding documents on the way, up to but without the end mark.
    async fn message(&mut self, mail: &Composed) -> Result<(), Error> {
        let deadline = self.gateway.timeouts().data_block;
        let mut chunks = mail.chunks(DotStuffing::On);
        let mut block = Vec::new();
        while chunks.next_into(&mut block) {
            match timeout(deadline, self.wire.write_all(&block)).await {
                Ok(Ok(())) => {}
                Ok(Err(_)) => return Err(self.last_words(Stage::Data).await),
                Err(_) => return Err(timed_out(Stage::Data, deadline)),
            }
            // A server that speaks before the end mark refuses the mail or is out of step; its words must not be taken
            // for the answer to the mark. The runtime hears them only when it gets its turn.
            tokio::task::yield_now().await;
            self.quiet_before(Stage::Data)?;
        }
        Ok(())
    }

    /// Writes the end mark and reads the answer. From the first byte of the mark on, the mail may have gone.
    async fn final_reply(&mut self) -> Result<Reply, Error> {
        let stage = Stage::FinalReply;
        let deadline = self.gateway.timeouts().final_reply;
        let answer = timeout(deadline, async {
            // The message ends with CRLF, so the mark is the dot's line alone.
            self.wire.write_all(b".\r\n").await.ok();
            silent(self.smtp.read_response()).await.ok();
        })
        .await;
        let reply = match self.taken() {
            Some(reply) => reply,
            None if answer.is_err() => return Err(timed_out(stage, deadline).with_outcome(Outcome::Unknown)),
            None => return Err(self.broken(stage).with_outcome(Outcome::Unknown)),
        };
        match reply.code() {
            200..300 => Ok(reply),
            400.. => Err(self.refused(stage, reply).await),
            _ => Err(self.out_of_step(stage, reply).with_outcome(Outcome::Unknown)),
        }
    }

    /// Writes one command and reads its reply, whatever it says.
    pub(super) async fn command(&mut self, stage: Stage, command: String) -> Result<Reply, Error> {
        self.quiet_before(stage)?;
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
        self.wire.take_reply().map(|raw| Reply::parse(&self.redactor.clean(&raw)))
    }

    /// A server that speaks unasked is out of step, and its next reply would be taken for an answer.
    pub(super) fn quiet_before(&self, stage: Stage) -> Result<(), Error> {
        if self.wire.is_quiet() {
            return Ok(());
        }
        match self.taken() {
            Some(reply) if reply.code() >= 400 => {
                let Classified { kind, retry, .. } = self.classify(stage, &reply);
                Err(Error::new(kind, stage).with_retry(retry).with_reply(reply))
            }
            Some(reply) => Err(self.out_of_step(stage, reply)),
            None => Err(unasked(stage, self.wire.failure())),
        }
    }

    fn out_of_step(&self, stage: Stage, reply: Reply) -> Error {
        Error::new(ErrorKind::Protocol, stage).with_detail("the reply does not fit the command").with_reply(reply)
    }

    fn broken(&self, stage: Stage) -> Error {
        broken(stage, self.wire.failure())
    }

    fn classify(&self, stage: Stage, reply: &Reply) -> Classified {
        classify(stage, self.gateway.provider(), self.mechanism, self.gateway.secret_shape(), reply)
    }

    /// A refusal of the whole mail. The connection is made ready for the next one if the server lets us.
    async fn refused(&mut self, stage: Stage, reply: Reply) -> Error {
        if reply.code() < 400 {
            return self.out_of_step(stage, reply);
        }
        let Classified { kind, retry, .. } = self.classify(stage, &reply);
        match (reply.code(), stage) {
            (421, _) => {}
            // After the end of the message the transaction is over, refused or not.
            (_, Stage::FinalReply) => self.clean = true,
            _ => self.reset().await,
        }
        Error::new(kind, stage).with_retry(retry).with_reply(reply)
    }

    /// Ends the transaction; a connection that cannot is not used again.
    async fn reset(&mut self) {
        let answer = timeout(LAST_WORDS, self.command(Stage::MailFrom, "RSET\r\n".to_owned())).await;
        self.clean = matches!(answer, Ok(Ok(reply)) if is_completion(&reply));
    }

    /// A write failed: the server may have said why before it left.
    async fn last_words(&mut self, stage: Stage) -> Error {
        match timeout(LAST_WORDS, self.wire.reply()).await {
            Ok(Ok(raw)) => {
                let reply = Reply::parse(&self.redactor.clean(&raw));
                if reply.code() < 400 {
                    return self.out_of_step(stage, reply);
                }
                let Classified { kind, retry, .. } = self.classify(stage, &reply);
                Error::new(kind, stage).with_retry(retry).with_reply(reply)
            }
            _ => self.broken(stage),
        }
    }

    /// Says good-bye, if the server still listens. The connection serves no mail any more.
    pub(super) async fn quit(&mut self) {
        if std::mem::take(&mut self.clean) && self.wire.is_quiet() {
            timeout(LAST_WORDS, silent(self.smtp.command("QUIT\r\n"))).await.ok();
        }
    }
}

impl std::fmt::Debug for Session {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Session").field("wire", &self.wire).field("mails", &self.mails).finish_non_exhaustive()
    }
}

fn is_completion(reply: &Reply) -> bool {
    (200..300).contains(&reply.code())
}

pub(super) fn broken(stage: Stage, failure: Option<Failure>) -> Error {
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
pub(super) fn unasked(stage: Stage, failure: Option<Failure>) -> Error {
    match failure {
        Some(_) => broken(stage, failure),
        None => Error::new(ErrorKind::Protocol, stage).with_detail("the server spoke without being asked"),
    }
}

pub(super) fn timed_out(stage: Stage, deadline: Duration) -> Error {
    Error::new(ErrorKind::Timeout, stage).with_detail(format!("no answer within {} seconds", deadline.as_secs_f32()))
}

/// lettre logs commands and replies if any crate of the program switches its `tracing` feature on; addresses do not
/// belong in a log.
pub(super) fn silent<F: Future>(future: F) -> impl Future<Output = F::Output> {
    future.with_subscriber(NoSubscriber::default())
}
