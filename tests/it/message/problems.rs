//! The problems of a mail: each with its code, and both languages on the page.

use super::{PDF, mail};
use ite_mailer::{
    Address, Document, DocumentMail, Error, ErrorKind, Language, Mailbox, SecretString,
    error::Problem,
    message::{DocumentMailBuilder, StoredMail},
};

/// Field and code of this mail's only problem; checks its texts.
fn only(what: &str, built: Result<DocumentMail, Error>) -> (String, String) {
    let error = built.map(|_| ()).expect_err(what);
    assert_eq!(error.kind(), ErrorKind::Message, "{what}");
    assert!(error.to_string().starts_with("invalid mail: ") && !error.to_string().contains("message at"), "{error}");
    let [problem] = error.problems() else { panic!("{what}: {error}") };
    let quoted = |text: &str, open, close| match (text.find(open), text.rfind(close)) {
        (Some(from), Some(to)) => format!("{}{}", &text[..from], &text[to..]),
        _ => text.to_owned(),
    };
    // Without the quoted value, which need not follow the typography.
    let (en, fr) = (quoted(&problem.en, '“', '”'), quoted(&problem.fr, '«', '»'));
    crate::gateway::typography(&Problem::new("", problem.code.clone(), en, fr));
    let page = |language| error.to_page(language, "Facturo").problems.remove(0).text;
    assert_eq!((page(Language::En), page(Language::Fr)), (problem.en.clone(), problem.fr.clone()), "{what}");
    (problem.field.to_string(), problem.code.to_string())
}

#[test]
fn each_problem_of_a_mail_has_its_code() {
    type Build = fn(DocumentMailBuilder) -> DocumentMailBuilder;
    let secret = |mail: DocumentMailBuilder| mail.message_id_secret(SecretString::from("short"));
    let table: &[(&str, &str, Build)] = &[
        ("cc", "name_control_character", |m| m.cc(("a\nb", "a@example.com"))),
        ("cc", "name_too_long", |m| m.cc(("a".repeat(2001).as_str(), "a@example.com"))),
        ("cc", "name_quotation_marks", |m| m.cc("\"Ann\"B\" <a@example.com>")),
        ("cc", "name_special_characters", |m| m.cc("Ann\"B <a@example.com>")),
        ("cc", "address_several", |m| m.cc("a@example.com, b@example.com")),
        ("reply_to", "address_two_at_signs", |m| m.reply_to("a@b@example.com")),
        ("subject", "subject_control_character", |m| m.subject("a\r\nb")),
        ("subject", "subject_too_long", |m| m.subject("a".repeat(2001))),
        ("text", "body_control_character", |m| m.text("a\0b")),
        ("html", "body_control_character", |m| m.html("a\u{7}b")),
        ("text", "body_too_long", |m| m.text("a".repeat(DocumentMail::MAX_TEXT + 1))),
        ("language", "language_invalid", |m| m.language("français")),
        ("in_reply_to", "message_id_length", |m| m.in_reply_to("")),
        ("references", "message_id_character", |m| m.references(["a b@example.com"])),
        ("headers", "header_name_invalid", |m| m.header("X Own", "1")),
        ("headers", "header_reserved", |m| m.header("Subject", "1")),
        ("headers", "header_names_recipients", |m| m.header("X-SMTPAPI", "{}")),
        ("headers", "header_empty", |m| m.header("X-Own", " ")),
        ("headers", "header_control_character", |m| m.header("X-Own", "a\nb")),
        ("headers", "header_too_long", |m| m.header("X-Own", "é".repeat(1001))),
        ("headers", "header_word_too_long", |m| m.header("X-Own", "a".repeat(901))),
        ("idempotency_key", "idempotency_empty", |m| m.idempotency_key("")),
        ("idempotency_scope", "idempotency_empty", |m| m.idempotency_scope("")),
        ("message_id_secret", "message_id_secret_too_short", secret),
        ("documents", "documents_too_many", |m| {
            (0..1001).fold(m, |m, n| m.document(Document::pdf(format!("{n}"), PDF)))
        }),
        ("documents", "document_name_missing", |m| m.document(Document::pdf(" ", PDF))),
        ("documents", "document_name_control_character", |m| m.document(Document::pdf("a\u{202e}fdp.exe", PDF))),
        ("documents", "document_name_is_path", |m| m.document(Document::pdf("C:\\a.pdf", PDF))),
        ("documents", "document_name_too_long", |m| m.document(Document::pdf("é".repeat(128), PDF))),
        ("documents", "document_empty", |m| m.document(Document::pdf("a.pdf", ""))),
        ("documents", "document_type_of_mails", |m| m.document(Document::new("a.eml", "message/rfc822", "x"))),
        ("documents", "document_type_invalid", |m| m.document(Document::new("a.pdf", "pdf", "x"))),
        ("documents", "document_type_differs", |m| m.document(Document::pdf("a.pdf", "<html>"))),
        ("documents", "inline_without_html", |m| m.inline(Document::pdf("a.pdf", PDF), "a")),
        ("documents", "content_id_length", |m| m.html("<p>").inline(Document::pdf("a.pdf", PDF), "")),
        ("documents", "content_id_character", |m| m.html("<p>").inline(Document::pdf("a.pdf", PDF), "a b")),
    ];
    for (field, code, build) in table {
        assert_eq!(only(code, build(mail()).build()), ((*field).to_owned(), (*code).to_owned()));
    }
    let empty = DocumentMail::builder;
    for (field, code, mail) in [
        ("from", "from_missing", empty().to("b@example.com").text("x")),
        ("to", "recipient_missing", empty().from("a@example.com").text("x")),
        ("text", "mail_empty", empty().from("a@example.com").to("b@example.com")),
    ] {
        assert_eq!(only(code, mail.build()), (field.to_owned(), code.to_owned()));
    }
    let row = serde_json::to_string(&mail().build().unwrap()).unwrap();
    let stored: StoredMail = serde_json::from_str(&row.replace("1700000000", &u64::MAX.to_string())).unwrap();
    assert_eq!(only("date", stored.restore()), ("date".to_owned(), "date_invalid".to_owned()));
}

#[test]
fn each_problem_of_an_address_has_its_code() {
    for (text, code) in [
        ("", "address_missing"),
        ("  ", "address_missing"),
        ("<>", "address_missing"),
        ("nobody", "address_without_at_sign"),
        ("@example.com", "address_without_local_part"),
        ("a@", "address_without_domain"),
        ("a@@example.com", "address_two_at_signs"),
        ("a@b@example.com", "address_two_at_signs"),
        ("Ann <a@b@example.com>", "address_two_at_signs"),
        ("a@example.com,b@example.com", "address_several"),
        ("a@example.com; b@example.com", "address_several"),
        ("a@example.com b@example.com", "address_several"),
        ("a@example.com\nb@example.com", "address_several"),
        ("a@example.com et b@example.com", "address_several"),
        ("Ann <a@example.com>, Bob <b@example.com>", "address_several"),
        ("\"Ann, A\" <a@example.com>, \"Bob, B\" <b@example.com>", "address_several"),
        ("<a@example.com> <b@example.com>", "address_several"),
        ("a@example.com, Bob <b@example.com>", "address_several"),
        ("a@example.com b@example.com <c@example.com>", "address_several"),
        ("a b@example.com", "address_invisible_character"),
        ("a\u{200b}b@example.com", "address_invisible_character"),
        ("=?utf-8?q?a?=@example.com", "address_encoded_word"),
        ("\"a\"b\"@example.com", "address_quotation_marks"),
        ("\"a<b\"@example.com", "address_angle_bracket"),
        (".a@example.com", "address_dot"),
        ("a..b@example.com", "address_dot"),
        ("a,b@example.com", "address_special_character"),
        ("a@[192.0.2.1]", "address_with_ip_address"),
        ("a@exa mple.com", "address_domain_invalid"),
        ("a@example..com", "address_domain_invalid"),
        (&format!("{}@example.com", "a".repeat(65)), "address_local_part_too_long"),
        (&format!("abcdef@{}com", "example.".repeat(31)), "address_too_long"),
    ] {
        assert_eq!(only(text, mail().cc(text).build()), ("cc".to_owned(), code.to_owned()), "{text:?}");
        let error = text.parse::<Mailbox>().unwrap_err();
        assert_eq!((&*error.problems()[0].field, &*error.problems()[0].code), ("address", code), "{text:?}");
        let json = serde_json::from_value::<Mailbox>(text.into()).unwrap_err().to_string();
        assert!(json.contains(error.problems()[0].en.trim_end_matches('.')), "{json}");
    }
}

/// Commas, blanks and `@` in quoted parts, and a name that is an address, are one address.
#[test]
fn one_address_is_not_taken_for_several() {
    for text in [
        "\"Ann, a@example.com; b\" <a@example.com>",
        "a@example.com <a@example.com>",
        "Martin, Ann <a@example.com>",
        "\"a@b, c@d\"@example.com",
        "\"a\\\"@x, b@y\"@example.com",
    ] {
        let mailbox: Mailbox = text.parse().unwrap_or_else(|error| panic!("{text}: {error}"));
        assert!(mailbox.address().as_str().ends_with("@example.com"));
    }
}

/// A value is shown without line ends and bidirectional controls, and shortened.
#[test]
fn values_are_shown_safely() {
    for (text, shown) in [
        ("a\r\nb", "“a\\r\\nb”"),
        ("a\u{202e}b", "“a\\u{202e}b”"),
        ("d’été l'an {max}", "“d’été l'an {max}”"),
        (&*"é".repeat(200), &*format!("“{}”", "é".repeat(80))),
    ] {
        let error = Address::new(text).unwrap_err();
        assert!(error.problems()[0].en.contains(shown), "{error}");
        assert!(error.problems()[0].fr.contains(&shown.replace('“', "«\u{a0}").replace('”', "\u{a0}»")), "{error}");
    }
}

/// An error of the caller's own conversion is kept.
#[test]
fn an_own_conversion_is_one_problem() {
    struct Customer;
    impl TryFrom<Customer> for Mailbox {
        type Error = Error;
        fn try_from(_: Customer) -> Result<Self, Error> {
            Err(Error::new(ErrorKind::Configuration, ite_mailer::Stage::Gateway).with_detail("the customer has none"))
        }
    }
    let error = mail().to(Customer).build().unwrap_err();
    assert_eq!((&*error.problems()[0].field, &*error.problems()[0].code), ("to", "mailbox_invalid"));
    assert!(error.problems()[0].fr.contains("the customer has none"), "{error}");
}
