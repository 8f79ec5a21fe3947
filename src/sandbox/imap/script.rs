//! Scripted replies and faults of the IMAP half.

/// A step of an IMAP session at which a script can act.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ImapStep {
    /// A connection was accepted, before its first byte and the handshake of implicit TLS.
    Connect,
    /// The greeting.
    Greeting,
    /// `CAPABILITY`.
    Capability,
    /// `STARTTLS`, before the handshake.
    StartTls,
    /// The reply to the credentials of `LOGIN` or `AUTHENTICATE`.
    SignIn,
    /// `LIST` or `LSUB`.
    List,
    /// `SELECT` or `EXAMINE`.
    Select,
    /// `SEARCH` or `UID SEARCH`.
    Search,
    /// `APPEND`, before the message: in place of `+` for a synchronizing literal. No reply but
    /// [`ImapAction::Inject`] takes the message.
    Append,
    /// Half of the message was received. A [`ImapAction::Reply`] ends the command, and the rest of the message is
    /// discarded; other bytes written here are unsolicited.
    AppendLiteral,
    /// The `APPEND` is complete, before its reply. [`ImapAction`] says which actions keep the mail.
    AppendEnd,
    /// `LOGOUT`.
    Logout,
}

/// What the server does at an [`ImapStep`]. "The normal reply" is the one without a script.
///
/// At [`ImapStep::AppendEnd`], the mail is kept with `Normal`, `StoreAndClose`, `Stall`, `StopReading`, `Garbage`,
/// `Inject` and a `Reply` that starts with `OK`, and dropped with `Close`, `Bye` and any other `Reply`.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ImapAction {
    /// Send the normal reply: for a script whose second or later turn is the odd one.
    Normal,
    /// Send this line after the command's tag in place of the normal reply, such as `NO [ALERT] Not now`; after `*`
    /// for the greeting. The command takes effect if it starts with `OK`; `BYE` closes the connection.
    Reply(String),
    /// Send `* BYE` with this text and close the connection.
    Bye(String),
    /// Close the connection, without a reply.
    Close,
    /// As `Close`, but at [`ImapStep::AppendEnd`] the mail is kept.
    StoreAndClose,
    /// Send nothing more; keep the connection open until the client closes it.
    Stall,
    /// Neither send nor read any more, until the sandbox ends: a client whose message is larger than the buffers of the
    /// socket cannot write it.
    StopReading,
    /// Send these bytes in place of the normal reply.
    Garbage(Vec<u8>),
    /// Send the normal reply and these bytes after it, in one write: after `STARTTLS`, clear text that the client must
    /// not read as protected.
    Inject(Vec<u8>),
}

/// An action at a step, for a number of turns or always.
#[derive(Clone, Debug)]
pub(super) struct Rule {
    step: ImapStep,
    action: ImapAction,
    turns: Option<usize>,
}

#[derive(Clone, Debug, Default)]
pub(in crate::sandbox) struct ImapScript(Vec<Rule>);

impl ImapScript {
    pub(super) fn push(&mut self, step: ImapStep, action: ImapAction) {
        self.0.push(Rule { step, action, turns: None });
    }

    pub(super) fn limit_last(&mut self, turns: usize) {
        if let Some(rule) = self.0.last_mut() {
            rule.turns = Some(turns);
        }
    }

    /// The action of the first rule of this step that has turns left.
    pub(super) fn at(&mut self, step: ImapStep) -> Option<ImapAction> {
        let rule = self.0.iter_mut().find(|rule| rule.step == step && rule.turns != Some(0))?;
        rule.turns = rule.turns.map(|turns| turns - 1);
        Some(rule.action.clone())
    }
}
