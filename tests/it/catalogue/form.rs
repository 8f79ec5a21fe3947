//! The JSON a settings page draws, in both languages.

use ite_mailer::Provider;
use ite_mailer::guidance::Language;
use ite_mailer::provider::PasswordKind;
use serde_json::{Value, json};

fn entry(id: &str) -> Value {
    let all = serde_json::to_value(Provider::all()).unwrap();
    all.as_array().unwrap().iter().find(|e| e["id"] == id).unwrap_or_else(|| panic!("{id} is missing")).clone()
}

fn texts(steps: &Value) -> Vec<&str> {
    steps.as_array().unwrap().iter().map(|s| s["text"].as_str().unwrap()).collect()
}

#[test]
fn gmail_in_full() {
    let gmail = entry("gmail");
    assert_eq!(gmail["name"], "Gmail");
    assert_eq!(gmail["endpoints"][0], json!({"host": "smtp.gmail.com", "port": 587, "security": "starttls_required"}));
    assert_eq!(gmail["endpoints"][1], json!({"host": "smtp.gmail.com", "port": 465, "security": "implicit_tls"}));
    assert_eq!(gmail["limits"]["per_day"], 500);
    assert_eq!(gmail["limits"]["per_minute"], Value::Null);
    assert_eq!(gmail["two_step"], "required");
    assert_eq!(gmail["files_sent_mail"], true);
    assert_eq!(gmail["checked"], "2026-11-23");
    assert_eq!(
        gmail["links"][0],
        json!({
            "topic": "app_password",
            "en": "https://support.google.com/accounts/answer/185833",
            "fr": "https://support.google.com/accounts/answer/185833?hl=fr",
        })
    );
    assert!(gmail["sources"].is_null(), "a browser has no use for them");

    let en = &gmail["forms"]["en"];
    assert_eq!(en["login"]["label"], "E-mail address");
    assert_eq!(en["login"]["placeholder"], "you@gmail.com");
    assert_eq!(en["password"]["label"], "App password");
    assert_eq!(en["password"]["placeholder"], "xxxx xxxx xxxx xxxx");
    assert_eq!(
        texts(&en["password"]["steps"]),
        [
            "Turn on two-step verification for your Gmail account: app passwords exist only once it is on.",
            "Create an app password for this application.",
            "Enter its 16 letters. The blanks between its groups do not matter.",
            "The password with which you sign in to Gmail is refused here.",
        ]
    );
    assert_eq!(en["password"]["steps"][0]["link"], "https://myaccount.google.com/signinoptions/twosv");
    assert_eq!(en["password"]["steps"][1]["link"], "https://myaccount.google.com/apppasswords");

    let fr = &gmail["forms"]["fr"];
    assert_eq!(fr["login"]["label"], "Adresse e-mail");
    assert_eq!(fr["login"]["placeholder"], "vous@gmail.com");
    assert_eq!(fr["password"]["label"], "Mot de passe d’application");
    assert_eq!(
        texts(&fr["password"]["steps"]),
        [
            "Activez la validation en deux étapes de votre compte Gmail\u{a0}: sans elle, il n’y a pas de mot de passe d’application.",
            "Créez un mot de passe d’application pour ce logiciel.",
            "Saisissez ses 16 lettres. Les espaces entre les groupes ne comptent pas.",
            "Le mot de passe avec lequel vous vous connectez à Gmail est refusé ici.",
        ]
    );
}

#[test]
fn labels_are_the_words_of_each_provider() {
    for (provider, login_en, login_fr, password_en, password_fr) in [
        (Provider::Gmail, "E-mail address", "Adresse e-mail", "App password", "Mot de passe d’application"),
        (Provider::GoogleWorkspace, "E-mail address", "Adresse e-mail", "App password", "Mot de passe d’application"),
        (
            Provider::Microsoft365,
            "E-mail address",
            "Adresse e-mail",
            "Password or app password",
            "Mot de passe ou mot de passe d’application",
        ),
        (Provider::Yahoo, "E-mail address", "Adresse e-mail", "App password", "Mot de passe d’application"),
        (Provider::Brevo, "SMTP login", "Identifiant SMTP", "SMTP key", "Clé SMTP"),
        (Provider::Mailjet, "API key", "Clé API", "Secret key", "Clé secrète"),
        (Provider::Orange, "E-mail address", "Adresse e-mail", "Password", "Mot de passe"),
        (
            Provider::Free,
            "Login (what stands before the @)",
            "Identifiant (ce qui précède le @)",
            "Password",
            "Mot de passe",
        ),
        (Provider::SendGrid, "Login", "Identifiant", "API key", "Clé API"),
        (Provider::Ses, "SMTP login", "Identifiant SMTP", "SMTP password", "Mot de passe SMTP"),
        (Provider::Postmark, "API token", "Jeton d’API", "API token", "Jeton d’API"),
        (Provider::Scaleway, "SMTP login", "Identifiant SMTP", "Secret key", "Clé secrète"),
        (Provider::Mandrill, "E-mail address", "Adresse e-mail", "API key", "Clé API"),
    ] {
        let id = provider.id();
        let (en, fr) = (provider.form(Language::En).unwrap(), provider.form(Language::Fr).unwrap());
        assert_eq!((en.login.label.as_str(), fr.login.label.as_str()), (login_en, login_fr), "{id}");
        let (en, fr) = (en.password.unwrap(), fr.password.unwrap());
        assert_eq!((en.label.as_str(), fr.label.as_str()), (password_en, password_fr), "{id}");
    }
}

#[test]
fn a_fixed_login_comes_filled_in_and_tokens_need_no_password_field() {
    let sendgrid = entry("sendgrid");
    assert_eq!(sendgrid["forms"]["fr"]["login"]["value"], "apikey");
    assert_eq!(texts(&sendgrid["forms"]["fr"]["login"]["steps"]), ["Toujours le mot «\u{a0}apikey\u{a0}»."]);
    assert_eq!(texts(&sendgrid["forms"]["en"]["login"]["steps"]), ["Always the word “apikey”."]);

    let outlook = entry("outlook.com");
    assert_eq!(outlook["forms"]["en"]["password"], Value::Null);
    assert!(texts(&outlook["forms"]["en"]["notes"])[0].contains("OAuth2"));
    for provider in Provider::KNOWN {
        let only_tokens = provider.info().unwrap().password == PasswordKind::OAuth2Only;
        assert_eq!(provider.form(Language::En).unwrap().password.is_none(), only_tokens, "{}", provider.id());
    }
    assert_eq!(Provider::Custom.form(Language::Fr), None);
}

#[test]
fn notes_tell_what_is_easily_missed() {
    for (id, expected) in [
        ("microsoft365", "December 2026"),
        ("brevo", "files nothing under Sent"),
        ("brevo", "registered with Brevo"),
        ("yahoo", "one of its aliases"),
        ("gmail", "any other is replaced"),
        ("gmx-net", "allow access for mail programs"),
        ("ses", "The host differs"),
        ("ovh-emailpro", "The host differs"),
    ] {
        let entry = entry(id);
        let notes = texts(&entry["forms"]["en"]["notes"]);
        assert!(notes.iter().any(|note| note.contains(expected)), "{id}: {expected:?} is not in {notes:?}");
    }
    assert_eq!(
        entry("mailjet")["forms"]["en"]["notes"].as_array().unwrap().len(),
        entry("mailjet")["forms"]["fr"]["notes"].as_array().unwrap().len()
    );
}

/// Every string a form shows, with the way to it.
fn strings<'a>(value: &'a Value, path: &str, into: &mut Vec<(String, &'a str)>) {
    match value {
        Value::String(text) if !path.ends_with("/link") => into.push((path.to_owned(), text)),
        Value::Array(items) => items.iter().enumerate().for_each(|(i, v)| strings(v, &format!("{path}/{i}"), into)),
        Value::Object(map) => map.iter().for_each(|(k, v)| strings(v, &format!("{path}/{k}"), into)),
        _ => {}
    }
}

/// What is wrong with a French text, if anything.
fn french_fault(text: &str) -> Option<&'static str> {
    let chars: Vec<char> = text.chars().collect();
    for (i, c) in chars.iter().enumerate() {
        let before = i.checked_sub(1).map(|i| chars[i]);
        let after = chars.get(i + 1).copied();
        match c {
            '\'' | '"' | '“' | '”' => return Some("a quotation mark or apostrophe of another language"),
            ':' | '»' if before != Some('\u{a0}') => return Some("no no-break space before : or »"),
            '«' if after != Some('\u{a0}') => return Some("no no-break space after «"),
            ';' | '!' | '?' if before != Some('\u{202f}') => return Some("no narrow no-break space before ; ! ?"),
            ' ' if matches!(after, None | Some(' ' | ',' | '.')) => return Some("a blank too many"),
            '{' | '}' => return Some("an unfilled place"),
            _ => {}
        }
    }
    let unelided = |(at, word): (usize, &str)| text[at + word.len()..].starts_with(['A', 'E', 'I', 'O', 'U']);
    if text.match_indices(" que ").chain(text.match_indices(" de ")).any(unelided) {
        return Some("no elision before a vowel: say it another way");
    }
    text.contains("...").then_some("three dots instead of an ellipsis")
}

#[test]
fn french_is_typeset_as_french_and_english_as_english() {
    let all = serde_json::to_value(Provider::all()).unwrap();
    let all = all.as_array().unwrap();
    assert_eq!(all.len(), Provider::KNOWN.len());
    for entry in all {
        let id = entry["id"].as_str().unwrap();
        let (mut english, mut french) = (Vec::new(), Vec::new());
        strings(&entry["forms"]["en"], id, &mut english);
        strings(&entry["forms"]["fr"], id, &mut french);
        assert_eq!(english.len(), french.len(), "{id}: the languages differ in what they say");
        for ((path, en), (_, fr)) in english.iter().zip(&french) {
            assert_eq!(french_fault(fr), None, "{path}: {fr:?}");
            let foreign = ['\u{a0}', '\u{202f}', '«', '»', 'é', 'è', 'à', '\'', '{', '}'];
            assert!(!en.contains(foreign) && !en.contains("  "), "{path}: {en:?}");
            if path.ends_with("/text") {
                assert_ne!(en, fr, "{path} is not translated");
                assert!(en.ends_with('.') && fr.ends_with('.'), "{path}: a step is a sentence");
            }
        }
        for form in ["en", "fr"] {
            let steps = entry["forms"][form]["password"]["steps"].as_array();
            assert!(steps.is_none_or(|steps| !steps.is_empty()), "{id}: no help for the password");
        }
    }
}

#[test]
fn the_eye_for_french_sees_faults() {
    for (text, fine) in [
        ("Le compte\u{a0}: «\u{a0}x\u{a0}»\u{202f}; l’autre.", true),
        ("Le compte : x.", false),
        ("Le compte: x.", false),
        ("« x\u{a0}»", false),
        ("«\u{a0}x »", false),
        ("Oui ; non.", false),
        ("Oui\u{a0}; non.", false),
        ("l'autre", false),
        ("Et puis...", false),
        ("ce que Gmail affiche", true),
        ("ce que Amazon affiche", false),
        ("le compte de Orange", false),
        ("deux  blancs", false),
        ("le {name}", false),
    ] {
        assert_eq!(french_fault(text).is_none(), fine, "{text:?}");
    }
}
