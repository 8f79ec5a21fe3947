//! Hostile servers and attackers in the network: no mail and no secret is sent.
#![allow(clippy::unwrap_used, reason = "helpers of tests are tests")]

use crate::support::{AMPLE, Fixture, Way, mail};
use ite_mailer::{
    DocumentMailer, ErrorKind as K, Outcome, SmtpMailer, Stage as S,
    sandbox::{Action, Certificate, Fault, SandboxBuilder, SmtpSandbox, SmtpStep},
};
use tokio::{
    io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader},
    net::TcpListener,
};

struct Case {
    name: &'static str,
    way: Way,
    server: SandboxBuilder,
    told: (S, K),
    /// The sign-in commands that the server may receive; none before its certificate is verified.
    auth: &'static [&'static str],
}

fn plays(way: Way, step: SmtpStep, action: Action) -> SandboxBuilder {
    way.sandbox().fault(Fault::new(step, action))
}

fn says(text: &str) -> Action {
    Action::Reply(text.to_owned())
}

#[rustfmt::skip]
fn cases() -> Vec<Case> {
    use Way::{StartTlsLogin as Login, StartTlsPlain as Plain, TlsPlain as Tls};
    let case = |name, way, server, stage, kind| Case { name, way, server, told: (stage, kind), auth: &[] };
    let clear_auth = "250-localhost\n250-STARTTLS\n250 AUTH PLAIN LOGIN";
    let injected = |text: &str| Action::Inject(text.as_bytes().to_vec());
    let mut cases = vec![
        case("STARTTLS stripped", Plain, Plain.sandbox().without("STARTTLS"), S::StartTls, K::StartTlsNotOffered),
        case("STARTTLS stripped, AUTH offered", Plain, plays(Plain, SmtpStep::Ehlo, says("250-localhost\n250 AUTH PLAIN")), S::StartTls, K::StartTlsNotOffered),
        case("STARTTLS refused", Plain, plays(Plain, SmtpStep::StartTls, says("454 4.7.0 TLS not available")), S::StartTls, K::TemporaryServerError),
        case("a reply injected", Plain, plays(Plain, SmtpStep::StartTls, injected("250 AUTH PLAIN\r\n")), S::StartTls, K::Protocol),
        case("half a reply injected", Plain, plays(Plain, SmtpStep::StartTls, injected("250-AUTH")), S::StartTls, K::Protocol),
        case("a line that is no reply injected", Plain, plays(Plain, SmtpStep::StartTls, injected("hello\r\n")), S::StartTls, K::Protocol),
        case("AUTH dropped behind TLS", Plain, plays(Plain, SmtpStep::Ehlo2, says("250-localhost\n250 SIZE 1000000")), S::Auth, K::AuthMechanismUnsupported),
        case("AUTH before TLS only", Plain, plays(Plain, SmtpStep::Ehlo, says(clear_auth)).fault(Fault::new(SmtpStep::Ehlo2, says("250 localhost"))), S::Auth, K::AuthMechanismUnsupported),
        case("unknown mechanisms only", Plain, plays(Plain, SmtpStep::Ehlo2, says("250-localhost\n250 AUTH CRAM-MD5 NTLM")), S::Auth, K::AuthMechanismUnsupported),
        case("a verdict before the sign-in", Plain, plays(Plain, SmtpStep::Ehlo2, Action::ExtraReply("235 2.7.0 welcome".to_owned())), S::Auth, K::Protocol),
        case("greeting 554", Plain, plays(Plain, SmtpStep::Greeting, says("554 5.3.2 No service here")), S::Greeting, K::IpNotAuthorized),
        case("a greeting elsewhere", Plain, plays(Plain, SmtpStep::Greeting, says("551 5.7.1 Not here, try mail.example.net")), S::Greeting, K::IpNotAuthorized),
        case("a greeting that is no greeting", Tls, plays(Tls, SmtpStep::Greeting, says("334 Z28gb24=")), S::Greeting, K::Protocol),
        case("EHLO unknown in clear", Plain, plays(Plain, SmtpStep::Ehlo, says("502 5.5.1 Command unknown, try HELO")), S::Ehlo, K::Other),
        case("EHLO unknown behind TLS", Plain, plays(Plain, SmtpStep::Ehlo2, says("502 5.5.1 Command unknown, try HELO")), S::Ehlo, K::Other),
        case("signed in by EHLO", Plain, plays(Plain, SmtpStep::Ehlo2, says("235 2.7.0 welcome")).fault(Fault::new(SmtpStep::MailFrom, Action::Close)), S::Auth, K::AuthMechanismUnsupported),
        case("greeting 421", Tls, plays(Tls, SmtpStep::Greeting, says("421 4.3.2 Shutting down")), S::Greeting, K::TemporaryServerError),
    ];
    for way in [Plain, Tls] {
        for (name, certificate, kind) in [
            ("wrong name", Certificate::WrongName, K::TlsWrongName),
            ("expired", Certificate::Expired, K::TlsExpired),
            ("self-signed", Certificate::SelfSigned, K::TlsUntrusted),
        ] {
            cases.push(case(name, way, way.sandbox().certificate(certificate), S::Tls, kind));
        }
    }
    let mut asks = case("334 for ever", Login, plays(Login, SmtpStep::SignIn, says("334 Z28gb24=")), S::Auth, K::Protocol);
    asks.auth = &["AUTH LOGIN", "***", "***"];
    cases.push(asks);
    let mut asks = case("334 for PLAIN", Plain, plays(Plain, SmtpStep::SignIn, says("334 Z28gb24=")), S::Auth, K::Protocol);
    asks.auth = &["AUTH PLAIN ***"];
    cases.push(asks);
    cases
}

/// The sign-in commands that the server received.
fn sign_in(sandbox: &SmtpSandbox) -> Vec<String> {
    sandbox.commands().into_iter().filter(|line| line.starts_with("AUTH") || line.contains("***")).collect()
}

#[tokio::test]
async fn no_secret_and_no_mail_for_a_hostile_server() {
    for Case { name, way, server, told, auth } in cases() {
        let sandbox = server.start().await.unwrap();
        let mailer = SmtpMailer::new(way.gateway(&sandbox, AMPLE).build().unwrap()).unwrap();
        let fixture = Fixture { sandbox, mailer };
        let mail = mail(name, 1_000, &["one@example.org"]);
        let error = fixture.send(&mail).await.unwrap_err();
        assert_eq!((error.stage(), error.kind()), told, "{name}: {error}");
        assert_eq!(error.outcome(), Outcome::NotSent, "{name}");
        fixture.sandbox.wait_open(0).await.unwrap();
        assert_eq!(sign_in(&fixture.sandbox), auth, "{name}");
        assert!(!fixture.sandbox.commands().iter().any(|line| line.starts_with("MAIL")), "{name}");
        let shown = format!("{error} {error:?}");
        assert!(!shown.contains(fixture.sandbox.password()), "{name}: {shown}");
    }
}

/// AUTH announced in clear is ignored, like every other capability; the sign-in is sent once, over TLS.
#[tokio::test]
async fn nothing_offered_in_clear_is_taken_up() {
    let way = Way::StartTlsPlain;
    let clear = "250-mail.example.net\n250-STARTTLS\n250-SIZE 1\n250 AUTH PLAIN LOGIN";
    let redirect = Fault::new(SmtpStep::Greeting, says("220-mail.example.net ESMTP\n220 try mail.example.net instead"));
    let server = plays(way, SmtpStep::Ehlo, says(clear)).fault(redirect);
    let sandbox = server.start().await.unwrap();
    let mailer = SmtpMailer::new(way.gateway(&sandbox, AMPLE).build().unwrap()).unwrap();
    let fixture = Fixture { sandbox, mailer };
    fixture.next_gets_through().await.unwrap();
    let commands = fixture.sandbox.commands();
    let verbs: Vec<_> = commands.iter().map(|line| line.split(' ').next().unwrap()).collect();
    assert_eq!(verbs[..4], ["EHLO", "STARTTLS", "EHLO", "AUTH"], "{commands:?}");
    assert_eq!(sign_in(&fixture.sandbox), ["AUTH PLAIN ***"]);
}

/// A server that speaks TLS 1.1 and nothing newer: it refuses our hello, or answers it in its own version.
#[tokio::test]
async fn tls_1_1_is_not_spoken() {
    let alert = [0x15, 3, 2, 0, 2, 2, 70].to_vec();
    let hello = {
        let body = [&[3, 2][..], &[7; 32], &[0], &[0xc0, 0x13], &[0]].concat();
        let length = u8::try_from(body.len()).unwrap();
        [&[0x16, 3, 2, 0, length + 4, 2, 0, 0, length][..], &body].concat()
    };
    for way in [Way::StartTlsPlain, Way::TlsPlain] {
        for answer in [&alert, &hello] {
            let sandbox = way.sandbox().start().await.unwrap();
            let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
            let port = listener.local_addr().unwrap().port();
            let answer = answer.clone();
            let server = tokio::spawn(async move {
                let (socket, _) = listener.accept().await.unwrap();
                let mut socket = BufReader::new(socket);
                if !way.is_implicit() {
                    for reply in ["220 hello\r\n", "250-hello\r\n250 STARTTLS\r\n", "220 go\r\n"] {
                        socket.write_all(reply.as_bytes()).await.unwrap();
                        if reply != "220 go\r\n" {
                            socket.read_line(&mut String::new()).await.unwrap();
                        }
                    }
                }
                let mut received = vec![0; 16 * 1024];
                let hello = socket.read(&mut received).await.unwrap();
                assert_eq!(received[0], 0x16, "no TLS hello");
                received.truncate(hello);
                socket.write_all(&answer).await.unwrap();
                socket.read_to_end(&mut received).await.ok();
                received
            });
            let gateway = way.gateway(&sandbox, AMPLE).host("127.0.0.1").port(port).build().unwrap();
            let error =
                SmtpMailer::new(gateway).unwrap().send(&mail("old", 10, &["one@example.org"])).await.unwrap_err();
            let told = (error.outcome(), error.stage(), error.kind());
            assert_eq!(told, (Outcome::NotSent, S::Tls, K::Tls), "{way:?}: {error}");
            // The ClientHello and perhaps an alert, nothing else.
            let received = server.await.unwrap();
            let first = 5 + usize::from(u16::from_be_bytes([received[3], received[4]]));
            assert!(received.len() <= first + 7, "{way:?}: {} bytes behind the hello", received.len() - first);
        }
    }
}

#[tokio::test]
async fn another_authority_is_not_trusted() {
    for way in [Way::StartTlsPlain, Way::TlsPlain] {
        let (sandbox, other) = (way.sandbox().start().await.unwrap(), SmtpSandbox::start().await.unwrap());
        // The right port, the wrong authority.
        let port = if way.is_implicit() { sandbox.tls_port() } else { sandbox.port() };
        let gateway = way.gateway(&other, AMPLE).port(port).build().unwrap();
        let fixture = Fixture { mailer: SmtpMailer::new(gateway).unwrap(), sandbox };
        let error = fixture.send(&mail("untrusted", 10, &["one@example.org"])).await.unwrap_err();
        let told = (error.outcome(), error.stage(), error.kind());
        assert_eq!(told, (Outcome::NotSent, S::Tls, K::TlsUntrusted), "{way:?}: {error}");
        assert_eq!(sign_in(&fixture.sandbox), [""; 0]);
    }
}
