//! The sign-in to the mailbox: mechanisms, odd passwords, access tokens.

use super::*;
use ite_mailer::{
    AccessToken, TokenRequest,
    gateway::{StaticToken, token_fn},
};
use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

#[tokio::test]
async fn passwords_as_they_are() {
    for password in ["plain", "with \"quotes\" and \\", " x y".trim(), "(paren) {3} %*", "é à ü"] {
        for (case, imap, mechanism) in [
            ("PLAIN", ImapBehavior::default(), "PLAIN"),
            ("PLAIN without SASL-IR", ImapBehavior::default().without_sasl_ir(), "PLAIN"),
            ("LOGIN", ImapBehavior::default().mechanisms(["XOAUTH2"]), "LOGIN"),
        ] {
            let builder = SmtpSandbox::builder().user("me@example.com", password).imap(imap);
            let sandbox = builder.start().await.unwrap();
            let builder = filing(&sandbox).user("me@example.com").password(password);
            let receipt = sent(&mailer(builder), &mail(case)).await;
            if mechanism == "LOGIN" && !password.is_ascii() {
                assert_eq!(problem(&receipt), ImapProblem::MechanismUnsupported, "{case}, {password}");
                continue;
            }
            assert_eq!(place(&receipt), ("Sent".to_owned(), false), "{case}, {password}");
            let sign_ins = sandbox.imap_sign_ins();
            assert_eq!((sign_ins[0].mechanism.as_str(), sign_ins[0].tls), (mechanism, true), "{case}, {password}");
        }
    }
}

#[tokio::test]
async fn access_tokens() {
    for (provider, mechanisms, used) in [
        (Provider::Custom, &["PLAIN", "XOAUTH2", "OAUTHBEARER"][..], Some("OAUTHBEARER")),
        (Provider::Custom, &["XOAUTH2"], Some("XOAUTH2")),
        (Provider::Custom, &["PLAIN"], None),
    ] {
        for sasl_ir in [true, false] {
            let imap = ImapBehavior::default().mechanisms(mechanisms.iter().copied());
            let imap = if sasl_ir { imap } else { imap.without_sasl_ir() };
            let sandbox = sandbox(imap).await;
            let token = sandbox.issue_token(sandbox.user()).unwrap();
            let builder =
                filing(&sandbox).provider(provider).password("").tokens(StaticToken::new(token.secret().clone()));
            let receipt = sent(&mailer(builder), &mail("by token")).await;
            match used {
                Some(mechanism) => {
                    assert_eq!(place(&receipt), ("Sent".to_owned(), false), "{mechanisms:?}");
                    assert_eq!(sandbox.imap_sign_ins()[0].mechanism, mechanism);
                }
                None => assert_eq!(problem(&receipt), ImapProblem::MechanismUnsupported),
            }
        }
    }
}

#[tokio::test]
async fn a_refused_token_is_replaced_once() {
    for (renewed, filed, sign_ins) in [("good", true, 2), ("another", false, 2), ("the same", false, 1)] {
        let imap = ImapBehavior::default().account("box@example.com", "unused");
        let sandbox = sandbox(imap).await;
        let good = sandbox.issue_token("box@example.com").unwrap();
        let asked = Arc::new(AtomicUsize::new(0));
        let count = Arc::clone(&asked);
        let tokens = token_fn(move |request: TokenRequest<'_>| {
            count.fetch_add(1, Ordering::Relaxed);
            let token = match (matches!(request, TokenRequest::Rejected(_)), renewed) {
                (true, "good") => good.clone(),
                (true, "another") => AccessToken::new("one.of.another"),
                _ => AccessToken::new("of.no.issuer"),
            };
            async move { Ok(token) }
        });
        let mut settings = implicit(&sandbox);
        settings.user = Some("box@example.com".to_owned());
        let receipt = sent(&mailer(filing(&sandbox).imap(settings).imap_tokens(tokens)), &mail("renewed")).await;
        assert_eq!(receipt.sent_copy.as_ref().unwrap().is_filed(), filed, "{renewed}: {:?}", receipt.sent_copy);
        if !filed {
            assert_eq!(problem(&receipt), ImapProblem::TokenRefused, "{renewed}");
        }
        assert_eq!((sandbox.imap_sign_ins().len(), asked.load(Ordering::Relaxed)), (sign_ins, 2), "{renewed}");
        assert!(!format!("{receipt:?}").contains("of.no.issuer"), "a token is shown: {receipt:?}");
    }
}
