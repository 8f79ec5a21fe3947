//! Responses of a server: status, capabilities, folders, UIDs.

use imap_proto::{MailboxDatum, NameAttribute, Response};

/// `OK`, `NO` or `BAD` (RFC 9051 §7.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Status {
    Ok,
    No,
    Bad,
    Bye,
    PreAuth,
}

/// A status response without its tag: `NO [OVERQUOTA] The mailbox is full`.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct StatusLine<'a> {
    pub(super) status: Status,
    /// With its response code.
    pub(super) text: &'a str,
}

impl<'a> StatusLine<'a> {
    pub(super) fn parse(line: &'a str) -> Option<Self> {
        let line = line.trim_end();
        let (word, text) = line.split_once(' ').unwrap_or((line, ""));
        let status = match word.to_ascii_uppercase().as_str() {
            "OK" => Status::Ok,
            "NO" => Status::No,
            "BAD" => Status::Bad,
            "BYE" => Status::Bye,
            "PREAUTH" => Status::PreAuth,
            _ => return None,
        };
        Some(Self { status, text: text.trim_start() })
    }

    /// The response code, in upper case, without its arguments: `OVERQUOTA`.
    pub(super) fn code(&self) -> String {
        code(self.text).map(|code| word(code).to_ascii_uppercase()).unwrap_or_default()
    }
}

/// What stands in the brackets at the start of the text.
fn code(text: &str) -> Option<&str> {
    text.strip_prefix('[')?.split_once(']').map(|(code, _)| code)
}

fn word(text: &str) -> &str {
    text.split(' ').next().unwrap_or_default()
}

/// What the server offers, in upper case.
#[derive(Clone, Debug, Default)]
pub(super) struct Capabilities(Vec<String>);

impl Capabilities {
    /// Of `CAPABILITY …`, an untagged response or a response code.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let mut words = text.split_ascii_whitespace();
        let named = words.next().is_some_and(|word| word.eq_ignore_ascii_case("CAPABILITY"));
        named.then(|| Self(words.map(str::to_ascii_uppercase).collect()))
    }

    /// Of the response code of a status.
    pub(super) fn of_status(text: &str) -> Option<Self> {
        Self::parse(code(text)?)
    }

    pub(super) fn has(&self, name: &str) -> bool {
        self.0.iter().any(|offered| offered == name)
    }

    pub(super) fn mechanisms(&self) -> impl Iterator<Item = &str> {
        self.0.iter().filter_map(|offered| offered.strip_prefix("AUTH="))
    }

    /// The largest message, if the server announces one (RFC 7889).
    pub(super) fn append_limit(&self) -> Option<u64> {
        self.0.iter().find_map(|offered| offered.strip_prefix("APPENDLIMIT=")?.parse().ok())
    }
}

/// A folder of a `LIST` response, with its name as on the wire.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Folder {
    pub(super) name: String,
    pub(super) delimiter: Option<char>,
    pub(super) is_sent: bool,
}

/// The response, if it is of this kind. A server may send others unasked; they are not parsed, so that nothing of them has
/// to be bounded.
fn parsed<'a>(kind: &str, response: &'a [u8]) -> Option<Response<'a>> {
    let rest = response.strip_prefix(b"* ")?;
    let named = rest.get(..kind.len()).is_some_and(|name| name.eq_ignore_ascii_case(kind.as_bytes()));
    let ends = rest.get(kind.len()).is_some_and(|next| next.is_ascii_whitespace());
    if !(named && ends) {
        return None;
    }
    Response::parse(response).ok().map(|(_, response)| response)
}

/// The folder of a `LIST` response; `None` for other responses, and for a folder that holds no messages.
pub(super) fn folder(response: &[u8]) -> Option<Folder> {
    let Some(Response::MailboxData(MailboxDatum::List(list))) = parsed("LIST", response) else { return None };
    let holds_none = |attribute: &NameAttribute<'_>| match attribute {
        NameAttribute::NoSelect => true,
        NameAttribute::Extension(name) => name.eq_ignore_ascii_case("\\NonExistent"),
        _ => false,
    };
    if list.name_attributes.iter().any(holds_none) {
        return None;
    }
    let is_sent = list.name_attributes.contains(&NameAttribute::Sent);
    let delimiter = list.delimiter.and_then(|delimiter| delimiter.chars().next());
    // imap-proto leaves the escapes of a quoted string in.
    let quoted = response.trim_ascii_end().ends_with(b"\"");
    let name = if quoted { unescaped(&list.name) } else { list.name.into_owned() };
    Some(Folder { name, delimiter, is_sent })
}

fn unescaped(quoted: &str) -> String {
    let mut name = String::with_capacity(quoted.len());
    let mut chars = quoted.chars();
    while let Some(c) = chars.next() {
        name.push(if c == '\\' { chars.next().unwrap_or(c) } else { c });
    }
    name
}

/// The UIDs of a `SEARCH` response; `None` for other responses.
pub(super) fn uids(response: &[u8]) -> Option<Vec<u32>> {
    match parsed("SEARCH", response) {
        Some(Response::MailboxData(MailboxDatum::Search(uids))) => Some(uids),
        _ => None,
    }
}

/// Whether a `MYRIGHTS` response (RFC 4314 §3.8) has the right to add messages; `None` for other responses.
pub(super) fn may_insert(response: &[u8]) -> Option<bool> {
    match parsed("MYRIGHTS", response) {
        Some(Response::MyRights(mine)) => Some(mine.rights.contains(&'i'.into())),
        _ => None,
    }
}

/// UIDVALIDITY and UID of the appended message (RFC 4315), of the text of a status.
pub(super) fn append_uid(text: &str) -> Option<(u32, u32)> {
    let mut words = code(text)?.split(' ');
    let named = words.next()?.eq_ignore_ascii_case("APPENDUID");
    let pair = (words.next()?.parse().ok()?, words.next()?.parse().ok()?);
    named.then_some(pair)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn status_lines() {
        for (line, status, code) in [
            ("NO [OVERQUOTA] The mailbox is full\r\n", Status::No, "OVERQUOTA"),
            ("ok done", Status::Ok, ""),
            ("OK [capability IMAP4rev1 UIDPLUS] hello", Status::Ok, "CAPABILITY"),
            ("BAD", Status::Bad, ""),
            ("BYE [UNAVAILABLE] later", Status::Bye, "UNAVAILABLE"),
            ("NO [broken", Status::No, ""),
        ] {
            let read = StatusLine::parse(line).unwrap();
            assert_eq!((read.status, read.code().as_str()), (status, code), "{line}");
        }
        assert_eq!(StatusLine::parse("FLAGS (\\Seen)"), None);
    }

    #[test]
    fn capabilities() {
        let of = |text: &str| Capabilities::of_status(text).unwrap();
        let offered = of("[CAPABILITY imap4rev1 LITERAL+ AUTH=plain AUTH=XOAUTH2 APPENDLIMIT=35651584] ready");
        assert!(offered.has("LITERAL+") && offered.has("IMAP4REV1") && !offered.has("UIDPLUS"));
        assert_eq!(offered.mechanisms().collect::<Vec<_>>(), ["PLAIN", "XOAUTH2"]);
        assert_eq!(offered.append_limit(), Some(35_651_584));
        assert_eq!(of("[CAPABILITY IMAP4rev2 APPENDLIMIT]").append_limit(), None);
        assert!(Capabilities::of_status("[ALERT] no").is_none());
    }

    #[test]
    fn folders_that_hold_messages() {
        let of = |line: &str| folder(line.as_bytes());
        let sent = |name: &str, is_sent| Some(Folder { name: name.to_owned(), delimiter: Some('/'), is_sent });
        assert_eq!(of("* LIST (\\HasNoChildren \\Sent) \"/\" Sent\r\n"), sent("Sent", true));
        assert_eq!(of("* LIST (\\HasNoChildren) \"/\" \"Sent \\\"x\\\"\"\r\n"), sent("Sent \"x\"", false));
        assert_eq!(of("* LIST () \"/\" {5}\r\nS nt!\r\n"), sent("S nt!", false));
        assert_eq!(of("* LIST () NIL INBOX\r\n").unwrap().delimiter, None);
        for other in
            ["* LIST (\\Noselect) \"/\" a\r\n", "* LIST (\\NonExistent) \"/\" a\r\n", "* LIST\r\n", "* OK x\r\n"]
        {
            assert_eq!(of(other), None, "{other}");
        }
    }

    #[test]
    fn rights() {
        assert_eq!(may_insert(b"* MYRIGHTS Sent lrsi\r\n"), Some(true));
        assert_eq!(may_insert(b"* MYRIGHTS \"INBOX.Sent\" \"alr\"\r\n"), Some(false));
        assert_eq!(may_insert(b"* OK [MYRIGHTS \"alr\"] ACL\r\n"), None);
    }

    #[test]
    fn nested_responses_are_bounded() {
        let nested = "(".repeat(60_000);
        for start in ["* 1 FETCH (BODYSTRUCTURE ", "* LIST ", "* LIST (\\Sent) ", "* SEARCH ", "* 1 FETCH (BODY "] {
            let response = format!("{start}{nested}\r\n");
            assert_eq!(folder(response.as_bytes()), None);
            assert_eq!(uids(response.as_bytes()), None);
        }
    }

    proptest! {
        #[test]
        fn no_response_panics(start in "\\* (LIST|SEARCH|CAPABILITY|OK|NO|MYRIGHTS|1 FETCH)? ?", rest in prop::collection::vec(any::<u8>(), 0..300)) {
            let response = [start.as_bytes(), &rest, b"\r\n"].concat();
            let text = String::from_utf8_lossy(&response);
            let _ = (folder(&response), uids(&response), may_insert(&response), Capabilities::parse(&text), append_uid(&text));
            if let Some(line) = StatusLine::parse(&text) {
                let _ = line.code();
            }
        }
    }

    #[test]
    fn numbers() {
        assert_eq!(uids(b"* SEARCH 4 17\r\n"), Some(vec![4, 17]));
        assert_eq!(uids(b"* SEARCH\r\n"), Some(vec![]));
        assert_eq!(uids(b"* 3 EXISTS\r\n"), None);
        assert_eq!(append_uid("[APPENDUID 38505 3955] Done"), Some((38_505, 3955)));
        assert_eq!(append_uid("Done"), None);
        assert_eq!(append_uid("[APPENDUID 38505 3955:3957] Done"), None);
    }
}
