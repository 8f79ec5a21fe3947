//! The commands of a client (RFC 9051 §6, RFC 3501), from their tokens.

use super::tokens::{Bad, Token, Tokens};
use crate::util::Date;
use encodify::utf7;

/// A command without its tag. `APPEND` is [`Append`]: its message is read apart.
pub(super) enum Command {
    Capability,
    Noop,
    Logout,
    StartTls,
    Login { user: String, password: String },
    Authenticate { mechanism: String, initial: Option<String> },
    Id,
    Enable,
    List(List),
    Status { mailbox: String, items: Vec<String> },
    Select { mailbox: String, examine: bool },
    Search { uid: bool, key: Key },
    Create { mailbox: String },
    Subscribe { mailbox: String, subscribed: bool },
    Unselect,
}

#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct List {
    pub(super) lsub: bool,
    /// Reference and pattern, joined.
    pub(super) patterns: Vec<String>,
    /// Options of RFC 5258.
    pub(super) extended: bool,
    pub(super) only_special_use: bool,
    pub(super) only_subscribed: bool,
    pub(super) return_special_use: bool,
}

/// The arguments of `APPEND` before its message.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Append {
    pub(super) mailbox: String,
    pub(super) flags: Vec<String>,
    pub(super) date: Option<String>,
}

/// What `SEARCH` looks for.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Key {
    All,
    Header {
        name: String,
        text: String,
    },
    Flag {
        flag: &'static str,
        set: bool,
    },
    Uids(Vec<(u32, u32)>),
    /// On this day or later.
    Since(Date),
    Not(Box<Key>),
    Or(Box<Key>, Box<Key>),
    And(Vec<Key>),
}

/// Deepest nesting of search keys.
const MAX_DEPTH: usize = 16;

impl Command {
    /// The command with this name in capitals.
    pub(super) fn parse(name: &str, mut args: Tokens<'_>) -> Result<Self, Bad> {
        let command = match name {
            "CAPABILITY" => Self::Capability,
            "NOOP" | "CHECK" => Self::Noop,
            "LOGOUT" => Self::Logout,
            "STARTTLS" => Self::StartTls,
            "LOGIN" => Self::Login { user: args.string()?, password: args.string()? },
            "AUTHENTICATE" => {
                let mechanism = args.atom()?.to_ascii_uppercase();
                let initial = if args.is_empty() { None } else { Some(args.atom()?.to_owned()) };
                Self::Authenticate { mechanism, initial }
            }
            "ID" => {
                match args.next()? {
                    Token::Open => drop(args.list()?),
                    Token::Atom(nil) if nil.eq_ignore_ascii_case("NIL") => {}
                    _ => return Err(Bad("ID takes NIL or a list")),
                }
                Self::Id
            }
            "ENABLE" => {
                args.atom()?;
                while !args.is_empty() {
                    args.atom()?;
                }
                Self::Enable
            }
            "LIST" => Self::List(list(&mut args)?),
            "LSUB" => {
                let patterns = vec![args.pattern()? + &args.pattern()?];
                Self::List(List { lsub: true, only_subscribed: true, patterns, ..List::default() })
            }
            "STATUS" => {
                let mailbox = mailbox(&mut args)?;
                args.open()?;
                let items = args.list()?.iter().map(|item| item.to_ascii_uppercase()).collect();
                Self::Status { mailbox, items }
            }
            "SELECT" | "EXAMINE" => Self::Select { mailbox: mailbox(&mut args)?, examine: name == "EXAMINE" },
            "SEARCH" => Self::Search { uid: false, key: search(&mut args)? },
            "UID" => match args.atom()?.to_ascii_uppercase().as_str() {
                "SEARCH" => Self::Search { uid: true, key: search(&mut args)? },
                _ => return Err(Bad("Unknown command after UID")),
            },
            "CREATE" => Self::Create { mailbox: mailbox(&mut args)? },
            "SUBSCRIBE" | "UNSUBSCRIBE" => {
                Self::Subscribe { mailbox: mailbox(&mut args)?, subscribed: name == "SUBSCRIBE" }
            }
            "CLOSE" | "UNSELECT" => Self::Unselect,
            _ => return Err(Bad("Unknown command")),
        };
        if args.is_empty() { Ok(command) } else { Err(Bad("Too many arguments")) }
    }
}

impl Append {
    pub(super) fn parse(mut args: Tokens<'_>) -> Result<Self, Bad> {
        let mailbox = mailbox(&mut args)?;
        let mut flags = Vec::new();
        if args.peek() == Some(&Token::Open) {
            args.open()?;
            flags = args.flags()?;
            let reserved = |flag: &String| flag.eq_ignore_ascii_case("\\Recent");
            if flags.iter().any(reserved) {
                return Err(Bad("\\Recent cannot be set"));
            }
        }
        let date = if args.is_empty() { None } else { Some(args.string()?) };
        if date.as_deref().is_some_and(|date| !is_date_time(date)) {
            return Err(Bad("Invalid date-time"));
        }
        if args.is_empty() {
            Ok(Self { mailbox, flags, date })
        } else {
            Err(Bad("A literal with the message expected"))
        }
    }
}

/// A mailbox name, decoded; names with invalid modified UTF-7 do not exist.
fn mailbox(args: &mut Tokens<'_>) -> Result<String, Bad> {
    let name = args.string()?;
    let decoded = utf7::IMAP.decode(&name).map_err(|_| Bad("Mailbox name is not modified UTF-7"))?;
    if decoded.is_empty() { Err(Bad("Empty mailbox name")) } else { Ok(decoded) }
}

fn list(args: &mut Tokens<'_>) -> Result<List, Bad> {
    let mut list = List::default();
    if args.peek() == Some(&Token::Open) {
        args.open()?;
        list.extended = true;
        for option in args.list()? {
            match option.to_ascii_uppercase().as_str() {
                "SUBSCRIBED" => list.only_subscribed = true,
                "SPECIAL-USE" => list.only_special_use = true,
                _ => return Err(Bad("Unknown LIST selection option")),
            }
        }
    }
    let reference = args.pattern()?;
    if args.peek() == Some(&Token::Open) {
        args.open()?;
        list.extended = true;
        while args.peek().is_some_and(|token| *token != Token::Close) {
            list.patterns.push(format!("{reference}{}", args.pattern()?));
        }
        args.close()?;
    } else {
        list.patterns.push(reference + &args.pattern()?);
    }
    if args.is_empty() {
        return Ok(list);
    }
    list.extended = true;
    if !args.atom()?.eq_ignore_ascii_case("RETURN") {
        return Err(Bad("RETURN expected"));
    }
    args.open()?;
    for option in args.list()? {
        match option.to_ascii_uppercase().as_str() {
            "SPECIAL-USE" => list.return_special_use = true,
            "SUBSCRIBED" | "CHILDREN" => {}
            _ => return Err(Bad("Unknown LIST return option")),
        }
    }
    Ok(list)
}

fn search(args: &mut Tokens<'_>) -> Result<Key, Bad> {
    if args.peek().is_some_and(|token| token.is_atom("CHARSET")) {
        args.next()?;
        let charset = args.string()?;
        if !["UTF-8", "US-ASCII"].iter().any(|known| known.eq_ignore_ascii_case(&charset)) {
            return Err(Bad("[BADCHARSET (UTF-8)] Unknown charset"));
        }
    }
    let mut keys = vec![key(args, 0)?];
    while !args.is_empty() {
        keys.push(key(args, 0)?);
    }
    Ok(Key::And(keys))
}

fn key(args: &mut Tokens<'_>, depth: usize) -> Result<Key, Bad> {
    if depth > MAX_DEPTH {
        return Err(Bad("Search keys are nested too deep"));
    }
    if args.peek() == Some(&Token::Open) {
        args.open()?;
        let mut keys = vec![key(args, depth + 1)?];
        while args.peek().is_some_and(|token| *token != Token::Close) {
            keys.push(key(args, depth + 1)?);
        }
        args.close()?;
        return Ok(Key::And(keys));
    }
    let name = args.atom()?.to_ascii_uppercase();
    let flag = |flag, set| Ok(Key::Flag { flag, set });
    match name.as_str() {
        "ALL" => Ok(Key::All),
        "HEADER" => Ok(Key::Header { name: args.string()?, text: args.string()? }),
        "FROM" | "TO" | "CC" | "SUBJECT" => Ok(Key::Header { name, text: args.string()? }),
        "SEEN" => flag("\\Seen", true),
        "UNSEEN" => flag("\\Seen", false),
        "DRAFT" => flag("\\Draft", true),
        "UNDRAFT" => flag("\\Draft", false),
        "FLAGGED" => flag("\\Flagged", true),
        "UNFLAGGED" => flag("\\Flagged", false),
        "DELETED" => flag("\\Deleted", true),
        "UNDELETED" => flag("\\Deleted", false),
        "SINCE" => day(&args.string()?).map(Key::Since).ok_or(Bad("Invalid date")),
        "UID" => uids(args.atom()?).map(Key::Uids),
        "NOT" => Ok(Key::Not(Box::new(key(args, depth + 1)?))),
        "OR" => Ok(Key::Or(Box::new(key(args, depth + 1)?), Box::new(key(args, depth + 1)?))),
        _ => Err(Bad("Unknown search key")),
    }
}

/// `dd-Mon-yyyy` at the start of the text (RFC 9051 §9, `date`).
pub(super) fn day(text: &str) -> Option<Date> {
    const MONTHS: [&str; 12] = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];
    let mut parts = text.trim_start().splitn(3, '-');
    let day = parts.next()?.parse().ok().filter(|day| (1..=31).contains(day))?;
    let month = parts.next()?.to_ascii_uppercase();
    let month = MONTHS.iter().position(|name| *name == month)? + 1;
    let year = parts.next()?.get(..4)?.parse().ok()?;
    Some(Date::new(year, u8::try_from(month).ok()?, day))
}

/// A sequence set, such as `1,3:5,9:*`.
fn uids(text: &str) -> Result<Vec<(u32, u32)>, Bad> {
    let number = |text: &str| match text {
        "*" => Ok(u32::MAX),
        _ if text.starts_with(|c: char| c.is_ascii_digit() && c != '0') => text.parse().map_err(|_| Bad("Invalid UID")),
        _ => Err(Bad("Invalid UID")),
    };
    let range = |part: &str| {
        let (from, to) = part.split_once(':').unwrap_or((part, part));
        let (from, to) = (number(from)?, number(to)?);
        Ok((from.min(to), from.max(to)))
    };
    text.split(',').map(range).collect()
}

/// `dd-Mon-yyyy hh:mm:ss +zzzz`, the day with a blank or a digit (RFC 9051 §9).
fn is_date_time(text: &str) -> bool {
    let (digits, months) = (
        |range: std::ops::Range<usize>, most: u32| {
            let part = text.get(range).filter(|part| part.bytes().all(|b| b.is_ascii_digit()));
            part.and_then(|part| part.parse::<u32>().ok()).is_some_and(|value| value <= most)
        },
        ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"],
    );
    let at = |index: usize, expected: &str| text.get(index..index + 1).is_some_and(|c| expected.contains(c));
    text.is_ascii()
        && text.len() == 26
        && (digits(0..2, 31) || (at(0, " ") && digits(1..2, 9)))
        && text.get(..2) != Some("00")
        && text.get(..2) != Some(" 0")
        && at(2, "-")
        && text.get(3..6).is_some_and(|month| months.contains(&month))
        && at(6, "-")
        && digits(7..11, 9999)
        && at(11, " ")
        && digits(12..14, 23)
        && at(14, ":")
        && digits(15..17, 59)
        && at(17, ":")
        && digits(18..20, 60)
        && at(20, " ")
        && at(21, "+-")
        && digits(22..24, 23)
        && digits(24..26, 59)
}

#[cfg(test)]
mod tests {
    use super::{super::tokens::*, *};
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn any_line_is_read(
            name in "APPEND|LIST|SEARCH|UID SEARCH|STATUS|LOGIN|ID|ENABLE|AUTHENTICATE|CREATE|\\PC*",
            line in "([ ()\"\\\\*%&,:0-9{}+é]|OR|NOT|UID|HEADER|RETURN|05-Mar-2026 09:30:00 \\+0100|\\PC){0,40}",
        ) {
            let (line, mut request) = (format!("a {name} {line}"), Request::default());
            let (head, literal) = split_literal(&line);
            if request.push_line(head, literal.is_some()).is_ok() {
                let name = request.name().unwrap_or_default();
                let _ = Command::parse(&name, request.args());
                let _ = Append::parse(request.args());
                prop_assert!(request.tag() == Some("a"));
            }
        }
    }

    #[test]
    fn literals_are_announced_at_the_end_of_a_line() {
        let literal = |size, synchronizing| Some(Literal { size, synchronizing });
        for (line, head, expected) in [
            ("a {5}", "a ", literal(5, true)),
            ("a {5+}", "a ", literal(5, false)),
            ("a {0}", "a ", literal(0, true)),
            ("a {99999999999999999999}", "a ", literal(u64::MAX, true)),
            ("a {5-}", "a {5-}", None),
            ("a {+}", "a {+}", None),
            ("a {}", "a {}", None),
            ("a {5} ", "a {5} ", None),
            ("a {5++}", "a {5++}", None),
            ("a {-5}", "a {-5}", None),
            ("{1}{2}", "{1}", literal(2, true)),
        ] {
            assert_eq!(split_literal(line), (head, expected), "{line}");
        }
    }
}
