//! Composed messages, parsed with another library.
// Helpers outside of test functions unwrap and assert, too.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod problems;

use ite_mailer::{
    AutoSubmitted, Document, DocumentMail, Error, ErrorKind, Mailbox, SecretString, SmtpGateway, Stage,
    gateway::SentCopy,
    message::{Address, DocumentMailBuilder, ParsedMail},
};
use std::time::{Duration, SystemTime};

const PDF: &[u8] = b"%PDF-1.7\n%%EOF\n";

fn mail() -> DocumentMailBuilder {
    DocumentMail::builder()
        .from("Atelier Martin <contact@example.fr>")
        .to("client@example.com")
        .subject("Facture")
        .text("Bonjour\n")
        .date(SystemTime::UNIX_EPOCH + Duration::from_secs(1_700_000_000))
}

fn eml(builder: DocumentMailBuilder) -> Vec<u8> {
    let composed = builder.build().unwrap().compose().unwrap();
    let eml = composed.to_eml();
    assert_eq!(eml.len() as u64, composed.size());
    check_lines(&eml);
    eml
}

fn check_lines(eml: &[u8]) {
    assert!(eml.ends_with(b"\r\n"));
    assert!(eml.iter().all(|b| b.is_ascii() && *b != 0), "not 7-bit");
    for line in eml.split_inclusive(|b| *b == b'\n') {
        let line = line.strip_suffix(b"\r\n").expect("a bare LF");
        assert!(!line.contains(&b'\r'), "a bare CR");
        // File names are not folded.
        let name = line.starts_with(b" name=") || line.starts_with(b" filename");
        let most = if name { 998 } else { 78 };
        assert!(line.len() <= most, "{:?} has {} bytes", String::from_utf8_lossy(line), line.len());
        assert!(!line.starts_with(b"From "));
    }
}

fn parsed(builder: DocumentMailBuilder) -> ParsedMail {
    ParsedMail::parse(&eml(builder)).unwrap()
}

fn fields(built: Result<DocumentMail, Error>) -> Vec<String> {
    let error = built.expect_err("the mail is invalid");
    assert_eq!((error.kind(), error.stage()), (ErrorKind::Message, Stage::Message));
    error.problems().iter().map(|p| p.field.to_string()).collect()
}

#[test]
fn file_names_come_back_in_both_forms() {
    let long = "é".repeat(120);
    let ascii_long = "a b".repeat(60);
    for name in [
        "a.pdf",
        "Facture n° 42.pdf",
        "請求書 四十二.pdf",
        "📄 devis 👩‍🔧.pdf",
        "l'été 100%.pdf",
        "say \"hi\".pdf",
        "100% 'a'.pdf",
    ]
    .into_iter()
    .chain([long.as_str(), ascii_long.as_str()])
    {
        let parsed = parsed(mail().document(Document::pdf(name, PDF)));
        let part = &parsed.parts[0];
        assert_eq!(part.name.as_deref(), Some(name));
        assert_eq!(part.type_name.as_deref(), Some(name));
        assert_eq!((part.media_type.as_str(), part.bytes.as_slice(), part.inline), ("application/pdf", PDF, false));
    }
    let raw = String::from_utf8(eml(mail().document(Document::pdf("n° 42.pdf", PDF)))).unwrap();
    assert!(raw.contains("filename*=UTF-8''n%C2%B0%2042.pdf"), "{raw}");
    assert!(raw.contains("name=\"=?UTF-8?B?bsKwIDQyLnBkZg==?=\""), "{raw}");
}

/// Mail programs show a fold inside quotes as two blanks, and lose the extension of a name in sections.
#[test]
fn file_names_stand_in_one_piece() {
    let long = format!("{}.pdf", "a long name of words ".repeat(11));
    let whole = "x".repeat(255);
    for name in ["a.pdf", &"y".repeat(67), long.as_str(), whole.as_str()] {
        let raw = String::from_utf8(eml(mail().document(Document::pdf(name, PDF)))).unwrap();
        assert!(raw.contains(&format!(" name=\"{name}\"\r\n")), "{raw}");
        assert!(raw.contains(&format!(" filename=\"{name}\"\r\n")), "{raw}");
    }
    for name in ["say \"hi\".pdf", "é.pdf", &"é".repeat(127), "=?utf-8?Q?x?=.pdf"] {
        let raw = String::from_utf8(eml(mail().document(Document::pdf(name, PDF)))).unwrap();
        assert!(raw.contains(" filename*=UTF-8''") && !raw.contains("filename*0"), "{raw}");
        assert!(raw.contains("name=\"=?UTF-8?") && !raw.contains("\\\""), "{raw}");
    }
}

/// GMime drops what follows a word whose base64 ends in "=".
#[test]
fn only_the_last_encoded_word_is_padded() {
    let texts = [
        "Счёт № 42 за июль 2026 года от ООО «Пример», просим оплатить до конца месяца".to_owned(),
        "Votre facture n° 42 du 3 août 2026 – société Été, à régler avant le 31 août, merci d’avance".to_owned(),
        "a見積書の件、よろしくお願いいたします。ご確認のほどお願い申し上げます。".to_owned(),
        "ab見積書の件、よろしくお願いいたします。ご確認のほどお願い申し上げます。".to_owned(),
        "x👩‍🔧📄👩‍🔧📄👩‍🔧📄👩‍🔧📄👩‍🔧📄".to_owned(),
    ];
    let prefixes =
        (0..4).flat_map(|n| ["é", "見", "📄", "n° "].map(|one| format!("{}{}", "z".repeat(n), one.repeat(80))));
    for text in texts.into_iter().chain(prefixes) {
        let eml = eml(mail()
            .subject(text.as_str())
            .from((text.as_str(), "a@example.fr"))
            .to((text.as_str(), "b@example.org")));
        let eml = String::from_utf8(eml).unwrap();
        let parsed = ParsedMail::parse(eml.as_bytes()).unwrap();
        assert_eq!(parsed.subject.as_deref(), Some(text.as_str()));
        assert_eq!(parsed.from.unwrap().0.as_deref(), Some(text.as_str()));
        assert!(parsed.to.iter().any(|to| to.0.as_deref() == Some(text.as_str())), "{eml}");
        for header in eml.replace("\r\n ", " ").lines().take_while(|line| !line.is_empty()) {
            let words: Vec<&str> = header.split(' ').filter(|word| word.starts_with("=?")).collect();
            let (last, others) = words.split_last().unwrap_or((&"", &[]));
            assert!(others.iter().all(|word| !word.ends_with("=?=")), "{header}");
            assert!(words.iter().all(|word| word.len() <= 75), "{header}: {last}");
        }
    }
}

#[test]
fn mails_are_documents_too() {
    let inner = b"Subject: x\r\n\r\n\xE9\n.\n";
    for name in ["a.eml", "a.MHT", "a.mhtml"] {
        let document = Document::from_bytes(name, &inner[..]);
        let parsed = parsed(mail().document(document));
        assert_eq!((parsed.parts[0].name.as_deref(), parsed.parts[0].bytes.as_slice()), (Some(name), &inner[..]));
        assert_eq!(parsed.parts[0].media_type, "application/octet-stream");
    }
    for media_type in ["message/rfc822", "MESSAGE/partial", "multipart/related"] {
        let error = mail().document(Document::new("a.eml", media_type, &inner[..])).build().unwrap_err();
        assert!(error.to_string().contains("give application/octet-stream"), "{error}");
    }
}

#[test]
fn files_that_cannot_be_read_are_named() {
    let folder = std::env::temp_dir().join(format!("ite-mailer-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let (file, pipe) = (folder.join("a.pdf"), folder.join("pipe.pdf"));
    std::fs::write(&file, PDF).unwrap();
    assert_eq!(Document::from_path(&file).unwrap().bytes(), PDF);
    let mut cases = vec![(folder.join("none.pdf"), "does not exist"), (folder.clone(), "not a regular file")];
    if cfg!(unix) {
        assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
        cases.extend([(pipe, "not a regular file"), ("/dev/zero".into(), "not a regular file")]);
    }
    for (path, why) in cases {
        // Opening a pipe without a writer would block.
        let (told, ended) = std::sync::mpsc::channel();
        let asked = path.clone();
        std::thread::spawn(move || told.send(Document::from_path(asked).map(|_| ())).unwrap());
        let error = ended.recv_timeout(crate::support::LIMIT).expect("it waits").unwrap_err();
        assert_eq!((error.kind(), error.stage()), (ErrorKind::Message, Stage::Message));
        let text = error.to_string();
        assert!(text.contains(why) && text.contains(path.to_str().unwrap()), "{text}");
    }
    std::fs::remove_dir_all(folder).unwrap();
}

#[test]
fn a_mail_has_bounds() {
    let documents = |n: usize| (0..n).fold(mail(), |mail, n| mail.document(Document::pdf(format!("{n}.pdf"), PDF)));
    assert_eq!(fields(documents(DocumentMail::MAX_DOCUMENTS + 1).build()), ["documents"]);
    let many = documents(DocumentMail::MAX_DOCUMENTS).build().unwrap().compose().unwrap();
    assert_eq!(many.documents().len(), DocumentMail::MAX_DOCUMENTS);
    let long = |n: usize| "a".repeat(n);
    assert_eq!(fields(mail().text(long(DocumentMail::MAX_TEXT + 1)).build()), ["text"]);
    assert_eq!(fields(mail().html(long(DocumentMail::MAX_TEXT + 1)).build()), ["html"]);
}

#[test]
fn documents_come_back_byte_for_byte() {
    let bytes: Vec<u8> = (0..1 << 20).map(|n: u32| (n.wrapping_mul(2_654_435_761) >> 13) as u8).collect();
    for len in (1..=300).chain([1023, 1024, 1025, 1 << 20]) {
        let document = Document::new("b.bin", "application/octet-stream", bytes[..len].to_vec());
        let back = &parsed(mail().document(document.clone())).parts[0].bytes;
        let back = Document::new("b", "a/b", back.clone());
        assert_eq!(back.sha256(), document.sha256(), "{len} bytes");
    }
    for (kind, bytes) in
        [("text/csv", &b"a;\xE9\n.\nFrom me\r"[..]), ("application/xml", b"<a/>\n"), ("text/html", b"<p>\xFF")]
    {
        let parsed = parsed(mail().document(Document::new("d", kind, bytes)));
        assert_eq!(parsed.parts[0].bytes, bytes, "{kind}");
    }
}

#[test]
fn the_fingerprint_is_sha_256() {
    let receipt = Document::new("a", "text/plain", "abc").receipt();
    assert_eq!(receipt.sha256, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    assert_eq!((receipt.name.as_str(), receipt.size), ("a", 3));
}

#[test]
fn texts_come_back() {
    let long = "é".repeat(3000);
    for text in
        ["Bonjour", "a\r\nb\rc\n\n", ".\n..\nFrom here\n", "Été à Noël\n", "日本語\n", "fin de ligne \n\t\n", &long]
    {
        let wanted = text.replace("\r\n", "\n").replace('\r', "\n");
        let wanted = format!("{}\r\n", wanted.strip_suffix('\n').unwrap_or(&wanted).replace('\n', "\r\n"));
        let parsed = parsed(mail().text(text).html(format!("<p>{text}")));
        assert_eq!(parsed.text.as_deref(), Some(wanted.as_str()));
        assert_eq!(parsed.html, Some(format!("<p>{wanted}")));
    }
}

#[test]
fn subjects_and_names_come_back() {
    for text in
        ["Facture", "Facture n° 42 — été", "見積書", "=?utf-8?Q?x?=", "mot ".repeat(90).trim_end(), &"é".repeat(300)]
    {
        assert_eq!(parsed(mail().subject(text)).subject.as_deref(), Some(text));
    }
    for name in ["Léa Martin", "Martin, Léa", "O'Neil \"Bob\" \\", "株式会社", &"é".repeat(200)] {
        let parsed = parsed(mail().from((name, "a@example.fr")).to((name, "b@example.com")));
        let wanted = |address: &str| (Some(name.to_owned()), address.to_owned());
        assert_eq!(parsed.from, Some(wanted("a@example.fr")));
        assert!(parsed.to.contains(&wanted("b@example.com")));
    }
}

#[test]
fn levels_are_those_needed() {
    let png = || Document::new("logo.png", "image/png", &b"\x89PNG\r\n\x1a\n0000"[..]);
    let pdf = || Document::pdf("a.pdf", PDF);
    for (builder, kinds) in [
        (mail(), vec!["text/plain"]),
        (mail().html("<p>a"), vec!["multipart/alternative", "text/plain", "text/html"]),
        (mail().document(pdf()), vec!["multipart/mixed", "text/plain", "application/pdf"]),
        (
            mail().html("<img src=\"cid:logo\">").inline(png(), "logo").document(pdf()),
            vec![
                "multipart/mixed",
                "multipart/related",
                "multipart/alternative",
                "text/plain",
                "text/html",
                "image/png",
                "application/pdf",
            ],
        ),
        (DocumentMail::builder().from("a@example.fr").to("b@example.com").document(pdf()), vec!["application/pdf"]),
    ] {
        let eml = String::from_utf8(eml(builder)).unwrap();
        let found: Vec<&str> =
            eml.lines().filter_map(|l| l.strip_prefix("Content-Type: ")).filter_map(|l| l.split(';').next()).collect();
        assert_eq!(found, kinds);
    }
    let parsed = parsed(mail().html("<img src=\"cid:logo\">").inline(png(), "logo"));
    assert_eq!((parsed.parts[0].content_id.as_deref(), parsed.parts[0].inline), (Some("logo"), true));
}

#[test]
fn blind_copies_are_in_the_envelope_only() {
    let mail = mail().bcc("secret@example.org").cc("CLIENT@example.com").to("client@EXAMPLE.com").build().unwrap();
    let gateway = SmtpGateway::builder().host("smtp.example.com").user("me").password("x");
    let gateway = gateway.sent_copy(SentCopy::BccSelf).build().unwrap();
    let composed = gateway.compose(&mail).unwrap();
    let to: Vec<&str> = composed.envelope().to().iter().map(Address::as_str).collect();
    assert_eq!(to, ["client@example.com", "CLIENT@example.com", "secret@example.org", "contact@example.fr"]);
    assert_eq!(composed.envelope().from().as_str(), "contact@example.fr");
    let eml = String::from_utf8(composed.to_eml()).unwrap();
    assert!(!eml.contains("secret") && !eml.to_lowercase().contains("bcc"), "{eml}");
    let hidden = DocumentMail::builder().from("a@example.fr").bcc("b@example.com").text("x");
    assert_eq!(parsed(hidden).header("to"), Some("undisclosed-recipients:;"));
}

#[test]
fn headers_are_ours() {
    let parsed = parsed(
        mail()
            .reply_to("service@example.fr")
            .in_reply_to("<1@example.com>")
            .references(["0@example.com", "<1@example.com>"])
            .header("X-Devis", "été")
            .header("List-Unsubscribe", "<https://example.com/u?abc>")
            .language("fr")
            .auto_submitted(AutoSubmitted::AutoGenerated),
    );
    for (name, value) in [
        ("Date", "Tue, 14 Nov 2023 22:13:20 +0000"),
        ("MIME-Version", "1.0"),
        ("In-Reply-To", "<1@example.com>"),
        ("References", "<0@example.com> <1@example.com>"),
        ("Reply-To", "<service@example.fr>"),
        ("Content-Language", "fr"),
        ("Auto-Submitted", "auto-generated"),
        ("List-Unsubscribe", "<https://example.com/u?abc>"),
    ] {
        assert_eq!(parsed.header(name), Some(value), "{name}");
    }
    assert!(ParsedMail::parse(&eml(mail())).unwrap().header("Auto-Submitted").is_none());
}

#[test]
fn one_key_one_message_id() {
    let id = |builder: DocumentMailBuilder| builder.build().unwrap().compose().unwrap().message_id().to_owned();
    let keyed = id(mail().idempotency_key("invoice-42"));
    // Must not change between versions: a mail sent again after an upgrade keeps its Message-ID.
    assert_eq!(keyed, "cdd55c9618be8160e872adac96c79ea8@example.fr");
    assert_eq!(keyed, id(mail().idempotency_key("invoice-42").text("autre")));
    assert_ne!(keyed, id(mail().idempotency_key("invoice-43")));
    assert_ne!(keyed, id(mail().idempotency_key("invoice-42").from("a@example.org")));
    // Customers of one provider share its domain.
    assert_ne!(keyed, id(mail().idempotency_key("invoice-42").from("other@example.fr")));
    assert!(keyed.len() == 32 + "@example.fr".len() && keyed.ends_with("@example.fr"), "{keyed}");
    assert_ne!(id(mail()), id(mail()));
    let once = mail().build().unwrap();
    assert_eq!(once.compose().unwrap().to_eml(), once.clone().compose().unwrap().to_eml());
    assert_eq!(parsed(mail().idempotency_key("invoice-42")).message_id, Some(keyed));
}

#[test]
fn scope_and_key_choose_the_message_id() {
    let id = |builder: DocumentMailBuilder| builder.build().unwrap().message_id().to_owned();
    let scoped = || mail().idempotency_scope("customer-42").idempotency_key("invoice-42");
    // SHA-256 as documented, computed with another tool. Must not change between versions: a mail sent again after an
    // upgrade keeps its Message-ID.
    assert_eq!(id(scoped()), "57fef28fa4844aa223a4517642087a89@example.fr");
    assert_eq!(id(scoped()), id(scoped().from("corrected@example.fr").text("autre")));
    assert_ne!(id(scoped()), id(scoped().idempotency_scope("customer-43")));
    assert_ne!(id(scoped()), id(scoped().idempotency_key("invoice-43")));
    // An author who types a scope as an address has another id.
    assert_ne!(
        id(mail().idempotency_key("invoice-42")),
        id(mail().idempotency_key("invoice-42").idempotency_scope("contact@example.fr"))
    );
    // A scope without a key has no effect.
    assert_ne!(id(mail().idempotency_scope("customer-42")), id(mail().idempotency_scope("customer-42")));
    let built = scoped().build().unwrap();
    assert_eq!((built.idempotency_scope(), built.idempotency_key()), (Some("customer-42"), Some("invoice-42")));
    for (field, built) in [
        ("idempotency_scope", mail().idempotency_scope("").idempotency_key("a").build()),
        ("idempotency_key", mail().idempotency_scope("a").idempotency_key("").build()),
    ] {
        assert_eq!(fields(built), [field]);
    }
}

#[test]
fn a_secret_makes_message_ids_unpredictable() {
    let id = |builder: DocumentMailBuilder| builder.build().unwrap().message_id().to_owned();
    let secret = |text: &str| SecretString::from(text.to_owned());
    let scoped = || mail().idempotency_scope("customer-42").idempotency_key("invoice-42");
    let with = |text: &str| id(scoped().message_id_secret(secret(text)));
    // HMAC-SHA256 of the digest without a secret, computed with another tool.
    assert_eq!(with("sixteen bytes, x"), "2ea80a046eb59251932bb87a183eab96@example.fr");
    assert_ne!(with("sixteen bytes, x"), with("sixteen bytes, y"));
    assert_ne!(with("sixteen bytes, x"), id(scoped()));
    let by_author = |builder: DocumentMailBuilder| id(builder.idempotency_key("invoice-42"));
    assert_ne!(by_author(mail().message_id_secret(secret("sixteen bytes, x"))), by_author(mail()));
    let error = scoped().message_id_secret(secret("fifteen bytes, ")).build().unwrap_err();
    assert_eq!(error.problems()[0].field, "message_id_secret");
    assert!(!error.to_string().contains("fifteen bytes"), "{error}");
    let builder = scoped().message_id_secret(secret("sixteen bytes, x"));
    assert!(!format!("{builder:?}").contains("sixteen"), "{builder:?}");
    assert!(!format!("{:?}", builder.build().unwrap()).contains("sixteen"));
}

#[test]
fn line_breaks_reach_no_header() {
    for bad in ["\r", "\n", "\r\nBcc: x@example.com", "\0", "\u{2028}", "\t", "\u{7f}", "\u{85}"] {
        let text = format!("a{bad}b");
        for (field, built) in [
            ("subject", mail().subject(text.clone()).build()),
            ("from", mail().from((text.as_str(), "a@example.fr")).build()),
            ("to", mail().to(format!("{text}@example.com")).build()),
            ("to", mail().to(format!("a@{text}.example.com")).build()),
            ("cc", mail().cc(Mailbox::new(Some(text.clone()), Address::new("a@example.fr").unwrap())).build()),
            ("bcc", mail().bcc(format!("\"{text}\" <a@example.fr>")).build()),
            ("reply_to", mail().reply_to(format!("{text} <a@example.fr>")).build()),
            ("in_reply_to", mail().in_reply_to(text.clone()).build()),
            ("references", mail().references([text.clone()]).build()),
            ("headers", mail().header("X-A", text.clone()).build()),
            ("headers", mail().header(text.clone(), "a").build()),
            ("language", mail().language(text.clone()).build()),
            ("documents", mail().document(Document::pdf(text.clone(), PDF)).build()),
            ("documents", mail().document(Document::new("a", format!("text/{text}"), PDF)).build()),
            ("documents", mail().html("a").inline(Document::pdf("a", PDF), text.clone()).build()),
        ] {
            assert_eq!(fields(built), [field], "{bad:?}");
        }
    }
    assert_eq!(fields(mail().text("a\0").html("\u{8}").build()), ["text", "html"]);
    let key = parsed(mail().idempotency_key("a\r\nBcc: x@example.com"));
    assert!(key.header("bcc").is_none());
}

#[test]
fn recipients_come_one_by_one_or_as_lists() {
    let given = vec!["a@example.org".to_owned(), "b@example.org".to_owned()];
    let mailboxes = [Mailbox::try_from("C <c@example.org>").unwrap()];
    let mail = DocumentMail::builder()
        .from("x@example.com")
        .to("one@example.org")
        .to(given.clone())
        .to(&given)
        .to(["d@example.org", "e@example.org"])
        .cc(mailboxes.as_slice())
        .bcc(vec![("F", "f@example.org")])
        .reply_to(Vec::<String>::new())
        .recipients(given.iter().map(String::as_str))
        .text("x")
        .build()
        .unwrap();
    let to: Vec<_> = mail.to().iter().map(|to| to.address().local_part()).collect();
    assert_eq!(to, ["one", "a", "b", "a", "b", "d", "e", "a", "b"]);
    assert_eq!((mail.cc()[0].name(), mail.bcc()[0].name(), mail.reply_to().len()), (Some("C"), Some("F"), 0));
    let from = || DocumentMail::builder().from("x@example.com").text("x");
    assert_eq!(fields(from().to(vec!["good@example.org", "bad", "worse"]).build()), ["to", "to"]);
    assert_eq!(fields(from().to(Vec::<String>::new()).build()), ["to"]);
}

#[test]
fn every_problem_is_reported_at_once() {
    let empty = DocumentMail::builder().build();
    assert_eq!(fields(empty), ["from", "to", "text"]);
    let all = DocumentMail::builder().from("x").to("@").document(Document::pdf("", "")).header("Bcc", "a").build();
    assert_eq!(fields(all), ["from", "to", "documents", "documents", "headers"]);
}

#[test]
fn documents_that_are_not_what_they_say_are_refused() {
    for (name, kind, bytes) in [
        ("a.pdf", "application/pdf", &b"<html>"[..]),
        ("a.png", "image/png", PDF),
        ("a.csv", "text/csv", PDF),
        ("a.docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", PDF),
        ("../a.pdf", "application/pdf", PDF),
        ("a\\b.pdf", "application/pdf", PDF),
        ("..", "application/pdf", PDF),
        ("a\u{202E}fdp.exe", "application/octet-stream", PDF),
        ("a.pdf", "application/pdf", b""),
        ("a.pdf", "application", PDF),
        ("a.pdf", "multipart/mixed", PDF),
    ] {
        assert_eq!(fields(mail().document(Document::new(name, kind, bytes)).build()), ["documents"], "{name} {kind}");
    }
    let late = [&[b' '; 1000][..], PDF].concat();
    assert!(mail().document(Document::pdf("a.pdf", late)).build().is_ok());
    assert_eq!(Document::from_bytes("a.PDF", PDF).media_type(), "application/pdf");
}

#[test]
fn headers_of_ours_are_refused() {
    for name in [
        "From",
        "to",
        "BCC",
        "Content-Type",
        "MIME-Version",
        "DKIM-Signature",
        "Received",
        "Return-Path",
        "a b",
        "a:",
        "",
        "Resent-To",
        "X-SMTPAPI",
        "x-msys-api",
        "X-MC-BccAddress",
        "Apparently-To",
    ] {
        assert_eq!(fields(mail().header(name, "x").build()), ["headers"], "{name}");
    }
    for name in ["Disposition-Notification-To", "X-MC-Tags", "X-Mailgun-Tag", "X-MJ-CustomID", "X-PM-Tag"] {
        assert!(mail().header(name, "x").build().is_ok(), "{name}");
    }
}

#[test]
fn addresses_are_checked() {
    let long_local = format!("{}@example.com", "a".repeat(65));
    let long = format!("a@{}com", "abcdefgh.".repeat(30));
    for bad in [
        "",
        "a",
        "@example.com",
        "a@",
        "a@b@",
        "a..b@example.com",
        ".a@example.com",
        "a@example..com",
        "a@.com",
        "a b@example.com",
        "a@exa mple.com",
        "a@ex_ample.com",
        "a@[192.0.2.1]",
        "a@example.com.",
        "a,b@example.com",
        "\"a@example.com",
        "a\u{200B}@example.com",
        "a@example.com\r\nRCPT TO:<x@example.com>",
        &long_local,
        &long,
    ] {
        let error = Address::new(bad).expect_err(bad);
        assert_eq!(error.problems()[0].field, "address");
    }
    for (good, wire) in [
        ("a@example.com", "a@example.com"),
        ("A.b+c@EXAMPLE.com", "A.b+c@example.com"),
        ("\"a b@c\"@example.com", "\"a b@c\"@example.com"),
        ("a@bücher.example", "a@xn--bcher-kva.example"),
        ("élise@example.fr", "élise@example.fr"),
    ] {
        assert_eq!(Address::new(good).unwrap().as_str(), wire);
    }
    for (text, name) in [
        ("a@example.com", None),
        ("<a@example.com>", None),
        ("Nom Prénom <a@example.com>", Some("Nom Prénom")),
        ("\"Dupont, \\\"J\\\"\" <a@example.com>", Some("Dupont, \"J\"")),
    ] {
        let mailbox: Mailbox = text.parse().unwrap();
        assert_eq!((mailbox.name(), mailbox.address().as_str()), (name, "a@example.com"));
        let json = serde_json::to_string(&mailbox).unwrap();
        assert_eq!(serde_json::from_str::<Mailbox>(&json).unwrap(), mailbox);
    }
}

#[test]
fn a_local_part_beyond_ascii_needs_smtputf8() {
    let composed = |to: &str| mail().to(to).build().unwrap().compose().unwrap();
    assert!(composed("élise@example.fr").needs_smtputf8());
    assert!(!composed("elise@bücher.example").needs_smtputf8());
    assert!(!composed("a@example.fr").needs_smtputf8());
}

#[test]
fn text_is_derived_from_html_alone() {
    let builder = DocumentMail::builder().from("a@example.fr").to("b@example.com").html("<p>Bonjour <b>vous</b></p>");
    let text = parsed(builder).text.unwrap();
    assert_eq!(text, "Bonjour vous\r\n");
}
