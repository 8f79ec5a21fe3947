//! What keeps a copy from the folder, and that it changes nothing else.

use super::*;
use ite_mailer::{
    ErrorKind, Outcome, Retry,
    sandbox::{ImapAction as A, ImapStep as S},
};

fn reply(line: &str) -> A {
    A::Reply(line.to_owned())
}

#[tokio::test]
async fn a_copy_that_cannot_be_filed_changes_nothing_else() {
    use ImapProblem as P;
    let on = |step, action| ImapBehavior::default().on(step, action);
    for (case, imap, expected) in [
        ("quota", ImapBehavior::default().quota(1000), P::MailboxFull),
        ("APPENDLIMIT", ImapBehavior::default().append_limit(1000), P::MessageTooLarge),
        ("read only", ImapBehavior::default().read_only("Sent"), P::FolderReadOnly),
        ("refused", on(S::AppendEnd, reply("NO Message contains invalid header")), P::Refused),
        ("refused early", on(S::Append, reply("NO [OVERQUOTA] full")).without_literal_plus(), P::MailboxFull),
        (
            "untagged BAD",
            on(S::AppendEnd, A::Garbage(b"* BAD command line limit exceeded\r\n".to_vec())),
            P::MessageTooLarge,
        ),
        ("wrong password", on(S::SignIn, reply("NO [AUTHENTICATIONFAILED] no")), P::SignInRefused),
        ("IMAP off", on(S::SignIn, reply("NO account does not have IMAP access enabled")), P::ImapOff),
        (
            "app password",
            on(S::SignIn, reply("NO [ALERT] Application-specific password required (Failure)")),
            P::AppPasswordRequired,
        ),
        ("blocked", on(S::SignIn, reply("NO [ALERT] Please log in via your web browser")), P::Blocked),
        ("too many connections", on(S::Greeting, A::Bye("Too many connections".to_owned())), P::TooManyConnections),
        ("busy", on(S::Greeting, A::Bye("Server shutting down.".to_owned())), P::Unavailable),
        (
            "disabled after the sign-in",
            on(S::List, A::Bye("IMAP access disabled for this account.".to_owned())),
            P::ImapOff,
        ),
        ("no mechanism", ImapBehavior::default().mechanisms(["XOAUTH2"]).without_login(), P::MechanismUnsupported),
        ("not IMAP", on(S::Greeting, A::Garbage(b"220 smtp.example.com ESMTP\r\n".to_vec())), P::Protocol),
        ("an endless line", on(S::Greeting, A::Garbage(vec![b'x'; 300_000])), P::Protocol),
        ("a huge literal", on(S::List, A::Garbage(b"* LIST () \"/\" {99999999}\r\n".to_vec())), P::Protocol),
        ("endless responses", on(S::List, A::Garbage(b"* LIST () \"/\" x\r\n".repeat(400_000))), P::Protocol),
        ("another tag", on(S::List, A::Garbage(b"Z9 OK done\r\n".to_vec())), P::Protocol),
        ("closed", on(S::Greeting, A::Close), P::Unavailable),
        ("closed each time", on(S::AppendLiteral, A::Close), P::InDoubt),
    ] {
        let sandbox = sandbox(imap).await;
        let mail = mail(case);
        let receipt = sent(&mailer(filing(&sandbox)), &mail).await;
        assert_eq!(
            (receipt.accepted.as_slice(), receipt.rejected.len()),
            (["client@example.org".to_owned()].as_slice(), 0)
        );
        assert_eq!((sandbox.mails().len(), sandbox.filed_count()), (1, usize::from(case == "untagged BAD")), "{case}");
        let Some(Filing::NotFiled { error, .. }) = &receipt.sent_copy else {
            panic!("{case}: {:?}", receipt.sent_copy)
        };
        assert_eq!(error.imap_problem(), Some(expected), "{case}: {error}");
        assert_eq!((error.kind(), error.stage()), (ErrorKind::SentCopyFailed, Stage::SentCopy), "{case}");
        assert_eq!(
            (error.outcome(), error.retry()),
            (Outcome::Accepted, Retry::Never),
            "{case}: the mail must not go again"
        );
        assert_eq!(error.message_id(), Some(mail.message_id()), "{case}");
        if case == "APPENDLIMIT" {
            // A size that the server announced costs no transfer.
            assert!(!transcript(&sandbox).contains("APPEND \\\"Sent"), "{}", transcript(&sandbox));
        }
        let guidance = error.guidance();
        assert!(!guidance.en.steps.is_empty() && !guidance.fr.steps.is_empty(), "{case}");
        // Stored with the receipt, it reads back.
        let stored: Receipt = serde_json::from_str(&serde_json::to_string(&receipt).unwrap()).unwrap();
        assert_eq!(problem(&stored), expected, "{case}");
    }
}

#[tokio::test]
async fn a_server_that_does_not_answer_takes_no_longer_than_the_deadline() {
    for (step, action, expected) in [
        (S::Greeting, A::Stall, ImapProblem::TimedOut),
        (S::SignIn, A::Stall, ImapProblem::TimedOut),
        (S::List, A::Stall, ImapProblem::TimedOut),
        (S::AppendLiteral, A::StopReading, ImapProblem::TimedOut),
        (S::AppendEnd, A::Stall, ImapProblem::InDoubt),
    ] {
        let sandbox = sandbox(ImapBehavior::default().on(step, action)).await;
        let mut timeouts = Timeouts::default();
        timeouts.sent_copy = Duration::from_secs(1);
        let large = DocumentMail::builder()
            .from("billing@example.com")
            .to("client@example.org")
            .document(Document::pdf("large.pdf", [b"%PDF-1.7\n".as_slice(), &vec![b'.'; 8_000_000]].concat()))
            .build()
            .unwrap();
        let small = mail("small");
        let mail = if step == S::AppendLiteral { &large } else { &small };
        let receipt = sent(&mailer(filing(&sandbox).timeouts(timeouts)), mail).await;
        assert_eq!(problem(&receipt), expected, "{step:?}");
    }
}

#[tokio::test]
async fn nothing_is_sent_in_clear() {
    let injected = A::Inject(b"* OK [CAPABILITY IMAP4rev1 AUTH=PLAIN] now\r\n".to_vec());
    let pre_auth = A::Garbage(b"* PREAUTH [CAPABILITY IMAP4rev1 STARTTLS] welcome\r\n".to_vec());
    for (case, imap) in [
        ("no STARTTLS", ImapBehavior::default().without_starttls()),
        ("STARTTLS refused", ImapBehavior::default().on(S::StartTls, reply("BAD not now"))),
        ("clear text behind STARTTLS", ImapBehavior::default().on(S::StartTls, injected)),
        ("PREAUTH", ImapBehavior::default().on(S::Greeting, pre_auth)),
    ] {
        let sandbox = sandbox(imap).await;
        let receipt = sent(&mailer(filing(&sandbox).imap(starttls(&sandbox))), &mail(case)).await;
        assert_eq!(problem(&receipt), ImapProblem::TlsFailed, "{case}");
        assert!(sandbox.imap_sign_ins().is_empty(), "{case}: credentials were sent");
        assert_eq!(sandbox.filed_count(), 0, "{case}");
    }
    // A certificate of another authority.
    let (one, other) = (sandbox(ImapBehavior::default()).await, sandbox(ImapBehavior::default()).await);
    let receipt = sent(&mailer(filing(&one).imap(implicit(&other))), &mail("another authority")).await;
    assert_eq!(problem(&receipt), ImapProblem::TlsFailed);
    assert!(other.imap_sign_ins().is_empty());
}

#[tokio::test]
async fn an_echoed_password_is_masked() {
    let echo = |text: &str| reply(&format!("NO [ALERT] you sent {text}"));
    let sandbox = SmtpSandbox::builder().imap(ImapBehavior::default()).start().await.unwrap();
    let password = sandbox.password().to_owned();
    let echoing = SmtpSandbox::builder()
        .user("me@example.com", &password)
        .imap(ImapBehavior::default().on(S::SignIn, echo(&password)))
        .start()
        .await
        .unwrap();
    let builder = filing(&echoing).user("me@example.com").password(&password);
    let receipt = sent(&mailer(builder), &mail("echo")).await;
    for text in [format!("{receipt:?}"), serde_json::to_string(&receipt).unwrap()] {
        assert!(!text.contains(&password), "{text}");
        assert!(text.contains("[redacted]"), "{text}");
    }
}
