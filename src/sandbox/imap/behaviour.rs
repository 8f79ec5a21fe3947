//! The settings of the IMAP half.

use super::{ImapAction, ImapStep, script::ImapScript};

/// Largest message without an [`append_limit`](ImapBehavior::append_limit).
pub(super) const MAX_MESSAGE: usize = 64 * 1024 * 1024;

/// Whether the server takes non-synchronizing literals (RFC 7888), which a client sends without waiting for `+`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Literals {
    /// `LITERAL+`: of any size.
    Plus,
    /// `LITERAL-`: of at most 4096 bytes.
    Minus,
    /// Synchronizing ones only.
    Synchronizing,
}

#[derive(Clone, Debug)]
pub(super) struct FolderSpec {
    pub(super) name: String,
    pub(super) special_use: Option<String>,
}

/// The IMAP half of a sandbox: mailboxes, extensions, limits and a script. See
/// [`SandboxBuilder::imap`](crate::sandbox::SandboxBuilder::imap).
///
/// By default each user has `INBOX`, `Drafts`, `Sent` and `Trash`, the last three with their special use (RFC 6154),
/// and the server offers `LITERAL+`, `UIDPLUS`, `SASL-IR`, `SPECIAL-USE` and `LIST-EXTENDED`. Names are UTF-8 here, and
/// modified UTF-7 (RFC 3501 §5.1.3) on the wire. Users, passwords, tokens and certificates are those of the SMTP half.
///
/// ```
/// use ite_mailer::sandbox::{ImapAction, ImapBehavior, ImapStep, SmtpSandbox};
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> std::io::Result<()> {
/// let imap = ImapBehavior::default()
///     .folder("INBOX", None)
///     .folder("Envoyés", Some("\\Sent"))
///     .append_limit(20_000_000)
///     .on(ImapStep::AppendEnd, ImapAction::StoreAndClose)
///     .times(1);
/// let sandbox = SmtpSandbox::builder().imap(imap).start().await?;
/// assert!(sandbox.imap_port().is_some() && sandbox.imap_tls_port().is_some());
/// assert_eq!(sandbox.filed_count(), 0);
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
#[must_use]
pub struct ImapBehavior {
    pub(super) accounts: Vec<(String, String)>,
    pub(super) folders: Vec<FolderSpec>,
    pub(super) delimiter: char,
    pub(super) special_use: bool,
    pub(super) special_use_on_request: bool,
    pub(super) list_extended: bool,
    pub(super) literals: Literals,
    pub(super) uidplus: bool,
    pub(super) sasl_ir: bool,
    pub(super) login: bool,
    pub(super) starttls: bool,
    pub(super) capability_code: bool,
    pub(super) mechanisms: Vec<String>,
    pub(super) append_limit: Option<usize>,
    pub(super) quota: Option<usize>,
    pub(super) read_only: Vec<String>,
    pub(super) script: ImapScript,
}

impl Default for ImapBehavior {
    fn default() -> Self {
        Self {
            accounts: Vec::new(),
            folders: Vec::new(),
            delimiter: '/',
            special_use: true,
            special_use_on_request: false,
            list_extended: true,
            literals: Literals::Plus,
            uidplus: true,
            sasl_ir: true,
            login: true,
            starttls: true,
            capability_code: true,
            mechanisms: ["PLAIN", "XOAUTH2", "OAUTHBEARER"].map(str::to_owned).to_vec(),
            append_limit: None,
            quota: None,
            read_only: Vec::new(),
            script: ImapScript::default(),
        }
    }
}

impl ImapBehavior {
    /// Adds a mailbox for each user, with its special use, such as `\Sent`. Default: `INBOX`, `Drafts`, `Sent` and
    /// `Trash`; the first call replaces them, except `INBOX`, which every user has (RFC 9051 §5.1).
    pub fn folder(mut self, name: impl Into<String>, special_use: Option<&str>) -> Self {
        self.folders.push(FolderSpec { name: name.into(), special_use: special_use.map(str::to_owned) });
        self
    }

    /// Adds a user of the IMAP half only. Default: the users of the SMTP half.
    pub fn account(mut self, login: impl Into<String>, password: impl Into<String>) -> Self {
        self.accounts.push((login.into(), password.into()));
        self
    }

    /// The hierarchy delimiter. Default: `/`.
    pub const fn delimiter(mut self, delimiter: char) -> Self {
        self.delimiter = delimiter;
        self
    }

    /// Does not offer `SPECIAL-USE` (RFC 6154), and shows no special use. Default: offered.
    pub const fn without_special_use(mut self) -> Self {
        self.special_use = false;
        self
    }

    /// Shows special uses only where `LIST` asks for them, as RFC 6154 §2 allows. Default: in every `LIST`.
    pub const fn special_use_on_request(mut self) -> Self {
        self.special_use_on_request = true;
        self
    }

    /// Does not offer `LIST-EXTENDED` (RFC 5258), and refuses its syntax. Default: offered, with the options
    /// `SUBSCRIBED` and `SPECIAL-USE`.
    pub const fn without_list_extended(mut self) -> Self {
        self.list_extended = false;
        self
    }

    /// Offers neither `LITERAL+` nor `LITERAL-` (RFC 7888), and refuses `{n+}`. Default: `LITERAL+`.
    pub const fn without_literal_plus(mut self) -> Self {
        self.literals = Literals::Synchronizing;
        self
    }

    /// Offers `LITERAL-`, and refuses `{n+}` of more than 4096 bytes. Default: `LITERAL+`.
    pub const fn literal_minus(mut self) -> Self {
        self.literals = Literals::Minus;
        self
    }

    /// Does not offer `UIDPLUS` (RFC 4315): `APPEND` replies without a UID. Default: offered.
    pub const fn without_uidplus(mut self) -> Self {
        self.uidplus = false;
        self
    }

    /// Does not offer `SASL-IR` (RFC 4959), and refuses credentials in the line of `AUTHENTICATE`. Default: offered.
    pub const fn without_sasl_ir(mut self) -> Self {
        self.sasl_ir = false;
        self
    }

    /// Announces `LOGINDISABLED` over TLS too. Default: `LOGIN` is possible over TLS.
    pub const fn without_login(mut self) -> Self {
        self.login = false;
        self
    }

    /// Does not offer `STARTTLS`. Default: offered on its port.
    pub const fn without_starttls(mut self) -> Self {
        self.starttls = false;
        self
    }

    /// Sends no `[CAPABILITY …]` in the greeting and after a sign-in: the client has to ask. Default: sent.
    pub const fn without_capability_code(mut self) -> Self {
        self.capability_code = false;
        self
    }

    /// The mechanisms of `AUTHENTICATE`, of `PLAIN`, `XOAUTH2` and `OAUTHBEARER`. Default: all three.
    pub fn mechanisms<M: Into<String>>(mut self, mechanisms: impl IntoIterator<Item = M>) -> Self {
        self.mechanisms = mechanisms.into_iter().map(|m| m.into().to_ascii_uppercase()).collect();
        self
    }

    /// Largest message in bytes, announced as `APPENDLIMIT` (RFC 7889); a larger one gets `NO [TOOBIG]`. Default: not
    /// announced, 64 MiB.
    pub const fn append_limit(mut self, bytes: usize) -> Self {
        self.append_limit = Some(bytes);
        self
    }

    /// Bytes that the mailboxes of a user hold together; an `APPEND` beyond gets `NO [OVERQUOTA]` (RFC 5530). Default:
    /// no limit.
    pub const fn quota(mut self, bytes: usize) -> Self {
        self.quota = Some(bytes);
        self
    }

    /// Refuses `APPEND` to this mailbox with `NO [NOPERM]` (RFC 5530). Default: every mailbox takes mails.
    pub fn read_only(mut self, folder: impl Into<String>) -> Self {
        self.read_only.push(folder.into());
        self
    }

    /// Does this at this step, each time, on any connection. Of several for one step, the first that has
    /// [`times`](Self::times) left is used. Default: normal replies.
    pub fn on(mut self, step: ImapStep, action: ImapAction) -> Self {
        self.script.push(step, action);
        self
    }

    /// Limits the action added last to the first n times that it applies. Default: each time.
    pub fn times(mut self, n: usize) -> Self {
        self.script.limit_last(n);
        self
    }

    /// Largest message that `APPEND` takes.
    pub(super) fn max_message(&self) -> usize {
        self.append_limit.unwrap_or(MAX_MESSAGE).min(MAX_MESSAGE)
    }

    /// The capabilities of this state of a connection.
    pub(super) fn capabilities(&self, tls: bool, signed_in: bool) -> String {
        let mut all = vec!["IMAP4rev1".to_owned()];
        let mut add = |offered: bool, name: &str| {
            if offered {
                all.push(name.to_owned());
            }
        };
        add(self.starttls && !tls, "STARTTLS");
        add(!signed_in && (!tls || !self.login), "LOGINDISABLED");
        for mechanism in self.mechanisms.iter().filter(|_| tls && !signed_in) {
            add(true, &format!("AUTH={mechanism}"));
        }
        add(self.sasl_ir, "SASL-IR");
        add(self.literals == Literals::Plus, "LITERAL+");
        add(self.literals == Literals::Minus, "LITERAL-");
        for name in ["ID", "ENABLE", "UNSELECT"] {
            add(true, name);
        }
        add(self.uidplus, "UIDPLUS");
        add(self.special_use, "SPECIAL-USE");
        add(self.list_extended, "LIST-EXTENDED");
        if let Some(limit) = self.append_limit {
            add(true, &format!("APPENDLIMIT={limit}"));
        }
        all.join(" ")
    }
}
