//! `SmtpMailer` against a real server in the process.

use crate::support::closed_port;
use ite_mailer::{
    Document, DocumentMail, DocumentMailer, Error, ErrorKind, MemoryMailer, Outcome, Security, SmtpGateway, SmtpMailer,
    Stage,
    conformance::{self, DeliveredMail, DeliverySink, REFUSED},
    gateway::{GatewayBuilder, RecipientPolicy, SentCopy, Timeouts},
    sandbox::{Action, Certificate, Fault, SandboxBuilder, SmtpSandbox, SmtpStep},
};
use std::{sync::Arc, time::Duration};

pub(crate) fn gateway(sandbox: &SmtpSandbox) -> GatewayBuilder {
    SmtpGateway::builder()
        .host("localhost")
        .port(sandbox.port())
        .user(sandbox.user())
        .password(sandbox.password())
        .root_certificate(sandbox.ca_pem())
}

fn mailer(builder: GatewayBuilder) -> SmtpMailer {
    SmtpMailer::new(builder.build().unwrap()).unwrap()
}

pub(crate) fn mail(subject: &str) -> DocumentMail {
    DocumentMail::builder()
        .from("Billing <billing@example.com>")
        .to("client@example.org")
        .subject(subject)
        .text("Hello")
        .document(Document::pdf("invoice.pdf", [b"%PDF-1.7\n".as_slice(), &[b'.'; 5000]].concat()))
        .build()
        .unwrap()
}

fn seconds(seconds: u64) -> Timeouts {
    Timeouts::default().all_steps(Duration::from_secs(seconds))
}

/// The sandbox as the `DeliverySink` of the conformance suite.
pub(crate) struct Far(pub(crate) SmtpSandbox);

#[async_trait::async_trait]
impl DeliverySink for Far {
    async fn arrived(&self) -> Vec<DeliveredMail> {
        let arrived = |mail: ite_mailer::sandbox::ReceivedMail| DeliveredMail {
            recipients: mail.recipients().to_vec(),
            eml: mail.raw().to_vec(),
        };
        self.0.mails().into_iter().map(arrived).collect()
    }
}

#[tokio::test]
async fn every_mailer_passes_the_conformance_suite() {
    let outbox = || MemoryMailer::new().refuse_recipient(REFUSED, ErrorKind::RecipientRejected);
    let memory = outbox();
    conformance::check(&memory, &memory).await.unwrap();
    let (memory, shared) = (outbox(), outbox());
    let (boxed, arc): (Box<dyn DocumentMailer>, Arc<dyn DocumentMailer>) =
        (Box::new(memory.clone()), Arc::new(shared.clone()));
    conformance::check(&boxed, &memory).await.unwrap();
    conformance::check(&arc, &shared).await.unwrap();
    for (implicit, pipelining, chunking) in (0..8).map(|bits| (bits & 1 == 1, bits & 2 == 2, bits & 4 == 4)) {
        let far = Far(SmtpSandbox::builder().reject_recipient(REFUSED, "550 5.1.1 unknown").start().await.unwrap());
        let builder = match implicit {
            true => gateway(&far.0).port(far.0.tls_port()).security(Security::ImplicitTls),
            false => gateway(&far.0),
        };
        let mailer = mailer(builder.max_connections(2).pipelining(pipelining).chunking(chunking));
        let case = format!("implicit TLS {implicit}, pipelining {pipelining}, chunking {chunking}");
        conformance::check(&mailer, &far).await.unwrap_or_else(|violation| panic!("{case}: {violation}"));
        assert!(far.0.connections().max_open <= 3, "{case}: {:?}", far.0.connections());
        assert!(far.0.mails().iter().all(|mail| mail.tls() && mail.user() == Some(far.0.user())), "{case}");
        assert!(far.0.mails().iter().all(|mail| mail.chunked() == chunking), "{case}");
    }
}

#[tokio::test]
async fn a_broken_mailer_does_not_pass() {
    #[derive(Debug)]
    struct Liar(MemoryMailer);

    #[async_trait::async_trait]
    impl DocumentMailer for Liar {
        async fn send(&self, mail: &DocumentMail) -> Result<ite_mailer::Receipt, Error> {
            let mut receipt = self.0.send(mail).await?;
            receipt.message_id = "other@example.com".into();
            Ok(receipt)
        }
    }
    let outbox = MemoryMailer::new();
    let violation = conformance::check(&Liar(outbox.clone()), &outbox).await.unwrap_err();
    assert_eq!(violation.rule, "a receipt is correct");
    let lenient = MemoryMailer::new();
    let violation = conformance::check(&lenient, &lenient).await.unwrap_err();
    assert!(violation.rule.contains("refused recipient"), "no recipient was refused: {violation}");
}

#[tokio::test]
async fn the_server_decides_between_plain_and_login() {
    for (offered, used) in [(&["PLAIN", "LOGIN"][..], "PLAIN"), (&["LOGIN"], "LOGIN"), (&["PLAIN"], "PLAIN")] {
        let sandbox = SmtpSandbox::builder().mechanisms(offered.iter().copied()).start().await.unwrap();
        let mailer = mailer(gateway(&sandbox));
        mailer.send(&mail("sign in")).await.unwrap();
        assert_eq!(sandbox.mails()[0].mechanism(), Some(used));
        let server = mailer.sign_in().await.unwrap();
        assert_eq!(server.mechanism.as_deref(), Some(used));
        assert_eq!(server.tls_version.as_deref(), Some("TLS 1.3"));
        assert!(server.mechanisms.iter().any(|offered| offered == used), "{:?}", server.mechanisms);
        assert_eq!(server.certificate.unwrap().names, ["localhost"]);
    }
    let sandbox = SmtpSandbox::builder().mechanisms(["CRAM-MD5"]).start().await.unwrap();
    let error = mailer(gateway(&sandbox)).send(&mail("none fits")).await.unwrap_err();
    assert_eq!((error.kind(), error.stage()), (ErrorKind::AuthMechanismUnsupported, Stage::Auth));
    assert_eq!(sandbox.sign_ins().refused + sandbox.sign_ins().accepted, 0);
}

#[tokio::test]
async fn connections_are_kept_and_never_more_than_allowed() {
    let sandbox = SmtpSandbox::start().await.unwrap();
    let mailer = mailer(gateway(&sandbox).max_connections(2));
    let mut sends = tokio::task::JoinSet::new();
    for n in 0..20 {
        let mailer = mailer.clone();
        sends.spawn(async move { mailer.send(&mail(&format!("mail {n}"))).await });
    }
    while let Some(result) = sends.join_next().await {
        result.unwrap().unwrap();
    }
    let stats = sandbox.connections();
    assert_eq!((stats.opened, stats.max_open), (2, 2));
    assert_eq!(sandbox.mails().len(), 20);
    mailer.shutdown().await;
    sandbox.wait_open(0).await.unwrap();
    assert!(sandbox.commands().iter().filter(|command| command.as_str() == "QUIT").count() == 2);
    assert!(!sandbox.commands().iter().any(|command| command.starts_with("NOOP")), "no round trip before reuse");
    let error = mailer.send(&mail("too late")).await.unwrap_err();
    assert_eq!((error.kind(), error.outcome()), (ErrorKind::Cancelled, Outcome::NotSent));
}

#[tokio::test]
async fn a_connection_serves_so_many_mails_and_no_more() {
    let sandbox = SmtpSandbox::start().await.unwrap();
    let mailer = mailer(gateway(&sandbox).mails_per_connection(2));
    for n in 0..5 {
        mailer.send(&mail(&format!("mail {n}"))).await.unwrap();
    }
    let connections: Vec<usize> = sandbox.mails().iter().map(|mail| mail.connection()).collect();
    assert_eq!(connections, [1, 1, 2, 2, 3]);
}

#[tokio::test]
async fn an_idle_connection_is_closed() {
    let sandbox = SmtpSandbox::start().await.unwrap();
    let mut timeouts = Timeouts::default();
    timeouts.idle = Duration::from_millis(50);
    let mailer = mailer(gateway(&sandbox).timeouts(timeouts));
    mailer.send(&mail("then silence")).await.unwrap();
    sandbox.wait_open(0).await.unwrap();
    assert!(sandbox.commands().contains(&"QUIT".to_owned()));
    mailer.send(&mail("and again")).await.unwrap();
    assert_eq!(sandbox.mails()[1].connection(), 2);
}

#[test]
fn a_mailer_is_made_outside_a_runtime() {
    let gateway = SmtpGateway::builder().host("smtp.example.com").user("me").password("x").build().unwrap();
    let mailer = SmtpMailer::new(gateway).unwrap();
    fn shared<T: Send + Sync + Clone + 'static>(_: &T) {}
    shared(&mailer);
}

#[tokio::test]
async fn sizes_are_declared_and_checked() {
    let sandbox = SmtpSandbox::builder().max_size(4000).start().await.unwrap();
    let error = mailer(gateway(&sandbox)).send(&mail("too large")).await.unwrap_err();
    assert_eq!(
        (error.kind(), error.stage(), error.outcome()),
        (ErrorKind::MessageTooLarge, Stage::MailFrom, Outcome::NotSent)
    );
    assert!(!sandbox.commands().iter().any(|command| command.starts_with("MAIL")), "it was not even offered");
    let error = mailer(gateway(&sandbox).max_message_size(100)).send(&mail("too large")).await.unwrap_err();
    assert_eq!((error.kind(), error.stage()), (ErrorKind::MessageTooLarge, Stage::Message));

    let sandbox = SmtpSandbox::start().await.unwrap();
    let mail = mail("declared");
    let receipt = mailer(gateway(&sandbox)).send(&mail).await.unwrap();
    assert_eq!(sandbox.mails()[0].parameters(), [format!("SIZE={}", receipt.size)]);
    assert_eq!(sandbox.mails()[0].raw().as_ref(), mail.compose().unwrap().to_eml());
}

#[tokio::test]
async fn all_or_nothing() {
    let sandbox = SmtpSandbox::builder().reject_recipient(REFUSED, "550 5.1.1 unknown").start().await.unwrap();
    let mailer = mailer(gateway(&sandbox).recipients(RecipientPolicy::AllOrNothing));
    let both =
        DocumentMail::builder().from("a@example.com").to("client@example.org").to(REFUSED).subject("both").text("x");
    let error = mailer.send(&both.build().unwrap()).await.unwrap_err();
    assert_eq!((error.outcome(), error.stage()), (Outcome::NotSent, Stage::RcptTo));
    assert_eq!(error.rejected().len(), 1);
    assert!(sandbox.mails().is_empty() && !sandbox.commands().contains(&"DATA".to_owned()));
    mailer.send(&mail("next")).await.unwrap();
    assert_eq!(sandbox.mails()[0].connection(), 1, "RSET made the connection ready");
}

#[tokio::test]
async fn a_copy_to_oneself_and_too_many_recipients() {
    let sandbox = SmtpSandbox::start().await.unwrap();
    let mailer = mailer(gateway(&sandbox).sent_copy(SentCopy::BccSelf).recipients_per_message(2));
    mailer.send(&mail("copy")).await.unwrap();
    let got = &sandbox.mails()[0];
    assert_eq!(got.recipients(), ["client@example.org", "billing@example.com"]);
    assert!(!String::from_utf8_lossy(got.raw()).to_lowercase().contains("\nbcc"));
    sandbox.script().reject_recipient("client@example.org", "550 5.1.1 unknown");
    let error = mailer.send(&mail("copy alone")).await.unwrap_err();
    assert_eq!((error.stage(), error.rejected().len()), (Stage::RcptTo, 1), "a copy alone is no delivery");
    assert_eq!(sandbox.mails().len(), 1);
    let three = DocumentMail::builder()
        .from("billing@example.com")
        .to("a@example.org")
        .cc("b@example.org")
        .subject("three")
        .text("x")
        .build()
        .unwrap();
    let error = mailer.send(&three).await.unwrap_err();
    assert_eq!((error.kind(), error.stage()), (ErrorKind::TooManyRecipients, Stage::Message));
}

#[tokio::test]
async fn smtputf8_only_when_needed_and_offered() {
    let unicode = || {
        DocumentMail::builder().from("a@example.com").to("zoë@bücher.example").subject("é").text("é").build().unwrap()
    };
    let sandbox = SmtpSandbox::start().await.unwrap();
    let with = mailer(gateway(&sandbox));
    with.send(&unicode()).await.unwrap();
    with.send(&mail("plain")).await.unwrap();
    let declared = |n: usize| sandbox.mails()[n].parameters().iter().any(|parameter| parameter == "SMTPUTF8");
    assert!(declared(0) && !declared(1));
    assert_eq!(sandbox.mails()[0].recipients(), ["zoë@xn--bcher-kva.example"]);
    let sandbox = SmtpSandbox::builder().without("SMTPUTF8").start().await.unwrap();
    let error = mailer(gateway(&sandbox)).send(&unicode()).await.unwrap_err();
    assert_eq!((error.kind(), error.outcome()), (ErrorKind::Message, Outcome::NotSent));
}

async fn start(builder: SandboxBuilder) -> SmtpSandbox {
    builder.start().await.unwrap()
}

#[tokio::test]
async fn unknown_is_said_when_no_answer_came_and_only_then() {
    let mut short = seconds(5);
    short.final_reply = Duration::from_millis(200);
    for (step, action, outcome) in [
        (SmtpStep::FinalReply, Action::Close, Outcome::Unknown),
        (SmtpStep::FinalReply, Action::Stall, Outcome::Unknown),
        (SmtpStep::FinalReply, Action::Garbage, Outcome::Unknown),
        (SmtpStep::FinalReply, Action::Reply("552 5.3.4 too large".into()), Outcome::NotSent),
        (SmtpStep::FinalReply, Action::Reply("354 odd".into()), Outcome::Unknown),
        (SmtpStep::Data, Action::Reply("250 odd".into()), Outcome::NotSent),
        (SmtpStep::Data, Action::Close, Outcome::NotSent),
    ] {
        let case = format!("{step:?} {action:?}");
        let sandbox = start(SmtpSandbox::builder().fault(Fault::new(step, action).nth(1))).await;
        // With PIPELINING and CHUNKING more outcomes are unknown; the fault matrix has those.
        let mailer = mailer(gateway(&sandbox).timeouts(short).pipelining(false).chunking(false));
        let first = mail("in doubt");
        let error = mailer.send(&first).await.unwrap_err();
        assert_eq!(error.outcome(), outcome, "{case}: {error}");
        assert_eq!(error.message_id(), Some(first.message_id()), "{case}");
        let kept = sandbox.mails().len();
        assert!(outcome == Outcome::Unknown || kept == 0, "{case}");
        mailer.send(&mail("next")).await.unwrap_or_else(|error| panic!("{case}: {error}"));
        assert_eq!(sandbox.mails().len(), kept + 1, "{case}: never sent again by itself");
    }
}

#[tokio::test]
async fn a_kept_connection_that_died_is_replaced_once() {
    for (pipelining, chunking) in [(false, false), (true, false), (true, true)] {
        let sandbox = SmtpSandbox::start().await.unwrap();
        let mailer = mailer(gateway(&sandbox).pipelining(pipelining).chunking(chunking));
        mailer.send(&mail("first")).await.unwrap();
        // Idle for longer than `WARM` allows, and shorter than the pool's idle time.
        tokio::time::pause();
        tokio::time::advance(Duration::from_secs(6)).await;
        tokio::time::resume();
        sandbox.script().fault(Fault::new(SmtpStep::MailFrom, Action::Close).nth(1));
        mailer.send(&mail("second")).await.unwrap();
        assert_eq!(sandbox.mails()[1].connection(), 2);
        sandbox.script().reply(SmtpStep::MailFrom, "421 4.3.2 going down");
        let error = mailer.send(&mail("third")).await.unwrap_err();
        assert_eq!((error.stage(), error.outcome()), (Stage::MailFrom, Outcome::NotSent));
        assert_eq!(sandbox.connections().opened, 3, "one replacement, not more");
    }
}

#[tokio::test]
async fn a_kept_connection_with_a_wait_is_not_replaced() {
    let sandbox = SmtpSandbox::start().await.unwrap();
    let mut timeouts = seconds(30);
    timeouts.wait = Duration::from_secs(1);
    let mailer = mailer(gateway(&sandbox).timeouts(timeouts));
    mailer.send(&mail("first")).await.unwrap();
    sandbox.script().reply(SmtpStep::MailFrom, "421 4.7.0 Rate limit exceeded, try again in 10 minutes");
    let error = mailer.send(&mail("second")).await.unwrap_err();
    assert_eq!((error.kind(), error.outcome()), (ErrorKind::RateLimited, Outcome::NotSent), "{error}");
    assert_eq!(sandbox.connections().opened, 1, "the server asked to wait");
}

#[tokio::test]
async fn a_connection_the_server_counts_as_used_up_is_replaced() {
    let sandbox = SmtpSandbox::start().await.unwrap();
    let mailer = mailer(gateway(&sandbox));
    mailer.send(&mail("first")).await.unwrap();
    let counted = Action::Reply("452 4.5.3 Too many recipients: Too many messages sent".into());
    sandbox.script().fault(Fault::new(SmtpStep::MailFrom, counted).nth(1));
    mailer.send(&mail("second")).await.unwrap();
    assert_eq!(sandbox.mails()[1].connection(), 2);
}

#[tokio::test]
async fn tls_and_ports_that_do_not_fit() {
    let sandbox = SmtpSandbox::start().await.unwrap();
    let untrusted = SmtpSandbox::start().await.unwrap();
    let misnamed = start(SmtpSandbox::builder().certificate(Certificate::WrongName)).await;
    let expired = start(SmtpSandbox::builder().certificate(Certificate::Expired)).await;
    let base = || gateway(&sandbox).timeouts(seconds(3));
    let (_kept, closed) = closed_port();
    for (case, builder, kind, stage) in [
        ("TLS on a STARTTLS port", base().security(Security::ImplicitTls), ErrorKind::TlsPlaintextPort, Stage::Tls),
        ("STARTTLS on a TLS port", base().port(sandbox.tls_port()), ErrorKind::TlsTlsPort, Stage::Greeting),
        ("another CA", gateway(&untrusted).port(sandbox.port()), ErrorKind::TlsUntrusted, Stage::Tls),
        ("another name", gateway(&misnamed).timeouts(seconds(3)), ErrorKind::TlsWrongName, Stage::Tls),
        ("an old certificate", gateway(&expired).timeouts(seconds(3)), ErrorKind::TlsExpired, Stage::Tls),
        ("no listener", base().port(closed), ErrorKind::Connect, Stage::Connect),
        // Resolvers answer this name themselves (RFC 6761 §6.4).
        ("no such host", base().host("host.invalid"), ErrorKind::Dns, Stage::Dns),
    ] {
        let error = mailer(builder).send(&mail("no")).await.unwrap_err();
        assert_eq!((error.kind(), error.stage(), error.outcome()), (kind, stage, Outcome::NotSent), "{case}: {error}");
    }
    assert_eq!(sandbox.sign_ins().accepted, 0);
}

#[tokio::test]
async fn a_chunk_is_offered_where_it_is_known_to_work() {
    use ite_mailer::sandbox::Personality;
    for (personality, setting, chunked) in [
        (Personality::Gmail, None, true),
        (Personality::Gmail, Some(false), false),
        (Personality::Microsoft365, None, false),
        (Personality::Microsoft365, Some(true), true),
        (Personality::Yahoo, Some(true), false),
    ] {
        let sandbox = start(SmtpSandbox::builder().personality(personality)).await;
        let builder = gateway(&sandbox);
        let builder = if let Some(wanted) = setting { builder.chunking(wanted) } else { builder };
        mailer(builder).send(&mail("hello")).await.unwrap();
        assert_eq!(sandbox.mails()[0].chunked(), chunked, "{personality:?}, {setting:?}");
    }
}
