//! Abuse of the settings page.

use super::support::{Answer, act, choose, fields, form, get, page, pages, post, post_request, send, start};
use axum::{
    Extension, Router,
    body::Body,
    http::{HeaderValue, Request, StatusCode, header},
};
use ite_mailer::{
    Provider,
    network::NetworkPolicy,
    oauth2::OAuth2App,
    sandbox::{SmtpSandbox, SmtpStep, TokenEndpoint},
};
use ite_mailer_web::Customer;

#[tokio::test]
async fn without_a_customer_there_is_no_page() {
    let app = pages(None, |options| options);
    for path in ["/", "/connected?state=a&code=b"] {
        assert_eq!(get(&app, path).await.status, StatusCode::UNAUTHORIZED, "{path}");
    }
    for path in ["/settings", "/choose", "/lint"] {
        assert_eq!(post(&app, path, &[("provider", "gmail")]).await.status, StatusCode::UNAUTHORIZED, "{path}");
    }
}

#[tokio::test]
async fn settings_of_another_customer_are_unreachable_by_id() {
    let sandbox = start().await;
    let port = sandbox.port().to_string();
    let both = pages(Some(&sandbox), |options| options);
    let (a, b) = (both.clone().layer(Extension(Customer::new("a"))), both.layer(Extension(Customer::new("b"))));
    let draft = choose(&a, "custom", "geheim@example.fr").await;
    let mut typed = fields(&sandbox, &port);
    typed[0] = ("address", "geheim@example.fr");
    act(&a, &draft, "save", &typed).await;
    let seen = get(&b, &format!("/?draft={draft}&lang=en")).await.body;
    assert!(!seen.contains("geheim") && !seen.contains(sandbox.user()), "{seen}");
    // Nor can it be tested, changed or saved.
    act(&b, &draft, "test", &[]).await;
    act(&b, &draft, "save", &[("address", "b@example.fr")]).await;
    assert_eq!(sandbox.connections().opened, 0);
    let own = get(&a, "/?lang=en").await.body;
    assert!(own.contains("geheim@example.fr"));
}

#[tokio::test]
async fn cross_origin_posts_are_refused() {
    let app = page(None, "a", |options| options.trusted_origin("https://app.example.com"));
    for (name, value, allowed) in [
        ("sec-fetch-site", "cross-site", false),
        ("sec-fetch-site", "same-site", false),
        ("origin", "https://evil.example.com", false),
        ("origin", "null", false),
        ("origin", "http://localhost", true),
        ("origin", "https://app.example.com", true),
        ("sec-fetch-site", "same-origin", true),
    ] {
        for path in ["/settings", "/choose", "/lint"] {
            let mut request = post_request(path, &[("provider", "gmail")]);
            request.headers_mut().insert(name, HeaderValue::from_static(value));
            let status = send(&app, request).await.status;
            assert_eq!(status == StatusCode::FORBIDDEN, !allowed, "{path} {name}: {value} gives {status}");
        }
    }
}

#[tokio::test]
async fn policy_and_other_headers_are_on_every_answer() {
    let app = page(None, "a", |options| options.frame_ancestors(HeaderValue::from_static("https://app.example.com")));
    for path in ["/", "/assets/settings.css", "/assets/settings.js", "/assets/none", "/nowhere"] {
        let answer = get(&app, path).await;
        let policy = answer.headers[header::CONTENT_SECURITY_POLICY].to_str().unwrap();
        for part in [
            "default-src 'none'",
            "script-src 'self'",
            "form-action 'self'",
            "base-uri 'none'",
            "frame-ancestors https://app.example.com",
        ] {
            assert!(policy.contains(part), "{path}: {policy}");
        }
        assert!(!policy.contains("unsafe"), "{policy}");
        assert_eq!(answer.headers[header::X_CONTENT_TYPE_OPTIONS], "nosniff", "{path}");
    }
    let page = get(&app, "/").await;
    assert_eq!(page.headers[header::CACHE_CONTROL], "no-store");
    assert!(!page.body.contains(" style=") && !page.body.contains("<script>") && !page.body.contains(" onclick"));
}

#[tokio::test]
async fn tests_reach_public_addresses_and_ports_of_mail_alone() {
    let app = page(None, "a", |options| options.network_policy(NetworkPolicy::public_only()).tests_per_minute(100));
    for (host, port) in [
        ("127.0.0.1", "587"),
        ("10.0.0.1", "587"),
        ("169.254.169.254", "587"),
        ("192.168.1.1", "465"),
        ("[fd00::1]", "587"),
        ("[::ffff:127.0.0.1]", "587"),
        ("0.0.0.0", "587"),
        ("2130706433", "587"),
        ("0177.0.0.1", "587"),
        ("localhost", "587"),
        ("192.0.2.1", "6379"),
    ] {
        let draft = choose(&app, "custom", "a@example.fr").await;
        let typed = [("address", "a@example.fr"), ("user", "a"), ("password", "b"), ("host", host), ("port", port)];
        let seen = act(&app, &draft, "test", &typed).await.body;
        assert!(!seen.contains("class=\"verdict good\""), "{host}:{port}");
        assert!(seen.contains("verdict bad") || seen.contains("id=\"summary\""), "{host}:{port}: {seen}");
        assert!(!seen.contains("connection refused") && !seen.contains("os error"), "{host}:{port}");
    }
}

/// A server listens at the refused address, so that a test without the policy would reach it: by its name, its address,
/// and while a mail is sent.
#[tokio::test]
async fn a_refused_address_is_not_even_connected_to() {
    let sandbox = start().await;
    let port = sandbox.port();
    let policy = NetworkPolicy::public_only().ports([port]);
    let app = page(None, "a", |options| options.network_policy(policy).tests_per_minute(100));
    for host in ["localhost", "127.0.0.1", "[::1]", "[::ffff:127.0.0.1]"] {
        for action in ["test", "send"] {
            let draft = choose(&app, "custom", "a@example.fr").await;
            let port = port.to_string();
            let typed = [
                ("address", "a@example.fr"),
                ("user", "a"),
                ("password", "b"),
                ("host", host),
                ("port", port.as_str()),
            ];
            let seen = act(&app, &draft, action, &typed).await.body;
            assert!(seen.contains("verdict bad"), "{host}: {seen}");
        }
    }
    assert_eq!(sandbox.connections().opened, 0);
}

#[tokio::test]
async fn rate_of_tests_is_limited_per_customer() {
    let sandbox = start().await;
    let port = sandbox.port().to_string();
    let both = pages(Some(&sandbox), |options| options.tests_per_minute(2));
    let (a, b) = (both.clone().layer(Extension(Customer::new("a"))), both.layer(Extension(Customer::new("b"))));
    for (app, expected) in [(&a, true), (&a, true), (&a, false), (&b, true)] {
        let draft = choose(app, "custom", "a@example.fr").await;
        let seen = act(app, &draft, "test", &fields(&sandbox, &port)).await.body;
        assert_eq!(seen.contains("verdict good"), expected, "{seen}");
        assert_eq!(seen.contains("Too many tests"), !expected);
    }
    assert_eq!(sandbox.connections().opened, 3);
}

#[tokio::test]
async fn no_field_injects_headers_or_html() {
    let sandbox = start().await;
    let port = sandbox.port().to_string();
    let app = page(Some(&sandbox), "a", |options| options.tests_per_minute(1000));
    let html = "\"><script>alert(1)</script><img src=x onerror=alert(1)>'";
    let lines = "a@example.fr\r\nBcc: victim@example.org\r\n\r\nbody";
    for (at, (name, _)) in fields(&sandbox, &port).into_iter().enumerate() {
        for attack in [html, lines, "\0", "a\u{202e}b"] {
            for action in ["test", "send", "save"] {
                let draft = choose(&app, "custom", "a@example.fr").await;
                let mut typed = fields(&sandbox, &port);
                typed[at] = (name, attack);
                typed.push(("recipient", "client@example.org"));
                let seen = act(&app, &draft, action, &typed).await.body;
                assert!(!seen.contains("<script>alert") && !seen.contains("<img src=x"), "{name}: {seen}");
            }
        }
    }
    let draft = choose(&app, "custom", "a@example.fr").await;
    let mut typed = fields(&sandbox, &port);
    typed.push(("recipient", lines));
    act(&app, &draft, "send", &typed).await;
    for mail in sandbox.mails() {
        assert_eq!(mail.recipients(), ["client@example.org"]);
        assert!(!String::from_utf8_lossy(mail.raw()).contains("\r\nBcc:"));
    }
    for (path, query) in [("/choose", "search"), ("/choose", "provider"), ("/choose", "draft")] {
        let answer = post(&app, path, &[(query, html), ("by", "search"), ("address", html)]).await;
        assert!(!answer.location().contains('<'), "{}", answer.location());
        let seen = get(&app, answer.location().split('#').next().unwrap()).await.body;
        assert!(!seen.contains("<script>alert"), "{seen}");
    }
}

#[tokio::test]
async fn replies_of_a_hostile_server_stay_text_and_hide_the_password() {
    let sandbox = start().await;
    let port = sandbox.port().to_string();
    let app = page(Some(&sandbox), "a", |options| options.tests_per_minute(1000));
    let secret = sandbox.password().to_owned();
    let plain = encodify::base64::STANDARD.encode(format!("\0{}\0{secret}", sandbox.user()));
    for (step, action) in [
        (SmtpStep::Greeting, "test"),
        (SmtpStep::Ehlo, "test"),
        (SmtpStep::StartTls, "test"),
        (SmtpStep::Ehlo2, "test"),
        (SmtpStep::Auth, "test"),
        (SmtpStep::SignIn, "test"),
        (SmtpStep::MailFrom, "test"),
        (SmtpStep::RcptTo, "send"),
        (SmtpStep::Data, "send"),
        (SmtpStep::FinalReply, "send"),
    ] {
        sandbox.script().clear();
        sandbox.script().reply(step, format!("554 5.7.1 <script>x</script> \"><img src=x> {secret} {plain}"));
        let mut typed = fields(&sandbox, &port);
        typed.push(("recipient", "client@example.org"));
        let draft = choose(&app, "custom", "a@example.fr").await;
        let shown = act(&app, &draft, action, &typed).await.body;
        assert!(shown.contains("verdict bad"), "{step:?}: {shown}");
        assert!(shown.contains("554 5.7.1"), "{step:?}: {shown}");
        assert!(!shown.contains("<script>x") && !shown.contains("<img src=x"), "{step:?}");
        // As lines of JSON too, which the script shows with `textContent`.
        let streamed = streamed(&app, &draft, action, &typed).await.body;
        assert!(streamed.contains("554 5.7.1"), "{step:?}: {streamed}");
        for seen in [shown, streamed] {
            assert!(!seen.contains(&secret) && !seen.contains(&plain), "{step:?}: {seen}");
        }
    }
}

/// Posts as the page's script does, which takes the steps as they end.
async fn streamed(app: &Router, draft: &str, action: &str, typed: &[(&str, &str)]) -> Answer {
    let pairs = [&[("draft", draft), ("action", action)], typed].concat();
    let mut request = post_request("/settings?lang=fr", &pairs);
    request.headers_mut().insert(header::ACCEPT, HeaderValue::from_static("application/x-ndjson"));
    let answer = send(app, request).await;
    assert_eq!(answer.headers[header::CONTENT_TYPE], "application/x-ndjson");
    answer
}

/// The response of a token endpoint is untrusted, like the reply of a mail server.
#[tokio::test]
async fn an_answer_of_the_token_endpoint_stays_text() {
    let sandbox = start().await;
    let issuer = TokenEndpoint::builder().beside(&sandbox).start().await.unwrap();
    let registered = OAuth2App::builder(Provider::Gmail, issuer.client_id())
        .client_secret(issuer.client_secret())
        .authorize_url(issuer.authorize_url())
        .token_url(issuer.plain_token_url())
        .build()
        .unwrap();
    let app = page(None, "a", |options| options.oauth2(registered, "https://app.example.com/connected"));
    let draft = choose(&app, "gmail", "user@example.com").await;
    let pairs = [("draft", draft.as_str()), ("action", "connect"), ("user", "user@example.com")];
    let asked = post(&app, "/settings?lang=en", &pairs).await;
    let state = asked.headers[header::REFRESH].to_str().unwrap().split("state=").nth(1).unwrap();
    let state = state.split('&').next().unwrap();
    let cookie = asked.headers[header::SET_COOKIE].to_str().unwrap().split(';').next().unwrap().to_owned();
    let attack = "%3Cscript%3Ex%3C%2Fscript%3E%22%3E%3Cimg%20src%3Dx%3E";
    let path = format!("/connected?state={state}&error={attack}&error_description={attack}");
    let request = Request::get(path).header(header::HOST, "localhost").header(header::COOKIE, cookie);
    let answer = send(&app, request.body(Body::empty()).unwrap()).await;
    let seen = get(&app, answer.location().split('#').next().unwrap()).await.body;
    assert!(seen.contains("class=\"advice failed\"") || seen.contains("notice warn"), "{seen}");
    assert!(!seen.contains("<script>x") && !seen.contains("<img src=x"), "{seen}");
}

#[tokio::test]
async fn streamed_steps_hide_the_password_and_end_with_the_page() {
    let sandbox = start().await;
    let port = sandbox.port().to_string();
    let app = page(Some(&sandbox), "a", |options| options);
    let draft = choose(&app, "custom", "a@example.fr").await;
    let answer = streamed(&app, &draft, "test", &fields(&sandbox, &port)).await;
    let lines: Vec<&str> = answer.body.lines().collect();
    assert!(lines.len() > 6, "{}", answer.body);
    assert!(lines[..lines.len() - 1].iter().all(|line| line.starts_with("{\"step\":")), "{}", answer.body);
    assert!(lines.last().unwrap().contains(&format!("draft={draft}")), "{}", answer.body);
    assert!(!answer.body.contains(sandbox.password()));
}

/// Someone who can open the page but does not know the secret must not send it to a server of their own.
#[tokio::test]
async fn a_stored_password_is_not_used_for_another_server_or_login() {
    let (sandbox, other) = (start().await, SmtpSandbox::start().await.unwrap());
    let (port, other_port) = (sandbox.port().to_string(), other.port().to_string());
    let app = page(Some(&sandbox), "a", |options| options.tests_per_minute(100));
    let draft = choose(&app, "custom", "a@example.fr").await;
    act(&app, &draft, "save", &fields(&sandbox, &port)).await;
    for (name, value) in [("host", "127.0.0.1"), ("user", "another")] {
        let fresh = get(&app, "/?lang=en").await.body;
        let draft = fresh.split("name=\"draft\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
        let mut typed = fields(&other, &other_port);
        typed.retain(|(field, _)| *field != "password" && *field != name);
        if name != "user" {
            typed.retain(|(field, _)| *field != "user");
            typed.push(("user", sandbox.user()));
        }
        typed.push((name, value));
        let seen = act(&app, &draft, "test", &typed).await.body;
        assert!(seen.contains("Enter the password or key"), "{name}: {seen}");
    }
    assert_eq!(other.sign_ins(), Default::default());
    assert!(!other.commands().iter().any(|command| command.starts_with("AUTH")));
}

#[tokio::test]
async fn a_form_too_large_is_refused() {
    let app = page(None, "a", |options| options);
    let long = "x".repeat(100 * 1024);
    let answer = post(&app, "/settings", &[("address", &long)]).await;
    assert_eq!(answer.status, StatusCode::PAYLOAD_TOO_LARGE);
    assert!(form(&[("a", "é")]).contains("%C3%A9"));
}
