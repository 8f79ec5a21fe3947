//! A connection after the sign-in, for one mail after the other.

use super::{
    command::{Connection, DRAIN_TIME, Deadline, is_completion},
    ehlo::Capabilities,
    tls::TlsFacts,
    trace::Trace,
};
use crate::{
    error::{Error, ErrorKind, Outcome, Rejection, Reply, Stage},
    message::Outgoing,
};
use lettre::transport::smtp::commands::{Quit, Rset};
use std::fmt;
use tokio::{
    runtime,
    time::{Instant, timeout},
};

/// Refusals after which a connection is not reused. Postfix delays replies after ten errors (`smtpd_soft_error_limit`),
/// Exim disconnects after ten commands outside a mail, RSET included (`smtp_accept_max_nonmail`).
const MAX_REFUSALS: u32 = 5;

pub(crate) struct Session {
    pub(super) connection: Connection,
    /// The server's greeting; `None` if it came in clear and TLS began after it (RFC 3207 §4.2).
    pub(crate) greeting: Option<Reply>,
    pub(crate) capabilities: Capabilities,
    pub(super) last_used: Instant,
    /// Refused senders, recipients and messages so far.
    pub(super) refusals: u32,
    /// Whether a byte of the current message was written.
    pub(super) message_begun: bool,
    mails: u32,
    state: State,
    /// The runtime whose reactor the socket is registered with; on another one it makes no progress while this one is
    /// not driven.
    runtime: runtime::Id,
}

/// The state of the connection after the last mail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum State {
    /// The next mail can start.
    Ready,
    /// An open transaction. RSET is sent before the next mail, so that a refusal is reported without delay.
    OpenTransaction,
    /// The reply to the end of a message without recipients is outstanding. It is read before the next mail.
    EndReplyPending,
    /// In a mail, or after an interrupted one: the connection must be closed.
    InMail,
}

/// The result of one mail.
pub(crate) struct Delivery {
    pub(crate) accepted: Vec<String>,
    pub(crate) rejected: Vec<Rejection>,
    pub(crate) reply: Reply,
}

impl Session {
    pub(super) fn new(connection: Connection, greeting: Option<Reply>, capabilities: Capabilities) -> Self {
        Self {
            connection,
            greeting,
            capabilities,
            last_used: Instant::now(),
            refusals: 0,
            message_begun: false,
            mails: 0,
            state: State::Ready,
            runtime: runtime::Handle::current().id(),
        }
    }

    /// The runtime that opened it.
    pub(crate) const fn runtime(&self) -> runtime::Id {
        self.runtime
    }

    #[cfg(feature = "tracing")]
    pub(crate) const fn gateway(&self) -> &crate::gateway::SmtpGateway {
        &self.connection.gateway
    }

    /// The mechanism of the sign-in.
    pub(crate) const fn mechanism(&self) -> Option<&'static str> {
        self.connection.mechanism
    }

    pub(crate) fn tls_facts(&self) -> TlsFacts {
        self.connection.stream.tls_facts()
    }

    /// Whether commands and replies are in step, so that another command may follow.
    pub(crate) fn is_clean(&self) -> bool {
        self.state != State::InMail
    }

    /// Whether the next mail may use the connection.
    pub(crate) fn is_reusable(&mut self) -> bool {
        let expected = usize::from(self.state == State::EndReplyPending);
        let (pending, failure) = self.connection.stream.pending_replies(expected);
        self.is_clean()
            && self.mails < self.connection.gateway.mails_per_connection()
            && self.refusals < MAX_REFUSALS
            && pending <= expected
            && failure.is_none()
    }

    /// Sends one mail; `rejected` are refusals from another connection. Returns as soon as the result is known; RSET
    /// and outstanding replies are left for the next mail.
    pub(crate) async fn send_rest(&mut self, mail: &Outgoing<'_>, rejected: Vec<Rejection>) -> Result<Delivery, Error> {
        self.send_traced(mail, rejected, &mut Trace::off()).await
    }

    pub(crate) async fn send_traced(
        &mut self,
        mail: &Outgoing<'_>,
        rejected: Vec<Rejection>,
        trace: &mut Trace,
    ) -> Result<Delivery, Error> {
        self.mails += 1;
        self.message_begun = false;
        let sender = self.mail_command(mail)?;
        self.end_previous().await?;
        self.state = State::InMail;
        let delivery = self.transaction(mail, sender, rejected, trace).await;
        match &delivery {
            Ok(delivery) => {
                self.state = State::Ready;
                self.refusals += u32::try_from(delivery.rejected.len()).unwrap_or(u32::MAX);
            }
            Err(error) => {
                let refused = error.reply().is_some_and(|reply| reply.code() != 421);
                let recipients = u32::try_from(error.rejected().len()).unwrap_or(u32::MAX);
                self.refusals = self.refusals.saturating_add(recipients.max(u32::from(refused)));
            }
        }
        self.last_used = Instant::now();
        delivery
    }

    /// Whether a mail with this error can be sent again over a new connection at once: a reused connection was closed,
    /// or reached a limit of the server, before the sender was accepted or a byte of the message was written.
    pub(crate) fn may_move(&self, error: &Error) -> bool {
        let kept = self.mails > 1 && error.outcome() == Outcome::NotSent;
        let closing = error.reply().is_some_and(|reply| reply.code() == 421);
        match error.stage() {
            // Some servers count the mails of a connection as recipients.
            Stage::MailFrom => {
                kept && (closing || matches!(error.kind(), ErrorKind::Connect | ErrorKind::TooManyRecipients))
            }
            Stage::RcptTo => kept && !self.message_begun && (closing || error.kind() == ErrorKind::Connect),
            _ => false,
        }
    }

    /// Completes the previous mail: RSET, or the outstanding reply.
    async fn end_previous(&mut self) -> Result<(), Error> {
        let stage = Stage::MailFrom;
        let connection = &mut self.connection;
        let (left, reply) = match std::mem::replace(&mut self.state, State::InMail) {
            State::OpenTransaction => {
                (State::OpenTransaction, timeout(DRAIN_TIME, connection.command(stage, &Rset.to_string())).await)
            }
            State::EndReplyPending => {
                (State::EndReplyPending, Ok(connection.read_reply(stage, Deadline::within(DRAIN_TIME)).await))
            }
            state => {
                self.state = state;
                return Ok(());
            }
        };
        match reply {
            Ok(Ok(reply)) if reply.code() == 421 => Err(self.connection.refusal(stage, reply)),
            Ok(Ok(reply)) if is_completion(&reply) || left == State::EndReplyPending => {
                self.state = State::Ready;
                Ok(())
            }
            _ => Err(Error::new(ErrorKind::Connect, stage)
                .with_detail("the server did not end the transaction of the mail before")),
        }
    }

    pub(super) const fn leave(&mut self, state: State) {
        self.state = state;
    }

    /// Resets the transaction after an envelope was tried.
    pub(super) async fn reset(&mut self) {
        self.state = State::OpenTransaction;
        self.end_previous().await.ok();
    }

    /// A refusal of the whole mail. The connection can be reused unless the server closes it.
    pub(super) fn refused(&mut self, stage: Stage, reply: Reply) -> Error {
        match (reply.code(), stage) {
            (..400 | 421, _) => {}
            // The end of the message ends the transaction, refused or not.
            (_, Stage::FinalReply) => self.state = State::Ready,
            _ => self.state = State::OpenTransaction,
        }
        self.connection.refusal(stage, reply)
    }

    /// Sends QUIT if commands and replies are in step, and waits for the reply. The connection is not used again.
    pub(crate) async fn quit(&mut self) {
        let state = std::mem::replace(&mut self.state, State::InMail);
        let quit = async {
            if state == State::EndReplyPending {
                self.connection.read_reply(Stage::FinalReply, Deadline::within(DRAIN_TIME)).await?;
            }
            self.connection.command(Stage::FinalReply, &Quit.to_string()).await
        };
        if state != State::InMail {
            timeout(DRAIN_TIME, quit).await.ok();
        }
    }

    /// Closes the connection, and waits until the server has closed it too.
    pub(crate) async fn closed(&mut self) {
        self.state = State::InMail;
        self.connection.stream.closed().await;
    }
}

impl fmt::Debug for Session {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Session").field("mails", &self.mails).field("state", &self.state).finish_non_exhaustive()
    }
}
