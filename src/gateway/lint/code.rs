//! The codes of findings.

use serde::{Deserialize, Serialize};
use std::fmt;

macro_rules! codes {
    ($($(#[$meta:meta])* $variant:ident = $code:literal, $field:literal;)+) => {
        /// What a finding is about, for a program to match on.
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

            /// The settings field it is about, as it is serialised; `password` for the secret, `from` for the sender's
            /// address.
            #[must_use]
            pub const fn field(self) -> &'static str {
                match self { $(Self::$variant => $field,)+ }
            }
        }
    };
}

codes! {
    /// The host field contains a scheme, a path or a port.
    HostNotAlone = "host_not_alone", "host";
    /// The host is a mail address.
    HostIsAddress = "host_is_address", "host";
    /// The host is that of a web page.
    HostIsWebPage = "host_is_web_page", "host";
    /// The host serves incoming mail (IMAP or POP).
    HostIsIncoming = "host_is_incoming", "host";
    /// The host is a retired name of the provider.
    HostRetired = "host_retired", "host";
    /// The host differs by one or two letters from one of the catalogue.
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
    /// The login is the part before the `@` only.
    LoginLocalPartExpected = "login_local_part_expected", "user";
    /// The login is a fixed word.
    LoginWordExpected = "login_word_expected", "user";
    /// The login is an API key.
    LoginKeyExpected = "login_key_expected", "user";
    /// Login and secret are the same key, but must differ.
    KeysIdentical = "keys_identical", "password";
    /// The secret does not have the shape of an app password: most likely the main password.
    AppPasswordExpected = "app_password_expected", "password";
    /// The secret does not have the shape of an SMTP key.
    SmtpKeyExpected = "smtp_key_expected", "password";
    /// The secret is an API key in place of an SMTP key.
    ApiKeyInsteadOfSmtpKey = "api_key_instead_of_smtp_key", "password";
    /// The secret does not have the shape of the provider's secret or API key.
    SecretKeyExpected = "secret_key_expected", "password";
    /// The secret has a line break, or misplaced blanks.
    SecretBlanks = "secret_blanks", "password";
    /// The account takes no password, only OAuth2.
    OAuth2Only = "oauth2_only", "password";
    /// Passwords end, or have ended, by default at the end of December 2026 (Microsoft 365).
    PasswordsEnding = "passwords_ending", "password";
    /// App passwords exist only once two-step verification is on.
    TwoStepRequired = "two_step_required", "password";
    /// Two-step verification is recommended; an app password is needed from then on.
    TwoStepRecommended = "two_step_recommended", "password";
    /// The From address is not the account's, and the provider accepts no other.
    FromNotLogin = "from_not_login", "from";
    /// The EHLO name is one that servers refuse.
    EhloRefused = "ehlo_refused", "ehlo_name";
    /// The provider replaces a From address that is no alias of the account by the account's own.
    FromRewritten = "from_rewritten", "from";
    /// How many mails the mailbox may send a day.
    DailyLimit = "daily_limit", "provider";
    /// How many mails a day the smallest plan of a relay allows.
    PlanLimit = "plan_limit", "provider";
    /// More mails a day are expected than the mailbox may send.
    VolumeAboveLimit = "volume_above_limit", "provider";
    /// More mails a day are expected than the smallest plan of a relay allows.
    VolumeAbovePlan = "volume_above_plan", "provider";
    /// A copy is to be filed in the Sent folder, and the provider files sent mails there by itself.
    SentCopyUseless = "sent_copy_useless", "sent_copy";
    /// A copy is to be filed in a Sent folder, and there is none: the provider has no mailboxes and no other mailbox is
    /// named, or no IMAP server is.
    SentCopyImpossible = "sent_copy_impossible", "imap";
    /// The provider does not file mails under Sent, and the sender gets no copy.
    SentNotFiled = "sent_not_filed", "sent_copy";
}

impl fmt::Display for LintCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
