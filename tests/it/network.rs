//! A connection reaches only addresses that the network policy has checked, even if the name resolves to others later.

use crate::smtp::{gateway, mail};
use async_trait::async_trait;
use ite_mailer::{
    CheckOptions, DocumentMailer, ErrorKind, NetworkPolicy, Outcome, SmtpGateway, SmtpMailer, Stage, check_with,
    network::Resolve, sandbox::SmtpSandbox,
};
use std::{
    collections::VecDeque,
    io,
    net::{IpAddr, SocketAddr},
    sync::{Arc, Mutex},
};

/// A resolver that returns these addresses in turn.
#[derive(Clone, Debug)]
struct Answers(Arc<Mutex<VecDeque<IpAddr>>>);

impl Answers {
    fn of(addresses: &[&str]) -> Self {
        Self(Arc::new(Mutex::new(addresses.iter().map(|address| address.parse().unwrap()).collect())))
    }

    fn left(&self) -> usize {
        self.0.lock().unwrap().len()
    }
}

#[async_trait]
impl Resolve for Answers {
    async fn resolve(&self, _host: &str, port: u16) -> io::Result<Vec<SocketAddr>> {
        let next = self.0.lock().unwrap().pop_front();
        Ok(next.map(|ip| SocketAddr::new(ip, port)).into_iter().collect())
    }
}

fn built(sandbox: &SmtpSandbox) -> SmtpGateway {
    gateway(sandbox).build().unwrap()
}

/// Public addresses only, plus the sandbox.
fn policy(sandbox: &SmtpSandbox, answers: &Answers) -> NetworkPolicy {
    let policy = NetworkPolicy::public_only().allow("127.0.0.1").unwrap();
    policy.ports([sandbox.port()]).resolver(answers.clone())
}

#[tokio::test]
async fn a_name_that_changes_between_check_and_send_reaches_nothing() {
    let sandbox = SmtpSandbox::start().await.unwrap();
    for later in ["10.0.0.1", "127.0.0.2", "169.254.169.254", "::ffff:192.168.0.1", "::1", "0.0.0.0"] {
        let answers = Answers::of(&["127.0.0.1", later]);
        let policy = policy(&sandbox, &answers);
        let options = CheckOptions::new("me@example.com").network_policy(policy.clone());
        assert!(check_with(&built(&sandbox), &options).await.is_ok(), "{later}");
        let before = sandbox.connections().opened;
        let mailer = SmtpMailer::with_network_policy(built(&sandbox), policy).unwrap();
        let error = mailer.send(&mail("later")).await.unwrap_err();
        assert_eq!((error.kind(), error.outcome()), (ErrorKind::AddressNotAllowed, Outcome::NotSent), "{later}");
        assert_eq!((sandbox.connections().opened, answers.left()), (before, 0), "{later}");
    }
}

/// The checked address is the one that is connected to, although the operating system resolves the name to the sandbox.
#[tokio::test]
async fn the_checked_address_is_the_one_connected_to() {
    let sandbox = SmtpSandbox::start().await.unwrap();
    let answers = Answers::of(&["127.0.0.9", "127.0.0.1"]);
    let policy = NetworkPolicy::any().resolver(answers.clone());
    let mailer = SmtpMailer::with_network_policy(built(&sandbox), policy).unwrap();
    let error = mailer.send(&mail("elsewhere")).await.unwrap_err();
    assert_eq!((error.kind(), error.stage()), (ErrorKind::Connect, Stage::Connect), "{error}");
    assert_eq!((sandbox.connections().opened, answers.left()), (0, 1));
    mailer.send(&mail("here")).await.unwrap();
    assert_eq!((sandbox.mails().len(), answers.left()), (1, 0));
}
