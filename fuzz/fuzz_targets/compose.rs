//! A mail from any text, composed and parsed by another library: exactly the same headers, recipients, texts and
//! documents.
#![no_main]

use arbitrary::Arbitrary;
use ite_mailer::{Address, Document, DocumentMail, Mailbox};
use libfuzzer_sys::fuzz_target;
use mail_parser::{MessageParser, MimeHeaders as _, PartType};
use std::collections::BTreeSet;

#[derive(Arbitrary, Debug)]
struct Person<'a> {
    name: Option<&'a str>,
    local: &'a str,
    domain: u8,
}

#[derive(Arbitrary, Debug)]
struct Input<'a> {
    from: Person<'a>,
    to: Vec<Person<'a>>,
    cc: Vec<Person<'a>>,
    bcc: Vec<Person<'a>>,
    reply_to: Option<Person<'a>>,
    subject: &'a str,
    text: Option<&'a str>,
    html: Option<&'a str>,
    header: Option<(&'a str, &'a str)>,
    answers: Option<&'a str>,
    language: Option<&'a str>,
    key: Option<&'a str>,
    documents: Vec<(&'a str, u8, &'a [u8], Option<&'a str>)>,
}

impl Person<'_> {
    fn mailbox(&self) -> Option<Mailbox> {
        let domain = ["example.com", "example.fr", "bücher.example", "a.b.example.org"][usize::from(self.domain) % 4];
        let address = match self.local {
            "" => format!("a@{domain}"),
            local => format!("{local}@{domain}"),
        };
        Some(Mailbox::new(self.name.map(str::to_owned), Address::new(&address).ok()?))
    }
}

fn built(input: &Input<'_>) -> Option<DocumentMail> {
    let people = |list: &[Person<'_>]| -> Vec<Mailbox> { list.iter().filter_map(Person::mailbox).take(5).collect() };
    let mut mail = DocumentMail::builder().from(input.from.mailbox()?).subject(input.subject);
    for to in people(&input.to) {
        mail = mail.to(to);
    }
    for cc in people(&input.cc) {
        mail = mail.cc(cc);
    }
    for bcc in people(&input.bcc) {
        mail = mail.bcc(bcc);
    }
    if let Some(reply_to) = input.reply_to.as_ref().and_then(Person::mailbox) {
        mail = mail.reply_to(reply_to);
    }
    if let Some(text) = input.text {
        mail = mail.text(text);
    }
    if let Some(html) = input.html {
        mail = mail.html(html);
    }
    if let Some((name, value)) = input.header {
        mail = mail.header(name, value);
    }
    if let Some(id) = input.answers {
        mail = mail.in_reply_to(id).references([id]);
    }
    if let Some(tag) = input.language {
        mail = mail.language(tag);
    }
    if let Some(key) = input.key {
        mail = mail.idempotency_key(key);
    }
    for (name, kind, bytes, id) in input.documents.iter().take(4) {
        let kind = ["application/octet-stream", "text/csv", "text/plain", "application/json"][usize::from(*kind) % 4];
        let document = Document::new(*name, kind, bytes.to_vec());
        mail = match id {
            Some(id) => mail.inline(document, *id),
            None => mail.document(document),
        };
    }
    mail.build().ok()
}

/// Headers that the composer adds.
const OURS: [&str; 15] = [
    "from",
    "to",
    "cc",
    "reply-to",
    "subject",
    "date",
    "message-id",
    "in-reply-to",
    "references",
    "mime-version",
    "content-type",
    "content-transfer-encoding",
    "content-language",
    // Of a document that is all there is.
    "content-disposition",
    "content-id",
];

fuzz_target!(|input: Input<'_>| {
    let Some(mail) = built(&input) else { return };
    let composed = mail.compose().expect("a mail that was built");
    let eml = composed.to_eml();
    assert_eq!(composed.size(), eml.len() as u64, "the size told");
    wire(&eml, composed.needs_smtputf8());

    let asked: BTreeSet<&str> = mail.recipients().map(|mailbox| mailbox.address().as_str()).collect();
    let told: BTreeSet<&str> = composed.envelope().to().iter().map(Address::as_str).collect();
    assert_eq!(asked, told, "the recipients of the envelope");

    let read = MessageParser::default().parse(&eml).expect("a mail");
    let own = input.header.map(|(name, _)| name.trim().to_ascii_lowercase());
    let mut seen = BTreeSet::new();
    for (name, _) in read.headers_raw() {
        let name = name.trim().to_ascii_lowercase();
        let known = OURS.contains(&name.as_str()) || name == "auto-submitted" || own.as_deref() == Some(&name);
        assert!(known, "an unexpected header: {name:?}");
        assert!(seen.insert(name.clone()), "twice: {name:?}");
    }
    assert!(!seen.contains("bcc"));

    let addresses = |list: Option<&mail_parser::Address<'_>>| -> Vec<String> {
        list.map(|list| list.iter().filter_map(|one| one.address().map(str::to_owned)).collect()).unwrap_or_default()
    };
    let wanted = |list: &[Mailbox]| -> Vec<String> {
        let mut seen = BTreeSet::new();
        list.iter().map(|one| one.address().as_str().to_owned()).filter(|one| seen.insert(one.clone())).collect()
    };
    let quoted = |list: &[Mailbox]| list.iter().any(|one| one.address().as_str().contains('"'));
    if !quoted(mail.to()) && !mail.to().is_empty() {
        assert_eq!(addresses(read.to()).len(), mail.to().len(), "To");
        assert_eq!(BTreeSet::from_iter(addresses(read.to())), BTreeSet::from_iter(wanted(mail.to())), "To");
    }
    if !quoted(mail.cc()) {
        assert_eq!(addresses(read.cc()).len(), mail.cc().len(), "Cc");
    }
    assert_eq!(addresses(read.from()).len(), 1, "From");
    assert_eq!(read.message_id(), Some(composed.message_id()), "Message-ID");

    if !mail.subject().trim().is_empty() {
        assert_eq!(words(read.subject().unwrap_or_default()), words(mail.subject()), "Subject");
    }

    let (mut files, mut texts) = (Vec::new(), 0);
    for part in &read.parts {
        match (&part.body, part.content_disposition()) {
            (PartType::Multipart(_), _) => {}
            (_, Some(_)) => {
                let name = part.content_disposition().and_then(|it| it.attribute("filename")).unwrap_or_default();
                let raw = &eml[part.raw_body_offset() as usize..part.raw_end_offset() as usize];
                // A quoted string may be folded (RFC 5322 §2.2.3), which this parser does not quite undo.
                files.push((words(name).join(" "), mail_parser::decoders::base64::base64_decode(raw).expect("base64")));
            }
            (PartType::Text(text), None) => {
                texts += 1;
                if let Some(sent) = mail.text() {
                    assert_eq!(plain(text), plain(sent), "the text");
                }
            }
            (PartType::Html(html), None) => {
                texts += 1;
                assert_eq!(plain(html), plain(mail.html().expect("no HTML was given")), "the HTML");
            }
            (other, None) => panic!("an unexpected part: {other:?}"),
        }
    }
    // A text made from HTML besides.
    let given = usize::from(mail.text().is_some()) + usize::from(mail.html().is_some());
    assert!(texts == given || texts == given + 1, "{texts} texts for {given}");
    let mut given: Vec<_> =
        mail.documents().iter().map(|one| (words(one.name()).join(" "), one.bytes().to_vec())).collect();
    // Pictures inside the text come before the documents.
    files.sort();
    given.sort();
    assert_eq!(files, given, "documents");
});

/// RFC 5321 §2.3.8 and RFC 5322 §2.1.1: lines end with CRLF and are no longer than 998; all of it ASCII.
fn wire(eml: &[u8], utf8: bool) {
    let mut start = 0;
    for (at, byte) in eml.iter().enumerate() {
        match byte {
            b'\n' => {
                assert!(at > 0 && eml[at - 1] == b'\r', "a bare LF");
                assert!(at - start <= 999, "a long line");
                start = at + 1;
            }
            b'\r' => assert_eq!(eml.get(at + 1), Some(&b'\n'), "a bare CR"),
            0 => panic!("a NUL"),
            byte => assert!(utf8 || byte.is_ascii(), "a byte beyond ASCII"),
        }
    }
}

/// Folding may only change the white space between words.
fn words(text: &str) -> Vec<&str> {
    text.split_whitespace().collect()
}

/// Without line ends, which composing changes.
fn plain(text: &str) -> String {
    text.replace("\r\n", "\n").trim_end_matches('\n').to_owned()
}
