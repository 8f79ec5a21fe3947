//! The limit that a failure is about, as one sentence. The numbers come from the provider's row.

use super::Language;
use crate::{
    error::{ErrorKind, ErrorKind as K},
    provider::{Limits, Provider, Provider as P},
};

/// One sentence in each language, and the failures it explains. `{n}` is the number.
struct Sentence {
    kinds: &'static [ErrorKind],
    /// Empty: every provider whose row has the number.
    providers: &'static [Provider],
    number: fn(&Limits) -> Option<u64>,
    en: &'static str,
    fr: &'static str,
}

/// The sentence about the limit; `None` without a confirmed number. The caller fills `{Provider}`.
pub(crate) fn limit(kind: ErrorKind, provider: Provider, language: Language) -> Option<String> {
    let limits = &provider.info()?.limits;
    SENTENCES.iter().find_map(|sentence| {
        let fits = sentence.providers.is_empty() || sentence.providers.contains(&provider);
        let number = (sentence.number)(limits).filter(|_| fits && sentence.kinds.contains(&kind))?;
        Some(
            match language {
                Language::En => {
                    sentence.en.replace("{n}", &grouped(number, ',')).replace("{size}", &megabytes(number, '.'))
                }
                Language::Fr => {
                    sentence.fr.replace("{n}", &grouped(number, '\u{202f}')).replace("{size}", &megabytes(number, ','))
                }
            }
            .replace("{documents}", &documents(number)),
        )
    })
}

/// The number with a thousands separator.
fn grouped(number: u64, separator: char) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() + 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(separator);
        }
        text.push(digit);
    }
    text
}

/// Bytes as megabytes (10^6) with one decimal, rounded down.
fn megabytes(bytes: u64, point: char) -> String {
    format!("{}{point}{}", bytes / 1_000_000, bytes / 100_000 % 10)
}

/// The megabytes of documents that fit: base64 makes 78 bytes with its line break of 57 (RFC 2045 §6.8).
fn documents(bytes: u64) -> String {
    (bytes / 78 * 57 / 1_000_000).to_string()
}

fn a_day(limits: &Limits) -> Option<u64> {
    limits.per_day.map(u64::from)
}

fn an_hour(limits: &Limits) -> Option<u64> {
    limits.per_hour.map(u64::from)
}

fn recipients(limits: &Limits) -> Option<u64> {
    limits.recipients_per_message.map(u64::from)
}

/// For a limit that has no number.
const fn no_number(_: &Limits) -> Option<u64> {
    Some(0)
}

const QUOTA: &[ErrorKind] = &[K::DailyQuotaExceeded];
const RATE: &[ErrorKind] = &[K::RateLimited];

/// The first sentence that fits wins.
const SENTENCES: &[Sentence] = &[
    Sentence {
        kinds: QUOTA,
        providers: &[P::Gmail],
        number: a_day,
        en: "{Provider} allows {n} mails in 24 hours.",
        fr: "{Provider} autorise {n} e-mails par 24 heures.",
    },
    Sentence {
        kinds: QUOTA,
        providers: &[P::GoogleWorkspace],
        number: a_day,
        en: "{Provider} allows {n} mails in 24 hours, and fewer on a trial account.",
        fr: "{Provider} autorise {n} e-mails par 24 heures, et moins pour un compte d’essai.",
    },
    Sentence {
        kinds: QUOTA,
        providers: &[P::GoogleSmtpRelay],
        number: a_day,
        en: "The relay allows {n} mails per user in 24 hours.",
        fr: "Le relais autorise {n} e-mails par utilisateur et par 24 heures.",
    },
    Sentence {
        kinds: QUOTA,
        providers: &[P::Microsoft365],
        number: a_day,
        en: "{Provider} allows {n} recipients a day for one mailbox.",
        fr: "{Provider} autorise {n} destinataires par jour et par boîte.",
    },
    Sentence {
        kinds: QUOTA,
        providers: &[P::OutlookCom],
        number: no_number,
        en: "New accounts, and those whose owner is not confirmed, have a small allowance.",
        fr: "Les comptes récents, ou dont le titulaire n’est pas confirmé, ont un petit quota.",
    },
    Sentence {
        kinds: QUOTA,
        providers: &[P::Yahoo],
        number: a_day,
        en: "{Provider} allows {n} recipients a day. A mail to three people counts three times.",
        fr: "{Provider} autorise {n} destinataires par jour. Un e-mail à trois personnes compte trois fois.",
    },
    Sentence {
        kinds: QUOTA,
        providers: &[P::Infomaniak],
        number: a_day,
        en: "{Provider} allows {n} recipients a day on its smallest plans, and more on the others.",
        fr: "{Provider} autorise {n} destinataires par jour avec ses plus petites offres, et davantage avec les autres.",
    },
    Sentence {
        kinds: QUOTA,
        providers: &[P::Brevo, P::Mailjet],
        number: a_day,
        en: "{Provider}’s free plan allows {n} mails a day.",
        fr: "L’offre gratuite de {Provider} autorise {n} e-mails par jour.",
    },
    Sentence {
        kinds: QUOTA,
        providers: &[P::Ses],
        number: a_day,
        en: "In the sandbox, {Provider} allows {n} mails in 24 hours.",
        fr: "Dans l’environnement de test (sandbox), {Provider} autorise {n} e-mails par 24 heures.",
    },
    Sentence {
        kinds: RATE,
        providers: &[P::Microsoft365],
        number: |limits| limits.per_minute.map(u64::from),
        en: "{Provider} allows {n} mails a minute for one mailbox.",
        fr: "{Provider} autorise {n} e-mails par minute et par boîte.",
    },
    Sentence {
        kinds: RATE,
        providers: &[P::OvhMxPlan],
        number: an_hour,
        en: "{Provider} allows {n} mails an hour for one address.",
        fr: "{Provider} autorise {n} e-mails par heure et par adresse.",
    },
    Sentence {
        kinds: RATE,
        providers: &[P::ZohoCom, P::ZohoEu],
        number: an_hour,
        en: "{Provider} allows {n} mails an hour to outside addresses at least, and more as the account’s reputation grows.",
        fr: "{Provider} autorise au moins {n} e-mails par heure vers l’extérieur, et davantage selon la réputation du compte.",
    },
    Sentence {
        kinds: &[K::RateLimited, K::DailyQuotaExceeded],
        providers: &[P::IonosCom, P::IonosDe, P::IonosFr],
        number: no_number,
        en: "{Provider} has a limit per hour, which grows with the age of the contract.",
        fr: "{Provider} applique une limite par heure, qui augmente avec l’ancienneté du contrat.",
    },
    Sentence {
        kinds: RATE,
        providers: &[P::Ses],
        number: no_number,
        en: "In the sandbox, {Provider} allows one mail a second.",
        fr: "Dans l’environnement de test (sandbox), {Provider} autorise un e-mail par seconde.",
    },
    Sentence {
        kinds: &[K::TooManyConnections],
        providers: &[],
        number: |limits| limits.connections.map(u64::from),
        en: "{Provider} allows {n} connections for one mailbox.",
        fr: "{Provider} autorise {n} connexions par boîte.",
    },
    Sentence {
        kinds: &[K::TooManyRecipients],
        providers: &[P::Microsoft365],
        number: recipients,
        en: "{Provider} allows {n} recipients in one message; an administrator can raise that.",
        fr: "{Provider} autorise {n} destinataires par message\u{202f}; un administrateur peut relever cette limite.",
    },
    Sentence {
        kinds: &[K::TooManyRecipients],
        providers: &[P::ZohoCom, P::ZohoEu],
        number: recipients,
        en: "{Provider} allows {n} recipients in one message, and fewer on the free plan.",
        fr: "{Provider} autorise {n} destinataires par message, et moins avec l’offre gratuite.",
    },
    Sentence {
        kinds: &[K::TooManyRecipients],
        providers: &[],
        number: recipients,
        en: "{Provider} allows {n} recipients in one message.",
        fr: "{Provider} autorise {n} destinataires par message.",
    },
    Sentence {
        kinds: &[K::MessageTooLarge],
        providers: &[],
        number: |limits| limits.message_size,
        en: "{Provider} takes up to {size} MB for one message, which is about {documents} MB of documents.",
        fr: "{Provider} accepte jusqu’à {size}\u{a0}Mo par message, soit environ {documents}\u{a0}Mo de documents.",
    },
];
