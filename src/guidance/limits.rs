//! What the providers' limits are, as one sentence added to what happened. Numbers as the providers publish them.

use crate::{
    error::{ErrorKind, ErrorKind as K},
    provider::{Provider, Provider as P},
};

type Row = (&'static [ErrorKind], &'static [Provider], &'static str, &'static str);

/// The limit a failure of this kind ran into, in English and French; `None` where no number is confirmed.
pub(crate) fn limit(kind: ErrorKind, provider: Provider) -> Option<(&'static str, &'static str)> {
    let row = ROWS.iter().find(|(kinds, providers, ..)| kinds.contains(&kind) && providers.contains(&provider))?;
    Some((row.2, row.3))
}

const QUOTA: &[ErrorKind] = &[K::DailyQuotaExceeded];
const RATE: &[ErrorKind] = &[K::RateLimited];
const RECIPIENTS: &[ErrorKind] = &[K::TooManyRecipients];
const SIZE: &[ErrorKind] = &[K::MessageTooLarge];

const ROWS: &[Row] = &[
    (
        QUOTA,
        &[P::Gmail],
        "Gmail allows about 500 mails in 24 hours.",
        "Gmail autorise environ 500 e-mails par 24 heures.",
    ),
    (
        QUOTA,
        &[P::GoogleWorkspace],
        "Google Workspace allows 2,000 mails in 24 hours, and 500 on a trial account.",
        "Google Workspace autorise 2 000 e-mails par 24 heures, et 500 pour un compte d’essai.",
    ),
    (
        QUOTA,
        &[P::GoogleSmtpRelay],
        "The relay allows 10,000 mails per user in 24 hours.",
        "Le relais autorise 10 000 e-mails par utilisateur et par 24 heures.",
    ),
    (
        QUOTA,
        &[P::Microsoft365],
        "Microsoft 365 allows 10,000 recipients a day for one mailbox.",
        "Microsoft 365 autorise 10 000 destinataires par jour et par boîte.",
    ),
    (
        QUOTA,
        &[P::OutlookCom],
        "New accounts, and those whose owner is not confirmed, have a small allowance.",
        "Les comptes récents, ou dont le titulaire n’est pas confirmé, ont un petit quota.",
    ),
    (
        QUOTA,
        &[P::Yahoo],
        "Yahoo allows 500 recipients a day; each recipient counts as one mail.",
        "Yahoo autorise 500 destinataires par jour ; chaque destinataire compte pour un e-mail.",
    ),
    (
        QUOTA,
        &[P::Infomaniak],
        "Infomaniak allows 1,440 recipients a day on paid plans, and fewer on the small ones (500 or 100).",
        "Infomaniak autorise 1 440 destinataires par jour avec une offre payante, et moins avec les petites (500 ou 100).",
    ),
    (
        QUOTA,
        &[P::Brevo],
        "Brevo’s free plan allows 300 mails a day.",
        "L’offre gratuite de Brevo autorise 300 e-mails par jour.",
    ),
    (
        QUOTA,
        &[P::Mailjet],
        "Mailjet’s free plan allows 200 mails a day and 6,000 a month.",
        "L’offre gratuite de Mailjet autorise 200 e-mails par jour et 6 000 par mois.",
    ),
    (
        QUOTA,
        &[P::Ses],
        "In the sandbox, Amazon SES allows 200 mails in 24 hours.",
        "Dans l’environnement de test (sandbox), Amazon SES autorise 200 e-mails par 24 heures.",
    ),
    (
        RATE,
        &[P::Microsoft365],
        "Microsoft 365 allows 30 mails a minute for one mailbox.",
        "Microsoft 365 autorise 30 e-mails par minute et par boîte.",
    ),
    (
        RATE,
        &[P::OvhMxPlan],
        "OVHcloud allows 200 mails an hour for one address.",
        "OVHcloud autorise 200 e-mails par heure et par adresse.",
    ),
    (
        RATE,
        &[P::ZohoCom, P::ZohoEu],
        "Zoho allows 50 to 500 mails an hour to outside addresses, depending on the account’s reputation.",
        "Zoho autorise de 50 à 500 e-mails par heure vers l’extérieur, selon la réputation du compte.",
    ),
    (
        &[K::RateLimited, K::DailyQuotaExceeded],
        &[P::IonosCom, P::IonosDe, P::IonosFr],
        "IONOS has a limit per hour, which grows with the age of the contract.",
        "IONOS applique une limite par heure, qui augmente avec l’ancienneté du contrat.",
    ),
    (
        RATE,
        &[P::Ses],
        "In the sandbox, Amazon SES allows one mail a second.",
        "Dans l’environnement de test (sandbox), Amazon SES autorise un e-mail par seconde.",
    ),
    (
        &[K::TooManyConnections],
        &[P::Microsoft365],
        "Microsoft 365 allows three connections for one mailbox.",
        "Microsoft 365 autorise trois connexions par boîte.",
    ),
    (
        RECIPIENTS,
        &[P::Gmail, P::GoogleWorkspace, P::GoogleSmtpRelay],
        "Google allows 100 recipients in one message sent through SMTP.",
        "Google autorise 100 destinataires par message envoyé en SMTP.",
    ),
    (
        RECIPIENTS,
        &[P::Microsoft365],
        "Microsoft 365 allows 500 recipients in one message; an administrator can raise that to 1,000.",
        "Microsoft 365 autorise 500 destinataires par message ; un administrateur peut aller jusqu’à 1 000.",
    ),
    (
        RECIPIENTS,
        &[P::Yahoo],
        "Yahoo allows 100 recipients in one message.",
        "Yahoo autorise 100 destinataires par message.",
    ),
    (
        RECIPIENTS,
        &[P::ZohoCom, P::ZohoEu],
        "Zoho allows 150 recipients in one message, and 100 on the free plan.",
        "Zoho autorise 150 destinataires par message, et 100 avec l’offre gratuite.",
    ),
    (
        RECIPIENTS,
        &[P::Gandi],
        "Gandi allows 40 recipients in one message.",
        "Gandi autorise 40 destinataires par message.",
    ),
    (
        RECIPIENTS,
        &[P::IonosDe],
        "IONOS allows 200 recipients in one message.",
        "IONOS autorise 200 destinataires par message.",
    ),
    (
        RECIPIENTS,
        &[P::Ses],
        "Amazon SES allows 50 recipients in one message.",
        "Amazon SES autorise 50 destinataires par message.",
    ),
    (
        SIZE,
        &[P::Gmail, P::GoogleWorkspace],
        "Google allows 25 MB of attachments.",
        "Google autorise 25 Mo de pièces jointes.",
    ),
    (SIZE, &[P::Gandi], "Gandi allows 25 MB of attachments.", "Gandi autorise 25 Mo de pièces jointes."),
    (
        SIZE,
        &[P::IonosCom, P::IonosDe, P::IonosFr],
        "IONOS allows 100 MB for one message, which is about 72 MB of documents.",
        "IONOS autorise 100 Mo par message, soit environ 72 Mo de documents.",
    ),
    (SIZE, &[P::Ses], "Amazon SES allows 40 MB for one message.", "Amazon SES autorise 40 Mo par message."),
    (SIZE, &[P::SparkPost], "SparkPost allows 20 MB for one message.", "SparkPost autorise 20 Mo par message."),
];
