//! Copies that cannot be filed: the mail went nevertheless, and what is wrong is told.

use super::{
    line::Line,
    mailbox::{Mailbox, SENDER, courier, dovecot, mail, release, with_document},
};
use crate::{
    letter::CLIENT,
    servers::{DEADLINE, MODES, certificate, variable},
};
use ite_mailer::{
    Diagnosis, DocumentMailer, Error, ErrorKind, Filing, Outcome, Receipt, Security, SmtpMailer, Stage, StepStatus,
    check, check_with_mail,
    error::ImapProblem,
    gateway::{GatewayBuilder, Timeouts},
    sandbox::SmtpSandbox,
};
use std::time::{Duration, Instant};
use tokio::task::JoinSet;

const WRONG_PASSWORD: &str = "not-the-password";

struct Case {
    what: &'static str,
    mailbox: Mailbox,
    /// Changes what is right otherwise.
    gateway: fn(Mailbox, &SmtpSandbox, Security) -> GatewayBuilder,
    problem: ImapProblem,
    /// Whether a check without a mail finds it, too.
    in_every_check: bool,
    /// In the server's reply, or in the detail without one.
    says: &'static str,
}

fn right(mailbox: Mailbox, sandbox: &SmtpSandbox, security: Security) -> GatewayBuilder {
    mailbox.gateway(sandbox, security)
}

fn wrong_password(mailbox: Mailbox, sandbox: &SmtpSandbox, security: Security) -> GatewayBuilder {
    let mut settings = mailbox.settings(security);
    settings.user = Some(mailbox.user());
    mailbox.gateway(sandbox, security).imap(settings).imap_password(WRONG_PASSWORD)
}

fn missing_folder(mailbox: Mailbox, sandbox: &SmtpSandbox, security: Security) -> GatewayBuilder {
    let mut settings = mailbox.settings(security);
    settings.folder = Some("INBOX.Envoyés 2025".to_owned());
    mailbox.gateway(sandbox, security).imap(settings)
}

fn stranger(mailbox: Mailbox, sandbox: &SmtpSandbox, security: Security) -> GatewayBuilder {
    mailbox.untrusting(sandbox, security).root_certificate(certificate("STRANGER_CA"))
}

fn other_port(mailbox: Mailbox, sandbox: &SmtpSandbox, security: Security) -> GatewayBuilder {
    let other = MODES.map(|(_, security)| security).into_iter().find(|other| *other != security);
    let mut settings = mailbox.settings(security);
    settings.port = other.map(|other| mailbox.port(other));
    mailbox.gateway(sandbox, security).imap(settings)
}

fn cases(security: Security) -> Vec<Case> {
    let case = |what, mailbox, gateway, problem, in_every_check, says| Case {
        what,
        mailbox,
        gateway,
        problem,
        in_every_check,
        says,
    };
    let mut cases = vec![
        case(
            "no Sent folder",
            dovecot("none", "INBOX"),
            right as _,
            ImapProblem::FolderNotFound,
            true,
            "none of 2 folders",
        ),
        case("over quota", dovecot("full", "Sent"), right, ImapProblem::MailboxFull, false, "[OVERQUOTA]"),
        case("read-only", dovecot("read_only", "Sent"), right, ImapProblem::FolderReadOnly, true, "[NOPERM]"),
        case("over quota", courier("full"), right, ImapProblem::MailboxFull, false, "exceeded your mail quota"),
        case("read-only", courier("read_only"), right, ImapProblem::FolderReadOnly, true, "ACL"),
        case("IMAP switched off", courier("off"), right, ImapProblem::ImapOff, true, "IMAP access disabled"),
    ];
    for mailbox in [dovecot("named", "Sent"), courier("sent")] {
        cases.extend([
            case("wrong password", mailbox, wrong_password as _, ImapProblem::SignInRefused, true, "NO "),
            case("no such folder", mailbox, missing_folder, ImapProblem::FolderNotFound, true, "NO "),
            case("unknown authority", mailbox, stranger, ImapProblem::TlsFailed, true, "certificate"),
        ]);
        if security == Security::ImplicitTls {
            cases.push(case("wrong port", mailbox, other_port, ImapProblem::TlsFailed, true, "TLS"));
        }
    }
    cases
}

/// What is wrong about the receipt of a mail whose copy must not be filed.
fn faults(receipt: &Receipt, problem: ImapProblem, says: &str) -> Vec<String> {
    let Some(error) = receipt.sent_copy.as_ref().and_then(Filing::error) else {
        return vec![format!("{:?}", receipt.sent_copy)];
    };
    let mut wrong = Vec::new();
    let mut claim = |right: bool, what: &str| {
        if !right {
            wrong.push(format!("{what}: {error:?}"));
        }
    };
    claim(error.imap_problem() == Some(problem), "the problem");
    claim((error.kind(), error.stage()) == (ErrorKind::SentCopyFailed, Stage::SentCopy), "kind and stage");
    claim(error.outcome() == Outcome::Accepted, "the outcome");
    claim(error.message_id() == Some(receipt.message_id.as_str()), "the Message-ID");
    let told = error.reply().map_or_else(|| error.to_string(), |reply| reply.text().to_owned());
    claim(told.contains(says), "the words");
    let advice = error.guidance();
    claim(
        !advice.en.steps.is_empty() && !advice.fr.steps.is_empty() && advice.en.title != advice.fr.title,
        "the advice",
    );
    let shown = format!("{error} {error:?} {advice:?}");
    claim(!shown.contains(WRONG_PASSWORD) && !shown.contains(&variable("PASSWORD")), "the password shows");
    wrong
}

fn faults_of_check(diagnosis: &Diagnosis, problem: ImapProblem) -> Option<String> {
    let failed = diagnosis.failed();
    let right = failed.is_some_and(|step| {
        let advice = step.guidance.as_ref();
        step.stage == Stage::SentCopy
            && advice.is_some_and(|advice| !advice.en.steps.is_empty() && !advice.fr.steps.is_empty())
    });
    let before = diagnosis.steps.iter().filter(|step| step.status == StepStatus::Ok).count();
    let right = right && before + 1 == diagnosis.steps.len();
    let right = right && diagnosis.error().and_then(Error::imap_problem) == Some(problem);
    (!right).then(|| format!("the check: {diagnosis}\n{:?}", diagnosis.error()))
}

/// All at once: Courier answers a wrong password after five seconds.
#[tokio::test(flavor = "multi_thread")]
async fn the_mail_goes_and_the_receipt_tells_why_there_is_no_copy() {
    let mut running = JoinSet::new();
    for (mode, security) in MODES {
        for case in cases(security) {
            running.spawn(case.run(mode, security));
        }
    }
    let wrong = running.join_all().await.concat();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

impl Case {
    /// What is wrong.
    async fn run(self, mode: &str, security: Security) -> Vec<String> {
        let Self { what, mailbox, gateway, problem, in_every_check, says } = self;
        let at = format!("{:?}, {what}, {mode}", mailbox.server);
        let started = Instant::now();
        let sandbox = mailbox.sandbox().await;
        let gateway = gateway(mailbox, &sandbox, security).build().unwrap();
        let mailer = SmtpMailer::new(gateway.clone()).unwrap();
        let mail = mail(&at);
        let receipt = mailer.send(&mail).await.unwrap_or_else(|error| panic!("{at}: {error}"));
        assert_eq!(sandbox.mails().len(), 1, "{at}");
        let mut wrong = faults(&receipt, problem, says);
        // Filed later, when asked for: no better.
        let again = mailer.file_sent_copy(&mail).await.unwrap();
        let told = again.as_ref().and_then(Filing::error).and_then(Error::imap_problem);
        if told != Some(problem) {
            wrong.push(format!("filed later: {again:?}"));
        }
        mailer.shutdown().await;
        let (with, without) = (check_with_mail(&gateway, SENDER, CLIENT.1).await, check(&gateway, SENDER).await);
        wrong.extend(faults_of_check(&with, problem));
        if in_every_check {
            wrong.extend(faults_of_check(&without, problem));
        } else if !without.is_ok() {
            wrong.push(format!("the check without a mail: {without}"));
        }
        if problem != ImapProblem::ImapOff && !mailbox.messages(&[mail.message_id()]).is_empty() {
            wrong.push("there is a copy".to_owned());
        }
        println!("not filed  {:5.2} s  {at}: {problem}", started.elapsed().as_secs_f32());
        wrong.into_iter().map(|fault| format!("{at}: {fault}")).collect()
    }
}

/// A server with implicit TLS says nothing to a client that waits for its greeting.
#[tokio::test]
async fn starttls_at_the_port_with_implicit_tls() {
    for mailbox in [dovecot("named", "Sent"), courier("sent")] {
        let sandbox = mailbox.sandbox().await;
        let mut timeouts = Timeouts::default().all_steps(DEADLINE);
        timeouts.command = Duration::from_secs(3);
        let gateway = other_port(mailbox, &sandbox, Security::StartTlsRequired).timeouts(timeouts).build().unwrap();
        let receipt = SmtpMailer::new(gateway.clone()).unwrap().send(&mail("wrong port")).await.unwrap();
        let wrong = faults(&receipt, ImapProblem::TimedOut, "no answer within 3 seconds");
        assert!(wrong.is_empty(), "{mailbox:?}: {wrong:?}");
        assert_eq!(faults_of_check(&check(&gateway, SENDER).await, ImapProblem::TimedOut), None, "{mailbox:?}");
    }
}

/// A limit that the server announces: the mail is not sent to it.
#[tokio::test]
async fn nothing_is_sent_beyond_the_append_limit() {
    let mailbox = dovecot("limited", "Sent");
    for (mode, security) in MODES {
        let (sandbox, line) = (mailbox.sandbox().await, Line::to(mailbox.port(security)).await);
        let gateway = mailbox.gateway(&sandbox, security).imap(mailbox.settings_at(line.port, security));
        let mailer = SmtpMailer::new(gateway.build().unwrap()).unwrap();
        let receipt = mailer.send(&with_document(mode, 200_000)).await.unwrap();
        let wrong = faults(&receipt, ImapProblem::MessageTooLarge, "the server takes 100000");
        assert!(wrong.is_empty(), "{mode}: {wrong:?}");
        mailer.shutdown().await;
        // A TLS handshake and a few commands.
        assert!((500..5000).contains(&line.bytes()), "{mode}: {} bytes", line.bytes());
    }
}

#[tokio::test]
async fn as_many_connections_as_the_server_allows() {
    let mailbox = dovecot("busy", "Sent");
    for (mode, security) in MODES {
        let sandbox = mailbox.sandbox().await;
        let gateway = mailbox.gateway(&sandbox, security).build().unwrap();
        let mailer = SmtpMailer::new(gateway.clone()).unwrap();
        let mail = mail(mode);
        let others = mailbox.hold(variable("MAX_CONNECTIONS").parse().unwrap());
        let receipt = mailer.send(&mail).await.unwrap();
        let problem = ImapProblem::TooManyConnections;
        let wrong = faults(&receipt, problem, "Maximum number of connections");
        assert!(wrong.is_empty(), "{mode}: {wrong:?}");
        assert_eq!(faults_of_check(&check(&gateway, SENDER).await, problem), None, "{mode}");
        release(others);
        // Later, the copy is filed.
        let filing = mailer.file_sent_copy(&mail).await.unwrap();
        assert!(matches!(filing, Some(Filing::Filed { found: false, .. })), "{mode}: {filing:?}");
        assert_eq!(mailbox.messages(&[mail.message_id()]).len(), 1, "{mode}");
        mailer.shutdown().await;
    }
}

/// A refused sign-in is not repeated with each mail: that would lock the account.
#[tokio::test]
async fn a_wrong_password_is_tried_once() {
    for mailbox in [dovecot("named", "Sent"), courier("sent")] {
        let security = Security::ImplicitTls;
        let (sandbox, line) = (mailbox.sandbox().await, Line::to(mailbox.port(security)).await);
        let mut settings = mailbox.settings_at(line.port, security);
        settings.user = Some(mailbox.user());
        let gateway = mailbox.gateway(&sandbox, security).imap(settings).imap_password(WRONG_PASSWORD);
        let mailer = SmtpMailer::new(gateway.build().unwrap()).unwrap();
        for nth in 1..=5 {
            let receipt = mailer.send(&mail("wrong password")).await.unwrap();
            let wrong = faults(&receipt, ImapProblem::SignInRefused, "NO ");
            assert!(wrong.is_empty(), "{nth}: {wrong:?}");
        }
        mailer.shutdown().await;
        assert_eq!(line.connections(), 1, "{mailbox:?}");
    }
}
