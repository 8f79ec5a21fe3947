//! The copy for the sender: what is offered, asked for, and found out by a test.

use super::support::{act, choose, fields, get, page};
use axum::Router;
use ite_mailer::{
    Security,
    sandbox::{ImapAction, ImapBehavior, ImapStep, SmtpSandbox},
};

/// The values of the radio buttons.
fn offered(page: &str) -> Vec<&str> {
    let radios = page.split("type=\"radio\" name=\"sent_copy\" value=\"").skip(1);
    radios.filter_map(|rest| rest.split('"').next()).collect()
}

fn chosen(page: &str) -> Option<&str> {
    let radios = page.split("type=\"radio\" name=\"sent_copy\" value=\"").skip(1);
    let checked = |rest: &&str| rest.split('>').next().is_some_and(|tag| tag.contains(" checked"));
    radios.into_iter().find(checked).and_then(|rest| rest.split('"').next())
}

/// `None` without the fields of the mailbox; else whether they are open.
fn mailbox(page: &str) -> Option<bool> {
    let tag = page.split("id=\"mailbox\"").nth(1)?.split('>').next()?;
    Some(tag.contains(" open"))
}

/// The text beside a field.
fn fault<'a>(page: &'a str, field: &str) -> Option<&'a str> {
    page.split(&format!("class=\"fault\" id=\"e-{field}\">")).nth(1)?.split('<').next()
}

async fn start(imap: ImapBehavior) -> SmtpSandbox {
    SmtpSandbox::builder().imap(imap).start().await.unwrap()
}

#[tokio::test]
async fn each_provider_offers_what_it_can_keep() {
    const NONE: &[&str] = &[];
    let app = page(None, "a", |options| options);
    for (provider, radios, fields, words) in [
        ("gmail", NONE, None, ["Gmail files each mail in your Sent folder by itself.", "Gmail range de lui-même"]),
        (
            "orange",
            &["none", "folder", "bcc_self"][..],
            None,
            ["Keep a copy in my Sent folder", "Garder une copie dans mes messages envoyés"],
        ),
        // The mailbox of a relay needs a second secret.
        ("brevo", &["none", "bcc_self"], None, ["Send me a copy of each mail", "M’envoyer une copie de chaque e-mail"]),
        (
            "custom",
            &["none", "folder", "bcc_self"],
            Some(false),
            ["may file nothing under Sent", "Serveur de réception (IMAP) et dossier"],
        ),
    ] {
        let draft = choose(&app, provider, "atelier@example.fr").await;
        for (language, word) in ["en", "fr"].into_iter().zip(words) {
            let seen = get(&app, &format!("/?draft={draft}&lang={language}")).await.body;
            assert_eq!(offered(&seen), radios, "{provider}");
            assert_eq!(mailbox(&seen), fields, "{provider}");
            assert_eq!(chosen(&seen), radios.first().copied(), "{provider}");
            assert!(seen.contains(word), "{provider} {language}: {seen}");
        }
    }
}

#[tokio::test]
async fn a_known_mailbox_is_kept_without_a_further_question() {
    let app = page(None, "a", |options| options);
    let draft = choose(&app, "orange", "atelier@orange.fr").await;
    let typed = [("address", "atelier@orange.fr"), ("user", "atelier@orange.fr"), ("password", "a secret of it")];
    let typed = [&typed[..], &[("sent_copy", "folder")]].concat();
    let seen = act(&app, &draft, "save", &typed).await.body;
    assert!(seen.contains("id=\"notice\"") && !seen.contains("id=\"summary\""), "{seen}");
    let saved = get(&app, "/?lang=en").await.body;
    assert_eq!(chosen(&saved), Some("folder"), "{saved}");
    assert_eq!(mailbox(&saved), None);
}

#[tokio::test]
async fn faults_of_the_mailbox_stand_at_its_fields() {
    let long = "x".repeat(1025);
    let app = page(None, "a", |options| options);
    for (provider, typed, field, word) in [
        ("custom", vec![], "imap_host", "IMAP"),
        ("custom", vec![("imap_host", "imap example")], "imap_host", ""),
        ("custom", vec![("imap_host", "imap.example.fr"), ("imap_port", "none")], "imap_port", "993"),
        ("custom", vec![("imap_host", "imap.example.fr"), ("imap_port", "0")], "imap_port", "993"),
        ("custom", vec![("imap_host", "imap.example.fr"), ("imap_port", "587")], "imap_port", "993"),
        ("custom", vec![("imap_host", "imap.example.fr"), ("imap_folder", "a\u{7}b")], "imap_folder", ""),
        // Nothing that the page offers, all the same told.
        ("brevo", vec![], "sent_copy", "Brevo"),
    ] {
        let draft = choose(&app, provider, "atelier@example.fr").await;
        let base = [("address", "atelier@example.fr"), ("user", "atelier@example.fr"), ("password", &long[..20])];
        let base = [&base[..], &[("sent_copy", "folder"), ("host", "smtp.example.fr")]].concat();
        let seen = act(&app, &draft, "test", &[&base[..], &typed[..]].concat()).await.body;
        let told = fault(&seen, field);
        assert!(told.is_some_and(|told| told.contains(word)), "{provider} {typed:?}: {told:?} {seen}");
        assert!(seen.contains(&format!("href=\"#f-{field}\"")), "{field}: {seen}");
        assert!(seen.contains(&format!("id=\"f-{field}\"")), "{field}: {seen}");
        assert_eq!(mailbox(&seen), (provider == "custom").then_some(true), "{typed:?}");
    }
}

/// A server of one's own whose copies are filed.
async fn filed(app: &Router, sandbox: &SmtpSandbox, action: &str, more: &[(&str, &str)]) -> (String, String) {
    let (port, imap) = (sandbox.port().to_string(), sandbox.imap_tls_port().unwrap().to_string());
    let draft = choose(app, "custom", "atelier@example.fr").await;
    let mut typed = fields(sandbox, &port);
    typed.extend([("sent_copy", "folder"), ("imap_host", "localhost"), ("imap_port", imap.as_str())]);
    typed.extend(more);
    let seen = act(app, &draft, action, &typed).await.body;
    (draft, seen)
}

#[tokio::test]
async fn a_test_looks_for_the_folder_and_a_test_mail_is_filed_in_it() {
    let sandbox = start(ImapBehavior::default()).await;
    let app = page(Some(&sandbox), "a", |options| options);
    let (_, seen) = filed(&app, &sandbox, "test", &[]).await;
    assert!(seen.contains("verdict good") && seen.contains("Copy in the Sent folder"), "{seen}");
    assert_eq!(sandbox.filed_count(), 0);
    let (_, seen) = filed(&app, &sandbox, "send", &[("recipient", "client@example.org")]).await;
    assert!(seen.contains("verdict good"), "{seen}");
    assert_eq!(sandbox.filed()[0].folder(), "Sent");
}

#[tokio::test]
async fn a_copy_that_fails_is_told_with_its_guidance_and_mail_still_leaves() {
    let refused = ImapAction::Reply("NO [AUTHENTICATIONFAILED] Authentication failed".to_owned());
    for (imap, en, fr) in [
        (
            ImapBehavior::default().on(ImapStep::SignIn, refused),
            "IMAP refused the login or the password",
            "identifiant ou mot de passe refusé en IMAP",
        ),
        (
            ImapBehavior::default().folder("INBOX", None).folder("Archive", None),
            "the mailbox has no such folder",
            "dossier introuvable",
        ),
    ] {
        let sandbox = start(imap).await;
        let app = page(Some(&sandbox), "a", |options| options);
        let (draft, seen) = filed(&app, &sandbox, "test", &[("imap_folder", "Gone")]).await;
        let verdict = seen.split("class=\"verdict bad\"").nth(1).and_then(|rest| rest.split("</p>").next());
        assert!(verdict.is_some_and(|verdict| verdict.contains("Copy in the Sent folder")), "{seen}");
        assert!(seen.contains(en), "{en}: {seen}");
        assert_eq!(mailbox(&seen), Some(true));
        let seen = get(&app, &format!("/?draft={draft}&lang=fr")).await.body;
        assert!(seen.contains(fr) && seen.contains("Copie dans les messages envoyés"), "{fr}: {seen}");

        let (port, imap) = (sandbox.port().to_string(), sandbox.imap_tls_port().unwrap().to_string());
        let mut typed = fields(&sandbox, &port);
        typed.extend([("sent_copy", "folder"), ("imap_host", "localhost"), ("imap_port", imap.as_str())]);
        typed.push(("imap_folder", "Gone"));
        let seen = act(&app, &draft, "save", &typed).await.body;
        assert!(seen.contains("Mail leaves, but in the last test the copy"), "{seen}");
        assert!(seen.contains("passed, except for the copy"), "{seen}");
        assert!(!seen.contains("mail will not leave"), "{seen}");
    }
}

/// A stored password is not sent to a server of someone who does not know it.
#[tokio::test]
async fn another_imap_server_asks_for_the_password_again() {
    let sandbox = start(ImapBehavior::default()).await;
    let again = "The server or the login has changed: type the password again.";
    let (port, imap) = (sandbox.port().to_string(), sandbox.imap_tls_port().unwrap().to_string());
    for (copy, host, imap_port, kept) in [
        ("folder", "localhost", imap.as_str(), true),
        ("folder", "LOCALHOST", imap.as_str(), true),
        ("folder", "imap.example.org", imap.as_str(), false),
        ("folder", "localhost", "993", false),
        ("bcc_self", "localhost", imap.as_str(), true),
        // Filled in, not used.
        ("none", "imap.example.org", imap.as_str(), true),
    ] {
        let app = page(Some(&sandbox), "a", |options| options);
        let (draft, seen) = filed(&app, &sandbox, "save", &[]).await;
        assert!(!seen.contains("id=\"summary\""), "{seen}");
        let mut typed = fields(&sandbox, &port);
        typed.retain(|(name, _)| *name != "password");
        typed.extend([("sent_copy", copy), ("imap_host", host), ("imap_port", imap_port)]);
        let before = sandbox.imap_connections();
        let seen = act(&app, &draft, "lint", &typed).await.body;
        assert_eq!(!seen.contains(again), kept, "{copy} {host}:{imap_port}: {seen}");
        let seen = act(&app, &draft, "test", &typed).await.body;
        assert_eq!(fault(&seen, "password").is_none(), kept, "{copy} {host}:{imap_port}: {seen}");
        assert!(kept || sandbox.imap_connections() == before, "{copy} {host}:{imap_port}");
    }
}

/// First a stored password for the SMTP server alone, then a copy elsewhere.
#[tokio::test]
async fn a_first_copy_elsewhere_asks_for_the_password_again() {
    let sandbox = start(ImapBehavior::default()).await;
    let app = page(Some(&sandbox), "a", |options| options);
    let port = sandbox.port().to_string();
    let draft = choose(&app, "custom", "atelier@example.fr").await;
    let mut typed = fields(&sandbox, &port);
    act(&app, &draft, "save", &typed).await;
    typed.retain(|(name, _)| *name != "password");
    typed.push(("sent_copy", "folder"));
    // Without a server nothing goes elsewhere yet.
    let seen = act(&app, &draft, "test", &typed).await.body;
    assert!(fault(&seen, "imap_host").is_some() && fault(&seen, "password").is_none(), "{seen}");
    typed.push(("imap_host", "imap.example.org"));
    let seen = act(&app, &draft, "test", &typed).await.body;
    assert!(fault(&seen, "password").is_some() && fault(&seen, "imap_host").is_none(), "{seen}");
}

/// What is known already can be replaced once it does not do.
#[tokio::test]
async fn a_known_mailbox_is_asked_for_after_a_copy_has_failed() {
    let imap = ImapBehavior::default().folder("INBOX", None).folder("Gone out", None);
    let login = ("atelier@orange.fr", "a secret of it");
    let sandbox = SmtpSandbox::builder().user(login.0, login.1).imap(imap).start().await.unwrap();
    let (ca, port, imap_port) = (sandbox.ca_pem().to_owned(), sandbox.port(), sandbox.imap_tls_port());
    let app = page(None, "a", move |options| {
        options.test_endpoint(move |settings| {
            let mut there = settings.clone();
            (there.host, there.port) = (Some("localhost".to_owned()), Some(port));
            there.security = Some(Security::StartTlsRequired);
            (there.imap.host, there.imap.port) = (Some("localhost".to_owned()), imap_port);
            there.root_certificates = vec![ca.clone()];
            Some(there)
        })
    });
    let draft = choose(&app, "orange", login.0).await;
    let mut typed = vec![("address", login.0), ("user", login.0), ("password", login.1), ("sent_copy", "folder")];
    let seen = act(&app, &draft, "test", &typed).await.body;
    assert!(seen.contains("the mailbox has no such folder"), "{seen}");
    assert_eq!(mailbox(&seen), Some(true), "{seen}");
    typed.push(("imap_folder", "Gone out"));
    let seen = act(&app, &draft, "test", &typed).await.body;
    assert!(seen.contains("verdict good"), "{seen}");
    assert_eq!(mailbox(&seen), Some(true), "what is filled in stays in sight");
}
