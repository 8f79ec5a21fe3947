//! The envelope of a mail: `MAIL FROM`, `RCPT TO`, and their replies.

use super::{
    command::{Deadline, is_completion},
    session::{Delivery, Session},
    trace::Trace,
};
use crate::{
    error::{Error, ErrorKind, Rejection, Reply, Stage},
    gateway::RecipientPolicy,
    mailer::is_worth_sending,
    message::{Address, Outgoing},
};
use lettre::transport::smtp::{
    commands::{Mail, Rcpt},
    extension::{MailBodyParameter, MailParameter},
};

/// The results of the recipients.
#[derive(Default)]
pub(super) struct Answers {
    sender_refused: Option<Reply>,
    accepted: Vec<String>,
    rejected: Vec<Rejection>,
}

/// How the commands of the envelope are written.
pub(super) enum CommandGroup {
    /// One by one, each after the reply to the previous one; with the `MAIL` command.
    Sequential(String),
    /// All before the first reply is read (RFC 2920).
    Pipelined(Deadline),
}

impl Session {
    /// Tries the sender of a mail, and its recipients if requested, and resets the transaction.
    pub(crate) async fn verify_envelope(
        &mut self,
        mail: &Outgoing<'_>,
        recipients: bool,
        trace: &mut Trace,
    ) -> Result<(), Error> {
        let sender = self.mail_command(mail)?;
        let recipients = if recipients { mail.envelope().to().iter().collect() } else { Vec::new() };
        let answers = self.answers(&recipients, CommandGroup::Sequential(sender), Answers::default(), trace).await?;
        self.reset().await;
        match answers {
            Answers { sender_refused: Some(reply), .. } => Err(self.connection.refusal(Stage::MailFrom, reply)),
            Answers { rejected, .. } if !rejected.is_empty() => Err(Error::no_recipient_accepted(rejected)),
            _ => Ok(()),
        }
    }

    /// `MAIL FROM`, or the error if this server cannot accept the mail.
    pub(super) fn mail_command(&self, mail: &Outgoing<'_>) -> Result<String, Error> {
        let refuse = |kind, detail: String| Err(Error::new(kind, Stage::MailFrom).with_detail(detail));
        let mut parameters = Vec::new();
        if let Some(limit) = self.capabilities.size.filter(|limit| mail.size() > *limit) {
            let detail = format!("the message has {} bytes, the server takes {limit}", mail.size());
            return refuse(ErrorKind::MessageTooLarge, detail);
        }
        if self.capabilities.announces_size {
            parameters.extend(usize::try_from(mail.size()).ok().map(MailParameter::Size));
        }
        if mail.needs().eight_bit {
            if !self.capabilities.eight_bit_mime {
                let detail = "the message has bytes outside ASCII, and the server does not offer 8BITMIME";
                return refuse(ErrorKind::Message, detail.to_owned());
            }
            parameters.push(MailParameter::Body(MailBodyParameter::EightBitMime));
        }
        if mail.needs().smtputf8 {
            if !self.capabilities.smtputf8 {
                let detail =
                    "an address or the header has letters outside ASCII, and the server does not offer SMTPUTF8";
                return refuse(ErrorKind::Message, detail.to_owned());
            }
            parameters.push(MailParameter::SmtpUtfEight);
        }
        Ok(Mail::new(Some(wire_address(mail.envelope().from())), parameters).to_string())
    }

    /// Reads the reply to each command of the envelope, even after a refusal, so that replies and commands stay in
    /// step.
    pub(super) async fn answers(
        &mut self,
        recipients: &[&Address],
        group: CommandGroup,
        mut answers: Answers,
        trace: &mut Trace,
    ) -> Result<Answers, Error> {
        let (pipelined, sender) = match group {
            CommandGroup::Sequential(sender) => (None, self.connection.command(Stage::MailFrom, &sender).await?),
            CommandGroup::Pipelined(deadline) => {
                (Some(deadline), self.connection.read_reply(Stage::MailFrom, deadline).await?)
            }
        };
        match sender.code() {
            200..300 => trace.reply(Stage::MailFrom, || sender),
            ..400 | 421 => return Err(self.connection.refusal(Stage::MailFrom, sender)),
            _ => answers.sender_refused = Some(sender),
        }
        for to in recipients {
            let reply = match pipelined {
                Some(deadline) => self.connection.read_reply(Stage::RcptTo, deadline).await,
                None if answers.sender_refused.is_some() => break,
                None => self.connection.command(Stage::RcptTo, &rcpt_command(to)).await,
            };
            match (reply, &answers.sender_refused) {
                // If MAIL was rejected, report that, not the later read error.
                (Err(_), Some(refused)) => return Err(self.connection.refusal(Stage::MailFrom, refused.clone())),
                (Err(error), None) => return Err(self.cut_short(error, answers)),
                (Ok(_), Some(_)) => {}
                (Ok(reply), None) if is_completion(&reply) => {
                    answers.accepted.push(to.as_str().to_owned());
                    trace.reply(Stage::RcptTo, || reply);
                }
                // Not about this recipient: the server closes the connection (RFC 5321 §3.8), or replies are out of
                // step.
                (Ok(reply), None) if reply.code() < 400 || reply.code() == 421 => {
                    let error = self.closing(reply, !answers.rejected.is_empty());
                    return Err(self.cut_short(error, answers));
                }
                (Ok(reply), None) => {
                    let meaning = self.connection.classify(Stage::RcptTo, &reply);
                    answers.rejected.push(
                        Rejection::new(to.as_str(), meaning.kind, meaning.retry, Some(reply)).with_basis(meaning.basis),
                    );
                }
            }
        }
        Ok(answers)
    }

    /// The error of a reply to `RCPT` that is not about the recipient. A server that closes a connection after it
    /// refused recipients counts errors per connection, even if it names another limit: a new connection can be tried.
    fn closing(&self, reply: Reply, refused: bool) -> Error {
        let after_refusals = reply.code() == 421 && (refused || self.refusals > 0);
        let error = self.connection.refusal(Stage::RcptTo, reply.clone());
        let names_a_time = error.retry() != error.kind().usual_retry();
        if after_refusals && error.kind() == ErrorKind::RateLimited && !names_a_time {
            return Error::new(ErrorKind::TemporaryServerError, Stage::RcptTo).with_reply(reply);
        }
        error
    }

    /// The error of an envelope that ended early, with the refusals before. With `AllOrNothing` a refusal takes
    /// precedence.
    fn cut_short(&self, error: Error, answers: Answers) -> Error {
        if answers.rejected.is_empty() {
            return error;
        }
        match self.connection.gateway.recipients() {
            RecipientPolicy::AllOrNothing => Error::no_recipient_accepted(answers.rejected),
            _ => error.with_rejected(answers.rejected),
        }
    }

    /// The error if the message must not be sent to any recipient.
    pub(super) fn envelope_error(&self, mail: &Outgoing<'_>, answers: &mut Answers) -> Option<Error> {
        if let Some(reply) = answers.sender_refused.take() {
            return Some(self.connection.refusal(Stage::MailFrom, reply));
        }
        let policy = self.connection.gateway.recipients();
        let goes = is_worth_sending(mail.envelope(), policy, &answers.accepted, answers.rejected.len());
        (!goes).then(|| Error::no_recipient_accepted(std::mem::take(&mut answers.rejected)))
    }
}

impl Answers {
    /// Starts with the refusals from another connection.
    pub(super) fn with_rejected(rejected: Vec<Rejection>) -> Self {
        Self { rejected, ..Self::default() }
    }

    /// The recipients without a reply.
    pub(super) fn open<'a>(&self, mail: &'a Outgoing<'_>) -> Vec<&'a Address> {
        let refused = |to: &&Address| self.rejected.iter().any(|rejection| rejection.recipient == to.as_str());
        mail.envelope().to().iter().filter(|to| !refused(to)).collect()
    }

    pub(super) fn delivered(self, reply: Reply) -> Delivery {
        Delivery { accepted: self.accepted, rejected: self.rejected, reply }
    }
}

pub(super) fn rcpt_command(to: &Address) -> String {
    Rcpt::new(wire_address(to), Vec::new()).to_string()
}

/// Unchecked: our checks are stricter than lettre's, which refuses some quoted local parts.
fn wire_address(address: &Address) -> lettre::Address {
    lettre::Address::new_dangerous(address.local_part(), address.domain())
}
