//! Which folder is the Sent folder.

use super::{modified_utf7, response::Folder};
use crate::provider::Provider;

/// Usual names, the most common first, in lower case: those of Thunderbird, Exchange, Roundcube, K-9, WildDuck, Apple Mail
/// and Gmail in the languages of their translations (read on 2026-11-30).
const NAMES: &[&str] = &[
    "sent",
    "sent items",
    "sent messages",
    "sent mail",
    "sent-mail",
    "sentmail",
    "sentbox",
    "envoyés",
    "éléments envoyés",
    "messages envoyés",
    "gesendet",
    "gesendete elemente",
    "gesendete objekte",
    "enviados",
    "elementos enviados",
    "posta inviata",
    "inviata",
    "inviati",
    "enviadas",
    "itens enviados",
    "e-mails enviados",
    "verzonden",
    "verzonden items",
    "verzonden berichten",
    "wysłane",
    "elementy wysłane",
    "skickat",
    "sendt",
    "sendt post",
    "sendte elementer",
    "lähetetyt",
    "lähetetyt viestit",
    "odeslaná pošta",
    "odeslané",
    "odoslaná pošta",
    "odoslané",
    "odoslaná",
    "elküldött elemek",
    "elküldöttek",
    "küldöttek",
    "mesaje trimise",
    "elemente trimise",
    "trimise",
    "gönderilmiş",
    "gönderilmiş öğeler",
    "giden",
    "отправленные",
    "надіслані",
    "已发送消息",
    "已发送邮件",
    "寄件備份",
    "送信済み",
    "送信済みトレイ",
    "送信済みアイテム",
    "보낸 편지함",
    "보낸편지함",
    "보냄",
    "απεσταλμένα",
    "נשלח",
    "נשלחו",
    "פריטים שנשלחו",
    "مُرسَل",
    "العناصر المرسلة",
    "البريد المرسل",
    "المرسل",
];

/// The Sent folder among these, by its name on the wire: the one that the server marks, else one with a name that the
/// provider's row lists, else one with a usual name. `None` if there is none.
pub(super) fn sent_folder(folders: &[Folder], provider: Provider) -> Option<&Folder> {
    let listed = provider.info().map_or(&[][..], |row| row.sent_folders);
    let named = |names: &[&str]| {
        let fits = |folder: &&Folder, name: &str| {
            let shown = modified_utf7::decode(&folder.name).to_lowercase();
            shown == name.to_lowercase() || last_part(&shown, folder.delimiter) == name
        };
        // The shortest of several: `Sent` before `Archive/Sent`.
        let with = |name: &&str| folders.iter().filter(|folder| fits(folder, name)).min_by_key(|f| f.name.len());
        names.iter().find_map(with)
    };
    folders.iter().find(|folder| folder.is_sent).or_else(|| named(listed)).or_else(|| named(NAMES))
}

/// The name without the folders above it: servers differ in whether every folder is below `INBOX`.
fn last_part(name: &str, delimiter: Option<char>) -> &str {
    delimiter.and_then(|delimiter| name.rsplit_once(delimiter)).map_or(name, |(_, last)| last)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folders(names: &[&str]) -> Vec<Folder> {
        let folder = |name: &str| {
            let (name, is_sent) = name.strip_prefix('!').map_or((name, false), |name| (name, true));
            let delimiter = Some(if name.contains('/') { '/' } else { '.' });
            Folder { name: modified_utf7::encode(name), delimiter, is_sent }
        };
        names.iter().map(|name| folder(name)).collect()
    }

    #[test]
    fn the_mark_then_the_names_of_the_provider_then_usual_names() {
        for (provider, names, found) in [
            (Provider::Custom, &["INBOX", "Sent", "!Gesendet"][..], Some("Gesendet")),
            (Provider::Custom, &["INBOX", "Drafts"], None),
            (Provider::Custom, &["INBOX.Sent", "INBOX"], Some("INBOX.Sent")),
            (Provider::Custom, &["Archive/Sent", "Sent"], Some("Sent")),
            (Provider::Custom, &["Sent Items", "SENT"], Some("SENT")),
            (Provider::Custom, &["Éléments envoyés"], Some("Éléments envoyés")),
            (Provider::Custom, &["INBOX/ОТПРАВЛЕННЫЕ"], Some("INBOX/ОТПРАВЛЕННЫЕ")),
            (Provider::Custom, &["Wysłane", "Unsent", "Sent by mistake"], Some("Wysłane")),
            (Provider::LaPoste, &["Sent", "OUTBOX"], Some("OUTBOX")),
            (Provider::Custom, &["OUTBOX"], None),
            (Provider::OvhMxPlan, &["INBOX.Sent", "INBOX.INBOX.Sent"], Some("INBOX.INBOX.Sent")),
            (Provider::IonosDe, &["Gesendete Objekte", "Sent"], Some("Gesendete Objekte")),
        ] {
            let folders = folders(names);
            let chosen = sent_folder(&folders, provider).map(|folder| modified_utf7::decode(&folder.name));
            assert_eq!(chosen.as_deref(), found, "{names:?}");
        }
    }

    #[test]
    fn usual_names_are_in_lower_case_and_stand_once() {
        let mut seen = std::collections::HashSet::new();
        for name in NAMES {
            assert_eq!(name.to_lowercase(), *name);
            assert!(seen.insert(name), "{name} twice");
        }
    }
}
