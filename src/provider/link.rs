//! The providers' own pages.

use serde::Serialize;

/// A page of the provider: a setting or its explanation.
///
/// ```
/// use ite_mailer::{Provider, provider::LinkTopic};
///
/// let yahoo = Provider::Yahoo.info().expect("Yahoo has a row");
/// let help = yahoo.link(LinkTopic::AppPassword).expect("a help page");
/// assert!(help.fr.starts_with("https://fr.aide.yahoo.com/"));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Link {
    /// What the page is about.
    pub topic: LinkTopic,
    /// Its `https` address in English, or in the only language it exists in.
    pub en: &'static str,
    /// Its `https` address in French; the same as `en` where the provider has no French page.
    pub fr: &'static str,
}

/// What a [`Link`] is about. Serialises in snake case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum LinkTopic {
    /// App passwords, keys or tokens: explanation and creation.
    AppPassword,
    /// Where app passwords are created, if that is not the page of the secret rule.
    CreateAppPassword,
    /// Where two-step verification is turned on.
    TwoStep,
    /// The SMTP settings.
    Smtp,
    /// The IMAP settings, or where IMAP is switched on.
    Imap,
    /// How an administrator allows authenticated SMTP.
    SmtpAuth,
    /// Sign-in by access token.
    #[serde(rename = "oauth2")]
    OAuth2,
    /// The meaning of the server's replies.
    Errors,
    /// The limits.
    Limits,
    /// Where access for mail programs is allowed.
    Activate,
    /// A blocked account.
    Blocked,
    /// A suspended account.
    Suspended,
    /// Where addresses and domains that may send are verified.
    Senders,
    /// How such an address or domain is verified.
    SendersHelp,
    /// Sending from a second address of the mailbox.
    Aliases,
    /// Where IP addresses that may send are listed.
    AuthorizedIps,
    /// How such an IP address is authorised.
    AuthorizedIpsHelp,
    /// Refused content.
    Content,
    /// The administrator's console.
    Admin,
    /// The mail-flow settings in the administrator's console.
    AdminMail,
    /// The sign-in policies in the administrator's console.
    AdminSecurity,
    /// Policies that block sign-in by password.
    SecurityDefaults,
    /// The end of sign-in by password.
    PasswordsEnd,
}
