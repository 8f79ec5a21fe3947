//! Servers that close the connection after a few refused recipients (RFC 5321 §3.8, §7.8).
#![allow(clippy::unwrap_used, reason = "helpers of tests are tests")]

use crate::support::{LIMIT, mail};
use ite_mailer::{
    DocumentMailer, ErrorKind as K, Outcome, Security, SmtpGateway, SmtpMailer, Stage, gateway::RecipientPolicy,
    sandbox::SmtpSandbox,
};
use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};
use tokio::{
    io::{AsyncBufReadExt, AsyncWriteExt, BufReader},
    net::{TcpListener, TcpStream},
};

const GOOD_BYE: &str = "421 4.5.0 Too many errors, bye\r\n";

/// Answers 550 to recipients that begin with `bad`, and closes the connection at the second of them.
struct Server {
    port: u16,
    connections: Arc<AtomicUsize>,
}

impl Server {
    async fn start(ehlo: &'static str) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let connections = Arc::new(AtomicUsize::new(0));
        let opened = connections.clone();
        tokio::spawn(async move {
            while let Ok((socket, _)) = listener.accept().await {
                opened.fetch_add(1, Ordering::SeqCst);
                // The client closed the connection.
                tokio::spawn(async move { converse(socket, ehlo).await.ok() });
            }
        });
        Self { port, connections }
    }

    fn mailer(&self, recipients: RecipientPolicy) -> SmtpMailer {
        let gateway = SmtpGateway::builder()
            .host("127.0.0.1")
            .port(self.port)
            .security(Security::PlaintextLoopback)
            .authentication(false)
            .max_connections(1)
            .recipients_per_message(2_000)
            .recipients(recipients);
        SmtpMailer::new(gateway.build().unwrap()).unwrap()
    }
}

async fn converse(socket: TcpStream, ehlo: &str) -> std::io::Result<()> {
    socket.set_nodelay(true)?;
    let mut socket = BufReader::new(socket);
    socket.write_all(b"220 localhost\r\n").await?;
    let (mut errors, mut message) = (0, false);
    let mut line = String::new();
    while socket.read_line(&mut line).await? > 0 {
        let answer = match line.get(..4).unwrap_or_default() {
            _ if message => {
                message = line != ".\r\n";
                if message { "" } else { "250 queued\r\n" }
            }
            "EHLO" => ehlo,
            "RCPT" if line.contains("<bad") => {
                errors += 1;
                if errors > 1 { GOOD_BYE } else { "550 5.1.1 no such user\r\n" }
            }
            "DATA" => {
                message = true;
                "354 go on\r\n"
            }
            "QUIT" => "221 bye\r\n",
            _ => "250 ok\r\n",
        };
        socket.write_all(answer.as_bytes()).await?;
        // The client acknowledges what it reads. What it has not acknowledged is lost when a socket with unread commands
        // is closed.
        tokio::task::yield_now().await;
        if answer == GOOD_BYE {
            break;
        }
        line.clear();
    }
    Ok(())
}

fn concerns_recipient(kind: K) -> bool {
    matches!(kind, K::RecipientUnknown | K::RecipientRejected)
}

const SEQUENTIAL: &str = "250 localhost\r\n";
const PIPELINING: &str = "250-localhost\r\n250 PIPELINING\r\n";

#[tokio::test]
async fn each_recipient_gets_its_own_answer_from_a_server_that_hangs_up() {
    for ehlo in [SEQUENTIAL, PIPELINING] {
        let server = Server::start(ehlo).await;
        let mailer = server.mailer(RecipientPolicy::DeliverToAccepted);
        for n in 0..60 {
            let to = if n % 5 == 0 { format!("bad{n}@example.org") } else { format!("good{n}@example.org") };
            let result = tokio::time::timeout(LIMIT, mailer.send(&mail("one", 100, &[&to]))).await.unwrap();
            match result {
                Ok(receipt) => assert_eq!(receipt.accepted, [to]),
                Err(error) => assert!(n % 5 == 0 && concerns_recipient(error.kind()), "{ehlo} {to}: {error}"),
            }
        }
        // Each wrong address but the first ends a connection.
        assert_eq!(server.connections.load(Ordering::SeqCst), 12, "{ehlo}");
    }
}

#[tokio::test]
async fn refusals_before_the_server_disconnects_are_kept() {
    for ehlo in [SEQUENTIAL, PIPELINING] {
        let server = Server::start(ehlo).await;
        let mailer = server.mailer(RecipientPolicy::DeliverToAccepted);
        mailer.send(&mail("first", 100, &["good@example.org"])).await.unwrap();
        // The first connection gets one refusal, the second the other.
        let to =
            ["good1@example.org", "bad1@example.org", "good2@example.org", "bad2@example.org", "good3@example.org"];
        let receipt = mailer.send(&mail("two wrong", 100, &to)).await.unwrap();
        assert_eq!(receipt.accepted, ["good1@example.org", "good2@example.org", "good3@example.org"], "{ehlo}");
        assert!(receipt.rejected.iter().all(|one| concerns_recipient(one.kind)), "{ehlo}: {receipt:?}");
        let rejected: Vec<_> = receipt.rejected.iter().map(|one| one.recipient.as_str()).collect();
        assert_eq!(rejected, ["bad1@example.org", "bad2@example.org"]);
        // More refusals than two connections can report: the error lists them, so that the caller can remove the recipients.
        let mailer = server.mailer(RecipientPolicy::DeliverToAccepted);
        mailer.send(&mail("first", 100, &["good@example.org"])).await.unwrap();
        let many: Vec<String> =
            (0..10).flat_map(|n| [format!("good{n}@example.org"), format!("bad{n}@example.org")]).collect();
        let many: Vec<&str> = many.iter().map(String::as_str).collect();
        let error = mailer.send(&mail("ten wrong", 100, &many)).await.unwrap_err();
        assert_eq!((error.stage(), error.outcome()), (Stage::RcptTo, Outcome::NotSent), "{ehlo}: {error}");
        assert_eq!(error.reply().map(|reply| reply.code()), Some(421), "{ehlo}: {error}");
        let rejected: Vec<_> = error.rejected().iter().map(|one| one.recipient.as_str()).collect();
        assert_eq!(rejected, ["bad0@example.org", "bad1@example.org"], "{ehlo}");
        // With `AllOrNothing` one refusal is enough.
        let all = server.mailer(RecipientPolicy::AllOrNothing);
        let error = all.send(&mail("all", 100, &to)).await.unwrap_err();
        assert!(concerns_recipient(error.kind()), "{ehlo}: {error}");
    }
}

/// The server closes while commands are being written; its earlier replies are read.
#[tokio::test]
async fn a_thousand_pipelined_recipients_do_not_drown_the_servers_words() {
    let server = Server::start(PIPELINING).await;
    let mailer = server.mailer(RecipientPolicy::DeliverToAccepted);
    let to: Vec<String> =
        (0..1_000).map(|n| format!("{}{n}@example.org", if n % 100 == 50 { "bad" } else { "good" })).collect();
    let to: Vec<&str> = to.iter().map(String::as_str).collect();
    let error = mailer.send(&mail("many", 100, &to)).await.unwrap_err();
    assert_eq!(error.reply().map(|reply| reply.code()), Some(421), "{error}");
    assert_eq!(error.rejected().len(), 1, "{error:?}");
}

/// Postfix delays replies and Exim disconnects after ten errors: the client closes the connection earlier.
#[tokio::test]
async fn a_connection_with_five_refusals_is_not_kept() {
    let sandbox =
        SmtpSandbox::builder().reject_recipient("wrong@example.org", "550 5.1.1 no such user").start().await.unwrap();
    let mailer = SmtpMailer::new(crate::smtp::gateway(&sandbox).max_connections(1).build().unwrap()).unwrap();
    for (sent, opened) in [(5, 1), (5, 2), (1, 3)] {
        for _ in 0..sent {
            let error = mailer.send(&mail("wrong", 100, &["wrong@example.org"])).await.unwrap_err();
            assert!(concerns_recipient(error.kind()), "{error}");
        }
        assert_eq!(sandbox.connections().opened, opened);
    }
}
