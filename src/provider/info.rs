//! `ProviderInfo`, the dated row of a provider, with sources.

use super::{Link, LinkTopic, Provider, Security, rows};
use serde::{Deserialize, Serialize};

/// The known facts about a provider. A fact that could not be confirmed is absent.
#[derive(Clone, Copy, Debug, Serialize)]
#[non_exhaustive]
pub struct ProviderInfo {
    /// The provider.
    pub provider: Provider,
    /// Hosts and ports, the recommended one first. Port 25 is left out: it is for relaying between servers (RFC 6409).
    pub endpoints: &'static [Endpoint],
    /// Former hosts, which should not be used.
    pub retired_hosts: &'static [&'static str],
    /// The kind of login.
    pub login: Login,
    /// The kind of secret in the password field.
    pub password: PasswordKind,
    /// Shape of the app password or key and where it is created, if it takes one.
    pub secret: Option<SecretRule>,
    /// What two-step verification means for sending.
    pub two_step: TwoStep,
    /// Limits of the provider.
    pub limits: Limits,
    /// Its IMAP servers, the recommended one first; empty for relays, and where unknown.
    pub imap: &'static [Endpoint],
    /// Names of the Sent folder in its mailboxes, if its IMAP server is not known to mark the folder as `\Sent` (RFC
    /// 6154).
    pub sent_folders: &'static [&'static str],
    /// Whether the provider files submitted mails under Sent.
    pub files_sent_mail: Option<bool>,
    /// Which From addresses are accepted.
    pub from_rule: FromRule,
    /// Address domains of the provider; a leading dot means every name below.
    pub domains: &'static [&'static str],
    /// Suffixes of its MX hosts.
    pub mx_suffixes: &'static [&'static str],
    /// OAuth2 endpoints and scopes, if it takes access tokens.
    pub oauth2: Option<OAuth2Endpoints>,
    /// Sign-in mechanisms it offers, by their SASL names; empty where unknown.
    pub mechanisms: &'static [&'static str],
    /// The provider's own pages, one per topic.
    pub links: &'static [Link],
    /// When the row was last checked, `YYYY-MM-DD`.
    pub checked: &'static str,
    /// The sources of the facts.
    pub sources: &'static [&'static str],
}

/// A host and port with its TLS mode.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Endpoint {
    /// Host name.
    pub host: &'static str,
    /// TCP port.
    pub port: u16,
    /// TLS mode.
    pub security: Security,
}

/// The kind of login.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Login {
    /// The full mail address.
    FullAddress,
    /// The part before the `@`.
    LocalPart,
    /// A login of its own, shown by the provider.
    Own,
    /// An API key.
    ApiKey,
    /// Always this word.
    Literal(&'static str),
}

/// The kind of secret in the password field.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum PasswordKind {
    /// The account's or mailbox's password.
    AccountPassword,
    /// The account's password; with two-step verification an app password.
    AccountOrAppPassword,
    /// An app password only.
    AppPassword,
    /// A key made for SMTP.
    SmtpKey,
    /// A secret or API key.
    SecretKey,
    /// No password works: OAuth2 only.
    OAuth2Only,
}

/// The shape of the provider's secrets.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct SecretRule {
    /// Its shape.
    pub pattern: SecretPattern,
    /// Whether it is shown in groups; the blanks are removed.
    pub grouped: bool,
    /// Where it is created.
    pub create_url: Option<&'static str>,
}

/// The shape of a secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum SecretPattern {
    /// This many lower-case letters.
    Letters(usize),
    /// This many lower-case letters and digits.
    Alphanumeric(usize),
    /// This many hexadecimal digits.
    Hex(usize),
    /// Begins with this text.
    Prefix(&'static str),
    /// Groups of four lower-case letters joined by hyphens, this many groups.
    HyphenGroups(usize),
    /// A UUID.
    Uuid,
    /// Unknown.
    Any,
}

/// What two-step verification means for sending.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum TwoStep {
    /// Required: app passwords exist only with it.
    Required,
    /// With it, only an app password works.
    AppPasswordOnceOn,
    /// Not relevant for SMTP.
    Irrelevant,
    /// Not known.
    Unknown,
}

/// Limits of a provider; `None` if unknown. The server's `SIZE` takes precedence.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Limits {
    /// Largest message in bytes, encoded.
    pub message_size: Option<u64>,
    /// Recipients in one message.
    pub recipients_per_message: Option<u32>,
    /// Mails a day on the smallest plan, or recipients if the provider counts those.
    pub per_day: Option<u32>,
    /// Mails an hour; the lower bound of a range.
    pub per_hour: Option<u32>,
    /// Mails a minute.
    pub per_minute: Option<u32>,
    /// Connections at once.
    pub connections: Option<u32>,
}

/// Which From addresses are accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum FromRule {
    /// Only the account's address and its aliases; others are refused.
    OwnAddress,
    /// Any, but addresses other than the account's and its aliases are replaced by the account's.
    Rewritten,
    /// Any address or domain verified with the provider.
    Verified,
    /// Not known.
    Unknown,
}

/// OAuth2 endpoints of a provider.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct OAuth2Endpoints {
    /// Where the user gives consent.
    pub authorize: &'static str,
    /// Where tokens are issued.
    pub token: &'static str,
    /// Scopes for sending.
    pub scopes: &'static [&'static str],
}

/// What the shape of a secret shows; it does not contain the secret.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum SecretShape {
    /// The shape of the provider's secrets.
    Expected,
    /// Another shape: most likely the account's main password.
    Unexpected,
    /// An API key in place of the SMTP key (Brevo: `xkeysib-`).
    ApiKey,
    /// The secret is unknown, or the provider's secrets have no fixed shape.
    #[default]
    Unknown,
}

impl SecretPattern {
    /// Whether `secret` has this shape. Every secret has [`SecretPattern::Any`].
    #[must_use]
    pub fn matches(self, secret: &str) -> bool {
        self.fits(secret.chars())
    }

    /// Takes characters, so that a secret need not be copied to remove its blanks.
    fn fits(self, mut secret: impl Iterator<Item = char> + Clone) -> bool {
        let all = |count: usize, is: fn(char) -> bool| secret.clone().count() == count && secret.clone().all(is);
        match self {
            Self::Letters(count) => all(count, |c| c.is_ascii_lowercase()),
            Self::Alphanumeric(count) => all(count, |c| c.is_ascii_lowercase() || c.is_ascii_digit()),
            Self::Hex(count) => all(count, |c| c.is_ascii_hexdigit()),
            Self::Prefix(prefix) => prefix.chars().all(|c| secret.next() == Some(c)) && secret.next().is_some(),
            Self::HyphenGroups(groups) => {
                secret.clone().count() + 1 == groups * 5
                    && secret.enumerate().all(|(at, c)| if at % 5 == 4 { c == '-' } else { c.is_ascii_lowercase() })
            }
            Self::Uuid => {
                secret.clone().count() == 36
                    && secret.enumerate().all(|(at, c)| match at {
                        8 | 13 | 18 | 23 => c == '-',
                        _ => c.is_ascii_hexdigit(),
                    })
            }
            Self::Any => true,
        }
    }
}

impl ProviderInfo {
    /// Whether it keeps mailboxes; a relay only passes mail on.
    #[must_use]
    pub const fn has_mailboxes(&self) -> bool {
        !(self.imap.is_empty() && matches!(self.files_sent_mail, Some(false)))
    }

    /// The provider's page on this topic.
    #[must_use]
    pub fn link(&self, topic: LinkTopic) -> Option<&'static Link> {
        self.links.iter().find(|link| link.topic == topic)
    }
}

impl Provider {
    /// The provider's row; `None` for [`Provider::Custom`].
    #[must_use]
    pub const fn info(self) -> Option<&'static ProviderInfo> {
        rows::of(self)
    }

    /// What the shape of `secret` shows. Blanks are ignored if the provider shows its secrets in groups.
    ///
    /// [`SecretShape::Unknown`] if the provider's secrets have no known shape, and for an empty secret.
    #[must_use]
    pub fn secret_shape(self, secret: &str) -> SecretShape {
        let Some(rule) = self.info().and_then(|row| row.secret) else { return SecretShape::Unknown };
        if rule.pattern == SecretPattern::Any || secret.trim().is_empty() {
            return SecretShape::Unknown;
        }
        // Brevo's page lists both kinds of key; its SMTP server refuses this one.
        if self == Self::Brevo && secret.starts_with("xkeysib-") {
            return SecretShape::ApiKey;
        }
        let fits = if rule.grouped {
            rule.pattern.fits(secret.chars().filter(|c| !c.is_whitespace()))
        } else {
            rule.pattern.matches(secret)
        };
        if fits { SecretShape::Expected } else { SecretShape::Unexpected }
    }
}
