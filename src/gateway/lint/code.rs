//! What a finding is about, in one word.

use serde::{Deserialize, Serialize};
use std::fmt;

macro_rules! codes {
    ($($(#[$meta:meta])* $variant:ident = $code:literal, $field:literal;)+) => {
        /// What a finding is about, in one word a program can match on.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[non_exhaustive]
        pub enum LintCode { $($(#[$meta])* #[serde(rename = $code)] $variant,)+ }

        impl LintCode {
            /// Every code, in declaration order.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)+];

            /// The stable snake_case code, as it is serialised.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $code,)+ }
            }

            /// The settings field it is about, as it is serialised; besides `password` for the secret and `from` for
            /// the sender's address.
            #[must_use]
            pub const fn field(self) -> &'static str {
                match self { $(Self::$variant => $field,)+ }
            }
        }
    };
}

codes! {
    /// The host comes with a scheme, a path or a port.
    HostNotAlone = "host_not_alone", "host";
    /// The host is a mail address.
    HostIsAddress = "host_is_address", "host";
    /// The host is a web page's.
    HostIsWebPage = "host_is_web_page", "host";
    /// The host serves incoming mail (IMAP or POP).
    HostIsIncoming = "host_is_incoming", "host";
    /// The host is an old name the provider gave up.
    HostRetired = "host_retired", "host";
    /// The host differs by a letter or two from one of the catalogue.
    HostTypo = "host_typo", "host";
    /// The host belongs to another provider than the one chosen.
    HostOfOtherProvider = "host_of_other_provider", "provider";
    /// The host belongs to a provider of the catalogue, and none is chosen.
    ProviderKnown = "provider_known", "provider";
    /// The address belongs to another provider than the settings.
    AddressOfOtherProvider = "address_of_other_provider", "provider";
    /// Port 25, meant for mail between servers.
    Port25 = "port_25", "port";
    /// A port of IMAP or POP.
    PortIsIncoming = "port_is_incoming", "port";
    /// A port the provider does not list.
    PortNotListed = "port_not_listed", "port";
    /// Port and TLS mode contradict each other.
    PortTlsMismatch = "port_tls_mismatch", "security";
    /// No TLS to another machine.
    PlainTextRemote = "plain_text_remote", "security";
    /// The login must be a whole mail address.
    LoginAddressExpected = "login_address_expected", "user";
    /// The login is only what stands before the `@`.
    LoginLocalPartExpected = "login_local_part_expected", "user";
    /// The login is always the same word.
    LoginWordExpected = "login_word_expected", "user";
    /// The login is an API key.
    LoginKeyExpected = "login_key_expected", "user";
    /// Login and secret are the same key, where two different ones are wanted.
    KeysIdentical = "keys_identical", "password";
    /// The secret has not the shape of an app password: most likely the main password.
    AppPasswordExpected = "app_password_expected", "password";
    /// The secret has not the shape of an SMTP key.
    SmtpKeyExpected = "smtp_key_expected", "password";
    /// The secret is an API key where an SMTP key belongs.
    ApiKeyInsteadOfSmtpKey = "api_key_instead_of_smtp_key", "password";
    /// The secret has not the shape of the provider's secret or API key.
    SecretKeyExpected = "secret_key_expected", "password";
    /// The secret has a line break, or blanks where none belong.
    SecretBlanks = "secret_blanks", "password";
    /// The account takes no password at all, only OAuth2.
    OAuth2Only = "oauth2_only", "password";
    /// Passwords end, or have ended, by default at the end of December 2026 (Microsoft 365).
    PasswordsEnding = "passwords_ending", "password";
    /// App passwords exist only once two-step verification is on.
    TwoStepRequired = "two_step_required", "password";
    /// Two-step verification is worth switching on; an app password is needed from then on.
    TwoStepRecommended = "two_step_recommended", "password";
    /// The provider only sends from the account's own address, and the From address is another.
    FromNotLogin = "from_not_login", "from";
    /// A name that servers refuse in `EHLO`.
    EhloRefused = "ehlo_refused", "ehlo_name";
    /// The provider replaces a From address that is no alias of the account by the account's own.
    FromRewritten = "from_rewritten", "from";
    /// How many mails the mailbox may send a day.
    DailyLimit = "daily_limit", "provider";
    /// How many mails go out a day on the smallest plan of a relay.
    PlanLimit = "plan_limit", "provider";
    /// More mails expected than the mailbox may send a day.
    VolumeAboveLimit = "volume_above_limit", "provider";
    /// More mails expected than the smallest plan of a relay sends a day.
    VolumeAbovePlan = "volume_above_plan", "provider";
    /// The provider files nothing under Sent, and the sender gets no copy.
    SentNotFiled = "sent_not_filed", "sent_copy";
}

impl fmt::Display for LintCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
