//! `RedirectMailer`: no mail is sent to other than the allowed addresses.

use super::Scripted;
use crate::smtp::gateway as sandbox_gateway;
use ite_mailer::{
    Document, DocumentMail, DocumentMailer, ErrorKind, FailoverMailer, Mailbox, MemoryMailer, Outcome, Receipt,
    RedirectMailer, Retry, SmtpGateway, SmtpMailer, Stage,
    gateway::SentCopy,
    message::{DocumentMailBuilder, ParsedMail},
    sandbox::SmtpSandbox,
};

const TARGET: &str = "staging@example.com";

/// `To`, `Cc` and a blind copy, some of them twice.
fn builder() -> DocumentMailBuilder {
    DocumentMail::builder()
        .from("Billing <billing@example.com>")
        .to("Client <client@example.org>")
        .to("tester@example.net")
        .cc("boss@example.org")
        .cc("client@example.org")
        .bcc("hidden@example.org")
        .bcc("qa@inside.example")
        .subject("Invoice")
        .document(Document::pdf("invoice.pdf", [b"%PDF-1.7\n".as_slice(), &[b'.'; 3000]].concat()))
        .idempotency_scope("customer-7")
        .idempotency_key("invoice-42")
}

fn mail() -> DocumentMail {
    builder().build().unwrap()
}

fn copying(gateway: ite_mailer::gateway::GatewayBuilder) -> SmtpGateway {
    gateway.sent_copy(SentCopy::BccSelf).build().unwrap()
}

fn memory() -> MemoryMailer {
    MemoryMailer::for_gateway(copying(SmtpGateway::builder().host("smtp.example.com").user("me").password("x")))
}

/// Every header of this name, unfolded, as another parser reads it.
fn header(eml: &str, name: &str) -> Vec<String> {
    let headers = ParsedMail::parse(eml.as_bytes()).unwrap().headers;
    let own = headers.into_iter().filter(|(found, _)| found.eq_ignore_ascii_case(name));
    own.map(|(_, value)| value.replace("\r\n", "")).collect()
}

/// The encoded words of a header, decoded as those of a subject are.
fn decoded(value: &str) -> String {
    ParsedMail::parse(format!("Subject: {value}\r\n\r\nx").as_bytes()).unwrap().subject.unwrap()
}

/// The recipients and the message, over SMTP and in memory. Every gateway here sends a copy to the sender.
async fn delivered(
    guard: impl Fn(Box<dyn DocumentMailer>) -> RedirectMailer<Box<dyn DocumentMailer>>,
) -> Vec<(Receipt, Vec<String>, String)> {
    let sandbox = SmtpSandbox::start().await.unwrap();
    let smtp = SmtpMailer::new(copying(sandbox_gateway(&sandbox))).unwrap();
    let memory = memory();
    let over_smtp = guard(Box::new(smtp)).send(&mail()).await.unwrap();
    let in_memory = guard(Box::new(memory.clone())).send(&mail()).await.unwrap();
    let (mut mails, mut sent) = (sandbox.mails(), memory.sent());
    assert_eq!((mails.len(), sent.len()), (1, 1));
    let (smtp, memory) = (mails.remove(0), sent.remove(0));
    let text = |eml: &[u8]| String::from_utf8(eml.to_vec()).unwrap();
    vec![
        (over_smtp, smtp.recipients().to_vec(), text(smtp.raw())),
        (in_memory, memory.recipients().to_vec(), text(memory.eml())),
    ]
}

#[tokio::test]
async fn everything_goes_to_one_address() {
    for (receipt, recipients, eml) in
        delivered(|inner| RedirectMailer::everything_to(inner, "Staging <staging@example.com>").unwrap()).await
    {
        assert_eq!(recipients, [TARGET], "no client, no copy, no sender");
        assert_eq!(receipt.accepted, [TARGET]);
        assert!(receipt.rejected.is_empty());
        let kept_out =
            ["client@example.org", "tester@example.net", "boss@example.org", "hidden@example.org", "qa@inside.example"];
        assert_eq!(receipt.redirected_from, kept_out);
        assert_eq!(receipt.message_id, mail().message_id());
        assert_eq!(header(&eml, "To"), ["\"Staging\" <staging@example.com>"]);
        assert!(header(&eml, "Cc").is_empty() && header(&eml, "Bcc").is_empty());
        assert_eq!(header(&eml, "X-Redirected-From-To"), ["<client@example.org>, <tester@example.net>"]);
        assert_eq!(header(&eml, "X-Redirected-From-Cc"), ["<boss@example.org>, <client@example.org>"]);
        assert_eq!(header(&eml, "X-Redirected-From-Bcc"), ["<hidden@example.org>, <qa@inside.example>"]);
        assert_eq!(header(&eml, "Message-ID"), [format!("<{}>", mail().message_id())]);
    }
}

#[tokio::test]
async fn a_list_lets_its_own_through() {
    let list = ["@inside.example", "tester@example.net", "client@elsewhere.example"];
    for (receipt, recipients, eml) in delivered(|inner| RedirectMailer::only_to(inner, list).unwrap()).await {
        assert_eq!(recipients, ["tester@example.net", "qa@inside.example"], "no copy to the sender either");
        assert_eq!(receipt.accepted, recipients);
        let kept_out = ["client@example.org", "boss@example.org", "hidden@example.org"];
        assert_eq!(receipt.redirected_from, kept_out);
        let rejected: Vec<_> =
            receipt.rejected.iter().map(|one| (one.recipient.as_str(), one.kind, one.retry)).collect();
        assert_eq!(rejected, kept_out.map(|to| (to, ErrorKind::RecipientRejected, Retry::Never)));
        assert_eq!(header(&eml, "To"), ["<tester@example.net>"]);
        assert!(header(&eml, "Cc").is_empty());
        assert_eq!(header(&eml, "X-Redirected-From-To"), ["<client@example.org>"]);
        assert_eq!(header(&eml, "X-Redirected-From-Cc"), ["<boss@example.org>, <client@example.org>"]);
        assert!(!eml.contains("hidden@") && !eml.contains("qa@"), "a blind copy shows: {eml}");
    }
    // Every recipient is allowed: the mail is unchanged, and still no copy goes to the sender.
    let memory = memory();
    let all = ["example.org", "example.net", "inside.example"];
    let receipt = RedirectMailer::only_to(memory.clone(), all).unwrap().refuse_others().send(&mail()).await.unwrap();
    assert_eq!(receipt.accepted.len(), 5);
    assert!(receipt.redirected_from.is_empty() && receipt.rejected.is_empty());
    assert_eq!(memory.sent()[0].eml(), &mail().compose().unwrap().to_eml());
}

#[tokio::test]
async fn no_remaining_recipient_is_an_error() {
    let memory = memory();
    let nobody = RedirectMailer::only_to(memory.clone(), ["elsewhere.example"]).unwrap();
    let not_all = RedirectMailer::only_to(memory.clone(), ["tester@example.net"]).unwrap().refuse_others();
    let relay = MemoryMailer::new();
    let around = FailoverMailer::new("guarded", nobody.clone()).then("not guarded", relay.clone());
    for (mailer, refused) in [(&nobody as &dyn DocumentMailer, 5), (&not_all, 4), (&around, 5)] {
        let error = mailer.send(&mail()).await.unwrap_err();
        assert_eq!((error.kind(), error.stage()), (ErrorKind::RecipientRejected, Stage::Message));
        assert_eq!((error.outcome(), error.retry()), (Outcome::NotSent, Retry::Never));
        assert_eq!((error.rejected().len(), error.message_id()), (refused, Some(mail().message_id())));
    }
    assert_eq!((memory.attempts(), relay.attempts()), (0, 0), "no way around it");
}

#[tokio::test]
async fn the_list_is_read_strictly() {
    let inner = MemoryMailer::new;
    let empty: [&str; 0] = [];
    assert_eq!(RedirectMailer::only_to(inner(), empty).unwrap_err().problems().len(), 1);
    for entry in ["", " ", "@", "*", "@*", "a@", "example..com", "a b@example.com", "a@b@c", "@@a.b", "."] {
        let error = RedirectMailer::only_to(inner(), ["fine@example.com", entry]).unwrap_err();
        assert_eq!((error.kind(), error.stage()), (ErrorKind::Configuration, Stage::Gateway), "{entry:?}");
        assert_eq!((error.problems().len(), &*error.problems()[0].field), (1, "redirect"), "{entry:?}");
    }
    for target in ["", "nobody", "@example.com", "a@example.com, b@example.com", "a@example.com\r\nBcc: b@example.com"]
    {
        let error = RedirectMailer::everything_to(inner(), target).unwrap_err();
        assert_eq!((error.kind(), error.problems().len()), (ErrorKind::Configuration, 1), "{target:?}");
    }
    let name = Mailbox::new(Some("a\r\nBcc: b@example.com".to_owned()), TARGET.parse().unwrap());
    assert_eq!(RedirectMailer::everything_to(inner(), name).unwrap_err().kind(), ErrorKind::Configuration);

    for (entry, address, lets) in [
        ("tester@example.com", "tester@example.com", true),
        ("tester@EXAMPLE.com", "tester@example.com", true),
        ("tester@example.com", "Tester@example.com", false),
        ("tester@example.com", "tester@sub.example.com", false),
        ("example.com", "any@example.com", true),
        ("@Example.COM", "any@example.com", true),
        ("example.com", "anybody@sub.example.com", false),
        ("example.com", "anybody@notexample.com", false),
        ("example.com", "any@example.com.evil.example", false),
        ("example.com", "\"x@example.com\"@evil.example", false),
        ("bücher.example", "a@xn--bcher-kva.example", true),
        // `*` is an ordinary character of an address, not a pattern.
        ("*@example.com", "any@example.com", false),
        ("*.example.com", "anybody@sub.example.com", false),
    ] {
        let outbox = MemoryMailer::new();
        let Ok(mailer) = RedirectMailer::only_to(outbox.clone(), [entry]) else {
            assert!(!lets, "{entry}");
            continue;
        };
        let mail = DocumentMail::builder().from("a@example.com").to(address).text("x").build().unwrap();
        assert_eq!(
            (mailer.send(&mail).await.is_ok(), outbox.sent().len()),
            (lets, usize::from(lets)),
            "{entry} {address}"
        );
    }
}

#[tokio::test]
async fn a_mailer_of_ones_own_adds_no_copy_either() {
    /// Adds a copy to the sender, as a gateway with `SentCopy` does.
    #[derive(Debug)]
    struct Copying(MemoryMailer);
    #[async_trait::async_trait]
    impl DocumentMailer for Copying {
        async fn send(&self, mail: &DocumentMail) -> Result<Receipt, ite_mailer::Error> {
            let gateway = copying(SmtpGateway::builder().host("smtp.example.com").user("me").password("x"));
            let composed = gateway.compose(mail)?;
            let accepted = composed.envelope().to().iter().map(ToString::to_string).collect();
            self.0.send(mail).await.map(|_| Receipt::new(&composed, "own", accepted))
        }
    }
    let leaking = Copying(MemoryMailer::new()).send(&mail()).await.unwrap();
    assert!(leaking.accepted.iter().any(|to| to == "billing@example.com"), "without the guard it does");
    let guarded = RedirectMailer::everything_to(Copying(MemoryMailer::new()), TARGET).unwrap();
    assert_eq!(guarded.send(&mail()).await.unwrap().accepted, [TARGET]);
    // A From that a wrapper inside changes does not add a copy either.
    let renaming =
        FailoverMailer::new("own", MemoryMailer::new().fail_always(ite_mailer::memory::Failure::new(ErrorKind::Dns)))
            .then_from("relay", memory(), "out@relay.example")
            .unwrap();
    let receipt = RedirectMailer::everything_to(renaming, TARGET).unwrap().send(&mail()).await.unwrap();
    assert_eq!(receipt.accepted, [TARGET]);
}

/// The headers with the original recipients are bounded, one line each, and safe against injection.
#[tokio::test]
async fn the_originals_are_listed_safely() {
    let staged = |mail: DocumentMail| async move {
        let outbox = MemoryMailer::new();
        let receipt = RedirectMailer::everything_to(outbox.clone(), TARGET).unwrap().send(&mail).await.unwrap();
        (receipt, String::from_utf8(outbox.sent()[0].eml().to_vec()).unwrap())
    };
    let many = (0..300).fold(DocumentMail::builder().from("a@example.com").text("x"), |builder, n| {
        builder.to(format!("client-{n}-with-a-rather-long-name@mail.example.org"))
    });
    let (receipt, eml) = staged(many.build().unwrap()).await;
    assert_eq!(receipt.redirected_from.len(), 300, "the receipt has all");
    let listed = header(&eml, "X-Redirected-From-To")[0].to_owned();
    assert!(listed.len() < 1_200 && listed.contains("client-0-") && listed.contains("more"), "{listed}");
    let count: usize = listed.split_ascii_whitespace().rev().nth(1).unwrap().parse().unwrap();
    assert_eq!(listed.matches('@').count() + count, 300, "{listed}");
    assert!(eml.lines().all(|line| line.len() <= 998));

    let odd = DocumentMail::builder()
        .from("a@example.com")
        .to("léa@example.org")
        .cc("\"a %0D%0ABcc:_x b\"@example.org")
        .bcc("\"Bcc: x@evil.example, y\"@example.org")
        .header("X-Redirected-From-To", "<forged@example.org>")
        .header("x-redirected-from-bcc", "<forged@example.org>")
        .header("X-Other", "stays")
        .text("x");
    let (_, eml) = staged(odd.build().unwrap()).await;
    assert!(eml.split("\r\n\r\n").next().unwrap().is_ascii() && !eml.contains("forged"), "{eml}");
    assert_eq!((header(&eml, "Bcc").len(), header(&eml, "X-Other")), (0, vec!["stays".to_owned()]));
    for (name, address) in [
        ("X-Redirected-From-To", "<léa@example.org>"),
        ("X-Redirected-From-Cc", "<\"a %0D%0ABcc:_x b\"@example.org>"),
        ("X-Redirected-From-Bcc", "<\"Bcc: x@evil.example, y\"@example.org>"),
    ] {
        assert_eq!(header(&eml, name).len(), 1, "{name}: {eml}");
        assert_eq!(decoded(&header(&eml, name)[0]), address, "{name}");
    }
    assert!(ParsedMail::parse(eml.as_bytes()).is_some());
}

#[tokio::test]
async fn documents_are_shared_not_copied() {
    let scripted = Scripted::new([]);
    let mail = mail();
    RedirectMailer::everything_to(scripted.clone(), TARGET).unwrap().send(&mail).await.unwrap();
    let sent = scripted.inner.sent().remove(0);
    assert_eq!(sent.mail().documents()[0].bytes().as_ptr(), mail.documents()[0].bytes().as_ptr());
    assert_eq!(sent.mail().idempotency_key(), mail.idempotency_key());
    assert_eq!(mail.to().len(), 2, "the mail itself stays as it was");
}

#[test]
fn debug_shows_the_rule() {
    let mailer = RedirectMailer::everything_to(MemoryMailer::new(), TARGET).unwrap();
    assert!(format!("{mailer:?}").contains(TARGET), "{mailer:?}");
}

#[tokio::test]
async fn one_guard_in_another_names_whom_both_kept_out() {
    let outbox = MemoryMailer::new();
    let inner = RedirectMailer::everything_to(outbox.clone(), "staging@example.com").unwrap();
    let outer = RedirectMailer::only_to(inner, ["example.org"]).unwrap();
    let mail = DocumentMail::builder()
        .from("billing@example.com")
        .to("client@example.org")
        .to("other@example.net")
        .text("x")
        .build()
        .unwrap();
    let receipt = outer.send(&mail).await.unwrap();
    assert_eq!(receipt.accepted, ["staging@example.com"]);
    let kept_out = format!("{:?}", receipt.redirected_from);
    assert!(kept_out.contains("client@example.org") && kept_out.contains("other@example.net"), "{kept_out}");
}

/// Headers that make a relay or a mail program send mail to others are removed.
#[tokio::test]
async fn headers_that_command_a_relay_are_dropped() {
    let commands = [
        "X-MC-Tags",
        "x-mailgun-recipient-variables",
        "X-MJ-CustomID",
        "X-Mailjet-Campaign",
        "X-PM-Tag",
        "X-MSYS-Other",
        "Disposition-Notification-To",
        "Return-Receipt-To",
        "Errors-To",
        "X-Confirm-Reading-To",
    ];
    let kept = ["X-Invoice", "List-Unsubscribe"];
    let names = || commands.iter().chain(&kept);
    let mail = names().fold(builder(), |mail, name| mail.header(*name, "<boss@example.org>")).build().unwrap();
    let own = String::from_utf8(mail.compose().unwrap().to_eml()).unwrap();
    assert!(names().all(|name| header(&own, name).len() == 1), "{own}");
    let outbox = memory();
    RedirectMailer::everything_to(outbox.clone(), TARGET).unwrap().send(&mail).await.unwrap();
    let eml = String::from_utf8(outbox.sent()[0].eml().to_vec()).unwrap();
    for name in commands {
        assert!(header(&eml, name).is_empty(), "{name} in {eml}");
    }
    for name in kept {
        assert_eq!(header(&eml, name).len(), 1, "{name} in {eml}");
    }
}
