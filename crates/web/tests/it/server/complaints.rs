//! Complaints of users of other products, each as a test.

use super::support::{act, choose, fields, get, page, pages, post, start};
use axum::{
    Extension, Router,
    body::Body,
    http::{Request, header},
};
use ite_mailer::{
    ErrorKind, Provider,
    oauth2::OAuth2App,
    sandbox::{SmtpSandbox, SmtpStep, TokenEndpoint},
};
use ite_mailer_web::{Customer, SettingsOptions};

const REDIRECT: &str = "https://app.example.com/settings/mail/connected";

fn registration(issuer: &TokenEndpoint) -> OAuth2App {
    OAuth2App::builder(Provider::Gmail, issuer.client_id())
        .client_secret(issuer.client_secret())
        .authorize_url(issuer.authorize_url())
        .token_url(issuer.plain_token_url())
        .build()
        .unwrap()
}

fn with_issuer(issuer: &TokenEndpoint) -> impl FnOnce(SettingsOptions) -> SettingsOptions {
    let app = registration(issuer);
    move |options| options.oauth2(app, REDIRECT).tests_per_minute(100)
}

/// "Test passes, sending fails": the test can send a mail with the same settings.
#[tokio::test]
async fn what_only_a_mail_finds_out_is_found_out_by_sending_one() {
    let sandbox = start().await;
    let port = sandbox.port().to_string();
    sandbox.script().refuse(ErrorKind::AccountSuspendedOrNotActivated).unwrap();
    sandbox.script().clear();
    sandbox.script().reply(SmtpStep::FinalReply, "502 5.7.0 Your SMTP account is not yet activated");
    let app = page(Some(&sandbox), "a", |options| options);
    let draft = choose(&app, "custom", "a@example.fr").await;
    let mut typed = fields(&sandbox, &port);
    let tested = act(&app, &draft, "test", &typed).await.body;
    assert!(tested.contains("verdict good") && tested.contains("No mail was sent"), "{tested}");
    typed.push(("recipient", "client@example.org"));
    let sent = act(&app, &draft, "send", &typed).await.body;
    assert!(sent.contains("verdict bad") && sent.contains("not yet activated"), "{sent}");
}

/// A typo in the sender is noticed before any test.
#[tokio::test]
async fn a_misspelt_sender_is_noticed() {
    let app = page(None, "a", |options| options);
    let draft = choose(&app, "custom", "atelier@gmial.com").await;
    let seen = get(&app, &format!("/?draft={draft}&lang=en")).await.body;
    assert!(seen.contains("Did you mean atelier@gmail.com"), "{seen}");
}

/// "Check your server log": the page shows all that is needed for every refusal.
#[tokio::test]
async fn a_failure_is_told_in_full_on_the_page() {
    let sandbox = start().await;
    let port = sandbox.port().to_string();
    let app = page(Some(&sandbox), "a", |options| options.tests_per_minute(1000));
    let mut told = 0;
    for kind in ErrorKind::ALL {
        sandbox.script().clear();
        if sandbox.script().refuse(*kind).is_err() {
            continue;
        }
        let draft = choose(&app, "custom", "a@example.fr").await;
        let mut typed = fields(&sandbox, &port);
        typed.push(("recipient", "client@example.org"));
        act(&app, &draft, "send", &typed).await;
        for language in ["en", "fr"] {
            let seen = get(&app, &format!("/?draft={draft}&lang={language}")).await.body;
            assert!(seen.contains("class=\"advice failed\"") && seen.contains("class=\"reply\""), "{kind}: {seen}");
            for word in ["server log", "journal du serveur", "Error 0", "Erreur 0"] {
                assert!(!seen.contains(word), "{kind}: {word}");
            }
        }
        told += 1;
    }
    assert!(told > 20, "only {told} kinds were played");
}

/// A report for support has no password in it, not even in base64.
#[tokio::test]
async fn the_report_for_support_has_no_secret() {
    let sandbox = start().await;
    let port = sandbox.port().to_string();
    sandbox.script().refuse(ErrorKind::BadCredentials).unwrap();
    let app = page(Some(&sandbox), "a", |options| options);
    let draft = choose(&app, "custom", "a@example.fr").await;
    let seen = act(&app, &draft, "test", &fields(&sandbox, &port)).await.body;
    let report = seen.split("<textarea").nth(1).unwrap().split("</textarea>").next().unwrap();
    assert!(report.contains("535"), "{report}");
    let encode = |text: String| encodify::base64::STANDARD.encode(text);
    let (user, secret) = (sandbox.user(), sandbox.password());
    for text in [secret.to_owned(), encode(secret.to_owned()), encode(format!("\0{user}\0{secret}"))] {
        assert!(!seen.contains(&text));
    }
}

async fn connect(app: &Router, draft: &str) -> (String, String) {
    let pairs =
        [("draft", draft), ("action", "connect"), ("user", "user@example.com"), ("address", "user@example.com")];
    let answer = post(app, "/settings?lang=en", &pairs).await;
    let url = answer.headers[header::REFRESH].to_str().unwrap().trim_start_matches("0;url=").to_owned();
    let cookie = answer.headers[header::SET_COOKIE].to_str().unwrap().split(';').next().unwrap().to_owned();
    let attributes = answer.headers[header::SET_COOKIE].to_str().unwrap();
    assert!(attributes.contains("HttpOnly") && attributes.contains("SameSite=Lax") && attributes.contains("Secure"));
    (url, cookie)
}

async fn come_back(app: &Router, callback: &str, cookie: Option<&str>) -> String {
    let query = callback.split_once('?').unwrap().1;
    let mut request = Request::get(format!("/connected?{query}")).header(header::HOST, "localhost");
    if let Some(cookie) = cookie {
        request = request.header(header::COOKIE, cookie);
    }
    let answer = super::support::send(app, request.body(Body::empty()).unwrap()).await;
    get(app, answer.location().split('#').next().unwrap()).await.body
}

/// A consent cannot be used for another customer, browser or draft, or twice.
#[tokio::test]
async fn oauth_state_of_one_mailbox_does_not_leak_to_the_next() {
    let issuer = TokenEndpoint::start().await.unwrap();
    let both = pages(None, with_issuer(&issuer));
    let (a, b) = (both.clone().layer(Extension(Customer::new("a"))), both.layer(Extension(Customer::new("b"))));
    let connected = "Connected. No password is needed.";
    let draft = choose(&a, "gmail", "user@example.com").await;

    let (url, cookie) = connect(&a, &draft).await;
    let callback = issuer.agree(&url).unwrap();
    assert!(!come_back(&b, &callback, Some(&cookie)).await.contains(connected), "another customer");

    let (url, _) = connect(&a, &draft).await;
    let callback = issuer.agree(&url).unwrap();
    assert!(!come_back(&a, &callback, None).await.contains(connected), "another browser");

    let (url, cookie) = connect(&a, &draft).await;
    let callback = issuer.agree(&url).unwrap();
    assert!(come_back(&a, &callback, Some(&cookie)).await.contains(connected), "the right one");
    assert!(!come_back(&a, &callback, Some(&cookie)).await.contains(connected), "a second time");

    let next = choose(&a, "gmail", "second@example.com").await;
    let seen = get(&a, &format!("/?draft={next}&lang=en")).await.body;
    assert!(!seen.contains(connected), "the next mailbox begins unconnected");
    let seen = get(&a, &format!("/?draft={draft}&lang=en")).await.body;
    assert!(seen.contains(connected));
}

/// Repeated consent prompts: tests and saves do not ask for the consent again.
#[tokio::test]
async fn a_consent_is_asked_for_once() {
    let sandbox = start().await;
    let issuer = TokenEndpoint::builder().beside(&sandbox).start().await.unwrap();
    let (ca, port) = (sandbox.ca_pem().to_owned(), sandbox.port());
    let registered = registration(&issuer);
    let app = page(None, "a", move |options| {
        options.oauth2(registered, REDIRECT).test_endpoint(move |settings| {
            let mut there = settings.clone();
            (there.host, there.port) = (Some("localhost".to_owned()), Some(port));
            there.root_certificates = vec![ca.clone()];
            Some(there)
        })
    });
    let draft = choose(&app, "gmail", "user@example.com").await;
    let (url, cookie) = connect(&app, &draft).await;
    come_back(&app, &issuer.agree(&url).unwrap(), Some(&cookie)).await;
    let typed = [("address", "user@example.com"), ("user", "user@example.com")];
    for action in ["test", "save", "test", "save"] {
        let seen = act(&app, &draft, action, &typed).await.body;
        assert!(seen.contains("verdict good"), "{action}: {seen}");
        assert!(!seen.contains("prompt=consent"));
    }
    let asked = issuer.requests().iter().filter(|request| request.starts_with("authorization_code")).count();
    assert_eq!(asked, 1);
}

/// Only the last error is shown: the summary lists every fault.
#[tokio::test]
async fn every_fault_is_shown_at_once() {
    let app = page(None, "a", |options| options);
    let draft = choose(&app, "custom", "a@example.fr").await;
    let seen = act(&app, &draft, "test", &[("address", "none"), ("port", "0")]).await.body;
    for id in ["#f-address", "#f-port", "#f-password", "#f-host"] {
        assert!(seen.contains(&format!("href=\"{id}\"")), "{id}: {seen}");
    }
}

/// Separate TLS switches and "Error 0" on 587: encryption is one choice, and its failure is explained.
#[tokio::test]
async fn encryption_is_one_choice_and_its_failure_has_words() {
    let sandbox = SmtpSandbox::start().await.unwrap();
    let port = sandbox.port().to_string();
    let app = page(Some(&sandbox), "a", |options| options);
    let draft = choose(&app, "custom", "a@example.fr").await;
    let mut typed = fields(&sandbox, &port);
    typed.retain(|(name, _)| *name != "security");
    typed.push(("security", "implicit_tls"));
    let seen = act(&app, &draft, "test", &typed).await.body;
    assert_eq!(seen.matches("<select").count(), 1);
    assert_eq!(seen.matches("type=\"checkbox\"").count(), 0, "no switch beside the choice");
    assert!(seen.contains("verdict bad") && seen.contains("apply:test"), "{seen}");
    let seen = act(&app, &draft, "apply:test", &typed).await.body;
    assert!(seen.contains("value=\"starttls_required\" selected"), "{seen}");
}

/// Help only after a failure: the help is above the field from the start.
#[tokio::test]
async fn help_stands_before_the_field_before_anything_is_typed() {
    let app = page(None, "a", |options| options);
    for (provider, _) in crate::site::SIX {
        let draft = choose(&app, provider.id(), "a@example.fr").await;
        for language in ["en", "fr"] {
            let seen = get(&app, &format!("/?draft={draft}&lang={language}")).await.body;
            let (help, field) = (seen.find("class=\"help\""), seen.find("id=\"f-password\""));
            assert!(help.is_some() && help < field, "{provider} {language}");
            assert!(!seen.contains("id=\"result\""));
        }
    }
}

/// An address at a domain of one's own leads to its provider where the product looks MX hosts up.
#[tokio::test]
async fn mx_hosts_pick_the_tile() {
    async fn mx_hosts(domain: String) -> Vec<String> {
        if domain == "example.fr" { vec!["example-fr.mail.protection.outlook.com".to_owned()] } else { Vec::new() }
    }
    let app = page(None, "a", |options| options.mx_lookup(mx_hosts));
    for (address, expected) in
        [("a@example.fr", Some("microsoft365")), ("a@gmail.com", Some("gmail")), ("a@example.org", None)]
    {
        let answer = post(&app, "/choose?lang=en", &[("address", address), ("by", "address")]).await;
        let seen = get(&app, answer.location().split('#').next().unwrap()).await.body;
        let pressed = expected.is_some_and(|id| seen.contains(&format!("value=\"{id}\" aria-pressed")));
        assert_eq!(pressed, expected.is_some(), "{address}: {seen}");
        assert_eq!(seen.contains("cannot be told from this address"), expected.is_none());
    }
}
