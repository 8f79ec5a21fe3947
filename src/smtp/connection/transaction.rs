//! One mail transaction, with as few round trips as the server's extensions allow. Every reply is matched to its
//! command.

use super::{
    command::{DRAIN_TIME, Deadline, is_completion, timed_out},
    envelope::{Answers, CommandGroup, rcpt_command},
    session::{Delivery, Session, State},
    trace::Trace,
};
use crate::{
    error::{Error, ErrorKind, Outcome, Rejection, Reply, Stage},
    gateway::RecipientPolicy,
    message::{DotStuffing, Outgoing},
};
use lettre::transport::smtp::commands::Data;
use std::time::Duration;
use tokio::time::{timeout, timeout_at};

/// Encoded messages up to this size are written before the replies to the envelope are read. This saves a round trip;
/// if the envelope is refused, the bytes are wasted. For a larger message the round trip hardly matters.
const MAX_PIPELINED: u64 = 1024 * 1024;

/// A connection idle for longer may have been closed by the server. No byte of the message is written then before the
/// first replies, so that a new connection can be tried. Servers usually wait far longer: five minutes in RFC 5321
/// §4.5.3.2.7.
const WARM: Duration = Duration::from_secs(5);

/// When the message is written on a server with PIPELINING.
enum Offer {
    /// With the envelope, as one chunk (RFC 3030).
    ChunkWithEnvelope,
    /// `DATA` with the envelope, the message after the reply to it.
    DataWithEnvelope,
    /// After the replies to all recipients.
    AfterReplies,
}

impl Session {
    /// `sender` is the `MAIL` command; `rejected` are refusals from another connection.
    pub(super) async fn transaction(
        &mut self,
        mail: &Outgoing<'_>,
        sender: String,
        rejected: Vec<Rejection>,
        trace: &mut Trace,
    ) -> Result<Delivery, Error> {
        let answers = Answers::with_rejected(rejected);
        let recipients = answers.open(mail);
        // A diagnosis measures each command.
        if !self.capabilities.pipelining || trace.is_on() {
            let answers = self.answers(&recipients, CommandGroup::Sequential(sender), answers, trace).await?;
            return self.offer_late(mail, answers, trace).await;
        }
        self.connection.expect_idle(Stage::MailFrom)?;
        let offer = self.offer(mail, recipients.len());
        let group = recipients.iter().fold(sender, |group, to| group + &rcpt_command(to));
        if let Offer::ChunkWithEnvelope = offer {
            let head = group + &chunk_command(mail);
            return self.chunk_with_envelope(head, mail, answers, trace).await;
        }
        let data_with_envelope = matches!(offer, Offer::DataWithEnvelope);
        let group = if data_with_envelope { group + &Data.to_string() } else { group };
        let whole = self.connection.write(Stage::MailFrom, &group).await?;
        // Read the replies that were sent before the connection broke.
        let deadline = if whole { self.each_command() } else { Deadline::within(DRAIN_TIME) };
        let answers = self.answers(&recipients, CommandGroup::Pipelined(deadline), answers, trace).await?;
        if data_with_envelope {
            self.data_with_envelope(mail, answers, deadline, trace).await
        } else {
            self.offer_late(mail, answers, trace).await
        }
    }

    fn offer(&self, mail: &Outgoing<'_>, asked: usize) -> Offer {
        let (own, all) = (mail.envelope().own().len(), mail.envelope().to().len());
        // Otherwise a reply may stop the mail: a refusal with `AllOrNothing`, or only the copy to the sender accepted.
        let goes_to_all_accepted = all == 1
            || (self.connection.gateway.recipients() == RecipientPolicy::DeliverToAccepted
                && own == all
                && asked == all);
        // After a refusal the server may close the connection at the next one. No byte of the message is written before
        // the replies then, so that a new connection can be tried.
        let warm = self.last_used.elapsed() < WARM && self.refusals == 0;
        match (goes_to_all_accepted, self.capabilities.chunking) {
            (true, true) if mail.size() <= MAX_PIPELINED && warm => Offer::ChunkWithEnvelope,
            (true, false) => Offer::DataWithEnvelope,
            _ => Offer::AfterReplies,
        }
    }

    async fn offer_late(
        &mut self,
        mail: &Outgoing<'_>,
        mut answers: Answers,
        trace: &mut Trace,
    ) -> Result<Delivery, Error> {
        if let Some(error) = self.envelope_error(mail, &mut answers) {
            self.leave(State::OpenTransaction);
            return Err(error);
        }
        if self.capabilities.chunking && !trace.is_on() {
            self.connection.expect_idle(Stage::Data)?;
            if !self.chunk(chunk_command(mail), mail, 0).await? {
                // A reply before the end of the chunk, or the reason for closing the connection.
                self.connection.expect_idle(Stage::Data)?;
                return Err(self.connection.drain_error(Stage::Data).await);
            }
            let deadline = self.final_deadline();
            compute_digests(mail);
            let reply = self.final_reply(deadline).await?;
            return Ok(answers.delivered(reply));
        }
        let reply = self.connection.command(Stage::Data, &Data.to_string()).await?;
        self.data(mail, reply, answers, trace).await
    }

    /// `MAIL`, `RCPT` and `DATA` were one write; two round trips a mail.
    async fn data_with_envelope(
        &mut self,
        mail: &Outgoing<'_>,
        mut answers: Answers,
        deadline: Deadline,
        trace: &mut Trace,
    ) -> Result<Delivery, Error> {
        let offered = self.connection.read_reply(Stage::Data, deadline).await;
        let Some(error) = self.envelope_error(mail, &mut answers) else {
            return self.data(mail, offered?, answers, trace).await;
        };
        match offered {
            // The server expects a message although no recipient was accepted: send the end mark only (RFC 2920 §3.1).
            Ok(reply) if reply.code() == 354 => {
                if self.connection.write(Stage::Data, END_MARK).await.is_ok_and(|whole| whole) {
                    self.leave(State::EndReplyPending);
                }
            }
            Ok(_) => self.leave(State::OpenTransaction),
            Err(_) => {}
        }
        Err(error)
    }

    /// The message, after the reply to `DATA`.
    async fn data(
        &mut self,
        mail: &Outgoing<'_>,
        reply: Reply,
        answers: Answers,
        trace: &mut Trace,
    ) -> Result<Delivery, Error> {
        if reply.code() != 354 {
            return Err(self.refused(Stage::Data, reply));
        }
        self.message(mail).await?;
        trace.reply(Stage::Data, || reply);
        let deadline = self.final_deadline();
        // From the first byte of the end mark on, the mail may be accepted. If the write fails, the read below has the
        // reason.
        timeout_at(deadline.instant(), self.connection.stream.write_all(END_MARK.as_bytes())).await.ok();
        compute_digests(mail);
        let reply = self.final_reply(deadline).await?;
        trace.reply(Stage::FinalReply, || reply.clone());
        Ok(answers.delivered(reply))
    }

    /// Writes the message without the end mark; documents are encoded meanwhile.
    async fn message(&mut self, mail: &Outgoing<'_>) -> Result<(), Error> {
        let deadline = self.connection.gateway.timeouts().data_block;
        self.message_begun = true;
        let mut chunks = mail.chunks(DotStuffing::On);
        let mut block = Vec::new();
        while chunks.next_into(&mut block) {
            match timeout(deadline, self.connection.stream.write_all(&block)).await {
                Ok(Ok(())) => {}
                Ok(Err(_)) => return Err(self.connection.drain_error(Stage::Data).await),
                Err(_) => return Err(timed_out(Stage::Data, deadline)),
            }
            // A reply before the end mark refuses the mail or is out of step, and must not be read as the final reply.
            // The runtime sees it only after a yield.
            tokio::task::yield_now().await;
            self.connection.expect_idle(Stage::Data)?;
        }
        Ok(())
    }

    /// Envelope and message in one write; one round trip a mail.
    async fn chunk_with_envelope(
        &mut self,
        head: String,
        mail: &Outgoing<'_>,
        answers: Answers,
        trace: &mut Trace,
    ) -> Result<Delivery, Error> {
        let recipients = answers.open(mail);
        let whole = self.chunk(head, mail, 1 + recipients.len()).await?;
        // A server may send its replies only after it has read everything (RFC 2920 §3.2), so the first may take as
        // long as the last. On a broken connection only replies already sent can be read.
        let deadline = if whole { self.final_deadline() } else { Deadline::within(DRAIN_TIME) };
        compute_digests(mail);
        let mut answers = match self.answers(&recipients, CommandGroup::Pipelined(deadline), answers, trace).await {
            Ok(answers) => answers,
            Err(error) if whole && said_421_to_a_recipient(&error) && !self.has_closed().await => {
                return Err(error.at(Stage::FinalReply).with_outcome(Outcome::Unknown));
            }
            Err(error) => return Err(in_doubt(error, whole)),
        };
        let last = self.connection.read_reply(Stage::FinalReply, deadline).await;
        if let Some(error) = self.envelope_error(mail, &mut answers) {
            // Otherwise the server still expects bytes of the chunk, and would read RSET as data.
            if last.is_ok() && whole {
                self.leave(State::OpenTransaction);
            }
            return Err(error);
        }
        match last {
            Ok(reply) if reply.code() >= 400 && whole => Err(self.refused(Stage::FinalReply, reply)),
            Ok(reply) if reply.code() >= 400 => Err(self.connection.refusal(Stage::Data, reply)),
            Ok(reply) if is_completion(&reply) && whole && !self.has_extra_reply().await => {
                Ok(answers.delivered(reply))
            }
            // Not a refusal, or an extra reply: commands and replies may be out of step.
            Ok(reply) => Err(in_doubt(out_of_step(Stage::Data, reply), whole)),
            Err(error) => Err(in_doubt(error.at(Stage::Data), whole)),
        }
    }

    /// Whether the server has closed the connection after it announced that. If not, it may still accept the message
    /// for the recipients accepted before.
    async fn has_closed(&mut self) -> bool {
        let more = self.connection.read_reply(Stage::FinalReply, Deadline::within(DRAIN_TIME)).await;
        more.is_err_and(|error| error.kind() == ErrorKind::Connect)
    }

    /// Whether there is an extra reply, so that the last one read may belong to another command. A `421` is not an
    /// extra reply.
    async fn has_extra_reply(&mut self) -> bool {
        tokio::task::yield_now().await;
        let stream = &mut self.connection.stream;
        stream.pending_replies(1).0 > 0 && !stream.is_closing()
    }

    /// Writes `head` and the message as one last chunk. Up to `expected` replies may arrive before its last byte is
    /// written. False if more arrived or the connection ended: the mail was not sent, and the replies have the reason.
    async fn chunk(&mut self, head: String, mail: &Outgoing<'_>, expected: usize) -> Result<bool, Error> {
        let deadline = self.connection.gateway.timeouts().data_block;
        let stream = &mut self.connection.stream;
        self.message_begun = true;
        let mut chunks = mail.chunks(DotStuffing::Off);
        let mut block = head.into_bytes();
        let mut left = mail.size() + block.len() as u64;
        loop {
            chunks.append_to(&mut block);
            left = left.saturating_sub(block.len() as u64);
            let last = left == 0;
            match timeout(deadline, stream.write_all(&block)).await {
                Ok(Ok(())) if last => return Ok(true),
                Ok(Ok(())) => {}
                // Some of the last block may have reached the server.
                Ok(Err(_)) => return Ok(last),
                Err(_) => return Err(in_doubt(timed_out(Stage::Data, deadline), last)),
            }
            tokio::task::yield_now().await;
            match stream.pending_replies(expected) {
                (pending, None) if pending <= expected => block.clear(),
                _ => return Ok(false),
            }
        }
    }

    /// The final reply, after the end of the message was written. Without it the outcome is unknown.
    async fn final_reply(&mut self, deadline: Deadline) -> Result<Reply, Error> {
        let stage = Stage::FinalReply;
        let reply = self.connection.read_reply(stage, deadline).await.map_err(|error| in_doubt(error, true))?;
        match reply.code() {
            200..300 => Ok(reply),
            400.. => Err(self.refused(stage, reply)),
            _ => Err(in_doubt(out_of_step(stage, reply), true)),
        }
    }

    fn each_command(&self) -> Deadline {
        Deadline::PerReply(self.connection.gateway.timeouts().command)
    }

    /// Counted from now.
    fn final_deadline(&self) -> Deadline {
        Deadline::within(self.connection.gateway.timeouts().final_reply)
    }
}

/// Computes the digests for the receipt while the server processes the message.
fn compute_digests(mail: &Outgoing<'_>) {
    for document in mail.documents() {
        let _ = document.sha256();
    }
}

/// The end mark (RFC 5321 §4.1.1.4); the CRLF before it belongs to the message.
const END_MARK: &str = ".\r\n";

fn chunk_command(mail: &Outgoing<'_>) -> String {
    format!("BDAT {} LAST\r\n", mail.size())
}

fn said_421_to_a_recipient(error: &Error) -> bool {
    error.stage() == Stage::RcptTo && error.reply().is_some_and(|reply| reply.code() == 421)
}

fn out_of_step(stage: Stage, reply: Reply) -> Error {
    Error::new(ErrorKind::Protocol, stage).with_detail("the reply does not fit the command").with_reply(reply)
}

/// After the whole message was written, an error without a refusal has an unknown outcome.
fn in_doubt(error: Error, whole: bool) -> Error {
    if whole && error.reply().is_none_or(|reply| reply.code() < 400) {
        error.at(Stage::FinalReply).with_outcome(Outcome::Unknown)
    } else {
        error
    }
}
