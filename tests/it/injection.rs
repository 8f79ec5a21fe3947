//! Untrusted text adds no line, header, part, recipient or command: it is encoded, or refused with the name of its field.
#![allow(clippy::unwrap_used, clippy::panic, reason = "helpers of tests are tests")]

use crate::support::{AMPLE, Fixture, Mode, Way};
use ite_mailer::{
    Document, DocumentMail, Error, ErrorKind, Mailbox, SmtpGateway, SmtpMailer,
    gateway::GatewayBuilder,
    message::{Address, DocumentMailBuilder, ParsedMail},
    sandbox::SmtpSandbox,
};
use proptest::{prelude::*, test_runner::Config};

/// Line ends, ends of a message, and encodings of them.
const TRICKS: &[&str] = &[
    "\r",
    "\n",
    "\r\n",
    "\0",
    "\u{85}",
    "\u{2028}",
    "\u{2029}",
    "\u{b}",
    "\u{c}",
    "\n.\n",
    "\r\n.\r\n",
    "\r\n.\r\nMAIL FROM:<x@example.com>\r\n",
    "\r\nBcc: x@example.com",
    "\nBcc: x@example.com\n\n",
    "\r\n\r\n--=_",
    "\r\nRCPT TO:<x@example.com>",
    "\r\n\tfolded",
    "=?utf-8?Q?=0D=0ABcc:_x=40example.com?=",
    "=?utf-8?B?DQpCY2M6IHhAZXhhbXBsZS5jb20=?=",
    "=?utf-8?Q?a",
    "%0d%0aBcc:x",
    "=0D=0ABcc: x",
    "> SIZE=1\r\nRCPT TO:<x@example.com",
    "<x@example.com>",
    ",x@example.com",
    "\"; filename=\"x",
    "; boundary=x",
    "\\",
    "\"",
    "é\u{202E}",
    "\u{7f}",
];

const PDF: &[u8] = b"%PDF-1.7\n%%EOF\n";

fn over_long() -> [String; 3] {
    ["a".repeat(3_000), "é".repeat(1_500), "a ".repeat(1_500)]
}

fn plain() -> DocumentMailBuilder {
    DocumentMail::builder()
        .from("a@example.com")
        .to("client@example.org")
        .subject("subject")
        .html("<p>html")
        .text("text")
        .document(Document::pdf("a.pdf", PDF))
}

/// Every text field of a mail: its name in a problem, and a mail that has the text there.
type Field = (&'static str, fn(DocumentMailBuilder, &str) -> DocumentMailBuilder);

const FIELDS: &[Field] = &[
    ("from", |mail, text| mail.from((text, "a@example.com"))),
    ("from", |mail, text| mail.from(format!("{text} <a@example.com>"))),
    ("to", |mail, text| mail.to(format!("a{text}@example.com"))),
    ("to", |mail, text| mail.to(format!("\"a{text}\"@example.com"))),
    ("to", |mail, text| mail.to(format!("a@example{text}.com"))),
    ("to", |mail, text| mail.to(format!("<a@example.com>{text}"))),
    ("cc", |mail, text| mail.cc(format!("\"{text}\" <a@example.com>"))),
    ("cc", |mail, text| match Address::new("cc@example.com") {
        Ok(address) => mail.cc(Mailbox::new(Some(text.to_owned()), address)),
        Err(error) => panic!("{error}"),
    }),
    ("bcc", |mail, text| mail.bcc(format!("{text}b@example.com"))),
    ("reply_to", |mail, text| mail.reply_to((text, "a@example.com"))),
    ("subject", |mail, text| mail.subject(text)),
    ("text", |mail, text| mail.text(text)),
    ("html", |mail, text| mail.html(text)),
    ("headers", |mail, text| mail.header(format!("X-{text}"), "value")),
    ("headers", |mail, text| mail.header("X-Own", text)),
    ("documents", |mail, text| mail.document(Document::pdf(format!("a{text}.pdf"), PDF))),
    ("documents", |mail, text| mail.document(Document::new("a", format!("application/{text}"), PDF))),
    ("documents", |mail, text| mail.inline(Document::pdf("b.pdf", PDF), format!("id{text}"))),
    ("in_reply_to", |mail, text| mail.in_reply_to(format!("{text}a@example.com"))),
    ("references", |mail, text| mail.references([format!("a@example.com{text}")])),
    ("language", |mail, text| mail.language(text)),
    ("idempotency_key", |mail, text| mail.idempotency_key(text)),
    ("idempotency_scope", |mail, text| mail.idempotency_scope(text).idempotency_key("k")),
];

/// What a reader counts in a message.
#[derive(Debug, PartialEq, Eq)]
struct Shape {
    headers: Vec<String>,
    to: Vec<String>,
    documents: usize,
    texts: (bool, bool),
}

fn shape(eml: &[u8]) -> Shape {
    for line in eml.split_inclusive(|byte| *byte == b'\n') {
        let line = line.strip_suffix(b"\r\n").unwrap_or_else(|| panic!("a bare LF: {}", String::from_utf8_lossy(eml)));
        assert!(!line.contains(&b'\r') && !line.contains(&0) && line.len() <= 998, "{}", String::from_utf8_lossy(line));
    }
    let parsed = ParsedMail::parse(eml).unwrap();
    let mut headers: Vec<String> = parsed.headers.iter().map(|(name, _)| name.to_lowercase()).collect();
    headers.sort();
    Shape {
        headers,
        to: parsed.to.into_iter().map(|(_, address)| address).collect(),
        documents: parsed.parts.len(),
        texts: (parsed.text.is_some(), parsed.html.is_some()),
    }
}

fn refused(name: &str, text: &str, error: &Error) {
    assert_eq!(error.kind(), ErrorKind::Message);
    for problem in error.problems() {
        assert_eq!(problem.field, name, "{text:?}");
        assert!(!problem.to_string().contains(['\r', '\n', '\0']), "{problem:?}");
    }
}

#[test]
fn no_trick_in_any_field_changes_a_message() {
    let long = over_long();
    let (mut encoded, mut refusals) = (0, 0);
    for (at, (name, with)) in FIELDS.iter().enumerate() {
        for text in TRICKS.iter().copied().chain(long.iter().map(String::as_str)) {
            let mail = match with(plain(), text).build() {
                Ok(mail) => mail,
                Err(error) => {
                    refused(name, text, &error);
                    refusals += 1;
                    continue;
                }
            };
            encoded += 1;
            let composed = mail.compose().unwrap();
            // The same field with a harmless text.
            let harmless = with(plain(), if *name == "language" { "fr" } else { "x" }).build().unwrap();
            let (seen, wanted) = (shape(&composed.to_eml()), shape(&harmless.compose().unwrap().to_eml()));
            let (mut seen, mut wanted) = (seen, wanted);
            if *name == "headers" {
                // The header's name may differ.
                seen.headers.retain(|header| !header.starts_with("x-"));
                wanted.headers.retain(|header| !header.starts_with("x-"));
            }
            if *name == "to" {
                assert_eq!(seen.to.len(), wanted.to.len(), "field {at} {name} {text:?}");
                (seen.to, wanted.to) = (Vec::new(), Vec::new());
            }
            assert_eq!(seen, wanted, "field {at} {name} {text:?}");
            let recipients = harmless.compose().unwrap().envelope().to().len();
            assert_eq!(composed.envelope().to().len(), recipients, "field {at} {name} {text:?}");
        }
    }
    assert!(encoded > 100 && refusals > 300, "{encoded} encoded, {refusals} refused");
}

/// Accepted text is shown unchanged, even if it looks like an encoded word.
#[test]
fn encoded_words_are_shown_as_they_were_typed() {
    for text in TRICKS.iter().filter(|text| text.contains("=?")) {
        let mail = plain()
            .from((*text, "a@example.com"))
            .subject(*text)
            .header("X-Own", *text)
            .document(Document::pdf(*text, PDF))
            .build()
            .unwrap();
        let eml = mail.compose().unwrap().to_eml();
        let parsed = ParsedMail::parse(&eml).unwrap();
        assert_eq!(parsed.subject.as_deref(), Some(*text));
        assert_eq!(parsed.from.unwrap().0.as_deref(), Some(*text));
        assert_eq!(parsed.parts[1].name.as_deref(), Some(*text));
        assert_eq!(parsed.parts[1].type_name.as_deref(), Some(*text));
        let own = parsed.headers.iter().find(|(name, _)| name == "X-Own").unwrap();
        assert!(!own.1.contains(text), "{}", own.1);
    }
}

/// Well-formed addresses that some servers or mail programs read as another address.
#[test]
fn addresses_that_are_read_in_two_ways_are_refused() {
    for local in [
        "\"a<b\"",
        "\"a> SIZE=1\"",
        "\"<x@example.com>\"",
        "=?utf-8?Q?x=40example.com=3E?=",
        "\"=?utf-8?B?eA==?=\"",
        "collab=?x",
    ] {
        let error = Address::new(&format!("{local}@example.com")).unwrap_err();
        assert_eq!(error.problems()[0].field, "address", "{local}");
    }
}

/// Fragments of injections, mixed with other text.
fn text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        3 => proptest::sample::select(TRICKS).prop_map(str::to_owned),
        3 => any::<char>().prop_map(String::from),
        4 => "[ -~]{0,12}",
        2 => "[a-zé]{1,12}",
    ];
    proptest::collection::vec(piece, 0..6).prop_map(|pieces| pieces.concat())
}

/// Text without control characters, mostly valid as a name or subject.
fn tame() -> impl Strategy<Value = String> {
    text().prop_map(|text| text.chars().filter(|c| !c.is_control() && !matches!(c, '\u{2028}' | '\u{2029}')).collect())
}

fn address() -> impl Strategy<Value = String> {
    prop_oneof![
        8 => "[a-z]{1,8}\\.[a-z+']{1,8}".prop_map(|local| format!("{local}@example.org")),
        // Without round brackets: the parser reads them as a comment even inside quotes.
        2 => "[ !#-'*-\\[\\]-~]{0,10}".prop_map(|local| format!("\"{local}\"@example.org")),
        1 => tame().prop_map(|text| format!("{text}@example.org")),
        1 => "[a-zé]{1,8}".prop_map(|label| format!("a@{label}.example")),
    ]
}

prop_compose! {
    fn mails()(
        subject in tame(),
        name in tame(),
        text in tame(),
        lines in text(),
        header in tame(),
        file in tame(),
        key in text(),
        to in proptest::collection::vec((tame(), address()), 1..4),
    ) -> Result<DocumentMail, Error> {
        let mut mail = DocumentMail::builder()
            .from((name.as_str(), "billing@example.com"))
            .subject(subject)
            .text(format!("{text}\n.\n{}", lines.replace(|c: char| c.is_control() && c != '\n' && c != '\r', "")))
            .html(format!("<p>{text}\r\n.\r\n--=_"))
            .header("X-Own", format!("v{header}"))
            .document(Document::pdf(format!("f{}", file.replace(['/', '\\', '\u{202E}'], "")), PDF))
            .idempotency_key(key);
        for (name, address) in to {
            mail = mail.to((name.as_str(), address.as_str()));
        }
        mail.build()
    }
}

/// The addresses a mail is given, as a reader and a server have to see them.
fn given(mail: &DocumentMail) -> Vec<String> {
    mail.compose().unwrap().envelope().to().iter().map(|to| to.as_str().to_owned()).collect()
}

proptest! {
    #![proptest_config(Config { failure_persistence: None, ..Config::with_cases(512) })]

    #[test]
    fn a_message_has_the_headers_parts_and_recipients_given(mail in mails()) {
        let Ok(mail) = mail else { return Ok(()) };
        let seen = shape(&mail.compose().unwrap().to_eml());
        let wanted = [
            "content-type", "date", "from", "message-id", "mime-version", "subject", "to", "x-own",
        ];
        prop_assert_eq!(&seen.headers, &wanted);
        prop_assert_eq!((seen.documents, seen.texts), (1, (true, true)));
        // The parser drops blanks at the ends of a quoted part, and the backslashes of quoted pairs.
        let bare = |addresses: Vec<String>| addresses.iter().map(|to| to.replace([' ', '\\'], "")).collect::<Vec<_>>();
        let mut to = bare(seen.to);
        let mut once = std::collections::HashSet::new();
        to.retain(|address| once.insert(address.clone()));
        let mut wanted = bare(given(&mail));
        let mut once = std::collections::HashSet::new();
        wanted.retain(|address| once.insert(address.clone()));
        prop_assert_eq!(to, wanted);
    }
}

/// The commands of one mail after the sign-in.
fn commands(mail: &DocumentMail, mode: Mode) -> Vec<String> {
    let composed = mail.compose().unwrap();
    let utf8 = if composed.needs_smtputf8() { " SMTPUTF8" } else { "" };
    let mut commands =
        vec![format!("MAIL FROM:<{}> SIZE={}{utf8}", composed.envelope().from().as_str(), composed.size())];
    commands.extend(given(mail).iter().map(|to| format!("RCPT TO:<{to}>")));
    commands.push(if mode.chunks() { format!("BDAT {} LAST", composed.size()) } else { "DATA".to_owned() });
    commands
}

#[test]
fn a_server_gets_the_commands_of_the_mail_and_no_others() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    for mode in Mode::ALL {
        let fixture = runtime.block_on(async {
            let sandbox = Way::TlsPlain.sandbox().start().await.unwrap();
            let gateway = Way::TlsPlain.gateway(&sandbox, AMPLE).mails_per_connection(10_000);
            let gateway = gateway.pipelining(mode.pipelines()).chunking(mode.chunks());
            let fixture = Fixture { mailer: SmtpMailer::new(gateway.build().unwrap()).unwrap(), sandbox };
            fixture.next_gets_through().await.unwrap();
            fixture
        });
        let mut sent = 0;
        let tested = proptest::test_runner::TestRunner::new(Config {
            cases: 96,
            failure_persistence: None,
            ..Config::default()
        })
        .run(&mails(), |mail| {
            let Ok(mail) = mail else { return Ok(()) };
            let (before, arrived) = (fixture.sandbox.commands().len(), fixture.sandbox.mails().len());
            let receipt = runtime.block_on(fixture.send(&mail));
            prop_assert!(receipt.is_ok(), "{:?}", receipt);
            prop_assert_eq!(&fixture.sandbox.commands()[before..], &commands(&mail, mode));
            let mails = fixture.sandbox.mails();
            prop_assert_eq!(mails.len(), arrived + 1);
            prop_assert_eq!(mails[arrived].raw().as_ref(), mail.compose().unwrap().to_eml());
            prop_assert_eq!(mails[arrived].recipients(), given(&mail));
            Ok(())
        });
        tested.unwrap_or_else(|error| panic!("{mode:?}: {error}"));
        sent += fixture.sandbox.mails().len();
        assert!(sent > 20, "{mode:?}: only {sent} mails were valid");
        assert_eq!(fixture.sandbox.connections().opened, 1, "{mode:?}");
    }
}

/// Every text of a gateway: its name in a problem, and a gateway that has the text there.
type Setting = (&'static str, fn(GatewayBuilder, &str) -> GatewayBuilder);

const SETTINGS: &[Setting] = &[
    ("host", |gateway, text| gateway.host(format!("localhost{text}"))),
    ("host", |gateway, text| gateway.host(text)),
    ("user", |gateway, text| gateway.user(format!("user{text}@example.com"))),
    ("user", |gateway, text| gateway.user(format!("user@example.com{text}"))),
    ("password", |gateway, text| gateway.password(format!("pass{text}word"))),
    ("ehlo_name", |gateway, text| gateway.ehlo_name(format!("mail{text}.example.com"))),
    ("ehlo_name", |gateway, text| gateway.ehlo_name(format!("[127.0.0.1{text}]"))),
];

#[tokio::test]
async fn no_setting_of_a_gateway_ends_a_line() {
    let sandbox = SmtpSandbox::builder().any_user().start().await.unwrap();
    let long = over_long();
    let (mut talked, mut refusals) = (0, 0);
    for (name, with) in SETTINGS {
        for text in TRICKS.iter().copied().chain(long.iter().map(String::as_str)) {
            let gateway = match with(crate::smtp::gateway(&sandbox), text).build() {
                Ok(gateway) => gateway,
                Err(error) => {
                    let fields: Vec<_> = error.problems().iter().map(|problem| &*problem.field).collect();
                    assert_eq!(fields, [*name], "{text:?}");
                    assert!(!error.to_string().contains(['\r', '\n', '\0']), "{name} {text:?}: {error}");
                    refusals += 1;
                    continue;
                }
            };
            assert_ne!(*name, "host", "{text:?} is part of a host");
            talked += 1;
            let before = sandbox.commands().len();
            let ehlo = format!("EHLO {}", gateway.ehlo_name());
            assert!(ehlo.is_ascii() && !ehlo[5..].contains(|c: char| c.is_whitespace() || c.is_control()), "{ehlo:?}");
            let round_trip = gateway.to_url();
            assert!(!round_trip.contains(|c: char| c.is_whitespace() || c.is_control()), "{round_trip:?}");
            let mailer = SmtpMailer::new(gateway).unwrap();
            let received = match mailer.sign_in().await {
                Ok(_) => &[ehlo.as_str(), "STARTTLS", ehlo.as_str(), "AUTH PLAIN ***", "QUIT"][..],
                // Every accepted text must be short enough for the server.
                Err(error) => panic!("{name} {text:?}: {error}"),
            };
            assert_eq!(sandbox.commands()[before..], *received, "{name} {text:?}");
        }
    }
    assert!(talked > 20 && refusals > 100, "{talked} talked, {refusals} refused");
}

#[test]
fn a_url_hides_no_line_end() {
    for trick in ["%0d%0a", "%0A", "%00", "%C2%85", "\r\n", "\n", "%E2%80%A8%0d"] {
        for url in [
            format!("smtp://user{trick}:password@localhost"),
            format!("smtp://user:pass{trick}word@localhost"),
            format!("smtp://user:password@local{trick}host"),
            format!("smtp://user:password@localhost?ehlo=mail{trick}.example.com"),
        ] {
            let error = SmtpGateway::from_url(&url).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Configuration, "{url:?}");
            assert!(!error.to_string().contains(['\r', '\n', '\0']), "{error}");
        }
    }
}
