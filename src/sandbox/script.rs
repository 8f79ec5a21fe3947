//! Scripted replies and faults.

use super::{personality::Personality, refusal};
use crate::error::ErrorKind;
use std::{
    io,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

/// A step of a session at which a script can act.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum SmtpStep {
    /// A connection was accepted, before its first byte and the handshake of implicit TLS.
    Connect,
    /// The greeting.
    Greeting,
    /// `EHLO` or `HELO`, except one after `STARTTLS`.
    Ehlo,
    /// `STARTTLS`, before the handshake.
    StartTls,
    /// The TLS handshake, after `STARTTLS` or at once; bytes written here are sent in clear.
    TlsHandshake,
    /// `EHLO` or `HELO` after `STARTTLS`.
    Ehlo2,
    /// The `AUTH` command, before the credentials are checked; a positive reply does not sign in.
    Auth,
    /// A `334` challenge.
    AuthContinue,
    /// The reply to complete credentials.
    SignIn,
    /// `MAIL FROM`.
    MailFrom,
    /// Any `RCPT TO`.
    RcptTo,
    /// The n-th `RCPT TO` of a mail, counted from 1.
    Recipient(usize),
    /// `DATA`, or the first `BDAT` of a mail.
    Data,
    /// So many bytes of the message were received, without dot-stuffing. Bytes written here are unsolicited.
    Body(usize),
    /// The last byte of the message was received. The mail is accepted unless the scripted reply refuses it.
    FinalReply,
    /// `RSET`.
    Rset,
    /// `QUIT`.
    Quit,
}

/// What the server does at a [`SmtpStep`]. "The normal reply" is the one without a script.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Action {
    /// Close the connection (FIN), without a reply.
    Close,
    /// Reset the connection (RST), without a reply.
    Reset,
    /// Send nothing more; keep the connection open until the client closes it.
    Stall,
    /// Send bytes that are not SMTP in place of the normal reply.
    Garbage,
    /// Send these lines in place of the normal reply. The command takes effect if the code is positive; `421` closes
    /// the connection (RFC 5321 §3.8).
    Reply(String),
    /// Send these lines in place of the normal reply and close the connection.
    ReplyThenClose(String),
    /// Send these bytes in place of the normal reply.
    Raw(Vec<u8>),
    /// Send the normal reply after this time.
    Delay(Duration),
    /// Send the normal reply, one byte per interval.
    Drip(Duration),
    /// Send the normal reply and this line after it, in one write.
    ExtraReply(String),
    /// Send the normal reply and these bytes after it, in one write: after `STARTTLS`, clear text that the client must
    /// not read as protected.
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
    /// This action, each time a session reaches this step.
    #[must_use]
    pub const fn new(step: SmtpStep, action: Action) -> Self {
        Self { step, action, nth: None, seen: 0 }
    }

    /// Only the n-th time that the server reaches this step, on any connection, counted from 1 since the fault was
    /// added. Default: each time.
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

/// The script of a running server. It can be changed at any time; clones share it.
#[derive(Clone, Debug, Default)]
pub struct Script {
    rules: Arc<Mutex<Rules>>,
}

impl Script {
    pub(super) fn new(personality: Personality) -> Self {
        Self { rules: Arc::new(Mutex::new(Rules { personality, ..Rules::default() })) }
    }

    /// Adds a fault. Of several for one step, the last added is used.
    pub fn fault(&self, fault: Fault) {
        self.rules().faults.push(fault);
    }

    /// Sends this reply at this step, each time: a [`Fault`] with [`Action::Reply`].
    pub fn reply(&self, step: SmtpStep, text: impl Into<String>) {
        self.fault(Fault::new(step, Action::Reply(text.into())));
    }

    /// Refuses this recipient with this reply; the address is compared case-insensitively.
    pub fn reject_recipient(&self, address: impl Into<String>, reply: impl Into<String>) {
        self.rules().recipients.push((address.into(), reply.into()));
    }

    /// Refuses with the personality's reply of this kind, at its step, each time.
    ///
    /// # Errors
    /// [`io::ErrorKind::InvalidInput`] for a kind that no reply has, such as [`ErrorKind::Dns`].
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
        // Count for every fault, also for those that a later one overrides.
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

    /// The byte counts of the scripted [`SmtpStep::Body`]s, lowest first.
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
