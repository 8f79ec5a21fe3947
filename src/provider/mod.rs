//! Mail providers: [`Provider`] is the id, [`ProviderInfo`] the dated row of known facts with sources.
//!
//! ```
//! use ite_mailer::Provider;
//!
//! let provider = Provider::for_address("contact@orange.fr").expect("a known domain");
//! let row = provider.info().expect("Orange has a row");
//! println!("{}: {:?}, checked on {}", provider.name(), row.endpoints[0], row.checked);
//! ```

mod edits;
mod info;
mod link;
mod rows;
mod security;
mod suggest;

pub(crate) use edits::edits;
pub use info::{
    Endpoint, FromRule, Limits, Login, OAuth2Endpoints, PasswordKind, ProviderInfo, SecretPattern, SecretRule,
    SecretShape, TwoStep,
};
pub use link::{Link, LinkTopic};
pub use security::Security;
pub(crate) use suggest::host_varies;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::{fmt, str::FromStr};

macro_rules! providers {
    ($($(#[$meta:meta])* $variant:ident = $id:literal, $name:literal;)+) => {
        /// A mail provider this crate knows, or [`Provider::Custom`].
        ///
        /// Serialises as its id (`"gmail"`, `"microsoft365"`, …).
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[non_exhaustive]
        pub enum Provider {
            $($(#[$meta])* $variant,)+
            /// Any other SMTP server.
            #[default]
            Custom,
        }

        impl Provider {
            /// Every provider with a row, the six most used first; not [`Provider::Custom`].
            pub const KNOWN: &'static [Self] = &[$(Self::$variant,)+];

            /// The stable id.
            #[must_use]
            pub const fn id(self) -> &'static str {
                match self { $(Self::$variant => $id,)+ Self::Custom => "custom" }
            }

            /// The name for users.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)+ Self::Custom => "SMTP" }
            }
        }
    };
}

providers! {
    /// Gmail.
    Gmail = "gmail", "Gmail";
    /// Google Workspace.
    GoogleWorkspace = "google-workspace", "Google Workspace";
    /// Microsoft 365 (Exchange Online).
    Microsoft365 = "microsoft365", "Microsoft 365";
    /// Yahoo Mail.
    Yahoo = "yahoo", "Yahoo Mail";
    /// Brevo (formerly SendInBlue).
    Brevo = "brevo", "Brevo";
    /// Mailjet.
    Mailjet = "mailjet", "Mailjet";
    /// Google Workspace SMTP relay.
    GoogleSmtpRelay = "gmail-relay", "Google Workspace SMTP relay";
    /// Outlook.com / Hotmail / Live / MSN.
    OutlookCom = "outlook.com", "Outlook.com / Hotmail / Live / MSN";
    /// AOL Mail.
    Aol = "aol", "AOL Mail";
    /// iCloud Mail.
    ICloud = "icloud", "iCloud Mail";
    /// Zoho Mail (com).
    ZohoCom = "zoho-com", "Zoho Mail";
    /// Zoho Mail (eu).
    ZohoEu = "zoho-eu", "Zoho Mail";
    /// Fastmail.
    Fastmail = "fastmail", "Fastmail";
    /// Proton Mail (SMTP submission).
    Proton = "proton", "Proton Mail";
    /// GMX (gmx.net, de/at/ch).
    GmxNet = "gmx-net", "GMX";
    /// GMX (gmx.com and others).
    GmxCom = "gmx-com", "GMX";
    /// mail.com.
    MailCom = "mail.com", "mail.com";
    /// WEB.DE.
    WebDe = "web.de", "WEB.DE";
    /// OVHcloud MX Plan (hosting mail, Zimbra).
    OvhMxPlan = "ovh-mxplan", "OVHcloud MX Plan";
    /// OVHcloud Email Pro.
    OvhEmailPro = "ovh-emailpro", "OVHcloud Email Pro";
    /// OVHcloud Hosted Exchange.
    OvhExchange = "ovh-exchange", "OVHcloud Hosted Exchange";
    /// Gandi Mail.
    Gandi = "gandi", "Gandi Mail";
    /// IONOS (de).
    IonosDe = "ionos-de", "IONOS";
    /// IONOS (fr).
    IonosFr = "ionos-fr", "IONOS";
    /// IONOS (com).
    IonosCom = "ionos-com", "IONOS";
    /// Infomaniak.
    Infomaniak = "infomaniak", "Infomaniak";
    /// Orange / Wanadoo.
    Orange = "orange", "Orange / Wanadoo";
    /// Free.
    Free = "free", "Free";
    /// SFR / Neuf / Club-Internet.
    Sfr = "sfr", "SFR / Neuf / Club-Internet";
    /// Bouygues Telecom (Bbox).
    Bouygues = "bouygues", "Bouygues Telecom";
    /// La Poste.
    LaPoste = "laposte", "La Poste";
    /// Yandex Mail.
    Yandex = "yandex", "Yandex Mail";
    /// Amazon SES.
    Ses = "ses", "Amazon SES";
    /// Twilio SendGrid.
    SendGrid = "sendgrid", "Twilio SendGrid";
    /// Mailgun (US).
    MailgunUs = "mailgun-us", "Mailgun";
    /// Mailgun (EU).
    MailgunEu = "mailgun-eu", "Mailgun";
    /// Postmark.
    Postmark = "postmark", "Postmark";
    /// SparkPost (Bird).
    SparkPost = "sparkpost", "SparkPost";
    /// Mailtrap (live).
    Mailtrap = "mailtrap", "Mailtrap";
    /// Resend.
    Resend = "resend", "Resend";
    /// Scaleway Transactional Email.
    Scaleway = "scaleway", "Scaleway Transactional Email";
    /// Elastic Email.
    ElasticEmail = "elasticemail", "Elastic Email";
    /// SMTP2GO.
    Smtp2Go = "smtp2go", "SMTP2GO";
    /// Mailchimp Transactional (Mandrill).
    Mandrill = "mandrill", "Mailchimp Transactional";
}

/// Former and short names.
const ALIASES: &[(&str, Provider)] = &[
    ("sendinblue", Provider::Brevo),
    ("googlemail", Provider::Gmail),
    ("google", Provider::GoogleWorkspace),
    ("office365", Provider::Microsoft365),
    ("m365", Provider::Microsoft365),
    ("outlook", Provider::OutlookCom),
    ("hotmail", Provider::OutlookCom),
    ("other", Provider::Custom),
    ("smtp", Provider::Custom),
];

/// An id that the catalogue does not have.
///
/// ```
/// use ite_mailer::Provider;
///
/// let error = "gmial".parse::<Provider>().unwrap_err();
/// assert_eq!(error.near(), [Provider::Gmail]);
/// assert_eq!(error.to_string(), "unknown provider; did you mean \"gmail\"?");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownProvider {
    near: Vec<Provider>,
}

impl UnknownProvider {
    /// Providers whose id or former name differs by one or two letters, nearest first; at most three.
    #[must_use]
    pub fn near(&self) -> &[Provider] {
        &self.near
    }
}

impl fmt::Display for UnknownProvider {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.near.is_empty() {
            return f.write_str("unknown provider; use an id of the catalogue such as \"gmail\", or \"custom\"");
        }
        f.write_str("unknown provider; did you mean ")?;
        for (n, near) in self.near.iter().enumerate() {
            let separator = if n == 0 { "" } else { " or " };
            write!(f, "{separator}\"{}\"", near.id())?;
        }
        f.write_str("?")
    }
}

impl std::error::Error for UnknownProvider {}

/// Longer than any id of the catalogue. Longer texts are not compared: the time grows with the length.
const LONGEST_ID: usize = 32;

/// The providers with the most similar id, name or alias.
fn near(id: &str) -> Vec<Provider> {
    if id.len() > LONGEST_ID {
        return Vec::new();
    }
    let known = Provider::KNOWN.iter().flat_map(|provider| {
        // `zoho` matches `zoho-com` and `zoho-eu`; `gmail` is an id itself.
        let family = provider.id().split(['-', '.']).next().unwrap_or_default();
        let is_id = Provider::KNOWN.iter().any(|other| other.id() == family);
        [(provider.id(), *provider), (if is_id { provider.id() } else { family }, *provider)]
    });
    let mut found: Vec<(usize, Provider)> = known
        .chain(ALIASES.iter().copied())
        .map(|(name, provider)| (edits(id, name), name, provider))
        .filter(|(edits, name, _)| *edits <= (name.len() / 3).min(2))
        .map(|(edits, _, provider)| (edits, provider))
        .collect();
    found.sort_unstable();
    let mut near = Vec::new();
    for (_, provider) in found {
        if near.len() < 3 && !near.contains(&provider) {
            near.push(provider);
        }
    }
    near
}

impl FromStr for Provider {
    type Err = UnknownProvider;

    fn from_str(id: &str) -> Result<Self, UnknownProvider> {
        let id = id.trim().to_ascii_lowercase().replace([' ', '_'], "-");
        let known = Self::KNOWN.iter().copied().chain([Self::Custom]).find(|p| p.id() == id);
        known
            .or_else(|| ALIASES.iter().find(|(alias, _)| *alias == id).map(|(_, p)| *p))
            .ok_or_else(|| UnknownProvider { near: near(&id) })
    }
}

impl fmt::Display for Provider {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl Serialize for Provider {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.id())
    }
}

impl<'de> Deserialize<'de> for Provider {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let id = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        id.parse().map_err(serde::de::Error::custom)
    }
}
