//! Compares the mailboxes with the mails that the server accepted.

use crate::mixed::Mixed;
use ite_mailer::message::ParsedMail;
use std::{
    collections::HashMap,
    fs,
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

/// The longest that a server may keep a mail in its queue.
const MAX_QUEUE_TIME: Duration = Duration::from_secs(60);

/// Headers that a server adds on delivery.
const ADDED: [&str; 7] = [
    "return-path:",
    "received:",
    "delivered-to:",
    "x-original-to:",
    "envelope-to:",
    "delivery-date:",
    "authentication-results:",
];

/// Every mail below, at any depth, without the server's locks and pipes. A server may remove one meanwhile.
fn files(below: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(below).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            found.extend(files(&path));
        } else if path.is_file() && path.extension().is_none_or(|end| end != "lock") {
            found.push(path);
        }
    }
    found
}

/// Waits until every mail is delivered, second copies too.
pub(crate) async fn settle(queues: &[PathBuf]) {
    let started = Instant::now();
    loop {
        let waiting = queues.iter().map(|queue| files(queue).len()).sum::<usize>();
        if waiting == 0 {
            return;
        }
        assert!(started.elapsed() < MAX_QUEUE_TIME, "{waiting} files are still in the queue");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

/// A mail and the recipients for which the server accepted it.
pub(crate) struct Taken {
    mixed: Mixed,
    by: Vec<String>,
    copies: HashMap<String, usize>,
    /// With the line ends of the wire, and with those of a file.
    eml: [Vec<u8>; 2],
}

impl Taken {
    pub(crate) fn new(mixed: Mixed, by: Vec<String>) -> Self {
        let wire = mixed.mail.compose().expect("it was composed before").to_eml();
        let text = String::from_utf8(wire).expect("a message of 7-bit parts");
        let file = text.replace("\r\n", "\n");
        assert!(!file.contains('\r'), "{}: a lone CR", mixed.label);
        Self { mixed, by, copies: HashMap::new(), eml: [text.into_bytes(), file.into_bytes()] }
    }

    pub(crate) fn wanted(&self) -> usize {
        self.by.len()
    }

    /// How this copy differs. It must end with the sent bytes (apart from folds of headers where the server `refolds`), so
    /// parsing the first copy is enough.
    fn differs(&self, raw: &[u8], refolds: bool) -> Option<String> {
        let form = if refolds { unfolded } else { <[u8]>::to_vec };
        let raw = &form(raw)[..];
        let Some(above) = self.eml.iter().find_map(|eml| raw.strip_suffix(form(eml).as_slice())) else {
            return Some(format!("{} bytes do not end with what was sent", raw.len()));
        };
        let strange = String::from_utf8_lossy(above)
            .lines()
            .filter(|line| !line.starts_with([' ', '\t']))
            .find(|line| !ADDED.iter().any(|name| line.to_ascii_lowercase().starts_with(name)))
            .map(|line| format!("above the message: {line:?}"));
        if strange.is_some() || !self.copies.is_empty() {
            return strange;
        }
        let Some(parsed) = ParsedMail::parse(raw) else { return Some("not readable".to_owned()) };
        // A part ends with a line end, a text need not.
        let plain = |text: Option<&str>| text.map(|text| text.replace("\r\n", "\n").trim_end().to_owned());
        if plain(parsed.text.as_deref()) != plain(self.mixed.mail.text()) {
            return Some(format!("another text: {:?}", parsed.text));
        }
        let sent: Vec<_> = self.mixed.mail.documents().iter().map(|one| (Some(one.name()), &one.bytes()[..])).collect();
        let got: Vec<_> = parsed.parts.iter().map(|one| (one.name.as_deref(), &one.bytes[..])).collect();
        (sent != got).then(|| "other documents".to_owned())
    }
}

/// The message with each header on one line.
fn unfolded(raw: &[u8]) -> Vec<u8> {
    let end = raw.windows(2).position(|two| two == b"\n\n").unwrap_or(raw.len());
    let (head, body) = raw.split_at(end);
    let mut out: Vec<u8> = Vec::with_capacity(raw.len());
    for line in head.split_inclusive(|byte| *byte == b'\n') {
        if line.starts_with(b" ") || line.starts_with(b"\t") {
            while out.last().is_some_and(u8::is_ascii_whitespace) {
                out.pop();
            }
            out.push(b' ');
        }
        out.extend_from_slice(line.trim_ascii_start());
    }
    out.extend_from_slice(body);
    out
}

/// The Message-ID, of the first header of this name.
fn message_id(raw: &[u8]) -> Option<String> {
    let mut lines = raw.split(|byte| *byte == b'\n').take_while(|line| !line.trim_ascii().is_empty());
    let line = lines.find(|line| line.to_ascii_lowercase().starts_with(b"message-id:"))?;
    let text = String::from_utf8_lossy(line);
    Some(text.split_once('<')?.1.split_once('>')?.0.to_owned())
}

/// Reads the maildirs below and empties them. Gives the number of copies, and what is wrong.
pub(crate) fn compare(maildir: &Path, refolds: bool, taken: Vec<Taken>) -> (usize, Vec<String>) {
    let mut problems = Vec::new();
    let mut taken: HashMap<_, _> = taken.into_iter().map(|one| (one.mixed.mail.message_id().to_owned(), one)).collect();
    let found = files(maildir);
    for path in &found {
        let place = path.strip_prefix(maildir).expect("it was found there").display().to_string();
        let mailbox = place.split('/').next().unwrap_or_default().to_owned();
        let raw = fs::read(path).expect("a file");
        fs::remove_file(path).expect("a file of ours");
        let Some(one) = message_id(&raw).and_then(|id| taken.get_mut(&id)) else {
            problems.push(format!("{place}: not a mail that was taken"));
            continue;
        };
        if let Some(problem) = one.differs(&raw, refolds) {
            problems.push(format!("{}, for {mailbox}: {problem}", one.mixed.label));
        }
        *one.copies.entry(format!("{mailbox}@example.com")).or_default() += 1;
    }
    for one in taken.values() {
        let wanted: HashMap<_, _> = one.by.iter().map(|address| (address.clone(), 1)).collect();
        if one.copies != wanted {
            problems.push(format!("{}: wanted {wanted:?}, found {:?}", one.mixed.label, one.copies));
        }
    }
    (found.len(), problems)
}
