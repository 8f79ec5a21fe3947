//! Signing in by access token.

mod cache;
mod consent;
mod issuer;
mod refusals;
mod secrets;

use crate::smtp::{Far, gateway, mail};
use ite_mailer::{
    DocumentMailer, Error, ErrorKind, Outcome, Provider, Retry, SmtpMailer, Stage, check,
    conformance::{self, REFUSED},
    error::OAuth2Problem,
    gateway::{AccessToken, GatewayBuilder, StaticToken, Timeouts, TokenProvider, TokenRequest, token_fn},
    sandbox::{Action, Fault, Personality, SmtpSandbox, SmtpStep},
};
use secrecy::ExposeSecret;
use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

fn mailer(builder: GatewayBuilder) -> SmtpMailer {
    SmtpMailer::new(builder.build().unwrap()).unwrap()
}

/// The gateway of [`gateway`], signing in by token.
fn by_token(sandbox: &SmtpSandbox, tokens: impl TokenProvider + 'static) -> GatewayBuilder {
    gateway(sandbox).password(None::<&str>).tokens(tokens)
}

#[tokio::test]
async fn the_provider_orders_the_mechanisms_and_the_server_decides() {
    for (provider, offered, used) in [
        (Provider::Custom, &["PLAIN", "XOAUTH2", "OAUTHBEARER"][..], "OAUTHBEARER"),
        (Provider::Custom, &["LOGIN", "XOAUTH2"], "XOAUTH2"),
        (Provider::Gmail, &["OAUTHBEARER", "XOAUTH2"], "XOAUTH2"),
        (Provider::Microsoft365, &["LOGIN", "XOAUTH2"], "XOAUTH2"),
        (Provider::OutlookCom, &["OAUTHBEARER"], "OAUTHBEARER"),
    ] {
        let sandbox = SmtpSandbox::builder().mechanisms(offered.iter().copied()).start().await.unwrap();
        let tokens = StaticToken::new(sandbox.issue_token(sandbox.user()).unwrap().secret().clone());
        let mailer = mailer(by_token(&sandbox, tokens).provider(provider));
        mailer.send(&mail("by token")).await.unwrap();
        assert_eq!(sandbox.mails()[0].mechanism(), Some(used), "{provider:?}");
        assert_eq!(sandbox.mails()[0].user(), Some(sandbox.user()), "{provider:?}");
        assert_eq!(mailer.sign_in().await.unwrap().mechanism.as_deref(), Some(used));
        assert_eq!(sandbox.sign_ins().refused, 0);
    }
}

#[tokio::test]
async fn a_server_without_token_mechanisms_is_reported() {
    let sandbox = SmtpSandbox::builder().mechanisms(["PLAIN", "LOGIN"]).start().await.unwrap();
    let error = mailer(by_token(&sandbox, StaticToken::new("x"))).send(&mail("no token")).await.unwrap_err();
    assert_eq!((error.kind(), error.stage()), (ErrorKind::AuthMechanismUnsupported, Stage::Auth));
    assert_eq!(error.oauth2_problem(), Some(OAuth2Problem::TokensNotTaken));
    assert!(sandbox.commands().iter().all(|command| !command.starts_with("AUTH")));
}

/// Counts the requests and returns the tokens of a list in turn; the last one repeats.
fn listed(tokens: Vec<AccessToken>) -> (Arc<[AtomicUsize; 2]>, impl TokenProvider) {
    let asked = Arc::new([AtomicUsize::new(0), AtomicUsize::new(0)]);
    let counted = asked.clone();
    let provider = token_fn(move |request| {
        let rejected = usize::from(matches!(request, TokenRequest::Rejected(_)));
        counted[rejected].fetch_add(1, Ordering::SeqCst);
        let nth = counted[1].load(Ordering::SeqCst).min(tokens.len() - 1);
        let token = tokens[nth].clone();
        async move { Ok(token) }
    });
    (asked, provider)
}

fn counts(asked: &[AtomicUsize; 2]) -> (usize, usize) {
    (asked[0].load(Ordering::SeqCst), asked[1].load(Ordering::SeqCst))
}

#[tokio::test]
async fn a_refused_token_is_replaced_once_on_a_new_connection() {
    for personality in [Personality::Generic, Personality::Gmail, Personality::Microsoft365] {
        for mechanism in ["XOAUTH2", "OAUTHBEARER"] {
            let start = || SmtpSandbox::builder().personality(personality).mechanisms([mechanism]).start();
            // The second token is good.
            let sandbox = start().await.unwrap();
            let good = sandbox.issue_token(sandbox.user()).unwrap();
            let (asked, provider) = listed(vec![AccessToken::new("stale"), good]);
            let one_mail_each = mailer(by_token(&sandbox, provider).mails_per_connection(1));
            one_mail_each.send(&mail("twice")).await.unwrap();
            assert_eq!(counts(&asked), (1, 1), "{personality:?} {mechanism}");
            assert_eq!(sandbox.connections().opened, 2, "{personality:?} {mechanism}");
            assert_eq!((sandbox.sign_ins().refused, sandbox.sign_ins().accepted), (1, 1));
            // A success resets the auth breaker: two more sign-ins are tried.
            sandbox.expire_tokens();
            for refused in [2, 3] {
                let error = one_mail_each.send(&mail("again")).await.unwrap_err();
                assert_eq!(error.kind(), ErrorKind::OAuth2TokenInvalidOrExpired, "{error}");
                assert_eq!(
                    (sandbox.sign_ins().refused, sandbox.connections().opened),
                    (refused, 1 + refused),
                    "{error}"
                );
            }

            // Neither is: no third try.
            let sandbox = start().await.unwrap();
            let (asked, provider) = listed(vec![AccessToken::new("stale"), AccessToken::new("stale too")]);
            let error = mailer(by_token(&sandbox, provider)).send(&mail("twice")).await.unwrap_err();
            assert_eq!((error.kind(), error.stage()), (ErrorKind::OAuth2TokenInvalidOrExpired, Stage::Auth));
            assert_eq!((error.outcome(), error.retry()), (Outcome::NotSent, Retry::Never));
            assert_eq!(counts(&asked), (1, 1), "{personality:?} {mechanism}");
            assert_eq!(sandbox.connections().opened, 2, "{personality:?} {mechanism}");
            assert_eq!(error.reply().unwrap().code(), 535);
            assert_eq!(sandbox.commands().iter().filter(|line| *line == "QUIT").count(), 2, "{mechanism}");
            let reason = match personality {
                Personality::Gmail => r#"{"schemes":"Bearer","scope":"https://mail.google.com/","status":"400"}"#,
                Personality::Generic => r#"{"scope":"mail","status":"invalid_token"}"#,
                _ => "",
            };
            assert!(error.to_string().contains(reason), "{error}");
            assert_eq!(error.to_string().contains("reason"), personality != Personality::Microsoft365, "{error}");
            let acknowledged = if mechanism == "XOAUTH2" { "" } else { "AQ==" };
            let notes = sandbox.commands().iter().filter(|line| *line == acknowledged).count();
            assert_eq!(notes, if reason.is_empty() { 0 } else { 2 }, "{:?}", sandbox.commands());

            // Without a second token there is no second connection.
            let sandbox = start().await.unwrap();
            let error = mailer(by_token(&sandbox, StaticToken::new("x"))).send(&mail("once")).await.unwrap_err();
            assert_eq!(error.kind(), ErrorKind::OAuth2TokenInvalidOrExpired);
            assert_eq!(sandbox.connections().opened, 1);
        }
    }
}

#[tokio::test]
async fn a_refusal_that_is_not_the_tokens_fault_asks_for_no_other() {
    for kind in
        [ErrorKind::SmtpAuthDisabledForMailbox, ErrorKind::SmtpAuthDisabledForTenant, ErrorKind::TooManyLoginAttempts]
    {
        let sandbox = SmtpSandbox::builder().personality(Personality::Microsoft365).refuse(kind).start().await.unwrap();
        let (asked, provider) = listed(vec![sandbox.issue_token(sandbox.user()).unwrap(), AccessToken::new("x")]);
        let gateway = by_token(&sandbox, provider).provider(Provider::Microsoft365);
        let error = mailer(gateway).send(&mail("off")).await.unwrap_err();
        assert_eq!(error.kind(), kind);
        assert_eq!((counts(&asked), sandbox.connections().opened), ((1, 0), 1));
        let off = kind != ErrorKind::TooManyLoginAttempts;
        assert_eq!(error.oauth2_problem(), off.then_some(OAuth2Problem::SmtpAuthOff));
        assert_eq!(error.guidance().en.what.contains("accepted the permission"), off, "{}", error.guidance());
    }
}

#[tokio::test]
async fn what_a_provider_cannot_give_fails_before_any_connection() {
    let sandbox = SmtpSandbox::start().await.unwrap();
    let failing = token_fn(|_| async { Err(Error::oauth2(OAuth2Problem::ConsentMissing).with_detail("scripted")) });
    let error = mailer(by_token(&sandbox, failing).provider(Provider::Gmail)).send(&mail("x")).await.unwrap_err();
    assert_eq!((error.kind(), error.stage()), (ErrorKind::OAuth2ConsentRequired, Stage::Token));
    assert_eq!((error.outcome(), error.provider()), (Outcome::NotSent, Provider::Gmail));
    assert!(error.message_id().is_some());
    for odd in ["", "a\x01b", "a\r\nb"] {
        let error = mailer(by_token(&sandbox, StaticToken::new(odd))).send(&mail("x")).await.unwrap_err();
        assert_eq!((error.stage(), error.oauth2_problem()), (Stage::Token, Some(OAuth2Problem::EndpointAnswer)));
    }
    let silent = token_fn(|_| std::future::pending());
    let timeouts = Timeouts::default().all_steps(Duration::from_millis(50));
    let error = mailer(by_token(&sandbox, silent).timeouts(timeouts)).send(&mail("x")).await.unwrap_err();
    assert_eq!((error.kind(), error.stage()), (ErrorKind::Timeout, Stage::Token));
    assert!(error.retry().is_retryable());
    assert_eq!(error.oauth2_problem(), Some(OAuth2Problem::EndpointUnreachable));
    assert_eq!(sandbox.connections().opened, 0);
}

#[tokio::test]
async fn a_check_has_a_step_for_the_token() {
    let sandbox = SmtpSandbox::start().await.unwrap();
    let good = sandbox.issue_token(sandbox.user()).unwrap();
    let build = |tokens| by_token(&sandbox, tokens).build().unwrap();
    let diagnosis = check(&build(StaticToken::new(good.secret().clone())), sandbox.user()).await;
    assert!(diagnosis.is_ok(), "{diagnosis}");
    let stages: Vec<_> = diagnosis.steps.iter().map(|step| step.stage).collect();
    assert_eq!(stages[..3], [Stage::Gateway, Stage::Token, Stage::Dns]);
    let failed = check(&build(StaticToken::new("stale")), sandbox.user()).await;
    let step = failed.steps.iter().find(|step| step.guidance.is_some()).unwrap();
    assert_eq!(step.stage, Stage::Auth, "{failed}");
    assert!(step.guidance.as_ref().unwrap().en.title.contains("there is no other"), "{failed}");
    assert!(sandbox.commands().iter().filter(|line| *line == "QUIT").count() == 2, "{:?}", sandbox.commands());
}

/// The refusal of the first token is reported, not the failure of the second connection.
#[tokio::test]
async fn a_refused_token_counts_when_the_second_connection_fails() {
    let sandbox = SmtpSandbox::start().await.unwrap();
    let asked = AtomicUsize::new(0);
    let tokens = token_fn(move |_| {
        let token = AccessToken::new(format!("stale-{}", asked.fetch_add(1, Ordering::SeqCst)));
        async move { Ok(token) }
    });
    let mailer = mailer(by_token(&sandbox, tokens));
    for nth in [2, 4] {
        sandbox.script().fault(Fault::new(SmtpStep::Connect, Action::Close).nth(nth));
    }
    for sent in 1..=2 {
        let error = mailer.send(&mail("refused")).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Connect, "{sent}: {error}");
    }
    let error = mailer.send(&mail("not tried")).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::OAuth2TokenInvalidOrExpired, "{error}");
    assert_eq!((sandbox.sign_ins().refused, sandbox.connections().opened), (2, 4), "{error}");
}

#[tokio::test]
async fn a_token_that_does_not_fit_says_how() {
    for (personality, provider, problem) in [
        (Personality::Gmail, Provider::Gmail, OAuth2Problem::TokenNotRenewed),
        (Personality::Microsoft365, Provider::Microsoft365, OAuth2Problem::OtherMailbox),
        (Personality::Generic, Provider::Custom, OAuth2Problem::ScopeMissing),
    ] {
        let sandbox = SmtpSandbox::builder().personality(personality).start().await.unwrap();
        let other = sandbox.issue_token("other@example.com").unwrap();
        let gateway = by_token(&sandbox, StaticToken::new(other.secret().clone())).provider(provider);
        let error = mailer(gateway).send(&mail("x")).await.unwrap_err();
        assert_eq!((error.kind(), error.oauth2_problem()), (ErrorKind::OAuth2TokenInvalidOrExpired, Some(problem)));
        let json = serde_json::to_value(&error).unwrap();
        assert_eq!(json["oauth2_problem"], problem.as_str());
        assert!(!format!("{error} {error:?} {json}").contains(other.secret().expose_secret()));
    }
}

#[tokio::test]
async fn a_connection_outlives_the_token_it_was_opened_with() {
    let sandbox = SmtpSandbox::start().await.unwrap();
    let (asked, provider) = listed(vec![sandbox.issue_token(sandbox.user()).unwrap()]);
    let mailer = mailer(by_token(&sandbox, provider).max_connections(1));
    for subject in ["one", "two", "three"] {
        mailer.send(&mail(subject)).await.unwrap();
        sandbox.expire_tokens();
    }
    assert_eq!((counts(&asked), sandbox.connections().opened), ((1, 0), 1));
}

#[tokio::test]
async fn a_server_that_asks_for_the_response_gets_it() {
    let sandbox = SmtpSandbox::builder().mechanisms(["XOAUTH2"]).start().await.unwrap();
    let token = sandbox.issue_token(sandbox.user()).unwrap().secret().clone();
    let response = format!("user={}\x01auth=Bearer {}\x01\x01", sandbox.user(), token.expose_secret());
    let tokens = StaticToken::new(token);
    // The sandbox answers `AUTH` with a challenge, and reads the next line as a command.
    sandbox.script().fault(Fault::new(SmtpStep::Auth, Action::Reply("334 ".into())).nth(1));
    let error = mailer(by_token(&sandbox, tokens)).send(&mail("x")).await.unwrap_err();
    // The response is not a valid command; only its arrival is tested.
    assert_eq!((error.stage(), error.reply().unwrap().code()), (Stage::Auth, 500));
    assert!(sandbox.commands().contains(&crate::secrets::base64(response.as_bytes())), "{:?}", sandbox.commands());
}

#[tokio::test]
async fn settings_with_tokens() {
    let mut settings = ite_mailer::GatewaySettings::for_provider(Provider::OutlookCom, "me@outlook.com");
    let gateway = settings.validate_with_tokens(StaticToken::new("x")).unwrap();
    assert!(gateway.credentials().unwrap().tokens().is_some());
    assert_eq!(gateway.settings().validate_with_tokens(StaticToken::new("x")).unwrap().to_url(), gateway.to_url());
    assert!(!gateway.to_url().contains(":x"));
    settings.user = None;
    let error = settings.validate_with_tokens(StaticToken::new("x")).unwrap_err();
    assert_eq!(error.problems()[0].field, "user");
    settings.authentication = false;
    let error = settings.validate_with_tokens(StaticToken::new("x")).unwrap_err();
    assert_eq!(error.problems()[0].field, "authentication");
    let both = ite_mailer::SmtpGateway::builder().host("mail.example.com").user("u").password("p");
    let error = both.tokens(StaticToken::new("x")).build().unwrap_err();
    assert_eq!(error.problems()[0].field, "password");
    let clear = ite_mailer::SmtpGateway::builder().host("127.0.0.1").user("u").tokens(StaticToken::new("x"));
    let error = clear.security(ite_mailer::Security::PlaintextLoopback).build().unwrap_err();
    assert_eq!(error.problems()[0].field, "security");
}

#[tokio::test]
async fn advice_on_passwords_is_not_given_to_who_uses_none() {
    let today = ite_mailer::gateway::Date::new(2026, 11, 24);
    for provider in [Provider::OutlookCom, Provider::Microsoft365, Provider::Gmail] {
        let settings = ite_mailer::GatewaySettings::for_provider(provider, "me@outlook.com");
        let input = ite_mailer::gateway::LintInput::new(today);
        assert!(!settings.lint(&input).is_empty(), "{provider:?}");
        let left: Vec<_> = settings.lint(&input.by_token()).into_iter().filter(|f| f.field == "password").collect();
        assert!(left.is_empty(), "{provider:?}: {left:?}");
    }
    let sandbox = SmtpSandbox::builder().personality(Personality::Microsoft365).start().await.unwrap();
    let tokens = StaticToken::new(sandbox.issue_token(sandbox.user()).unwrap().secret().clone());
    let gateway = by_token(&sandbox, tokens).provider(Provider::OutlookCom).build().unwrap();
    let diagnosis = check(&gateway, sandbox.user()).await;
    assert!(diagnosis.is_ok() && !diagnosis.to_string().contains("no longer takes passwords"), "{diagnosis}");
}

/// Every fault during a sign-in by token is an error at that stage, within the deadline, and the next mail is accepted.
#[tokio::test]
async fn faults_during_a_sign_in_by_token() {
    let connect = (ErrorKind::Connect, Stage::Auth);
    let timeout = (ErrorKind::Timeout, Stage::Auth);
    let protocol = (ErrorKind::Protocol, Stage::Auth);
    for mechanism in ["XOAUTH2", "OAUTHBEARER"] {
        for (good, step, action, expected) in [
            (true, SmtpStep::Auth, Action::Close, connect),
            (true, SmtpStep::Auth, Action::Reset, connect),
            (true, SmtpStep::Auth, Action::Stall, timeout),
            (true, SmtpStep::Auth, Action::Garbage, protocol),
            (true, SmtpStep::SignIn, Action::Close, connect),
            (true, SmtpStep::SignIn, Action::Stall, timeout),
            (true, SmtpStep::SignIn, Action::Garbage, protocol),
            (true, SmtpStep::SignIn, Action::Reply("250 2.0.0 Ok".into()), protocol),
            (
                true,
                SmtpStep::SignIn,
                Action::Reply("454 4.7.0 later".into()),
                (ErrorKind::TemporaryServerError, Stage::Auth),
            ),
            (
                true,
                SmtpStep::SignIn,
                Action::ReplyThenClose("421 4.3.0 leaving".into()),
                (ErrorKind::TemporaryServerError, Stage::Auth),
            ),
            (
                true,
                SmtpStep::SignIn,
                Action::ExtraReply("250 2.0.0 and more".into()),
                (ErrorKind::Protocol, Stage::MailFrom),
            ),
            (false, SmtpStep::AuthContinue, Action::Close, connect),
            (false, SmtpStep::AuthContinue, Action::Stall, timeout),
            (false, SmtpStep::AuthContinue, Action::Garbage, protocol),
            (false, SmtpStep::AuthContinue, Action::ExtraReply("334 e30=".into()), protocol),
            (false, SmtpStep::SignIn, Action::Close, connect),
            (false, SmtpStep::SignIn, Action::Stall, timeout),
            (false, SmtpStep::SignIn, Action::Reply("334 e30=".into()), protocol),
            (
                false,
                SmtpStep::SignIn,
                Action::Reply("235 2.7.0 after all".into()),
                (ErrorKind::Other, Stage::FinalReply),
            ),
        ] {
            let sandbox = SmtpSandbox::builder().mechanisms([mechanism]).start().await.unwrap();
            let token = if good { sandbox.issue_token(sandbox.user()).unwrap() } else { AccessToken::new("stale") };
            let ended = Arc::new(AtomicUsize::new(0));
            let (calls, valid) = (ended.clone(), sandbox.issue_token(sandbox.user()).unwrap());
            // From the second mail on the token is good in any case.
            let tokens = token_fn(move |_| {
                let token = if calls.load(Ordering::SeqCst) == 0 { token.clone() } else { valid.clone() };
                async move { Ok(token) }
            });
            let mut timeouts = Timeouts::default();
            timeouts.command = Duration::from_millis(500);
            let mailer = mailer(by_token(&sandbox, tokens).max_connections(1).timeouts(timeouts));
            sandbox.script().fault(Fault::new(step, action.clone()).nth(1));
            let at = format!("{mechanism} {good} {step:?} {action:?}");
            let result = tokio::time::timeout(Duration::from_secs(20), mailer.send(&mail("faulty"))).await;
            match result.unwrap_or_else(|_| panic!("{at}: hangs")) {
                Err(error) => {
                    assert_eq!((error.kind(), error.stage()), expected, "{at}: {error}");
                    assert_eq!(error.outcome(), Outcome::NotSent, "{at}");
                }
                Ok(_) => assert_eq!(expected, (ErrorKind::Other, Stage::FinalReply), "{at}: accepted"),
            }
            ended.store(1, Ordering::SeqCst);
            let again = tokio::time::timeout(Duration::from_secs(20), mailer.send(&mail("the next"))).await;
            again
                .unwrap_or_else(|_| panic!("{at}: the next hangs"))
                .unwrap_or_else(|error| panic!("{at}: the next: {error}"));
        }
    }
}

#[tokio::test]
async fn a_mailer_by_token_passes_the_conformance_suite() {
    let far = Far(SmtpSandbox::builder().reject_recipient(REFUSED, "550 5.1.1 unknown").start().await.unwrap());
    let token = far.0.issue_token(far.0.user()).unwrap().secret().clone();
    let mailer = mailer(by_token(&far.0, StaticToken::new(token)).max_connections(2));
    conformance::check(&mailer, &far).await.unwrap_or_else(|violation| panic!("{violation}"));
    assert!(far.0.mails().iter().all(|mail| mail.mechanism() == Some("OAUTHBEARER")));
}
