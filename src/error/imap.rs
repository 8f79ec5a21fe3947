//! The problems of filing a copy over IMAP (RFC 9051).

use super::{Error, ErrorKind, Stage, kind::codes};

codes! {
    /// Why no copy of a mail is in the Sent folder: finer than [`ErrorKind::SentCopyFailed`], with guidance of its own.
    ///
    /// ```
    /// use ite_mailer::{Error, error::ImapProblem};
    ///
    /// let error = Error::sent_copy(ImapProblem::MailboxFull);
    /// assert_eq!(error.imap_problem(), Some(ImapProblem::MailboxFull));
    /// assert!(!ImapProblem::MailboxFull.is_temporary());
    /// println!("{}", error.guidance().fr);
    /// ```
    ImapProblem {
        /// No connection: the name does not resolve, no address answers, or the network policy allows none.
        Unreachable = "unreachable",
        /// TLS failed, or the server does not offer STARTTLS.
        TlsFailed = "tls_failed",
        /// Login or password is wrong.
        SignInRefused = "sign_in_refused",
        /// The server wants an app password, or one that also covers IMAP.
        AppPasswordRequired = "app_password_required",
        /// IMAP is switched off for the mailbox or the organisation.
        ImapOff = "imap_off",
        /// The access token was refused, or does not cover IMAP.
        TokenRefused = "token_refused",
        /// Client and server share no sign-in mechanism: most often the server takes no password.
        MechanismUnsupported = "mechanism_unsupported",
        /// The provider blocked the account or the sign-in.
        Blocked = "blocked",
        /// The mailbox has as many IMAP connections open as the server allows.
        TooManyConnections = "too_many_connections",
        /// The mailbox has no Sent folder, or none with the name in the settings.
        FolderNotFound = "folder_not_found",
        /// The account may not write to the folder.
        FolderReadOnly = "folder_read_only",
        /// The mailbox is full.
        MailboxFull = "mailbox_full",
        /// The server takes no message of this size (`APPENDLIMIT`, RFC 7889).
        MessageTooLarge = "message_too_large",
        /// The server has a temporary fault.
        Unavailable = "unavailable",
        /// The deadline for the copy passed.
        TimedOut = "timed_out",
        /// The connection ended after the whole copy was sent and before the server's answer, twice: the copy may be in
        /// the folder.
        InDoubt = "in_doubt",
        /// The server refused the copy for another reason.
        Refused = "refused",
        /// What answers is no IMAP server.
        Protocol = "protocol",
    }
}

impl ImapProblem {
    /// Whether it may pass by itself, so that filing the same copy later may succeed.
    #[must_use]
    pub const fn is_temporary(self) -> bool {
        matches!(
            self,
            Self::Unreachable | Self::TooManyConnections | Self::Unavailable | Self::TimedOut | Self::InDoubt
        )
    }
}

impl Error {
    /// No copy is in the Sent folder, for this reason. The outcome is that of the mail: set
    /// [`Outcome::Accepted`](crate::Outcome::Accepted) for a mail that was sent.
    #[must_use]
    pub fn sent_copy(problem: ImapProblem) -> Self {
        Self::new(ErrorKind::SentCopyFailed, Stage::SentCopy).with_imap_problem(problem)
    }

    /// A failure of the network or of TLS as the reason why there is no copy; detail and cause stay.
    #[cfg(feature = "imap")]
    pub(crate) fn into_sent_copy(mut self, problem: ImapProblem) -> Self {
        let Self(inner) = Self::sent_copy(problem);
        (self.0.kind, self.0.stage, self.0.retry, self.0.imap) = (inner.kind, inner.stage, inner.retry, inner.imap);
        self
    }
}
