//! Rate limit, holds, connection limit and auth breaker through the public API.
#![allow(clippy::unwrap_used, reason = "helpers of tests are tests")]

use crate::smtp::{gateway, mail};
use ite_mailer::{
    AccessToken, DocumentMailer, Error, ErrorKind, GatewaySettings, Outcome, Provider, Receipt, Retry, SmtpGateway,
    SmtpMailer, Stage, TokenRequest,
    gateway::{GatewayBuilder, Timeouts, token_fn},
    sandbox::{Action, Fault, SmtpSandbox, SmtpStep},
};
use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};
use tokio::task::JoinSet;

const MINUTE: Duration = Duration::from_secs(60);

fn mailer(builder: GatewayBuilder) -> SmtpMailer {
    SmtpMailer::new(builder.build().unwrap()).unwrap()
}

fn wait(seconds: u64) -> Timeouts {
    let mut timeouts = Timeouts::default();
    timeouts.wait = Duration::from_secs(seconds);
    timeouts
}

/// Sends so many mails at once, each with its own clone.
async fn burst(mailer: &SmtpMailer, mails: usize) -> Vec<Result<Receipt, Error>> {
    let mut sends = JoinSet::new();
    for n in 0..mails {
        let mailer = mailer.clone();
        sends.spawn(async move { mailer.send(&mail(&format!("mail {n}"))).await });
    }
    sends.join_all().await
}

#[test]
fn the_rate_is_the_providers_or_the_settings() {
    let office = SmtpGateway::for_provider(Provider::Microsoft365, "me@example.com", "not-a-real-secret").unwrap();
    assert_eq!(office.mails_per_minute(), Some(30));
    let settings: GatewaySettings = serde_json::from_value(
        serde_json::json!({"provider": "microsoft365", "user": "me@example.com", "mails_per_minute": 7}),
    )
    .unwrap();
    let gateway = settings.validate("not-a-real-secret").unwrap();
    assert_eq!((gateway.mails_per_minute(), gateway.settings().mails_per_minute), (Some(7), Some(7)));
    let by_url = |parameter: &str| SmtpGateway::from_url(&format!("smtp://me:x@smtp.example.com?{parameter}"));
    assert_eq!(by_url("mails_per_minute=7").unwrap().mails_per_minute(), Some(7));
    for wrong in ["mails_per_minute=0", "mails_per_minute=many"] {
        assert_eq!(by_url(wrong).unwrap_err().problems()[0].field, "mails_per_minute");
    }
}

#[tokio::test]
async fn clones_share_the_rate_and_every_wait_ends() {
    let sandbox = SmtpSandbox::builder().max_mails(3, MINUTE).start().await.unwrap();
    let mailer = mailer(gateway(&sandbox).mails_per_minute(3).timeouts(wait(1)));
    // Dropped in the queue, and dropped before anything was sent: neither uses a permit.
    let dropped = mail("dropped");
    drop(mailer.send(&dropped));
    let results = burst(&mailer, 8).await;
    let (sent, refused): (Vec<_>, Vec<_>) = results.into_iter().partition(Result::is_ok);
    assert_eq!((sent.len(), refused.len(), sandbox.mails().len()), (3, 5, 3));
    for error in refused.into_iter().map(Result::unwrap_err) {
        assert_eq!((error.kind(), error.stage(), error.outcome()), (ErrorKind::Timeout, Stage::Wait, Outcome::NotSent));
        assert!(error.to_string().contains("rate limit") && error.message_id().is_some(), "{error}");
    }
    assert_eq!(
        sandbox.commands().iter().filter(|line| line.starts_with("MAIL")).count(),
        3,
        "the others were never offered"
    );
}

/// The other tests of the rate rely on this.
#[tokio::test]
async fn the_sandbox_refuses_mails_above_its_rate() {
    let sandbox = SmtpSandbox::builder().max_mails(2, MINUTE).start().await.unwrap();
    let mailer = mailer(gateway(&sandbox));
    for _ in 0..2 {
        mailer.send(&mail("in time")).await.unwrap();
    }
    let error = mailer.send(&mail("one too many")).await.unwrap_err();
    assert_eq!((error.kind(), error.stage()), (ErrorKind::RateLimited, Stage::MailFrom));
    let brief = SmtpSandbox::builder().max_mails(1, Duration::from_millis(1)).start().await.unwrap();
    let mailer = self::mailer(gateway(&brief));
    for _ in 0..5 {
        tokio::time::sleep(Duration::from_millis(2)).await;
        mailer.send(&mail("the window moves on")).await.unwrap();
    }
}

#[tokio::test]
async fn a_mail_that_never_reached_the_server_uses_no_permit() {
    let sandbox = SmtpSandbox::start().await.unwrap();
    let mailer = mailer(gateway(&sandbox).mails_per_minute(1).timeouts(wait(5)));
    sandbox.script().fault(Fault::new(SmtpStep::Greeting, Action::Close).nth(1));
    assert_eq!(mailer.send(&mail("cut")).await.unwrap_err().kind(), ErrorKind::Connect);
    mailer.send(&mail("next")).await.unwrap();
}

#[tokio::test]
async fn a_server_that_asks_to_wait_is_obeyed() {
    let sandbox = SmtpSandbox::start().await.unwrap();
    let later = |text: &str| Fault::new(SmtpStep::MailFrom, Action::Reply(text.to_owned())).nth(1);
    let patient = mailer(gateway(&sandbox));
    sandbox.script().fault(later("450 4.7.1 Rate limit exceeded, try again in 1 second"));
    let error = patient.send(&mail("too fast")).await.unwrap_err();
    assert_eq!(error.retry(), Retry::After(Duration::from_secs(1)));
    let asked = Instant::now();
    for result in burst(&patient, 5).await {
        result.unwrap();
    }
    assert!(asked.elapsed() >= Duration::from_millis(990), "after {:?}", asked.elapsed());

    let hurried = mailer(gateway(&sandbox).timeouts(wait(30)));
    sandbox.script().clear();
    sandbox.script().fault(later("450 4.7.1 Rate limit exceeded, try again in 10 minutes"));
    hurried.send(&mail("too fast")).await.unwrap_err();
    let (asked, before) = (Instant::now(), sandbox.commands().len());
    for error in burst(&hurried, 5).await.into_iter().map(Result::unwrap_err) {
        assert_eq!(
            (error.kind(), error.stage(), error.outcome()),
            (ErrorKind::RateLimited, Stage::Wait, Outcome::NotSent)
        );
        let Retry::After(left) = error.retry() else { panic!("{error:?}") };
        assert!((590..=600).contains(&left.as_secs()), "{left:?}");
        assert!(error.to_string().contains("Rate limit exceeded"), "the server's words: {error}");
    }
    assert!(asked.elapsed() < Duration::from_secs(20), "at once");
    assert_eq!(sandbox.commands().len(), before, "the server was left alone");
}

#[tokio::test]
async fn a_server_that_takes_fewer_connections_gets_fewer() {
    let sandbox = SmtpSandbox::builder().max_connections(2).start().await.unwrap();
    let mailer = mailer(gateway(&sandbox).max_connections(4));
    for result in burst(&mailer, 40).await {
        result.unwrap();
    }
    let stats = sandbox.connections();
    assert_eq!(sandbox.mails().len(), 40);
    assert!(stats.opened <= 6, "two that serve, and as many tries as there are others at most: {stats:?}");
    let before = stats.opened;
    for result in burst(&mailer, 40).await {
        result.unwrap();
    }
    assert_eq!(sandbox.connections().opened, before, "the reduced limit is kept");

    // With every connection in use the mail waits.
    let full = SmtpSandbox::builder().max_connections(0).start().await.unwrap();
    let mailer = self::mailer(gateway(&full).timeouts(wait(30)));
    assert_eq!(mailer.send(&mail("no room")).await.unwrap_err().stage(), Stage::Greeting);
    let error = mailer.send(&mail("no room")).await.unwrap_err();
    assert_eq!((error.kind(), error.stage()), (ErrorKind::TooManyConnections, Stage::Wait));
    assert_eq!(full.connections().opened, 1);
}

#[tokio::test]
async fn ten_thousand_mails_do_not_lock_an_account() {
    let sandbox = SmtpSandbox::start().await.unwrap();
    let mailer = mailer(gateway(&sandbox).max_connections(4));
    sandbox.script().refuse(ErrorKind::BadCredentials).unwrap();
    for error in burst(&mailer, 200).await.into_iter().map(Result::unwrap_err) {
        let found = (error.kind(), error.stage(), error.outcome(), error.retry());
        assert_eq!(found, (ErrorKind::BadCredentials, Stage::Auth, Outcome::NotSent, Retry::Never), "{error}");
    }
    assert_eq!(sandbox.sign_ins().refused, 2);
    let error = mailer.send(&mail("one more")).await.unwrap_err();
    assert!(error.to_string().contains("no sign-in was tried"), "{error}");
    assert!(error.reply().is_some_and(|reply| reply.code() == 535), "{error}");

    // `sign_in` is always tried, and its success closes the breaker.
    assert!(!mailer.sign_in().await.unwrap_err().to_string().contains("no sign-in was tried"));
    assert_eq!(sandbox.sign_ins().refused, 3);
    sandbox.script().clear();
    mailer.send(&mail("still closed")).await.unwrap_err();
    mailer.sign_in().await.unwrap();
    mailer.send(&mail("open")).await.unwrap();
}

#[tokio::test]
async fn shutdown_ends_every_wait() {
    let sandbox = SmtpSandbox::start().await.unwrap();
    let mailer = mailer(gateway(&sandbox).mails_per_minute(1));
    mailer.send(&mail("the only one of this minute")).await.unwrap();
    let next = mail("the next");
    let mut waiting = std::pin::pin!(mailer.send(&next));
    assert!(tokio::time::timeout(Duration::from_millis(1), waiting.as_mut()).await.is_err());
    mailer.shutdown().await;
    let error = tokio::time::timeout(Duration::from_secs(20), waiting).await.expect("at once").unwrap_err();
    assert_eq!((error.kind(), error.stage(), error.outcome()), (ErrorKind::Cancelled, Stage::Wait, Outcome::NotSent));
}

#[tokio::test]
async fn dropping_the_last_clone_sends_quit() {
    let sandbox = SmtpSandbox::start().await.unwrap();
    let mailer = mailer(gateway(&sandbox));
    let clone = mailer.clone();
    clone.send(&mail("one")).await.unwrap();
    drop(mailer);
    clone.send(&mail("two")).await.unwrap();
    assert_eq!(sandbox.connections().opened, 1);
    drop(clone);
    sandbox.wait_open(0).await.unwrap();
    assert!(sandbox.commands().contains(&"QUIT".to_owned()));
}

/// A refused token counts as one sign-in to the breaker, renewed or not, however many sends wait.
#[tokio::test]
async fn refused_tokens_trip_the_breaker_after_two() {
    let sandbox = SmtpSandbox::start().await.unwrap();
    let asked = Arc::new(AtomicUsize::new(0));
    let tokens = token_fn({
        let asked = Arc::clone(&asked);
        move |request| {
            asked.fetch_add(usize::from(matches!(request, TokenRequest::Rejected(_))), Ordering::SeqCst);
            async { Ok(AccessToken::new("no-token-of-this-server")) }
        }
    });
    let mailer = mailer(gateway(&sandbox).password("").tokens(tokens).max_connections(8));
    for result in burst(&mailer, 40).await {
        let error = result.unwrap_err();
        assert_eq!((error.kind(), error.stage()), (ErrorKind::OAuth2TokenInvalidOrExpired, Stage::Auth), "{error}");
        assert!(error.oauth2_problem().is_some(), "the pause tells the same as the refusal: {error}");
        assert!(!error.to_string().contains("refused 3"), "{error}");
    }
    assert_eq!(sandbox.sign_ins().refused, 2);
    assert_eq!(asked.load(Ordering::SeqCst), 2, "a token is renewed only after a server refused it");
}
