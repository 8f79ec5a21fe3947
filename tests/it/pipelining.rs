//! Which commands are written before which replies (RFC 2920, RFC 3030). The test server replies only after it has received
//! every command of a burst, and fails on more: a client that waits too early hangs, one that waits too late is detected.
#![allow(clippy::unwrap_used, reason = "helpers of tests are tests")]

use crate::support::{LIMIT, mail};
use ite_mailer::{
    DocumentMail, DocumentMailer, Error, ErrorKind, Outcome, Receipt, Security, SmtpGateway, SmtpMailer, Stage,
    gateway::{GatewayBuilder, RecipientPolicy, SentCopy},
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    task::JoinHandle,
};

const BOTH: &str = "250-localhost\r\n250-PIPELINING\r\n250 CHUNKING\r\n";
const PIPELINING: &str = "250-localhost\r\n250 PIPELINING\r\n";
const CHUNKING: &str = "250-localhost\r\n250 CHUNKING\r\n";
const NEITHER: &str = "250 localhost\r\n";

/// The commands of one burst, and the replies to it.
type Step = (&'static [&'static str], &'static str);

/// The rest of a burst.
struct Burst {
    socket: TcpStream,
    bytes: Vec<u8>,
}

impl Burst {
    /// Waits for one part of a burst: `BDAT` with its chunk, `BODY` up to its end mark, or a command's line.
    async fn take(&mut self, what: &str) -> String {
        loop {
            let line = self.bytes.windows(2).position(|two| two == b"\r\n").map(|at| at + 2);
            let end = match what {
                "BODY" => self.bytes.windows(5).position(|five| five == b"\r\n.\r\n").map(|at| at + 5),
                "BDAT" => line.map(|line| {
                    let head = String::from_utf8_lossy(&self.bytes[..line]).into_owned();
                    let size = head.split(' ').nth(1).and_then(|size| size.parse().ok());
                    line + size.unwrap_or(0_usize)
                }),
                _ => line,
            };
            if let Some(end) = end.filter(|end| *end <= self.bytes.len()) {
                return String::from_utf8(self.bytes.drain(..end).collect()).unwrap();
            }
            assert_ne!(self.socket.read_buf(&mut self.bytes).await.unwrap(), 0, "the client left before {what}");
        }
    }
}

/// Plays these steps on one connection, after a greeting and this reply to `EHLO`.
async fn server(ehlo: &'static str, steps: Vec<Step>) -> (u16, JoinHandle<()>) {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let task = tokio::spawn(async move {
        let mut socket = listener.accept().await.unwrap().0;
        socket.write_all(b"220 localhost\r\n").await.unwrap();
        let mut burst = Burst { socket, bytes: Vec::new() };
        let hello: Step = (&["EHLO"], ehlo);
        for (parts, answers) in std::iter::once(hello).chain(steps) {
            for part in parts {
                let came = burst.take(part).await;
                assert!(*part == "BODY" || came.starts_with(part), "{part} was expected, not {came:?}");
            }
            let more = String::from_utf8_lossy(&burst.bytes);
            assert!(more.is_empty(), "behind {parts:?} came {more:?}, before an answer");
            burst.socket.write_all(answers.as_bytes()).await.unwrap();
        }
    });
    (port, task)
}

fn gateway(port: u16) -> GatewayBuilder {
    SmtpGateway::builder()
        .host("127.0.0.1")
        .port(port)
        .security(Security::PlaintextLoopback)
        .authentication(false)
        .max_connections(1)
}

/// Sends these mails one after the other while the server plays its steps.
async fn send(
    ehlo: &'static str,
    steps: Vec<Step>,
    setup: impl Fn(GatewayBuilder) -> GatewayBuilder,
    mails: &[DocumentMail],
) -> Vec<Result<Receipt, Error>> {
    let (port, task) = server(ehlo, steps).await;
    let mailer = SmtpMailer::new(setup(gateway(port)).build().unwrap()).unwrap();
    let sending = async {
        let mut results = Vec::new();
        for mail in mails {
            results.push(mailer.send(mail).await);
        }
        mailer.shutdown().await;
        results
    };
    let results = tokio::time::timeout(LIMIT, sending);
    let (results, played) = tokio::join!(results, task);
    played.unwrap();
    results.expect("client and server wait for each other")
}

fn to_one() -> DocumentMail {
    mail("one", 60_000, &["one@example.org"])
}

fn to_two() -> DocumentMail {
    mail("two", 60_000, &["one@example.org", "two@example.org"])
}

const OK: &str = "250 ok\r\n";

#[tokio::test]
async fn a_mail_takes_as_few_turns_as_the_server_allows() {
    const CHUNK: Step = (&["MAIL", "RCPT", "BDAT"], "250 ok\r\n250 ok\r\n250 queued as A1\r\n");
    const ENVELOPE: Step = (&["MAIL", "RCPT"], "250 ok\r\n250 ok\r\n");
    const DATA: Step = (&["MAIL", "RCPT", "DATA"], "250 ok\r\n250 ok\r\n354 go on\r\n");
    const BODY: Step = (&["BODY"], "250 queued as A1\r\n");
    const LATE: Step = (&["BDAT"], "250 queued as A1\r\n");
    let sequential: Vec<Step> = vec![(&["MAIL"], OK), (&["RCPT"], OK), (&["DATA"], "354 go on\r\n"), BODY];
    let large = || mail("large", 1_000_000, &["one@example.org"]);
    let as_is = |builder| builder;
    for (case, ehlo, steps, mail) in [
        ("one chunk with the envelope", BOTH, vec![CHUNK], to_one()),
        ("a large message waits for the envelope", BOTH, vec![ENVELOPE, LATE], large()),
        ("DATA with the envelope", PIPELINING, vec![DATA, BODY], to_one()),
        ("a large message behind DATA", PIPELINING, vec![DATA, BODY], large()),
        ("a chunk in its turn", CHUNKING, vec![(&["MAIL"], OK), (&["RCPT"], OK), LATE], to_one()),
        ("each in its turn", NEITHER, sequential.clone(), to_one()),
    ] {
        // Twice: a reused connection needs no additional round trip.
        let results = send(ehlo, [steps.clone(), steps].concat(), as_is, &[mail.clone(), mail]).await;
        for result in results {
            assert_eq!(result.unwrap().queue_id.as_deref(), Some("A1"), "{case}");
        }
    }
    let off = |builder: GatewayBuilder| builder.pipelining(false).chunking(false);
    assert!(send(BOTH, sequential, off, &[to_one()]).await[0].is_ok(), "switched off by the gateway");
}

/// A server without EHLO (RFC 5321 §3.2), for a gateway with neither TLS nor a sign-in.
#[tokio::test]
async fn a_server_that_refuses_ehlo_is_greeted_with_helo() {
    const UNKNOWN: &str = "502 5.5.1 Unrecognized command\r\n";
    let steps: Vec<Step> = vec![
        (&["HELO"], "250 localhost\r\n"),
        (&["MAIL FROM:<billing@example.com>\r\n"], OK),
        (&["RCPT"], OK),
        (&["DATA"], "354 go on\r\n"),
        (&["BODY"], "250 queued as A1\r\n"),
    ];
    let results = send(UNKNOWN, steps, |builder| builder, &[to_one()]).await;
    assert_eq!(results[0].as_ref().unwrap().queue_id.as_deref(), Some("A1"));
    let results = send(UNKNOWN, vec![(&["HELO"], UNKNOWN)], |builder| builder, &[to_one()]).await;
    let error = results[0].as_ref().unwrap_err();
    assert_eq!((error.stage(), error.reply().unwrap().code()), (Stage::Ehlo, 502), "{error}");
}

#[tokio::test]
async fn where_an_answer_may_stop_the_mail_the_message_waits_for_it() {
    const REFUSED: Step = (&["MAIL", "RCPT", "RCPT"], "250 ok\r\n250 ok\r\n550 5.1.1 unknown\r\n");
    // The transaction ends with the connection.
    const QUIT: Step = (&["QUIT"], "221 bye\r\n");
    let all = |builder: GatewayBuilder| builder.recipients(RecipientPolicy::AllOrNothing);
    for ehlo in [BOTH, PIPELINING] {
        let results = send(ehlo, vec![REFUSED, QUIT], all, &[to_two()]).await;
        let error = results[0].as_ref().unwrap_err();
        assert_eq!((error.kind(), error.outcome()), (ErrorKind::RecipientUnknown, Outcome::NotSent));
    }
    // The mail is refused if only the copy to the sender is accepted.
    const COPY_ONLY: Step = (&["MAIL", "RCPT", "RCPT"], "250 ok\r\n550 5.1.1 unknown\r\n250 ok\r\n");
    let copy = |builder: GatewayBuilder| builder.sent_copy(SentCopy::BccSelf);
    let results = send(BOTH, vec![COPY_ONLY, QUIT], copy, &[to_one()]).await;
    assert_eq!(results[0].as_ref().unwrap_err().kind(), ErrorKind::RecipientUnknown);
    // With a single recipient `AllOrNothing` makes no difference.
    const ONE: Step = (&["MAIL", "RCPT", "BDAT"], "250 ok\r\n250 ok\r\n250 queued as A1\r\n");
    assert!(send(BOTH, vec![ONE], all, &[to_one()]).await[0].is_ok());
}

#[tokio::test]
async fn a_refusal_leaves_the_connection_in_step() {
    // After a refusal the message is written only after the replies to the envelope.
    const NEXT: Step = (&["MAIL", "RCPT"], "250 ok\r\n250 ok\r\n");
    const NEXT_CHUNK: Step = (&["BDAT"], "250 queued as B2\r\n");
    const NEXT_DATA: Step = (&["MAIL", "RCPT", "DATA"], "250 ok\r\n250 ok\r\n354 go on\r\n");
    const NEXT_BODY: Step = (&["BODY"], "250 queued as B2\r\n");
    const RESET: Step = (&["RSET"], OK);
    let chunk: &[&str] = &["MAIL", "RCPT", "RCPT", "BDAT"];
    let data: &[&str] = &["MAIL", "RCPT", "RCPT", "DATA"];
    let none_accepted = "250 ok\r\n550 5.1.1 no\r\n550 5.1.1 no\r\n";
    let no_sender = "550 5.7.1 Sender not allowed\r\n503 MAIL first\r\n503 MAIL first\r\n";
    let text = |answers: &str, last: &str| -> &'static str { Box::leak(format!("{answers}{last}").into_boxed_str()) };
    let after =
        |first: Vec<Step>, next: &[Step]| -> Vec<Step> { first.into_iter().chain(next.iter().copied()).collect() };
    for (case, ehlo, steps, stage) in [
        (
            "no recipient accepted, and the chunk is dropped",
            BOTH,
            after(vec![(chunk, text(none_accepted, "554 no recipients\r\n")), RESET], &[NEXT, NEXT_CHUNK]),
            Stage::RcptTo,
        ),
        (
            "no sender, and the chunk is dropped",
            BOTH,
            after(vec![(chunk, text(no_sender, "503 MAIL first\r\n")), RESET], &[NEXT, NEXT_CHUNK]),
            Stage::MailFrom,
        ),
        (
            "no recipient accepted, and DATA is refused",
            PIPELINING,
            after(vec![(data, text(none_accepted, "554 no recipients\r\n")), RESET], &[NEXT_DATA, NEXT_BODY]),
            Stage::RcptTo,
        ),
        (
            "no recipient accepted, and DATA is accepted: the end mark alone",
            PIPELINING,
            after(
                vec![(data, text(none_accepted, "354 go on\r\n")), (&["."], "554 no recipients\r\n")],
                &[NEXT_DATA, NEXT_BODY],
            ),
            Stage::RcptTo,
        ),
        (
            "no sender, and DATA is accepted: the end mark alone",
            PIPELINING,
            after(
                vec![(data, text(no_sender, "354 go on\r\n")), (&["."], "503 MAIL first\r\n")],
                &[NEXT_DATA, NEXT_BODY],
            ),
            Stage::MailFrom,
        ),
    ] {
        let results = send(ehlo, steps, |builder| builder, &[to_two(), to_one()]).await;
        let error = results[0].as_ref().unwrap_err();
        assert_eq!((error.stage(), error.outcome()), (stage, Outcome::NotSent), "{case}: {error}");
        assert_eq!(results[1].as_ref().unwrap().queue_id.as_deref(), Some("B2"), "{case}");
    }
    // A refusal counts, even if the server disconnects within a later reply.
    for (ehlo, burst) in [(BOTH, chunk), (PIPELINING, data)] {
        let steps = vec![(burst, "550 5.7.1 Sender not allowed\r\n")];
        let results = send(ehlo, steps, |builder| builder, &[to_two()]).await;
        let error = results[0].as_ref().unwrap_err();
        assert_eq!((error.kind(), error.stage()), (ErrorKind::SenderNotAllowed, Stage::MailFrom), "{error}");
        assert_eq!(error.outcome(), Outcome::NotSent);
    }
    // A server that announces to close the connection, but does not, may accept the mail for the other recipient.
    let odd = "250 ok\r\n250 ok\r\n421 4.3.0 not this one\r\n250 queued as A1\r\n";
    let results = send(BOTH, vec![(chunk, odd)], |builder| builder, &[to_two()]).await;
    assert_eq!(results[0].as_ref().unwrap_err().outcome(), Outcome::Unknown);
    let results =
        send(BOTH, vec![(chunk, "250 ok\r\n250 ok\r\n421 4.3.0 leaving\r\n")], |builder| builder, &[to_two()]).await;
    let error = results[0].as_ref().unwrap_err();
    assert_eq!((error.stage(), error.outcome()), (Stage::RcptTo, Outcome::NotSent), "it left: {error}");
    // One of two recipients is accepted.
    let one_of_two = text("250 ok\r\n550 5.1.1 no\r\n250 ok\r\n", "250 queued as A1\r\n");
    let results =
        send(BOTH, after(vec![(chunk, one_of_two)], &[NEXT, NEXT_CHUNK]), |builder| builder, &[to_two(), to_one()])
            .await;
    let receipt = results[0].as_ref().unwrap();
    assert_eq!((receipt.accepted.as_slice(), receipt.rejected.len()), (&["two@example.org".to_owned()][..], 1));
    assert!(results[1].is_ok());
}
