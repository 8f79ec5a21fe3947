//! Scripted replies and faults, by step.

use super::{personality::Personality, refusal};
use crate::error::ErrorKind;
use std::{
    io,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

/// A step of the conversation at which a script can change what the server does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum SmtpStep {
    /// A connection was taken, before its first byte; with implicit TLS also before the handshake.
    Connect,
    /// The greeting.
    Greeting,
    /// `EHLO` or `HELO`, except one after `STARTTLS`.
    Ehlo,
    /// `STARTTLS`, before the handshake.
    StartTls,
    /// The TLS handshake, after `STARTTLS` or at once; what is written here goes out in clear.
    TlsHandshake,
    /// `EHLO` or `HELO` after `STARTTLS`.
    Ehlo2,
    /// The `AUTH` command, before the credentials are checked; a positive reply given here makes no sign-in.
    Auth,
    /// A `334` that asks for the next part of the credentials.
    AuthContinue,
    /// The verdict on complete credentials, whichever way they came.
    SignIn,
    /// `MAIL FROM`.
    MailFrom,
    /// Any `RCPT TO`.
    RcptTo,
    /// The n-th `RCPT TO` of a mail, counted from 1.
    Recipient(usize),
    /// `DATA`, or the first `BDAT` of a mail.
    Data,
    /// This many bytes of the message have come, counted without dot-stuffing. What is written here comes unasked.
    Body(usize),
    /// The last byte of the message has come. The mail is kept unless the scripted reply refuses it.
    FinalReply,
    /// `RSET`.
    Rset,
    /// `QUIT`.
    Quit,
}

/// What the server does at a [`SmtpStep`]. "The proper answer" is the one it would have given without a script.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Action {
    /// End the connection in order, without an answer.
    Close,
    /// Cut the connection (TCP RST), without an answer.
    Reset,
    /// Answer nothing more; hold the connection until the client closes it.
    Stall,
    /// Answer bytes that are no SMTP, in place of the proper answer.
    Garbage,
    /// Answer these lines in place of the proper answer. A positive code has the command's effect, another has not;
    /// `421` also ends the connection (RFC 5321 §3.8).
    Reply(String),
    /// Answer these lines in place of the proper answer and end the connection.
    ReplyThenClose(String),
    /// Answer these bytes, as they are, in place of the proper answer.
    Raw(Vec<u8>),
    /// The proper answer, later.
    Delay(Duration),
    /// The proper answer, one byte per interval.
    Drip(Duration),
    /// The proper answer and this line behind it, in one write.
    ExtraReply(String),
    /// The proper answer and these bytes behind it, in one write: after `STARTTLS`, clear text the client must not
    /// take for the protected conversation.
    Inject(Vec<u8>),
}

/// An [`Action`] at a [`SmtpStep`]: every time, or once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    step: SmtpStep,
    action: Action,
    nth: Option<usize>,
    seen: usize,
}

impl Fault {
    /// This action, every time the conversation comes to this step.
    #[must_use]
    pub const fn new(step: SmtpStep, action: Action) -> Self {
        Self { step, action, nth: None, seen: 0 }
    }

    /// Only the n-th time the server comes to this step, on any connection, counted from 1 from when the fault was
    /// added. Default: every time.
    #[must_use]
    pub const fn nth(mut self, n: usize) -> Self {
        self.nth = Some(n);
        self
    }

    fn fires(&mut self, step: SmtpStep) -> bool {
        if self.step != step {
            return false;
        }
        self.seen += 1;
        self.nth.is_none_or(|n| n == self.seen)
    }
}

#[derive(Debug, Default)]
struct Rules {
    faults: Vec<Fault>,
    recipients: Vec<(String, String)>,
    personality: Personality,
}

/// The running server's script: change it between two mails, or in the midst of one. Clones share it.
#[derive(Clone, Debug, Default)]
pub struct Script {
    rules: Arc<Mutex<Rules>>,
}

impl Script {
    pub(super) fn new(personality: Personality) -> Self {
        Self { rules: Arc::new(Mutex::new(Rules { personality, ..Rules::default() })) }
    }

    /// Adds a fault. Where several fit one step, the last added wins.
    pub fn fault(&self, fault: Fault) {
        self.rules().faults.push(fault);
    }

    /// Gives this answer at this step, every time: a [`Fault`] with [`Action::Reply`].
    pub fn reply(&self, step: SmtpStep, text: impl Into<String>) {
        self.fault(Fault::new(step, Action::Reply(text.into())));
    }

    /// Refuses this recipient with this answer; the address is compared without regard to case.
    pub fn reject_recipient(&self, address: impl Into<String>, reply: impl Into<String>) {
        self.rules().recipients.push((address.into(), reply.into()));
    }

    /// Refuses as the server's personality refuses for this reason, in its words and at its step, every time.
    ///
    /// # Errors
    /// [`io::ErrorKind::InvalidInput`] for a kind that no server answers, such as [`ErrorKind::Dns`].
    pub fn refuse(&self, kind: ErrorKind) -> io::Result<()> {
        let Some((step, text)) = refusal::refusal(self.rules().personality, kind) else {
            let text = format!("no server answers {kind}");
            return Err(io::Error::new(io::ErrorKind::InvalidInput, text));
        };
        self.reply(step, text);
        Ok(())
    }

    /// Removes every fault and refusal.
    pub fn clear(&self) {
        let mut rules = self.rules();
        *rules = Rules { personality: rules.personality, ..Rules::default() };
    }

    pub(super) fn play(&self, personality: Personality) {
        self.rules().personality = personality;
    }

    pub(super) fn at(&self, step: SmtpStep) -> Option<Action> {
        let mut rules = self.rules();
        // Every fault counts, also those that a later one covers.
        let mut firing = None;
        for fault in &mut rules.faults {
            if fault.fires(step) {
                firing = Some(fault.action.clone());
            }
        }
        firing
    }

    pub(super) fn recipient(&self, address: &str) -> Option<String> {
        let rules = self.rules();
        rules.recipients.iter().rev().find(|(a, _)| a.eq_ignore_ascii_case(address)).map(|(_, reply)| reply.clone())
    }

    /// The byte counts of [`SmtpStep::Body`] to stop at, lowest first.
    pub(super) fn body_stops(&self) -> Vec<usize> {
        let rules = self.rules();
        let mut stops: Vec<usize> =
            rules.faults.iter().filter_map(|f| if let SmtpStep::Body(k) = f.step { Some(k) } else { None }).collect();
        stops.sort_unstable();
        stops.dedup();
        stops
    }

    fn rules(&self) -> MutexGuard<'_, Rules> {
        self.rules.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
