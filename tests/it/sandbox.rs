//! The sandbox with a raw client, in clear. TLS is tested in `src`.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "helpers of tests are tests")]

use ite_mailer::{
    DocumentMailer, ErrorKind, SmtpMailer,
    sandbox::{Action, Fault, Personality, SmtpSandbox, SmtpStep, Speaker},
};
use std::{io, time::Duration};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    time::timeout,
};

const LIMIT: Duration = Duration::from_secs(20);
const EHLO: &str = "EHLO a.example.com\r\n";
const MAIL: &str = "MAIL FROM:<a@example.com>\r\nRCPT TO:<b@example.com>\r\n";

async fn connect(port: u16) -> TcpStream {
    TcpStream::connect(("127.0.0.1", port)).await.unwrap()
}

/// Writes everything at once and reads to the end; what had come before a reset is kept.
async fn talk(port: u16, sent: &str) -> (String, io::Result<()>) {
    let mut tcp = connect(port).await;
    let _ = tcp.write_all(sent.as_bytes()).await;
    let mut text = Vec::new();
    let end = timeout(LIMIT, tcp.read_to_end(&mut text)).await.expect("the server hangs").map(drop);
    (String::from_utf8_lossy(&text).into_owned(), end)
}

/// The codes of the replies, in order; a reply of several lines counts once.
fn codes(text: &str) -> String {
    let last = |l: &&str| l.len() >= 3 && !l[3..].starts_with('-');
    text.lines().filter(last).map(|l| &l[..3]).collect::<Vec<_>>().join(" ")
}

fn open() -> ite_mailer::sandbox::SandboxBuilder {
    SmtpSandbox::builder().plaintext().no_auth().max_size(50).max_recipients(2)
}

#[tokio::test]
async fn conversations_in_one_write_get_replies_in_step() {
    let sandbox = open().start().await.unwrap();
    let port = sandbox.plain_port().unwrap();
    for (sent, expected) in [
        ("QUIT\r\n", "220 221"),
        ("NOOP\r\nRSET\r\nVRFY a\r\nHELP\r\nQUIT\r\n", "220 250 250 252 500 221"),
        ("MAIL FROM:<a@example.com>\r\nQUIT\r\n", "220 503 221"),
        ("EHLO\r\nHELO a\r\nQUIT\r\n", "220 501 250 221"),
        ("EHLO a\r\nSTARTTLS\r\nAUTH PLAIN\r\nQUIT\r\n", "220 250 503 502 221"),
        ("EHLO a\r\nRCPT TO:<b@example.com>\r\nDATA\r\nQUIT\r\n", "220 250 503 503 221"),
        ("EHLO a\r\nMAIL FROM:<a@example.com> SIZE=51\r\nRCPT TO:<b@c>\r\nQUIT\r\n", "220 250 552 503 221"),
        ("EHLO a\r\nMAIL FROM:<a@example.com> SIZE=x\r\nMAIL FROM:<a> NO=1\r\nQUIT\r\n", "220 250 501 555 221"),
        ("EHLO a\r\nMAIL FROM: <a@b>\r\nMAIL FROM:<a b>\r\nMAIL FROM:<>\r\nQUIT\r\n", "220 250 501 501 250 221"),
        (
            "EHLO a\r\nMAIL FROM:<é@b>\r\nMAIL FROM:<é@b> SMTPUTF8\r\nMAIL FROM:<>\r\nQUIT\r\n",
            "220 250 553 250 503 221",
        ),
        ("EHLO a\r\nMAIL FROM:<>\r\nRCPT TO:<>\r\nDATA\r\nQUIT\r\n", "220 250 250 501 554 221"),
        (
            "EHLO a\r\nMAIL FROM:<>\r\nRCPT TO:<a>\r\nRCPT TO:<b> NOTIFY=NEVER\r\nRCPT TO:<c>\r\nQUIT\r\n",
            "220 250 250 250 250 452 221",
        ),
        ("EHLO a\r\nMAIL FROM:<>\r\nRCPT TO:<a>\r\nDATA\r\n..\r\n.\r\nQUIT\r\n", "220 250 250 250 354 250 221"),
        (
            "EHLO a\r\nMAIL FROM:<>\r\nRCPT TO:<a>\r\nBDAT 2\r\nabBDAT 1 LAST\r\ncQUIT\r\n",
            "220 250 250 250 250 250 221",
        ),
        ("EHLO a\r\nBDAT 6 LAST\r\nNOOP\r\nQUIT\r\n", "220 250 503 221"),
        (
            "EHLO a\r\nMAIL FROM:<>\r\nRCPT TO:<a>\r\nBDAT 1\r\naDATA\r\nRSET\r\nQUIT\r\n",
            "220 250 250 250 250 503 250 221",
        ),
        ("EHLO a\r\nMAIL FROM:<>\r\nRCPT TO:<a>\r\nBDAT x\r\n", "220 250 250 250 501"),
        ("NOOP\nQUIT\r\n", "220 500 221"),
        (&format!("NOOP {}\r\nQUIT\r\n", "a".repeat(13_000)), "220 500 221"),
        (
            &format!("EHLO a\r\nMAIL FROM:<>\r\nRCPT TO:<a>\r\nDATA\r\n{}\r\n.\r\nQUIT\r\n", "a".repeat(51)),
            "220 250 250 250 354 552 221",
        ),
    ] {
        assert_eq!(codes(&talk(port, sent).await.0), expected, "{sent:?}");
    }
    let raw: Vec<_> = sandbox.mails().iter().map(|m| (m.raw().clone(), m.chunked(), m.tls())).collect();
    assert_eq!(raw, [(".\r\n".into(), false, false), ("abc".into(), true, false)]);
}

#[tokio::test]
async fn sign_in_in_every_way() {
    let sandbox = SmtpSandbox::builder().plaintext().user("u", "p").start().await.unwrap();
    let port = sandbox.plain_port().unwrap();
    // "\0u\0p", "u", "p", and a wrong "x".
    for (sent, expected) in [
        ("AUTH PLAIN AHUAcA==\r\n", "235"),
        ("AUTH PLAIN\r\nAHUAcA==\r\n", "334 235"),
        ("AUTH LOGIN\r\ndQ==\r\ncA==\r\n", "334 334 235"),
        ("AUTH LOGIN dQ==\r\ncA==\r\n", "334 235"),
        ("AUTH LOGIN dQ==\r\neA==\r\n", "334 535"),
        ("AUTH PLAIN AHUAeA==\r\n", "535"),
        ("AUTH PLAIN =\r\n", "501"),
        ("AUTH PLAIN\r\n*\r\n", "334 501"),
        ("AUTH PLAIN !\r\n", "501"),
        ("AUTH CRAM-MD5\r\n", "504"),
        ("AUTH AHUAcA==\r\n", "504"),
        ("AUTH PLAIN AHUAcA==\r\nAUTH PLAIN AHUAcA==\r\n", "235 503"),
        ("MAIL FROM:<a@example.com>\r\n", "530"),
    ] {
        let (text, _) = talk(port, &format!("{EHLO}{sent}QUIT\r\n")).await;
        assert_eq!(codes(&text), format!("220 250 {expected} 221"), "{sent:?}");
    }
    assert_eq!((sandbox.sign_ins().accepted, sandbox.sign_ins().refused), (5, 2));
    let transcript = sandbox.commands().join("\n");
    for secret in ["AHUAcA==", "cA==", "dQ==", "eA==", "AHUAeA=="] {
        assert!(!transcript.contains(secret), "{transcript}");
    }
    assert!(transcript.contains("AUTH PLAIN ***") && transcript.contains("AUTH LOGIN\n***\n***"), "{transcript}");
    // Before TLS there is neither AUTH nor MAIL on the other port.
    let sent = format!("{EHLO}AUTH PLAIN AHUAcA==\r\nMAIL FROM:<a@example.com>\r\nQUIT\r\n");
    assert_eq!(codes(&talk(sandbox.port(), &sent).await.0), "220 250 530 530 221");
}

#[tokio::test]
async fn each_fault_is_seen_by_the_client() {
    let mail = format!("{EHLO}{MAIL}DATA\r\nhello\r\n.\r\nQUIT\r\n");
    let reply = |text: &str| Action::Reply(text.to_owned());
    for (step, action, expected, mails) in [
        (SmtpStep::Connect, Action::Close, "", 0),
        (SmtpStep::Greeting, reply("554 no"), "554 503 503 503 503 503 503 221", 0),
        (SmtpStep::Greeting, reply("421 busy"), "421", 0),
        (SmtpStep::Ehlo, Action::ReplyThenClose("421-a\n421 b".into()), "220 421", 0),
        (SmtpStep::MailFrom, reply("451 4.3.0 later"), "220 250 451 503 503 500 500 221", 0),
        (SmtpStep::RcptTo, Action::Close, "220 250 250", 0),
        (SmtpStep::Recipient(1), reply("550 no"), "220 250 250 550 554 500 500 221", 0),
        (SmtpStep::Recipient(2), reply("550 no"), "220 250 250 250 354 250 221", 1),
        (SmtpStep::Data, reply("451 no"), "220 250 250 250 451 500 500 221", 0),
        (SmtpStep::Body(3), Action::Close, "220 250 250 250 354", 0),
        (SmtpStep::Body(300), Action::Close, "220 250 250 250 354 250 221", 1),
        (SmtpStep::FinalReply, Action::Close, "220 250 250 250 354", 1),
        (SmtpStep::FinalReply, reply("550 5.7.1 spam"), "220 250 250 250 354 550 221", 0),
        (SmtpStep::FinalReply, Action::Raw(b"250 ok".to_vec()), "220 250 250 250 354 250", 1),
        (SmtpStep::FinalReply, Action::ExtraReply("250 more".into()), "220 250 250 250 354 250 250 221", 1),
        (SmtpStep::FinalReply, Action::Inject(b"421 x\r\n".to_vec()), "220 250 250 250 354 250 421 221", 1),
        (SmtpStep::FinalReply, Action::Drip(Duration::from_millis(1)), "220 250 250 250 354 250 221", 1),
        (SmtpStep::Quit, Action::Delay(Duration::from_millis(1)), "220 250 250 250 354 250 221", 1),
    ] {
        let sandbox = open().fault(Fault::new(step, action.clone())).start().await.unwrap();
        let (text, _) = talk(sandbox.plain_port().unwrap(), &mail).await;
        // Raw bytes without a line end are joined with the next reply.
        let found = codes(&text);
        assert_eq!((found.as_str(), sandbox.mails().len()), (expected, mails), "{step:?} {action:?}: {text}");
    }
    let sandbox = open().fault(Fault::new(SmtpStep::Ehlo, Action::Garbage)).start().await.unwrap();
    assert!(talk(sandbox.plain_port().unwrap(), &format!("{EHLO}QUIT\r\n")).await.0.contains("this is no reply"));
    let sandbox = open().fault(Fault::new(SmtpStep::Ehlo, Action::Reset)).start().await.unwrap();
    let end = talk(sandbox.plain_port().unwrap(), EHLO).await.1;
    assert_eq!(end.unwrap_err().kind(), io::ErrorKind::ConnectionReset);
}

#[tokio::test]
async fn a_stalled_server_waits_for_the_client() {
    let sandbox = open().fault(Fault::new(SmtpStep::Greeting, Action::Stall)).start().await.unwrap();
    let tcp = connect(sandbox.plain_port().unwrap()).await;
    sandbox.wait_open(1).await.unwrap();
    assert_eq!(tcp.try_read(&mut [0; 9]).unwrap_err().kind(), io::ErrorKind::WouldBlock);
    drop(tcp);
    sandbox.wait_open(0).await.unwrap();
    assert_eq!((sandbox.connections().opened, sandbox.connections().max_open), (1, 1));
}

#[tokio::test]
async fn the_script_changes_while_the_server_runs() {
    let fault = Fault::new(SmtpStep::MailFrom, Action::Reply("451 later".into())).nth(2);
    let sandbox = open().fault(fault).reject_recipient("B@example.com", "550 5.1.1 unknown").start().await.unwrap();
    let port = sandbox.plain_port().unwrap();
    let sent = format!("{EHLO}{MAIL}QUIT\r\n");
    for expected in ["220 250 250 550 221", "220 250 451 503 221", "220 250 250 550 221"] {
        assert_eq!(codes(&talk(port, &sent).await.0), expected);
    }
    sandbox.script().clear();
    assert_eq!(codes(&talk(port, &sent).await.0), "220 250 250 250 221");
    sandbox.script().refuse(ErrorKind::RelayDenied).unwrap();
    assert_eq!(codes(&talk(port, &sent).await.0), "220 250 250 554 221");
    assert!(sandbox.script().refuse(ErrorKind::Dns).is_err());
}

#[tokio::test]
async fn personalities_greet_and_refuse_as_they_do() {
    for (personality, offered, missing, refused) in [
        (Personality::Gmail, "AUTH LOGIN PLAIN", "DSN", "535-5.7.8 Username and Password not accepted"),
        (Personality::Microsoft365, "SIZE 157286400", "PLAIN", "535 5.7.139 Authentication unsuccessful"),
        (Personality::Yahoo, "SIZE 41697280", "CHUNKING", "535 5.7.0 (#MBR1212)"),
        (Personality::Brevo, "AUTH LOGIN PLAIN", "SMTPUTF8", "535 5.7.8 Authentication failed"),
        (Personality::Mailjet, "AUTH PLAIN LOGIN", "CHUNKING", "435 4.7.8 Error: authentication failed:"),
        (Personality::Postfix, "SIZE 10240000", "BINARYMIME", "535 5.7.8 Error: authentication failed"),
    ] {
        let sandbox = SmtpSandbox::builder().plaintext().personality(personality).start().await.unwrap();
        let sent = format!("{EHLO}AUTH LOGIN dQ==\r\ncA==\r\nQUIT\r\n");
        let (text, _) = talk(sandbox.plain_port().unwrap(), &sent).await;
        let shown = text.contains(offered) && !text.contains(missing) && text.contains(refused);
        assert!(shown, "{personality:?}: {text}");
    }
    // Gmail looks at the shape of the password first.
    let sandbox = SmtpSandbox::builder().plaintext().any_user().personality(Personality::Gmail).start().await.unwrap();
    for (encoded, code) in [("cA==", "535"), ("YWFhYWFhYWFhYWFhYWFhYQ==", "235")] {
        let sent = format!("{EHLO}AUTH LOGIN dQ==\r\n{encoded}\r\nQUIT\r\n");
        let (text, _) = talk(sandbox.plain_port().unwrap(), &sent).await;
        assert_eq!(codes(&text), format!("220 250 334 {code} 221"), "{text}");
    }
}

#[tokio::test]
async fn every_personality_has_every_refusal() {
    use Personality::{Brevo, Generic, Gmail, Mailjet, Microsoft365, Postfix, Yahoo};
    let last = ErrorKind::ALL.iter().position(|k| *k == ErrorKind::Other).unwrap();
    for personality in [Generic, Gmail, Microsoft365, Yahoo, Brevo, Mailjet, Postfix] {
        let builder = || SmtpSandbox::builder().plaintext().user("u", "aaaaaaaaaaaaaaaa").personality(personality);
        let sandbox = builder().start().await.unwrap();
        let auth = "AUTH LOGIN dQ==\r\nYWFhYWFhYWFhYWFhYWFhYQ==\r\n";
        let sent = format!("{EHLO}{auth}{MAIL}DATA\r\nhello\r\n.\r\nQUIT\r\n");
        for (index, kind) in ErrorKind::ALL.iter().enumerate() {
            sandbox.script().clear();
            assert_eq!(sandbox.script().refuse(*kind).is_ok(), index <= last, "{kind}");
            let (text, _) = talk(sandbox.plain_port().unwrap(), &sent).await;
            let refused = text.lines().any(|l| l.starts_with(['4', '5']));
            assert_eq!(refused, index <= last, "{personality:?} {kind}: {text}");
        }
    }
}

#[tokio::test]
async fn without_pipelining_a_second_command_is_refused() {
    let sandbox = open().without("PIPELINING").start().await.unwrap();
    let (text, _) = talk(sandbox.plain_port().unwrap(), &format!("{EHLO}{MAIL}QUIT\r\n")).await;
    assert_eq!(codes(&text), "220 503");
}

#[tokio::test]
async fn stopping_closes_listeners_and_connections() {
    let sandbox = open().start().await.unwrap();
    let ports = [sandbox.port(), sandbox.tls_port(), sandbox.plain_port().unwrap()];
    let mut tcp = connect(sandbox.plain_port().unwrap()).await;
    sandbox.wait_open(1).await.unwrap();
    sandbox.stop().await;
    let mut text = Vec::new();
    let _ = timeout(LIMIT, tcp.read_to_end(&mut text)).await.expect("the connection is still open");
    for port in ports {
        assert!(TcpStream::connect(("127.0.0.1", port)).await.is_err(), "{port}");
    }
}

#[tokio::test]
async fn dropping_closes_too() {
    let sandbox = open().start().await.unwrap();
    let port = sandbox.plain_port().unwrap();
    let mut tcp = connect(port).await;
    sandbox.wait_open(1).await.unwrap();
    drop(sandbox);
    // Dropping the sandbox aborts the task that owns the listener and its connections.
    let _ = timeout(LIMIT, tcp.read_to_end(&mut Vec::new())).await.expect("the connection is still open");
    assert!(TcpStream::connect(("127.0.0.1", port)).await.is_err());
}

fn one_mail() -> ite_mailer::DocumentMail {
    let mail = ite_mailer::DocumentMail::builder().from("user@example.com").to("client@example.org");
    mail.subject("Facture").text("Bonjour").build().unwrap()
}

#[tokio::test]
async fn transcript_has_both_sides_and_no_secret() {
    let sandbox = SmtpSandbox::start().await.unwrap();
    let gateway = crate::smtp::gateway(&sandbox).build().unwrap();
    SmtpMailer::new(gateway).unwrap().send(&one_mail()).await.unwrap();
    let said = sandbox.transcript();
    let of = |speaker: Speaker| {
        said.iter().filter(|line| line.speaker == speaker).map(|l| l.text.as_str()).collect::<Vec<_>>()
    };
    assert!(of(Speaker::Server).iter().any(|line| line.starts_with("220 ")), "{said:?}");
    assert!(of(Speaker::Client).contains(&"STARTTLS"), "{said:?}");
    assert!(of(Speaker::Event).contains(&"encrypted from here on"), "{said:?}");
    assert!(of(Speaker::Server).iter().any(|line| line.starts_with("235 ")), "{said:?}");
    assert!(said.iter().all(|line| line.connection == 1));
    let secret = encodify::base64::STANDARD.encode(format!("\0{}\0{}", sandbox.user(), sandbox.password()));
    assert!(said.iter().all(|line| !line.text.contains(&secret) && !line.text.contains(sandbox.password())));
    let age = sandbox.mails()[0].received_at().elapsed().unwrap();
    assert!(age < std::time::Duration::from_secs(60), "{age:?}");
}

#[tokio::test]
async fn another_personality_plays_from_the_next_connection_on() {
    let sandbox = SmtpSandbox::builder().max_size(1_000_000).start().await.unwrap();
    sandbox.play(Personality::Microsoft365);
    assert_eq!(sandbox.personality(), Personality::Microsoft365);
    let found = SmtpMailer::new(crate::smtp::gateway(&sandbox).build().unwrap()).unwrap().sign_in().await.unwrap();
    // Its own mechanisms, and the size that was set by hand.
    assert_eq!((found.mechanism.as_deref(), found.max_message_size), (Some("LOGIN"), Some(1_000_000)));
    sandbox.script().refuse(ErrorKind::SmtpAuthDisabledForTenant).unwrap();
    let error = SmtpMailer::new(crate::smtp::gateway(&sandbox).build().unwrap()).unwrap().sign_in().await.unwrap_err();
    assert!(error.reply().unwrap().text().contains("SmtpClientAuthentication"), "{error}");
}

#[tokio::test]
async fn any_user_wants_a_password_of_the_provider_s_shape() {
    let (letters, hex) = ("q".repeat(16), "7".repeat(32));
    let key = format!("xsmtpsib-{hex}");
    for (personality, right) in [
        (Personality::Gmail, &letters),
        (Personality::Yahoo, &letters),
        (Personality::Brevo, &key),
        (Personality::Mailjet, &hex),
    ] {
        let sandbox = SmtpSandbox::builder().personality(personality).any_user().start().await.unwrap();
        for (password, taken) in [(right.as_str(), true), ("Sommer2026", false)] {
            let gateway = crate::smtp::gateway(&sandbox).user("anyone@example.com").password(password).build().unwrap();
            let signed_in = SmtpMailer::new(gateway).unwrap().sign_in().await;
            assert_eq!(signed_in.is_ok(), taken, "{personality:?} {password}");
        }
    }
}
