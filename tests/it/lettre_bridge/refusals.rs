//! What `LettreMailer` makes of a refusal that lettre's SMTP transport reports.

use super::{builder, fixture, mail, transport};
use crate::smtp::Far;
use ite_mailer::{
    DocumentMailer, ErrorKind as K, Outcome, Provider, SecretString, Stage as S,
    conformance::{self, REFUSED},
    error::Basis,
    lettre_bridge::LettreMailer,
    sandbox::{Action, Fault, Personality, SmtpSandbox, SmtpStep as Step},
};

use lettre::{Tokio1Executor, transport::smtp::authentication::Mechanism};

#[tokio::test]
async fn lettres_pool_passes_the_conformance_suite() {
    for reply in [format!("550 5.1.1 <{REFUSED}>: no such user"), "550 5.1.1 no such user".to_owned()] {
        let names_it = reply.contains(REFUSED);
        let (sandbox, mailer) = fixture(SmtpSandbox::builder().reject_recipient(REFUSED, reply)).await;
        let far = Far(sandbox);
        let checked = conformance::check(&mailer, &far).await;
        if names_it {
            checked.unwrap();
        } else {
            // Each recipient got a transaction of its own, which the suite counts as two mails.
            let violation = checked.unwrap_err();
            assert_eq!(violation.rule, "one refused recipient does not stop the others");
            assert_eq!(violation.found, "the mail arrived 2 times");
        }
    }
}

#[tokio::test]
async fn a_refusal_is_explained_from_its_reply_and_proves_that_the_mail_did_not_go() {
    let cases = [
        (Step::Greeting, "554 5.7.1 your IP address 192.0.2.1 is blocked", K::IpNotAuthorized),
        (Step::SignIn, "535 5.7.8 authentication failed", K::BadCredentials),
        (Step::SignIn, "454 4.7.0 Too many login attempts, please try again later", K::TooManyLoginAttempts),
        (Step::MailFrom, "530 5.7.0 Authentication required", K::AuthenticationRequired),
        (
            Step::MailFrom,
            "550 5.7.60 SMTP; Client does not have permissions to send as this sender",
            K::SenderNotAllowed,
        ),
        (Step::RcptTo, "550 5.1.1 no such user", K::RecipientUnknown),
        (Step::RcptTo, "452 4.2.2 mailbox full", K::RecipientMailboxFull),
        (Step::Data, "451 4.3.0 temporary server error, try again later", K::TemporaryServerError),
        (Step::FinalReply, "552 5.3.4 message size exceeds fixed limit", K::MessageTooLarge),
        (Step::FinalReply, "554 5.7.1 message looks like spam", K::ContentRejected),
        (Step::FinalReply, "550 5.4.5 Daily user sending limit exceeded", K::DailyQuotaExceeded),
    ];
    for (step, reply, kind) in cases {
        let (sandbox, mailer) = fixture(SmtpSandbox::builder().reply(step, reply)).await;
        let error = mailer.send(&mail("refused", 3_000, &["client@example.org"])).await.unwrap_err();
        assert_eq!((error.kind(), error.outcome()), (kind, Outcome::NotSent), "{step:?}: {error}");
        assert_eq!(error.reply().unwrap().code().to_string(), reply[..3], "{error}");
        assert!(error.message_id().is_some() && error.basis().is_some());
        assert!(sandbox.mails().is_empty());
    }
}

#[tokio::test]
async fn the_providers_habits_count_and_the_stage_is_where_such_refusals_come() {
    let (sandbox, mailer) =
        fixture(SmtpSandbox::builder().personality(Personality::Gmail).refuse(K::AppPasswordRequired)).await;
    let mailer = mailer.provider(Provider::Gmail);
    let error = mailer.send(&mail("refused", 10, &["client@example.org"])).await.unwrap_err();
    assert_eq!((error.kind(), error.stage()), (K::AppPasswordRequired, S::Auth));
    assert_eq!(error.guidance().fr.title, "Gmail demande un mot de passe d’application");
    assert!(error.to_string().contains("lettre does not tell the stage"), "{error}");
    sandbox.script().clear();
    // A reply that says nothing: the code alone decides, and the guidance says that it is a guess.
    sandbox.script().reply(Step::FinalReply, "554 no");
    let error = mailer.send(&mail("refused", 10, &["client@example.org"])).await.unwrap_err();
    assert_eq!((error.basis(), error.stage()), (Some(Basis::CodeClass), S::FinalReply), "{error}");
}

#[tokio::test]
async fn the_other_recipients_get_the_mail() {
    let to = ["one@example.org", "two@example.org", "three@example.org"];
    // The reply names the recipient, names another one, or none.
    for (reply, transactions) in [
        ("550 5.1.1 <two@example.org>: no such user", 1),
        ("550 5.1.1 no such user; ask one@example.org", 2),
        ("550 5.1.1 no such user", 2),
    ] {
        let (sandbox, mailer) = fixture(SmtpSandbox::builder().reject_recipient("two@example.org", reply)).await;
        let receipt = mailer.send(&mail("partly", 3_000, &to)).await.unwrap();
        assert_eq!(receipt.accepted, ["one@example.org", "three@example.org"], "{reply}");
        let rejected: Vec<_> = receipt.rejected.iter().map(|r| (r.recipient.as_str(), r.kind)).collect();
        assert_eq!(rejected, [("two@example.org", K::RecipientUnknown)], "{reply}");
        let mails = sandbox.mails();
        assert_eq!(mails.len(), transactions, "{reply}");
        let got: Vec<_> = mails.iter().flat_map(|mail| mail.recipients().to_vec()).collect();
        assert_eq!(got, ["one@example.org", "three@example.org"], "each exactly once: {reply}");
    }
}

#[tokio::test]
async fn a_doubt_among_several_recipients_is_a_doubt_about_the_mail() {
    let (sandbox, mailer) =
        fixture(SmtpSandbox::builder().reject_recipient("one@example.org", "550 5.1.1 unknown")).await;
    sandbox.script().fault(Fault::new(Step::FinalReply, Action::Close).nth(2));
    let to = ["one@example.org", "two@example.org", "three@example.org"];
    let error = mailer.send(&mail("partly", 10, &to)).await.unwrap_err();
    assert_eq!(error.outcome(), Outcome::Unknown, "{error}");
    assert_eq!(error.rejected().len(), 1);
    let (_sandbox, mailer) = fixture(SmtpSandbox::builder().reply(Step::RcptTo, "550 5.1.1 unknown")).await;
    let error = mailer.send(&mail("nobody", 10, &to)).await.unwrap_err();
    assert_eq!((error.kind(), error.outcome(), error.rejected().len()), (K::RecipientUnknown, Outcome::NotSent, 3));
}

#[tokio::test]
async fn what_lettre_itself_refuses_did_not_go() {
    let (_sandbox, mailer) = fixture(SmtpSandbox::builder().mechanisms(["XOAUTH2"])).await;
    let error = mailer.send(&mail("no mechanism", 10, &["client@example.org"])).await.unwrap_err();
    assert_eq!((error.kind(), error.outcome()), (K::AuthMechanismUnsupported, Outcome::NotSent), "{error}");
    let sandbox = SmtpSandbox::builder().mechanisms(["XOAUTH2"]).start().await.unwrap();
    let transport = builder(&sandbox, "no-token").authentication(vec![Mechanism::Xoauth2]).build::<Tokio1Executor>();
    let error = LettreMailer::new(transport).send(&mail("token", 10, &["client@example.org"])).await.unwrap_err();
    assert_eq!((error.kind(), error.outcome()), (K::OAuth2TokenInvalidOrExpired, Outcome::NotSent), "{error}");
    let (_sandbox, mailer) = fixture(SmtpSandbox::builder().without("STARTTLS")).await;
    let error = mailer.send(&mail("no TLS", 10, &["client@example.org"])).await.unwrap_err();
    assert_eq!((error.kind(), error.outcome()), (K::StartTlsNotOffered, Outcome::NotSent), "{error}");
    let (sandbox, mailer) = fixture(SmtpSandbox::builder().without("SMTPUTF8")).await;
    let error = mailer.send(&mail("no UTF-8", 10, &["josé@example.org"])).await.unwrap_err();
    assert_eq!((error.kind(), error.outcome()), (K::Message, Outcome::NotSent), "{error}");
    mailer.send(&mail("next", 10, &["client@example.org"])).await.unwrap();
    assert_eq!(sandbox.mails().len(), 1);
}

#[tokio::test]
async fn secrets_show_nowhere() {
    let password = "Rosa-Luchs-71";
    let sandbox = SmtpSandbox::start().await.unwrap();
    sandbox.script().reply(Step::SignIn, format!("535 5.7.8 wrong password {password}"));
    let mailer = LettreMailer::new(transport(&sandbox, password)).secret(sandbox.user(), &SecretString::from(password));
    let log = crate::log::Log::default();
    let error = {
        use tracing::instrument::WithSubscriber;
        let mail = mail("secret", 10, &["client@example.org"]);
        let sending = mailer.send(&mail);
        sending.with_subscriber(log.subscriber()).await.unwrap_err()
    };
    assert_eq!(error.kind(), K::BadCredentials);
    let shown = format!("{error} {error:?} {mailer:?} {} {}", serde_json::to_string(&error).unwrap(), log.text());
    // base64 of login and password begins with a NUL in SASL PLAIN.
    for secret in [password, "AHVzZXJAZXhhbXBsZS5jb20A"] {
        assert!(!shown.contains(secret), "{shown}");
    }
    assert!(shown.contains("[redacted]"), "{shown}");
}
