//! The kinds of copy that a settings page offers.

use crate::{
    gateway::SentCopy,
    guidance::Language,
    provider::{Provider, ProviderInfo},
};
use serde::Serialize;

/// One kind of copy, in words for a settings page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct SentCopyChoice {
    /// The value of [`GatewaySettings::sent_copy`](crate::GatewaySettings::sent_copy).
    pub value: SentCopy,
    /// Its label.
    pub label: &'static str,
    /// What it means with this provider; may be empty.
    pub hint: String,
    /// Whether it needs a mailbox with an account of its own
    /// ([`ImapSettings::user`](crate::gateway::ImapSettings::user)).
    pub needs_mailbox: bool,
}

impl SentCopy {
    /// The kinds of copy to offer with this provider, the usual one first. [`SentCopy::Folder`] is among them if this
    /// crate was built with the feature `imap`, and not where the provider files sent mails by itself.
    ///
    /// ```
    /// use ite_mailer::{Language, Provider, gateway::SentCopy};
    ///
    /// let choices = SentCopy::choices(Provider::Orange, Language::Fr);
    /// # #[cfg(feature = "imap")]
    /// assert_eq!(choices[1].label, "Garder une copie dans mes messages envoyés");
    ///
    /// let gmail = SentCopy::choices(Provider::Gmail, Language::En);
    /// assert_eq!(gmail.len(), 1);
    /// assert_eq!(gmail[0].hint, "Gmail files each mail in your Sent folder by itself.");
    /// ```
    #[must_use]
    pub fn choices(provider: Provider, language: Language) -> Vec<SentCopyChoice> {
        let row = provider.info();
        let files = row.and_then(|row| row.files_sent_mail);
        let relay = row.is_some_and(|row| !row.has_mailboxes());
        let say = |en: &'static str, fr: &'static str| match language {
            Language::En => en,
            Language::Fr => fr,
        };
        let choice = |value, label, hint: &'static str| SentCopyChoice {
            value,
            label,
            hint: hint.replace("{name}", provider.name()),
            needs_mailbox: relay && value == SentCopy::Folder,
        };
        if files == Some(true) {
            let hint = say(
                "{name} files each mail in your Sent folder by itself.",
                "{name} range de lui-même chaque e-mail dans vos messages envoyés.",
            );
            return vec![choice(SentCopy::None, say("No further copy", "Pas d’autre copie"), hint)];
        }
        let mut choices = vec![choice(SentCopy::None, say("No copy", "Pas de copie"), none_hint(row, language))];
        if cfg!(feature = "imap") {
            let hint = if relay {
                say(
                    "{name} has no mailboxes: give the IMAP server, login and password of the mailbox in which you want \
                     to find your mails.",
                    "{name} n’a pas de boîtes\u{a0}: indiquez le serveur IMAP, l’identifiant et le mot de passe de la \
                     boîte où vous voulez retrouver vos e-mails.",
                )
            } else {
                say(
                    "Each mail appears in the Sent folder of your mailbox, as if you had written it there.",
                    "Chaque e-mail apparaît dans les messages envoyés de votre boîte, comme si vous l’y aviez écrit.",
                )
            };
            let label = say("Keep a copy in my Sent folder", "Garder une copie dans mes messages envoyés");
            choices.push(choice(SentCopy::Folder, label, hint));
        }
        choices.push(choice(
            SentCopy::BccSelf,
            say("Send me a copy of each mail", "M’envoyer une copie de chaque e-mail"),
            say(
                "The copy arrives in your inbox; the recipients do not see it.",
                "La copie arrive dans votre boîte de réception\u{202f}; les destinataires ne la voient pas.",
            ),
        ));
        choices
    }
}

fn none_hint(row: Option<&ProviderInfo>, language: Language) -> &'static str {
    match (row.and_then(|row| row.files_sent_mail), language) {
        (Some(false), Language::En) => "{name} files nothing under Sent: you will not find your mails there.",
        (Some(false), Language::Fr) => {
            "{name} ne range rien dans les messages envoyés\u{a0}: vous n’y retrouverez pas vos e-mails."
        }
        _ => "",
    }
}
