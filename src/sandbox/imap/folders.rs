//! The commands on mailboxes: `LIST`, `STATUS`, `SELECT`, `SEARCH` and their like.

use super::{
    ImapStep,
    command::{Command, Key, List, day},
    conversation::Conversation,
    mailbox::{FiledMail, Folder, header_contains},
    tokens::Bad,
};
use crate::sandbox::conversation::End;
use encodify::utf7;
use std::{fmt::Write as _, sync::Arc};

impl Conversation {
    /// The commands that need a sign-in.
    pub(super) async fn with_mailboxes(
        &mut self,
        tag: &str,
        user: &str,
        command: Command,
        done: &str,
    ) -> Result<(), End> {
        let missing = "NO [NONEXISTENT] No such mailbox";
        let (untagged, proper) = match command {
            Command::List(list) => return self.list(tag, user, &list, done).await,
            Command::Select { mailbox, examine } => return self.select(tag, user, &mailbox, examine).await,
            Command::Search { uid, key } => return self.search(tag, user, uid, &key, done).await,
            Command::Enable => ("* ENABLED".to_owned(), done.to_owned()),
            Command::Status { mailbox, items } => match self.status(user, &mailbox, &items) {
                Some(Ok(line)) => (line, done.to_owned()),
                Some(Err(Bad(text))) => (String::new(), format!("BAD {text}")),
                None => (String::new(), missing.to_owned()),
            },
            Command::Create { mailbox } => {
                let created = self.shared.seen().imap.mailboxes.create(user, &mailbox, None);
                let proper = if created { done } else { "NO [ALREADYEXISTS] Mailbox exists" };
                (String::new(), proper.to_owned())
            }
            Command::Subscribe { mailbox, subscribed } => {
                let mut seen = self.shared.seen();
                let folder = seen.imap.mailboxes.folder_mut(user, &mailbox);
                let proper = if folder.is_some() { done } else { missing }.to_owned();
                if let Some(folder) = folder {
                    folder.subscribed = subscribed;
                }
                (String::new(), proper)
            }
            _ if self.selected.take().is_some() => (String::new(), done.to_owned()),
            _ => (String::new(), "BAD No mailbox selected".to_owned()),
        };
        let line_end = if untagged.is_empty() { "" } else { "\n" };
        self.say(&format!("{untagged}{line_end}{tag} {proper}")).await
    }

    async fn list(&mut self, tag: &str, user: &str, list: &List, done: &str) -> Result<(), End> {
        let behavior = Arc::clone(&self.behavior);
        let asks = list.only_special_use || list.return_special_use;
        if (list.extended && !behavior.list_extended) || (asks && !behavior.special_use) {
            return self.say(&format!("{tag} BAD Unknown LIST option")).await;
        }
        let delimiter = quoted(&behavior.delimiter.to_string());
        let mut lines = String::new();
        if !list.lsub && list.patterns == [""] {
            let _ = writeln!(lines, "* LIST (\\Noselect) {delimiter} \"\"");
        }
        let folders = self.shared.seen().imap.mailboxes.folders(user).to_vec();
        let shown = |folder: &&Folder| {
            list.patterns.iter().any(|pattern| is_match(pattern, &wire_name(&folder.name), behavior.delimiter))
                && (folder.special_use.is_some() || !list.only_special_use)
                && (folder.subscribed || !list.only_subscribed)
        };
        for folder in folders.iter().filter(shown) {
            let below = format!("{}{}", folder.name, behavior.delimiter);
            let has_children = folders.iter().any(|other| other.name.starts_with(&below));
            let mut attributes = vec![if has_children { "\\HasChildren" } else { "\\HasNoChildren" }];
            if list.only_subscribed && !list.lsub {
                attributes.push("\\Subscribed");
            }
            if let Some(special_use) = &folder.special_use
                && behavior.special_use
                && !list.lsub
                && (asks || !behavior.special_use_on_request)
            {
                attributes.push(special_use);
            }
            let name = if list.lsub { "LSUB" } else { "LIST" };
            let mailbox = astring(&wire_name(&folder.name));
            let _ = writeln!(lines, "* {name} ({}) {delimiter} {mailbox}", attributes.join(" "));
        }
        self.answer(ImapStep::List, tag, &lines, done).await.map(drop)
    }

    fn status(&self, user: &str, mailbox: &str, items: &[String]) -> Option<Result<String, Bad>> {
        let seen = self.shared.seen();
        let folder = seen.imap.mailboxes.folder(user, mailbox)?;
        let mails = || seen.imap.mailboxes.mails(user, mailbox);
        let mut values = Vec::new();
        for item in items {
            let value = match item.as_str() {
                "MESSAGES" => mails().count(),
                "UIDNEXT" => folder.uid_next as usize,
                "UIDVALIDITY" => folder.uid_validity as usize,
                "UNSEEN" => mails().filter(|mail| !has_flag(mail, "\\Seen")).count(),
                "RECENT" => 0,
                "APPENDLIMIT" if self.behavior.append_limit.is_some() => self.behavior.max_message(),
                _ => return Some(Err(Bad("Unknown STATUS item"))),
            };
            values.push(format!("{item} {value}"));
        }
        Some(Ok(format!("* STATUS {} ({})", astring(&wire_name(&folder.name)), values.join(" "))))
    }

    async fn select(&mut self, tag: &str, user: &str, mailbox: &str, examine: bool) -> Result<(), End> {
        // A failed SELECT leaves no mailbox selected (RFC 9051 §6.3.2).
        self.selected = None;
        let found = {
            let seen = self.shared.seen();
            let mailboxes = &seen.imap.mailboxes;
            mailboxes.folder(user, mailbox).map(|folder| (folder.clone(), mailboxes.mails(user, mailbox).count()))
        };
        let Some((folder, count)) = found else {
            return self.answer(ImapStep::Select, tag, "", "NO [NONEXISTENT] No such mailbox").await.map(drop);
        };
        let flags = "\\Answered \\Flagged \\Deleted \\Seen \\Draft";
        let read_only = examine || self.behavior.read_only.contains(&folder.name);
        let permanent = if read_only { String::new() } else { format!("{flags} \\*") };
        let untagged = format!(
            "* FLAGS ({flags})\n* {count} EXISTS\n* 0 RECENT\n* OK [UIDVALIDITY {}] UIDs valid\n\
             * OK [UIDNEXT {}] Predicted next UID\n* OK [PERMANENTFLAGS ({permanent})] Flags kept\n",
            folder.uid_validity, folder.uid_next
        );
        let (name, access) = (if examine { "EXAMINE" } else { "SELECT" }, if read_only { "ONLY" } else { "WRITE" });
        let proper = format!("OK [READ-{access}] {name} completed");
        if self.answer(ImapStep::Select, tag, &untagged, &proper).await? {
            self.selected = Some(folder.name);
        }
        Ok(())
    }

    async fn search(&mut self, tag: &str, user: &str, uid: bool, key: &Key, done: &str) -> Result<(), End> {
        let Some(selected) = &self.selected else { return self.say(&format!("{tag} BAD No mailbox selected")).await };
        let mut line = "* SEARCH".to_owned();
        for (index, mail) in self.shared.seen().imap.mailboxes.mails(user, selected).enumerate() {
            if matches(key, mail) {
                let _ = write!(line, " {}", if uid { mail.uid as usize } else { index + 1 });
            }
        }
        self.answer(ImapStep::Search, tag, &line, done).await.map(drop)
    }

    /// `* n EXISTS` for the selected mailbox, if it is this one.
    pub(super) fn exists(&self, user: &str, mailbox: &str) -> String {
        match &self.selected {
            Some(selected) if selected == mailbox => {
                format!("* {} EXISTS", self.shared.seen().imap.mailboxes.mails(user, mailbox).count())
            }
            _ => String::new(),
        }
    }
}

fn wire_name(name: &str) -> String {
    utf7::IMAP.encode(name)
}

fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

/// An atom where the name is one, else a quoted string.
fn astring(text: &str) -> String {
    let is_atom = |b: u8| b.is_ascii_graphic() && !b"(){%*\"\\".contains(&b);
    if !text.is_empty() && text.bytes().all(is_atom) { text.to_owned() } else { quoted(text) }
}

fn has_flag(mail: &FiledMail, flag: &str) -> bool {
    mail.flags.iter().any(|other| other.eq_ignore_ascii_case(flag))
}

fn matches(key: &Key, mail: &FiledMail) -> bool {
    match key {
        Key::All => true,
        Key::Header { name, text } => header_contains(&mail.raw, name, text),
        Key::Flag { flag, set } => has_flag(mail, flag) == *set,
        Key::Uids(ranges) => ranges.iter().any(|(from, to)| (*from..=*to).contains(&mail.uid)),
        Key::Since(from) => {
            let filed = mail.internal_date.as_deref().and_then(day).unwrap_or_else(|| mail.filed_at.into());
            filed >= *from
        }
        Key::Not(key) => !matches(key, mail),
        Key::Or(a, b) => matches(a, mail) || matches(b, mail),
        Key::And(keys) => keys.iter().all(|key| matches(key, mail)),
    }
}

/// Whether a pattern with `*` and `%` matches this name. `%` stops at the delimiter.
fn is_match(pattern: &str, name: &str, delimiter: char) -> bool {
    if pattern.eq_ignore_ascii_case("INBOX") {
        return name.eq_ignore_ascii_case("INBOX");
    }
    let name: Vec<char> = name.chars().collect();
    // For each length of a prefix of the name: whether the pattern so far matches it.
    let mut reached = vec![false; name.len() + 1];
    reached[0] = true;
    for c in pattern.chars() {
        let mut next = vec![false; reached.len()];
        for at in 0..reached.len() {
            let before = at.checked_sub(1).and_then(|at| name.get(at));
            next[at] = match c {
                '*' => reached[at] || (at > 0 && next[at - 1]),
                '%' => reached[at] || (at > 0 && next[at - 1] && before != Some(&delimiter)),
                _ => at > 0 && reached[at - 1] && before == Some(&c),
            };
        }
        reached = next;
    }
    reached.last() == Some(&true)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_match_names() {
        for (pattern, name, expected) in [
            ("*", "a/b", true),
            ("%", "a/b", false),
            ("%", "a", true),
            ("a/%", "a/b", true),
            ("a/%", "a/b/c", false),
            ("%/%", "a/b", true),
            ("*b", "a/b", true),
            ("a", "b", false),
            ("inbox", "INBOX", true),
            ("", "a", false),
        ] {
            assert_eq!(is_match(pattern, name, '/'), expected, "{pattern} {name}");
        }
    }
}
