//! The diagnosis of a gateway against a real server in the process.

mod certificate;
mod refusals;

use crate::{smtp::gateway, support::closed_port};
use ite_mailer::{
    CheckOptions, CheckStep, Diagnosis, ErrorKind as K, GatewaySettings, Provider, Security, SmtpGateway, Stage,
    StepStatus, check, check_with, check_with_mail, check_with_progress,
    gateway::{GatewayBuilder, Timeouts},
    guidance::Language,
    provider::SecretShape,
    sandbox::{Action, Fault, Personality, SmtpSandbox, SmtpStep},
};
use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

const FROM: &str = "user@example.com";

/// Longest time of a check of a server that answers; the deadlines of the tests are short.
fn timeouts() -> Timeouts {
    Timeouts::default().all_steps(Duration::from_secs(3))
}

fn build(builder: GatewayBuilder) -> SmtpGateway {
    builder.timeouts(timeouts()).build().unwrap()
}

async fn running(personality: Personality) -> SmtpSandbox {
    SmtpSandbox::builder().personality(personality).start().await.unwrap()
}

fn stages(diagnosis: &Diagnosis, status: StepStatus) -> Vec<Stage> {
    diagnosis.steps.iter().filter(|step| step.status == status).map(|step| step.stage).collect()
}

/// Steps are ok up to the failed one and skipped after it, and the failed step is complete.
fn in_order(diagnosis: &Diagnosis, case: &str) {
    let place = |step: &&CheckStep| step.status != StepStatus::Ok;
    let first = diagnosis.steps.iter().position(|step| place(&step)).unwrap_or(diagnosis.steps.len());
    for (n, step) in diagnosis.steps.iter().enumerate() {
        let expected = match n.cmp(&first) {
            std::cmp::Ordering::Less => StepStatus::Ok,
            std::cmp::Ordering::Equal => StepStatus::Failed,
            std::cmp::Ordering::Greater => StepStatus::Skipped,
        };
        assert_eq!(step.status, expected, "{case}: step {n}\n{diagnosis}");
        assert_eq!(step.guidance.is_some(), expected == StepStatus::Failed, "{case}: step {n}");
        if let Some(guidance) = &step.guidance {
            assert!(!guidance.en.steps.is_empty() && !guidance.fr.steps.is_empty(), "{case}");
            assert!(step.reply.is_some() || step.detail.is_some(), "{case}: nothing told\n{diagnosis}");
        }
    }
    assert_eq!(diagnosis.is_ok(), first == diagnosis.steps.len(), "{case}");
    assert_eq!(diagnosis.is_ok(), diagnosis.error().is_none(), "{case}");
    assert_eq!(diagnosis.failed().is_some(), diagnosis.error().is_some(), "{case}");
}

/// A check sends no mail and resets the envelope.
fn never_writes_a_mail(sandbox: &SmtpSandbox, case: &str) {
    let commands = sandbox.commands();
    assert!(!commands.iter().any(|c| c.starts_with("DATA") || c.starts_with("BDAT")), "{case}: {commands:?}");
    let at = |verb: &str| commands.iter().position(|c| c.starts_with(verb));
    if let Some(starttls) = at("STARTTLS") {
        let after = commands[starttls..].iter().filter(|c| c.starts_with("EHLO")).count();
        assert!(after <= 1, "{case}: {commands:?}");
    }
    if let Some(auth) = at("AUTH") {
        assert!(!commands[auth..].iter().any(|c| c.starts_with("EHLO")), "{case}: {commands:?}");
    }
    assert!(sandbox.mails().is_empty(), "{case}");
}

const PERSONALITIES: [(Personality, Provider); 7] = [
    (Personality::Generic, Provider::Custom),
    (Personality::Gmail, Provider::Gmail),
    (Personality::Microsoft365, Provider::Microsoft365),
    (Personality::Yahoo, Provider::Yahoo),
    (Personality::Brevo, Provider::Brevo),
    (Personality::Mailjet, Provider::Mailjet),
    (Personality::Postfix, Provider::Custom),
];

#[tokio::test]
async fn progress_tells_each_step_as_it_ends_and_the_failed_one_last() {
    let sandbox = running(Personality::Gmail).await;
    for (password, ok) in [(sandbox.password().to_owned(), true), ("not the password".to_owned(), false)] {
        let gateway = build(gateway(&sandbox).provider(Provider::Gmail).password(password));
        let told = Arc::new(Mutex::new(Vec::new()));
        let (list, commands) = (Arc::clone(&told), sandbox.commands().len());
        let diagnosis = check_with_progress(&gateway, &CheckOptions::new(FROM), move |step| {
            list.lock().unwrap().push((step.stage, step.status, step.guidance.is_some()));
        })
        .await;
        let reached = diagnosis.steps.iter().filter(|step| step.status != StepStatus::Skipped);
        let reached: Vec<_> = reached.map(|step| (step.stage, step.status, step.guidance.is_some())).collect();
        assert_eq!(*told.lock().unwrap(), reached);
        assert_eq!(diagnosis.is_ok(), ok, "{diagnosis}");
        assert_eq!(reached.last().unwrap().1 == StepStatus::Failed, !ok);
        assert!(sandbox.commands().len() > commands);
    }
}

#[tokio::test]
async fn every_server_passes_without_a_mail() {
    for (personality, provider) in PERSONALITIES {
        for implicit in [false, true] {
            let case = format!("{personality:?}, implicit {implicit}");
            let sandbox = running(personality).await;
            let builder = gateway(&sandbox).provider(provider);
            let builder = if implicit {
                builder.port(sandbox.tls_port()).security(Security::ImplicitTls)
            } else {
                builder.security(Security::StartTlsRequired)
            };
            let diagnosis = check(&build(builder), FROM).await;
            in_order(&diagnosis, &case);
            assert!(diagnosis.is_ok(), "{case}\n{diagnosis}");
            let expected: &[Stage] = if implicit {
                &[Stage::Gateway, Stage::Dns, Stage::Connect, Stage::Tls, Stage::Greeting, Stage::Ehlo]
            } else {
                use Stage::{Connect, Dns, Ehlo, Gateway, Greeting, StartTls, Tls};
                &[Gateway, Dns, Connect, Greeting, Ehlo, StartTls, Tls, Ehlo]
            };
            let expected = [expected, &[Stage::Auth, Stage::MailFrom]].concat();
            assert_eq!(stages(&diagnosis, StepStatus::Ok), expected, "{case}");
            never_writes_a_mail(&sandbox, &case);

            let auth = if personality == Personality::Microsoft365 { "AUTH LOGIN ***" } else { "AUTH PLAIN ***" };
            let commands = sandbox.commands();
            let verbs: Vec<&str> = commands.iter().map(|c| c.split(" SIZE=").next().unwrap()).collect();
            let from = format!("MAIL FROM:<{FROM}>");
            let mut all = vec!["EHLO example.com"];
            if !implicit {
                all.extend(["STARTTLS", "EHLO example.com"]);
            }
            all.push(auth);
            if auth == "AUTH LOGIN ***" {
                all.push("***");
            }
            all.extend([from.as_str(), "RSET", "QUIT"]);
            assert_eq!(verbs, all, "{case}");

            let found = &diagnosis.server;
            assert_eq!(found.tls_version.as_deref(), Some("TLS 1.3"), "{case}");
            assert!(found.tls_cipher.as_deref().is_some_and(|cipher| cipher.starts_with("TLS13_")), "{case}");
            assert!(found.max_message_size.is_some_and(|size| size >= 10_240_000), "{case}");
            assert!(found.mechanisms.iter().any(|m| m == "LOGIN"), "{case}");
            assert!(found.mechanism.as_deref().is_some_and(|m| auth.contains(m)), "{case}");
            assert!(found.capabilities.iter().any(|line| line == "8BITMIME"), "{case}: {found:?}");
            assert!(!found.capabilities.iter().any(|line| line == "STARTTLS"), "{case}: what was said in clear");
            assert!(found.greeting.as_ref().is_some_and(|greeting| greeting.code() == 220), "{case}");
            assert!(diagnosis.corrected.is_none(), "{case}");
            let late = matches!(provider, Provider::Brevo | Provider::Microsoft365 | Provider::Yahoo);
            assert_eq!(diagnosis.notes.len(), 1 + usize::from(late), "{case}: {:?}", diagnosis.notes);
        }
    }
}

#[tokio::test]
async fn every_refusal_at_its_step() {
    for (personality, provider, kinds) in refusals::REFUSALS {
        for (kind, stage) in *kinds {
            let case = format!("{personality:?} {kind}");
            let sandbox = SmtpSandbox::builder().personality(*personality).refuse(*kind).start().await.unwrap();
            let gateway = build(gateway(&sandbox).provider(*provider).security(Security::StartTlsRequired));
            let options = CheckOptions::new(FROM).recipient("client@example.org");
            let diagnosis = check_with(&gateway, &options).await;
            in_order(&diagnosis, &case);
            assert_eq!(diagnosis.error().map(|error| error.kind()), stage.map(|_| *kind), "{case}\n{diagnosis}");
            assert_eq!(diagnosis.failed().map(|step| step.stage), *stage, "{case}\n{diagnosis}");
            if let Some(failed) = diagnosis.failed() {
                let advice = failed.guidance.as_ref().unwrap();
                assert_eq!(advice.kind, *kind, "{case}");
                assert!(failed.reply.as_ref().is_some_and(|reply| reply.code() >= 400), "{case}");
            }
            never_writes_a_mail(&sandbox, &case);
            if !matches!(stage, Some(Stage::Greeting)) {
                assert_eq!(sandbox.commands().last().map(String::as_str), Some("QUIT"), "{case}");
            }
            if stage.is_none() {
                let diagnosis = check_with_mail(&gateway, FROM, "client@example.org").await;
                in_order(&diagnosis, &case);
                assert_eq!(diagnosis.error().map(|error| error.kind()), Some(*kind), "{case}\n{diagnosis}");
                assert_eq!(diagnosis.failed().map(|step| step.stage), Some(Stage::FinalReply), "{case}");
            }
        }
    }
}

#[tokio::test]
async fn wrong_ports_are_reported_with_corrected_settings() {
    let sandbox = SmtpSandbox::builder().plaintext().start().await.unwrap();
    let (_kept, closed) = closed_port();
    let plain = sandbox.plain_port().unwrap();
    let (starttls, tls) = (Security::StartTlsRequired, Security::ImplicitTls);
    for (case, port, security, kind, stage, mended) in [
        ("TLS to a clear port", sandbox.port(), tls, K::TlsPlaintextPort, Stage::Tls, Some((sandbox.port(), starttls))),
        (
            "clear to a TLS port",
            sandbox.tls_port(),
            starttls,
            K::TlsTlsPort,
            Stage::Greeting,
            Some((sandbox.tls_port(), tls)),
        ),
        ("no STARTTLS", plain, starttls, K::StartTlsNotOffered, Stage::StartTls, Some((465, tls))),
        ("no listener", closed, starttls, K::Connect, Stage::Connect, None),
    ] {
        let diagnosis = check(&build(gateway(&sandbox).port(port).security(security)), FROM).await;
        in_order(&diagnosis, case);
        let error = diagnosis.error().unwrap();
        assert_eq!((error.kind(), diagnosis.failed().unwrap().stage), (kind, stage), "{case}\n{diagnosis}");
        assert!(diagnosis.took < Duration::from_secs(8), "{case}: {:?}", diagnosis.took);
        let next = diagnosis.corrected.as_ref().map(|s| (s.port.unwrap(), s.security.unwrap()));
        assert_eq!(next, mended, "{case}");
        assert_eq!(diagnosis.to_string().contains("Try these settings: localhost, port"), mended.is_some(), "{case}");
        if let Some(settings) = diagnosis.corrected.as_ref().filter(|s| s.port != Some(465)) {
            let next = settings.validate(sandbox.password()).unwrap();
            assert!(check(&next, FROM).await.is_ok(), "{case}: the proposal works");
        }
    }
    assert_eq!(sandbox.sign_ins().refused, 0);
}

#[tokio::test]
async fn one_mail_only_when_asked_for() {
    let sandbox = SmtpSandbox::start().await.unwrap();
    let gateway = build(gateway(&sandbox));
    let diagnosis = check_with_mail(&gateway, "Billing <billing@example.com>", "client@example.org").await;
    in_order(&diagnosis, "mail");
    assert!(diagnosis.is_ok(), "{diagnosis}");
    let ok = stages(&diagnosis, StepStatus::Ok);
    assert_eq!(ok[ok.len() - 4..], [Stage::MailFrom, Stage::RcptTo, Stage::Data, Stage::FinalReply]);
    let mails = sandbox.wait_for(1).await.unwrap();
    assert_eq!(mails.len(), 1);
    assert_eq!(mails[0].recipients(), ["client@example.org"]);
    let id = diagnosis.message_id.as_deref().unwrap();
    assert!(String::from_utf8_lossy(mails[0].raw()).contains(&format!("<{id}>")));
    assert_eq!(sandbox.commands().last().map(String::as_str), Some("QUIT"));
    let without = check(&gateway, FROM).await;
    assert!(without.is_ok() && without.message_id.is_none());
    assert_eq!(sandbox.mails().len(), 1);
}

#[tokio::test]
async fn invalid_addresses_are_reported_after_the_sign_in() {
    let sandbox = SmtpSandbox::start().await.unwrap();
    let gateway = build(gateway(&sandbox));
    for (from, to) in [("no address", None), ("", None), ("a@example.com\r\nRSET", None), (FROM, Some("no address"))] {
        let options = CheckOptions::new(from);
        let options = to.into_iter().fold(options, |options, to| options.recipient(to));
        let diagnosis = check_with(&gateway, &options).await;
        in_order(&diagnosis, from);
        assert_eq!(diagnosis.error().map(|error| error.kind()), Some(K::Message), "{from:?}");
        assert_eq!(diagnosis.failed().unwrap().stage, Stage::MailFrom, "{from:?}");
        assert_eq!(diagnosis.server.mechanism.as_deref(), Some("PLAIN"), "{from:?}");
        assert_eq!(sandbox.commands().last().map(String::as_str), Some("QUIT"), "{from:?}");
        assert!(!diagnosis.to_string().contains('\r'));
    }
    assert!(!sandbox.commands().iter().any(|command| command.starts_with("MAIL")));
}

#[tokio::test]
async fn a_server_that_disconnects_is_reported_within_the_deadline() {
    let mut short = timeouts();
    short = short.all_steps(Duration::from_millis(500));
    for (step, stage) in [
        (SmtpStep::Greeting, Stage::Greeting),
        (SmtpStep::Ehlo, Stage::Ehlo),
        (SmtpStep::StartTls, Stage::StartTls),
        (SmtpStep::TlsHandshake, Stage::Tls),
        (SmtpStep::Ehlo2, Stage::Ehlo),
        (SmtpStep::SignIn, Stage::Auth),
        (SmtpStep::MailFrom, Stage::MailFrom),
    ] {
        for action in [Action::Stall, Action::Close, Action::Reset, Action::Garbage] {
            let case = format!("{step:?} {action:?}");
            let sandbox = SmtpSandbox::builder().fault(Fault::new(step, action)).start().await.unwrap();
            let gateway = gateway(&sandbox).timeouts(short).build().unwrap();
            let diagnosis = check(&gateway, FROM).await;
            in_order(&diagnosis, &case);
            let failed = diagnosis.failed().unwrap_or_else(|| panic!("{case}\n{diagnosis}")).stage;
            // Clear text after the reply to STARTTLS fails that step, if it arrives before the handshake starts.
            let early = failed == Stage::StartTls && case == "TlsHandshake Garbage";
            assert!(failed == stage || early, "{case}: {failed}\n{diagnosis}");
            assert!(diagnosis.took < Duration::from_secs(3), "{case}: {:?}", diagnosis.took);
            let ehlos = diagnosis.steps.iter().filter(|s| s.stage == Stage::Ehlo && s.status == StepStatus::Ok).count();
            let after_tls = matches!(stage, Stage::Auth | Stage::MailFrom);
            let before = usize::from(step != SmtpStep::Greeting && step != SmtpStep::Ehlo);
            assert_eq!(ehlos, before + usize::from(after_tls), "{case}: the right one of two EHLOs");
            assert_eq!(diagnosis.server.capabilities.is_empty(), !after_tls, "{case}");
        }
    }
}

#[tokio::test]
async fn nothing_shows_the_secret() {
    let secret = "z".repeat(16);
    for refused in [false, true] {
        let sandbox = SmtpSandbox::builder().personality(Personality::Gmail).any_user().start().await.unwrap();
        let builder = gateway(&sandbox).provider(Provider::Gmail).security(Security::StartTlsRequired);
        let gateway = build(builder.password(secret.as_str()));
        assert_eq!(gateway.secret_shape(), SecretShape::Expected);
        if refused {
            sandbox.script().reply(SmtpStep::SignIn, format!("535 5.7.8 you sent {secret}, which is wrong"));
        } else {
            sandbox.script().reply(SmtpStep::MailFrom, format!("550 5.7.1 {secret} may not"));
        }
        let diagnosis = check(&gateway, FROM).await;
        assert!(!diagnosis.is_ok());
        for shown in [
            diagnosis.to_string(),
            diagnosis.display(Language::Fr).to_string(),
            serde_json::to_string(&diagnosis).unwrap(),
            format!("{diagnosis:?}"),
        ] {
            assert!(!shown.contains(&secret), "{shown}");
            assert!(shown.contains("[redacted]"), "{shown}");
        }
    }
}

#[tokio::test]
async fn a_ticket_and_a_page() {
    let sandbox =
        SmtpSandbox::builder().personality(Personality::Gmail).refuse(K::AppPasswordRequired).start().await.unwrap();
    let builder = gateway(&sandbox).provider(Provider::Gmail).security(Security::StartTlsRequired);
    let diagnosis = check(&build(builder), FROM).await.for_app("ITE360");
    let (en, fr) = (diagnosis.to_string(), diagnosis.display(Language::Fr).to_string());
    let port = sandbox.port();
    assert!(en.starts_with(&format!("SMTP check of localhost, port {port}, STARTTLS: failed (app_password_required)")));
    assert!(fr.starts_with(&format!("Contrôle SMTP de localhost, port {port}, STARTTLS\u{a0}: échoué (app_password")));
    for (text, rows) in [
        (&en, ["✓ Name look-up (DNS)", "✓ Capabilities in clear (EHLO)", "✗ Sign-in (AUTH)", "– Sender (MAIL FROM)"]),
        (&fr, ["✓ Résolution du nom (DNS)", "✓ Capacités en clair (EHLO)", "✗ Authentification", "– Expéditeur (MAIL"]),
    ] {
        for row in rows {
            assert_eq!(text.lines().filter(|line| line.starts_with(row)).count(), 1, "{row}\n{text}");
        }
        assert!(text.contains("534 5.7.9 Application-specific password required"), "{text}");
        assert!(text.contains("ITE360") && text.contains("https://myaccount.google.com/apppasswords"), "{text}");
        // Every time ends at the same column.
        let ends: Vec<usize> = text
            .lines()
            .filter(|line| line.starts_with(['✓', '✗']))
            .map(|line| line.split("\u{a0}ms").next().unwrap().chars().count())
            .collect();
        assert!(ends.len() == 9 && ends.iter().all(|end| *end == ends[0]), "{ends:?}\n{text}");
    }
    assert!(!fr.contains('\''), "{fr}");

    let page = serde_json::to_value(&diagnosis).unwrap();
    assert_eq!(page["ok"], false);
    assert_eq!(page["error"]["kind"], "app_password_required");
    assert_eq!(page["error"]["stage"], "auth");
    assert_eq!(page["provider"], "gmail");
    assert_eq!(page["steps"].as_array().unwrap().len(), diagnosis.steps.len());
    let failed = page["steps"].as_array().unwrap().iter().find(|step| step["status"] == "failed").unwrap();
    assert_eq!(failed["stage"], "auth");
    assert!(failed["took_ms"].is_u64() && failed["reply"]["code"] == 534, "{failed}");
    assert!(failed["guidance"]["fr"]["steps"].as_array().is_some_and(|steps| !steps.is_empty()));
    assert!(page["corrected"].is_null() && page["server"]["tls_version"] == "TLS 1.3");
}

#[tokio::test]
async fn both_languages_tell_the_same_details() {
    let (_socket, port) = closed_port();
    let closed = build(SmtpGateway::builder().host("localhost").port(port).user("me").password("made up"));
    let sandbox = SmtpSandbox::start().await.unwrap();
    let untrusted = SmtpGateway::builder().host("localhost").port(sandbox.tls_port()).security(Security::ImplicitTls);
    let untrusted = build(untrusted.user("me").password("made up"));
    let named = build(gateway(&sandbox).host("127.0.0.1").port(sandbox.tls_port()).security(Security::ImplicitTls));
    for (gateway, english, french) in [
        (&closed, "no connection to localhost", "pas de connexion à localhost"),
        (&closed, "refused", "connexion refusée"),
        (&untrusted, "no trusted authority", "aucune autorité reconnue"),
        (&untrusted, "UnknownIssuer", "l’autorité qui l’a émis n’est pas reconnue"),
        (&named, "another name", "un autre nom"),
    ] {
        let diagnosis = check(gateway, FROM).await;
        let Some(failed) = diagnosis.failed() else { continue };
        let (en, fr) = (diagnosis.to_string(), diagnosis.display(Language::Fr).to_string());
        assert!(en.contains(english), "{english}\n{en}");
        assert!(fr.contains(french), "{french}\n{fr}");
        assert!(fr.contains(failed.detail_fr.as_deref().unwrap()), "{fr}");
    }
}

#[tokio::test]
async fn a_ticket_has_date_version_product_sizes_and_advice() {
    let sandbox = SmtpSandbox::builder().max_size(35_882_577).start().await.unwrap();
    let diagnosis = check(&build(gateway(&sandbox)), FROM).await;
    let (en, fr) = (diagnosis.to_string(), diagnosis.display(Language::Fr).to_string());
    assert!(en.contains("35.8\u{a0}MB") && fr.contains("35,8\u{a0}Mo"), "{en}\n{fr}");
    let version = env!("CARGO_PKG_VERSION");
    assert!(en.contains(&format!("Checked by    ite-mailer {version}")), "{en}");
    let named = diagnosis.for_app(" ITE360\n");
    assert!(named.to_string().contains(&format!("Checked by    ITE360, ite-mailer {version}")), "{named}");
    let today = ite_mailer::gateway::Date::today();
    assert!(en.contains(&format!("Date          {today} ")) && en.contains(" UTC"), "{en}");
    let french = format!("Date          {:02}/{:02}/{} à ", today.day, today.month, today.year);
    assert!(fr.contains(&french), "{french}\n{fr}");
    // Advice stands once, with its steps.
    let sandbox =
        SmtpSandbox::builder().personality(Personality::Gmail).refuse(K::BadCredentials).start().await.unwrap();
    let refused = check(&build(gateway(&sandbox).provider(Provider::Gmail)), FROM).await;
    for (language, text) in
        [(Language::En, refused.to_string()), (Language::Fr, refused.display(Language::Fr).to_string())]
    {
        let advice = refused.failed().unwrap().guidance.as_ref().unwrap().text(language);
        assert_eq!(text.matches(&advice.title).count(), 1, "{text}");
        assert!(advice.steps.iter().all(|step| text.contains(step)), "{text}");
    }
}

#[tokio::test]
async fn a_diagnosis_reads_back_from_its_json() {
    let sandbox =
        SmtpSandbox::builder().personality(Personality::Gmail).refuse(K::AppPasswordRequired).start().await.unwrap();
    let passed = SmtpSandbox::start().await.unwrap();
    let (_socket, port) = closed_port();
    for gateway in [
        gateway(&sandbox).provider(Provider::Gmail),
        gateway(&passed),
        gateway(&passed).port(port),
        gateway(&passed).port(passed.tls_port()),
    ] {
        let diagnosis = check(&build(gateway), FROM).await.for_app("ITE360");
        let stored = serde_json::to_string(&diagnosis).unwrap();
        let again: Diagnosis = serde_json::from_str(&stored).unwrap();
        assert_eq!(serde_json::to_string(&again).unwrap(), stored);
        for language in [Language::En, Language::Fr] {
            assert_eq!(again.display(language).to_string(), diagnosis.display(language).to_string());
        }
    }
}

#[tokio::test]
async fn a_gateway_gives_its_settings_back_without_the_secret() {
    let sandbox = SmtpSandbox::start().await.unwrap();
    let one = build(gateway(&sandbox).max_message_size(1_000_000));
    let settings = one.settings();
    let again = settings.validate(sandbox.password()).unwrap();
    assert_eq!(format!("{one:?}"), format!("{again:?}"));
    let stored = serde_json::to_string(&settings).unwrap();
    assert!(!stored.contains(sandbox.password()));
    assert_eq!(serde_json::from_str::<GatewaySettings>(&stored).unwrap(), settings);
    assert!(check(&again, FROM).await.is_ok());
}

#[tokio::test]
async fn a_gateway_without_sign_in_has_no_such_step() {
    let sandbox = SmtpSandbox::builder().plaintext().no_auth().start().await.unwrap();
    let builder = SmtpGateway::builder().host("127.0.0.1").port(sandbox.plain_port().unwrap());
    let gateway = build(builder.security(Security::PlaintextLoopback).authentication(false));
    let diagnosis = check(&gateway, &ite_mailer::Address::new(FROM).unwrap()).await;
    assert!(diagnosis.is_ok(), "{diagnosis}");
    let expected = [Stage::Gateway, Stage::Dns, Stage::Connect, Stage::Greeting, Stage::Ehlo, Stage::MailFrom];
    assert_eq!(stages(&diagnosis, StepStatus::Ok), expected);
    assert!(diagnosis.server.tls_version.is_none() && diagnosis.server.mechanism.is_none());
}

#[tokio::test]
async fn network_policy_holds_for_a_check() {
    let sandbox = running(Personality::Generic).await;
    let gateway = build(gateway(&sandbox));
    let options = CheckOptions::new(FROM).network_policy(ite_mailer::NetworkPolicy::public_only());
    let diagnosis = check_with(&gateway, &options).await;
    assert_eq!(diagnosis.error().unwrap().kind(), K::AddressNotAllowed, "{diagnosis}");
    assert_eq!(sandbox.connections().opened, 0);
    assert!(check_with(&gateway, &CheckOptions::new(FROM)).await.is_ok());
}
