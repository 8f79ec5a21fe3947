//! A mail's envelope: who it is from and for, and what the server said to each.

use super::{
    session::{Deadline, Delivery, Session, is_completion},
    trace::Trace,
};
use crate::{
    error::Rejection,
    error::{Error, ErrorKind, Reply, Stage},
    mailer::is_worth_sending,
    message::{Address, Composed},
};

/// The answers to the envelope.
#[derive(Default)]
pub(crate) struct Answers {
    sender_refused: Option<Reply>,
    accepted: Vec<String>,
    rejected: Vec<Rejection>,
}

/// How the envelope's commands are written.
pub(crate) enum CommandGroup {
    /// Each when the one before is answered; this is the sender's.
    Sequential(String),
    /// All before the first answer (RFC 2920).
    Pipelined(Deadline),
}

impl Session {
    /// Tries a mail's sender, and its recipients where wanted, and takes both back.
    pub(crate) async fn verify_envelope(
        &mut self,
        mail: &Composed,
        recipients: bool,
        trace: &mut Trace,
    ) -> Result<(), Error> {
        self.clean = false;
        let sender = self.sender(mail)?;
        let recipients = if recipients { mail.envelope().to() } else { &[] };
        let answers = self.answers(recipients, CommandGroup::Sequential(sender), trace).await?;
        self.reset().await;
        match answers {
            Answers { sender_refused: Some(reply), .. } => Err(self.refusal(Stage::MailFrom, reply)),
            Answers { rejected, .. } if !rejected.is_empty() => Err(Error::nobody_accepted(rejected)),
            _ => Ok(()),
        }
    }

    /// The command that names the sender, or why this server cannot take the mail.
    pub(crate) fn sender(&mut self, mail: &Composed) -> Result<String, Error> {
        let mut refuse = |kind, detail: String| {
            self.clean = true;
            Err(Error::new(kind, Stage::MailFrom).with_detail(detail))
        };
        let mut command = format!("MAIL FROM:<{}>", mail.envelope().from().as_str());
        if let Some(limit) = self.capabilities.size.filter(|limit| mail.size() > *limit) {
            let detail = format!("the message has {} bytes, the server takes {limit}", mail.size());
            return refuse(ErrorKind::MessageTooLarge, detail);
        }
        if self.capabilities.announces_size {
            command.push_str(&format!(" SIZE={}", mail.size()));
        }
        if mail.needs_smtputf8() {
            if !self.capabilities.smtputf8 {
                let detail =
                    "an address has letters outside ASCII before its @, and the server does not offer SMTPUTF8";
                return refuse(ErrorKind::Message, detail.to_owned());
            }
            command.push_str(" SMTPUTF8");
        }
        Ok(command + "\r\n")
    }

    /// Reads the answer to each command of the envelope, however the first ones turn out: replies stay in step.
    pub(crate) async fn answers(
        &mut self,
        recipients: &[Address],
        writing: CommandGroup,
        trace: &mut Trace,
    ) -> Result<Answers, Error> {
        let mut answers = Answers::default();
        let (ahead, sender) = match writing {
            CommandGroup::Sequential(sender) => (None, self.command(Stage::MailFrom, sender).await?),
            CommandGroup::Pipelined(deadline) => (Some(deadline), self.answer(Stage::MailFrom, deadline).await?),
        };
        match sender.code() {
            200..300 => trace.reply(Stage::MailFrom, || sender),
            421 => return Err(self.refusal(Stage::MailFrom, sender)),
            400.. => answers.sender_refused = Some(sender),
            _ => return Err(self.out_of_step(Stage::MailFrom, sender)),
        }
        for to in recipients {
            let reply = match ahead {
                Some(deadline) => self.answer(Stage::RcptTo, deadline).await,
                None if answers.sender_refused.is_some() => break,
                None => self.command(Stage::RcptTo, recipient(to)).await,
            };
            match (reply, &answers.sender_refused) {
                // What is refused already is not undone by what the server does not say afterwards.
                (Err(error), refused) => {
                    return Err(refused.clone().map_or(error, |reply| self.refusal(Stage::MailFrom, reply)));
                }
                (Ok(_), Some(_)) => {}
                (Ok(reply), None) if is_completion(&reply) => {
                    answers.accepted.push(to.as_str().to_owned());
                    trace.reply(Stage::RcptTo, || reply);
                }
                (Ok(reply), None) => answers.rejected.push(self.rejection(to, reply)?),
            }
        }
        Ok(answers)
    }

    fn rejection(&self, to: &Address, reply: Reply) -> Result<Rejection, Error> {
        match reply.code() {
            // Not an answer about this recipient: the server is leaving (RFC 5321 §3.8), or out of step.
            421 => Err(self.refusal(Stage::RcptTo, reply)),
            400.. => {
                let meaning = self.classify(Stage::RcptTo, &reply);
                Ok(Rejection::new(to.as_str(), meaning.kind, meaning.retry, Some(reply)))
            }
            _ => Err(self.out_of_step(Stage::RcptTo, reply)),
        }
    }

    /// Why nobody may get the message, if so.
    pub(crate) fn envelope_error(&self, mail: &Composed, answers: &mut Answers) -> Option<Error> {
        if let Some(reply) = answers.sender_refused.take() {
            return Some(self.refusal(Stage::MailFrom, reply));
        }
        let goes = is_worth_sending(mail, self.gateway.recipients(), &answers.accepted, answers.rejected.len());
        (!goes).then(|| Error::nobody_accepted(std::mem::take(&mut answers.rejected)))
    }
}

impl Answers {
    pub(crate) fn delivered(self, reply: Reply) -> Delivery {
        Delivery { accepted: self.accepted, rejected: self.rejected, reply }
    }
}

pub(crate) fn recipient(to: &Address) -> String {
    format!("RCPT TO:<{}>\r\n", to.as_str())
}
