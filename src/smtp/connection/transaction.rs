//! One mail on a connection: envelope and message written with as few waits as the server allows, every answer matched
//! to its command.

use super::{
    envelope::{Answers, CommandGroup, recipient},
    session::{DRAIN_TIME, Deadline, Delivery, Session, is_completion, timed_out},
    trace::Trace,
};
use crate::{
    error::{Error, ErrorKind, Outcome, Reply, Stage},
    gateway::RecipientPolicy,
    message::{Composed, DotStuffing},
};
use std::time::Duration;
use tokio::time::{timeout, timeout_at};

/// Encoded messages up to this size go out before the server has answered to the envelope. A recipient refused then
/// costs these bytes in vain; one taken saves a round trip, which a larger message hardly notices.
const AHEAD: u64 = 1024 * 1024;

/// A connection idle for longer may have been closed by the server unseen. The message then waits for the first
/// answers, so that it certainly did not go and a new connection may be tried. Servers wait longer by far: RFC 5321
/// §4.5.3.2.7 asks for five minutes.
const WARM: Duration = Duration::from_secs(5);

/// How the message is offered where commands are written ahead.
enum Offer {
    /// With the envelope, as one chunk (RFC 3030).
    ChunkAhead,
    /// `DATA` with the envelope, the message after its answer.
    DataAhead,
    /// When every recipient's answer is known.
    Late,
}

impl Session {
    pub(crate) async fn transaction(&mut self, mail: &Composed, trace: &mut Trace) -> Result<Delivery, Error> {
        let sender = self.sender(mail)?;
        // A diagnosis times each step by itself.
        if !self.capabilities.pipelining || trace.is_on() {
            let answers = self.answers(mail.envelope().to(), CommandGroup::Sequential(sender), trace).await?;
            return self.offer_late(mail, answers, trace).await;
        }
        self.expect_idle(Stage::MailFrom)?;
        let group = mail.envelope().to().iter().map(recipient).fold(sender, |group, command| group + &command);
        match self.offer(mail) {
            Offer::ChunkAhead => self.chunk_ahead(group, mail, trace).await,
            Offer::DataAhead => self.data_ahead(group, mail, trace).await,
            Offer::Late => {
                self.write(Stage::MailFrom, &group).await?;
                let ahead = CommandGroup::Pipelined(self.each_command());
                let answers = self.answers(mail.envelope().to(), ahead, trace).await?;
                self.offer_late(mail, answers, trace).await
            }
        }
    }

    fn offer(&self, mail: &Composed) -> Offer {
        let (own, all) = (mail.envelope().own().len(), mail.envelope().to().len());
        // Otherwise some answers mean that nobody gets it: one refusal among several, or a copy alone accepted.
        let whoever_is_accepted_gets_it =
            all == 1 || (self.gateway.recipients() == RecipientPolicy::DeliverToAccepted && own == all);
        match (whoever_is_accepted_gets_it, self.capabilities.chunking) {
            (true, true) if mail.size() <= AHEAD && self.last_used.elapsed() < WARM => Offer::ChunkAhead,
            (true, false) => Offer::DataAhead,
            _ => Offer::Late,
        }
    }

    async fn offer_late(
        &mut self,
        mail: &Composed,
        mut answers: Answers,
        trace: &mut Trace,
    ) -> Result<Delivery, Error> {
        if let Some(error) = self.envelope_error(mail, &mut answers) {
            self.reset().await;
            return Err(error);
        }
        if self.capabilities.chunking && !trace.is_on() {
            self.expect_idle(Stage::Data)?;
            if !self.chunk(chunk_command(mail), mail, 0).await? {
                // Either it spoke already, or its last words are still to come.
                self.expect_idle(Stage::Data)?;
                return Err(self.drain_error(Stage::Data).await);
            }
            let deadline = self.final_deadline();
            fingerprint(mail);
            let reply = self.final_reply(deadline).await?;
            return Ok(answers.delivered(reply));
        }
        let reply = self.command(Stage::Data, "DATA\r\n".to_owned()).await?;
        self.data(mail, reply, answers, trace).await
    }

    /// `MAIL`, `RCPT` and `DATA` in one write; two round trips a mail.
    async fn data_ahead(&mut self, group: String, mail: &Composed, trace: &mut Trace) -> Result<Delivery, Error> {
        let each = self.each_command();
        self.write(Stage::MailFrom, &(group + "DATA\r\n")).await?;
        let mut answers = self.answers(mail.envelope().to(), CommandGroup::Pipelined(each), trace).await?;
        let offered = self.answer(Stage::Data, each).await;
        let Some(error) = self.envelope_error(mail, &mut answers) else {
            return self.data(mail, offered?, answers, trace).await;
        };
        match offered {
            // RFC 2920 §3.1: a message for nobody, which an end mark alone takes back.
            Ok(reply) if reply.code() == 354 => {
                let end = self.write(Stage::Data, ".\r\n").await.is_ok();
                self.clean = end && self.answer(Stage::FinalReply, each).await.is_ok_and(|end| end.code() != 421);
            }
            Ok(_) => self.reset().await,
            Err(_) => {}
        }
        Err(error)
    }

    /// The message behind the answer to `DATA`.
    async fn data(
        &mut self,
        mail: &Composed,
        reply: Reply,
        answers: Answers,
        trace: &mut Trace,
    ) -> Result<Delivery, Error> {
        if reply.code() != 354 {
            return Err(self.refused(Stage::Data, reply).await);
        }
        self.message(mail).await?;
        trace.reply(Stage::Data, || reply);
        let deadline = self.final_deadline();
        // From the first byte of the end mark on, the mail may have gone. The message ends with CRLF, so the mark is the
        // dot's line alone; where it cannot be written, reading tells why.
        timeout_at(deadline.instant(), self.stream.write_all(b".\r\n")).await.ok();
        fingerprint(mail);
        let reply = self.final_reply(deadline).await?;
        trace.reply(Stage::FinalReply, || reply.clone());
        Ok(answers.delivered(reply))
    }

    /// Writes the message, encoding documents on the way, up to but without the end mark.
    async fn message(&mut self, mail: &Composed) -> Result<(), Error> {
        let deadline = self.gateway.timeouts().data_block;
        let mut chunks = mail.chunks(DotStuffing::On);
        let mut block = Vec::new();
        while chunks.next_into(&mut block) {
            match timeout(deadline, self.stream.write_all(&block)).await {
                Ok(Ok(())) => {}
                Ok(Err(_)) => return Err(self.drain_error(Stage::Data).await),
                Err(_) => return Err(timed_out(Stage::Data, deadline)),
            }
            // A server that speaks before the end mark refuses the mail or is out of step; its words must not be taken
            // for the answer to the mark. The runtime hears them only when it gets its turn.
            tokio::task::yield_now().await;
            self.expect_idle(Stage::Data)?;
        }
        Ok(())
    }

    /// Envelope and message in one write; one round trip a mail.
    async fn chunk_ahead(&mut self, group: String, mail: &Composed, trace: &mut Trace) -> Result<Delivery, Error> {
        let recipients = mail.envelope().to();
        let whole = self.chunk(group + &chunk_command(mail), mail, 1 + recipients.len()).await?;
        // A server may keep its answers until it has none of our bytes left to read (RFC 2920 §3.2), so the first may
        // take as long as the last. A connection that broke has nothing more to say than what is under way.
        let deadline = if whole { self.final_deadline() } else { Deadline::within(DRAIN_TIME) };
        fingerprint(mail);
        let mut answers = match self.answers(recipients, CommandGroup::Pipelined(deadline), trace).await {
            Ok(answers) => answers,
            Err(error) if whole && said_421_to_a_recipient(&error) && !self.has_left().await => {
                return Err(error.at(Stage::FinalReply).with_outcome(Outcome::Unknown));
            }
            Err(error) => return Err(in_doubt(error, whole)),
        };
        let last = self.answer(Stage::FinalReply, deadline).await;
        if let Some(error) = self.envelope_error(mail, &mut answers) {
            // Refused before its end, the rest of the chunk is still owed, and a command would be taken for it.
            if last.is_ok() && whole {
                self.reset().await;
            }
            return Err(error);
        }
        match last {
            Ok(reply) if reply.code() >= 400 && whole => Err(self.refused(Stage::FinalReply, reply).await),
            Ok(reply) if reply.code() >= 400 => Err(self.refusal(Stage::Data, reply)),
            Ok(reply) if is_completion(&reply) && whole && !self.spoke_again().await => Ok(answers.delivered(reply)),
            Ok(reply) => Err(in_doubt(self.out_of_step(Stage::Data, reply), whole)),
            Err(error) => Err(in_doubt(error.at(Stage::Data), whole)),
        }
    }

    /// Whether the server said that it leaves, and left. One that says so and stays may still take the message for those it
    /// accepted before.
    async fn has_left(&mut self) -> bool {
        let more = self.answer(Stage::FinalReply, Deadline::within(DRAIN_TIME)).await;
        more.is_err_and(|error| error.kind() == ErrorKind::Connect)
    }

    /// Whether there is one reply too many, so that the last one read may be another command's. A good-bye is none.
    async fn spoke_again(&self) -> bool {
        tokio::task::yield_now().await;
        self.stream.pending_replies().0 > 0 && !self.stream.says_good_bye()
    }

    /// Writes `head` and the message as one last chunk. Until its last byte is written, up to `expected` replies may
    /// come. False if more came, or the connection ended: the mail did not go, and what was heard says why.
    async fn chunk(&mut self, head: String, mail: &Composed, expected: usize) -> Result<bool, Error> {
        let deadline = self.gateway.timeouts().data_block;
        let mut chunks = mail.chunks(DotStuffing::Off);
        let mut block = head.into_bytes();
        let mut left = mail.size() + block.len() as u64;
        loop {
            chunks.append_to(&mut block);
            left = left.saturating_sub(block.len() as u64);
            let last = left == 0;
            match timeout(deadline, self.stream.write_all(&block)).await {
                Ok(Ok(())) if last => return Ok(true),
                Ok(Ok(())) => {}
                // Some of it may have reached the server.
                Ok(Err(_)) => return Ok(last),
                Err(_) => return Err(in_doubt(timed_out(Stage::Data, deadline), last)),
            }
            tokio::task::yield_now().await;
            match self.stream.pending_replies() {
                (heard, None) if heard <= expected => block.clear(),
                _ => return Ok(false),
            }
        }
    }

    /// The answer to the end of the message, which is written: without it nobody knows whether the mail went.
    async fn final_reply(&mut self, deadline: Deadline) -> Result<Reply, Error> {
        let stage = Stage::FinalReply;
        let reply = self.answer(stage, deadline).await.map_err(|error| in_doubt(error, true))?;
        match reply.code() {
            200..300 => Ok(reply),
            400.. => Err(self.refused(stage, reply).await),
            _ => Err(in_doubt(self.out_of_step(stage, reply), true)),
        }
    }

    fn each_command(&self) -> Deadline {
        Deadline::PerReply(self.gateway.timeouts().command)
    }

    /// Counted from now.
    fn final_deadline(&self) -> Deadline {
        Deadline::within(self.gateway.timeouts().final_reply)
    }
}

/// What the receipt says of the documents, computed once for each while the server reads and thinks.
fn fingerprint(mail: &Composed) {
    for document in mail.documents() {
        let _ = document.sha256();
    }
}

fn chunk_command(mail: &Composed) -> String {
    format!("BDAT {} LAST\r\n", mail.size())
}

fn said_421_to_a_recipient(error: &Error) -> bool {
    error.stage() == Stage::RcptTo && error.reply().is_some_and(|reply| reply.code() == 421)
}

/// With the whole message written, only a refusal says that it did not go.
fn in_doubt(error: Error, whole: bool) -> Error {
    if whole && error.reply().is_none_or(|reply| reply.code() < 400) {
        error.at(Stage::FinalReply).with_outcome(Outcome::Unknown)
    } else {
        error
    }
}
