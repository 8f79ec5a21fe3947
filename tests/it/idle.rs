//! Idle connections are closed with QUIT, and count until then.

use crate::smtp::{gateway, mail};
use ite_mailer::{
    DocumentMailer, ErrorKind, SmtpMailer,
    gateway::Timeouts,
    sandbox::{Action, Fault, SmtpSandbox, SmtpStep},
};
use std::time::Duration;
use tokio::{runtime, task::JoinSet};

/// A mailer with this connection limit and idle time.
fn mailer(sandbox: &SmtpSandbox, connections: u32, idle: Duration) -> SmtpMailer {
    let mut timeouts = Timeouts::default();
    timeouts.idle = idle;
    SmtpMailer::new(gateway(sandbox).max_connections(connections).timeouts(timeouts).build().unwrap()).unwrap()
}

/// Sends so many mails at once, each over its own connection if the limit allows.
async fn burst(sandbox: &SmtpSandbox, mailer: &SmtpMailer, mails: usize) {
    sandbox.script().fault(Fault::new(SmtpStep::FinalReply, Action::Delay(Duration::from_millis(300))));
    let mut sends = JoinSet::new();
    for n in 0..mails {
        let mailer = mailer.clone();
        sends.spawn(async move { mailer.send(&mail(&format!("mail {n}"))).await });
    }
    while let Some(sent) = sends.join_next().await {
        sent.unwrap().unwrap();
    }
}

fn quits(sandbox: &SmtpSandbox) -> usize {
    sandbox.commands().iter().filter(|line| line.as_str() == "QUIT").count()
}

async fn wait_for_quits(sandbox: &SmtpSandbox, expected: usize) {
    let waiting = async {
        while quits(sandbox) < expected {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(20), waiting).await.expect("a QUIT");
}

#[tokio::test]
async fn an_idle_connection_counts_until_it_is_closed() {
    let sandbox = SmtpSandbox::start().await.unwrap();
    sandbox.script().fault(Fault::new(SmtpStep::Quit, Action::Delay(Duration::from_secs(1))));
    let mailer = mailer(&sandbox, 2, Duration::from_millis(100));
    burst(&sandbox, &mailer, 2).await;
    assert_eq!(sandbox.connections().opened, 2);
    wait_for_quits(&sandbox, 2).await;
    burst(&sandbox, &mailer, 4).await;
    let connections = sandbox.connections();
    assert!(connections.max_open <= 2 && connections.opened > 2, "{connections:?}");
}

#[tokio::test]
async fn quits_do_not_wait_for_each_other() {
    for by_itself in [true, false] {
        let sandbox = SmtpSandbox::start().await.unwrap();
        let idle = Duration::from_millis(if by_itself { 100 } else { 60_000 });
        let mailer = mailer(&sandbox, 3, idle);
        burst(&sandbox, &mailer, 3).await;
        assert_eq!(sandbox.connections().opened, 3);
        // The server does not reply to QUIT; a mailer closes the connection after five seconds.
        sandbox.script().fault(Fault::new(SmtpStep::Quit, Action::Stall));
        let said = tokio::time::timeout(Duration::from_secs(4), async {
            tokio::select! {
                () = mailer.shutdown(), if !by_itself => panic!("without an answer"),
                () = wait_for_quits(&sandbox, 3) => {}
            }
        });
        assert_eq!(said.await, Ok(()), "by itself: {by_itself}; {} said", quits(&sandbox));
    }
}

#[test]
fn a_mailer_that_outlives_a_runtime_closes_its_connections_on_the_next() {
    let runtime = || runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let server = runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    let sandbox = server.block_on(SmtpSandbox::start()).unwrap();
    let mailer = mailer(&sandbox, 2, Duration::from_millis(200));
    let first = runtime();
    first.block_on(mailer.send(&mail("on the first"))).unwrap();
    drop(first);
    assert_eq!(quits(&sandbox), 0);
    runtime().block_on(async {
        mailer.send(&mail("on the second")).await.unwrap();
        sandbox.wait_open(0).await.unwrap();
        assert_eq!(quits(&sandbox), 1, "a QUIT");
    });
}

#[tokio::test]
async fn the_connection_that_was_one_too_many_is_closed() {
    let sandbox = SmtpSandbox::start().await.unwrap();
    let mailer = mailer(&sandbox, 3, Duration::from_secs(60));
    burst(&sandbox, &mailer, 3).await;
    let reply = "432 4.3.2 Concurrent connections limit exceeded";
    sandbox.script().fault(Fault::new(SmtpStep::FinalReply, Action::Reply(reply.to_owned())).nth(1));
    let error = mailer.send(&mail("one too many")).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::TooManyConnections, "{error}");
    sandbox.wait_open(2).await.unwrap();
    assert_eq!(quits(&sandbox), 1);
    burst(&sandbox, &mailer, 6).await;
    let connections = sandbox.connections();
    assert_eq!((connections.opened, connections.open), (3, 2), "over those that were left");
    let last: std::collections::HashSet<_> =
        sandbox.mails().iter().rev().take(6).map(|mail| mail.connection()).collect();
    assert_eq!(last.len(), 2, "over both of them");
}
