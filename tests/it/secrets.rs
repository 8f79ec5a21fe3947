//! No secret is shown in logs or errors, even if the server echoes it.

#![allow(clippy::unwrap_used, clippy::panic, reason = "helpers of tests are tests")]

use crate::{log::Log, smtp::gateway, support::Mode};
use ite_mailer::{
    DocumentMail, DocumentMailer, GatewaySettings, Provider, SmtpGateway, SmtpMailer, check_with_mail,
    gateway::{Date, GatewayConfig, LintInput},
    guidance::Language,
    sandbox::{Action, Fault, SmtpSandbox, SmtpStep},
};
use secrecy::SecretString;
use tracing::instrument::WithSubscriber;

const SECRET: &str = "correct horse+battery";

pub(crate) use encodings::encode as base64;
pub(crate) use encodings::forms;

mod encodings {
    use data::base64;

    /// Every encoding of a secret on the wire.
    pub(crate) fn forms(user: &str, secret: &str) -> Vec<String> {
        let mut forms = vec![
            secret.to_owned(),
            base64(secret.as_bytes()),
            base64(format!("\0{user}\0{secret}").as_bytes()),
            secret.bytes().map(|byte| format!("{byte:02x}")).collect(),
            secret.replace('+', "%2B").replace(' ', "%20"),
            secret.replace('+', "%2B").replace(' ', "+"),
        ];
        // Inside a longer base64 text it stands at one of three offsets; its first and last letters depend on what is
        // beside it.
        for before in ["a", "aa"] {
            let text = base64(format!("{before}{secret}").as_bytes());
            let text = text.trim_end_matches('=');
            forms.push(text[before.len() + 1..text.len() - 2].to_owned());
        }
        forms
    }

    mod data {
        pub(crate) fn base64(bytes: &[u8]) -> String {
            const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
            let mut text = String::new();
            for chunk in bytes.chunks(3) {
                let group =
                    chunk.iter().fold(0_u32, |group, byte| group << 8 | u32::from(*byte)) << (8 * (3 - chunk.len()));
                for position in 0..4 {
                    let letter = LETTERS[(group >> (18 - 6 * position) & 63) as usize];
                    text.push(if position <= chunk.len() { char::from(letter) } else { '=' });
                }
            }
            text
        }
    }
    pub(crate) use data::base64 as encode;
}

/// Every form of a secret that a server can put into a reply.
fn echo() -> String {
    let upper: String = SECRET.bytes().map(|byte| format!("{byte:02X}")).collect();
    // The other forms are parts of longer ones.
    let whole = forms("user@example.com", SECRET)[..6].join(" ");
    let shifted = ["", "a", "aa"].map(|before| encodings::encode(format!("{before}{SECRET}{before}").as_bytes()));
    let url = encodings::encode(SECRET.as_bytes()).replace('+', "-").replace('/', "_");
    format!("{whole} {upper} {} {} {url}", shifted.join(" "), SECRET.to_uppercase())
}

/// Where the server echoes it, and whether the mail is still accepted.
fn cases(echo: &str) -> Vec<(SmtpStep, String, bool)> {
    let lines = |text: &str| (text.replace("{}", echo), text.starts_with('2') || text.starts_with('3'));
    [
        (SmtpStep::Greeting, "220 hello {}"),
        (SmtpStep::Greeting, "554 no {}"),
        (SmtpStep::Ehlo2, "250-hello {}\n250-PIPELINING\n250-CHUNKING\n250-X-ECHO {}\n250 AUTH LOGIN {}"),
        (SmtpStep::Ehlo2, "250-hello\n250 AUTH {}"),
        (SmtpStep::Ehlo2, "550 no {}"),
        (SmtpStep::StartTls, "454 no {}"),
        (SmtpStep::Auth, "535 no {}"),
        (SmtpStep::AuthContinue, "334 {}"),
        (SmtpStep::AuthContinue, "535 no {}"),
        (SmtpStep::SignIn, "235 yes {}"),
        (SmtpStep::SignIn, "535-5.7.8 no {}\n535 5.7.8 {}"),
        (SmtpStep::SignIn, "334 {}"),
        (SmtpStep::MailFrom, "250 yes {}"),
        (SmtpStep::MailFrom, "550 no {}"),
        (SmtpStep::RcptTo, "250 yes {}"),
        (SmtpStep::RcptTo, "550 no {}"),
        (SmtpStep::Data, "554 no {}"),
        (SmtpStep::FinalReply, "250 queued as {}"),
        (SmtpStep::FinalReply, "554 no {}"),
        (SmtpStep::Quit, "221 bye {}"),
    ]
    .map(|(step, text)| {
        let (lines, goes) = lines(text);
        (step, lines, goes)
    })
    .to_vec()
}

/// Everything one server can make visible.
async fn shown(sandbox: &SmtpSandbox, mode: Mode, case: &str, goes: bool) -> Vec<String> {
    let gateway = gateway(sandbox).password(SECRET).pipelining(mode.pipelines()).chunking(mode.chunks());
    let mut shown = vec![format!("{gateway:?}")];
    let gateway = gateway.build().unwrap();
    let mailer = SmtpMailer::new(gateway.clone()).unwrap();
    let mail = DocumentMail::builder()
        .from("private-sender@example.com")
        .to("private-client@example.org")
        .subject("hello")
        .text("x")
        .build()
        .unwrap();
    match mailer.send(&mail).await {
        Ok(receipt) => {
            assert!(goes, "{case}");
            shown.push(format!("{receipt:?} {}", serde_json::to_string(&receipt).unwrap()));
        }
        Err(error) => {
            // An invalid challenge or list of mechanisms ends the sign-in.
            assert!(
                !goes || case.starts_with("Auth") || case.starts_with("Ehlo2") || case.starts_with("SignIn 334"),
                "{case}: {error}"
            );
            shown.push(format!("{error} {error:?} {} {:?}", error.guidance(), error.guidance()));
            let json = serde_json::to_value(&error).unwrap();
            assert_eq!(json["kind"], error.kind().as_str());
            assert_eq!(json["guidance"]["fr"]["title"], error.guidance().fr.title);
            if error.reply().is_some() && !case.starts_with("Ehlo2 2") {
                assert!(error.to_string().contains("[redacted]"), "{case}: the echo was masked, not lost: {error}");
            }
            shown.push(json.to_string());
            let mut source = std::error::Error::source(&error);
            while let Some(cause) = source {
                shown.push(format!("{cause} {cause:?}"));
                source = cause.source();
            }
        }
    }
    match mailer.sign_in().await {
        Ok(found) => shown.push(format!("{found:?} {}", serde_json::to_string(&found).unwrap())),
        Err(error) => shown.push(format!("{error} {error:?}")),
    }
    let diagnosis = check_with_mail(&gateway, "private-sender@example.com", "private-client@example.org").await;
    shown.push(format!("{diagnosis} {diagnosis:?} {}", serde_json::to_string(&diagnosis).unwrap()));
    shown.extend([Language::En, Language::Fr].map(|language| diagnosis.display(language).to_string()));
    shown.push(format!("{mailer:?} {gateway:?} {} {:?}", gateway.to_url(), gateway.credentials()));
    shown.push(format!("{:?} {}", gateway.settings(), serde_json::to_string(&gateway.settings()).unwrap()));
    shown.push(format!("{sandbox:?} {:?} {:?} {:?}", sandbox.commands(), sandbox.mails(), sandbox.connections()));
    shown
}

/// Everything that could show a secret before it is sent.
fn at_rest() -> Vec<String> {
    let mut settings = GatewaySettings::for_provider(Provider::Gmail, "user@gmail.com");
    let secret = SecretString::from(SECRET);
    let findings = settings.lint(&LintInput::new(Date::new(2026, 11, 24)).secret(&secret));
    let mut shown = vec![format!("{findings:?} {}", serde_json::to_string(&findings).unwrap())];
    settings.port = Some(0);
    shown.push(format!("{:?}", SmtpGateway::builder().password(SECRET)));
    let in_url = SECRET.replace('+', "%2B").replace(' ', "%20");
    for error in [
        settings.validate(SECRET).unwrap_err(),
        settings.validate(format!("{SECRET}\n")).unwrap_err(),
        settings.validate(format!(" {SECRET}")).unwrap_err(),
        SmtpGateway::from_url(&format!("smtp://user:{in_url}@mail.example.com?timeout=x&{in_url}={in_url}"))
            .unwrap_err(),
        SmtpGateway::from_url(&format!("smtp://user:{in_url}@mail.example.com/{in_url}")).unwrap_err(),
        SmtpGateway::from_url(&format!("{in_url}://user@mail.example.com")).unwrap_err(),
        SmtpGateway::from_url(&format!("smtp://user:{SECRET}@mail example")).unwrap_err(),
    ] {
        shown.push(format!("{error} {error:?} {} {}", error.guidance(), serde_json::to_string(&error).unwrap()));
    }
    for table in [
        serde_json::json!({"host": "mail.example.com", "user": "user", "password": [SECRET]}),
        serde_json::json!({"host": "mail.example.com", "user": "user", "password": SECRET, "port": 0}),
        serde_json::json!({"host": "mail.example.com", "user": "user", "password": {"text": SECRET}}),
    ] {
        let config = serde_json::from_value::<GatewayConfig>(table).unwrap();
        shown.push(format!("{config:?}"));
        let error = config.validate().unwrap_err();
        shown.push(format!("{error} {error:?}"));
    }
    shown
}

#[tokio::test]
async fn nothing_shows_a_secret() {
    let log = Log::default();
    let mut texts = at_rest();
    let echo = echo();
    async {
        tracing::trace!("the log works");
        for (at, (step, reply, goes)) in cases(&echo).into_iter().enumerate() {
            for mode in [Mode::Sequential, Mode::PipelinedChunk] {
                let login = matches!(step, SmtpStep::AuthContinue | SmtpStep::Ehlo2) || at % 2 == 0;
                let mechanism = if login { "LOGIN" } else { "PLAIN" };
                let sandbox = SmtpSandbox::builder()
                    .user("user@example.com", SECRET)
                    .mechanisms([mechanism])
                    .fault(Fault::new(step, Action::Reply(reply.clone())))
                    .start()
                    .await
                    .unwrap();
                let case = format!("{step:?} {} {mode:?}", &reply[..3]);
                texts.extend(shown(&sandbox, mode, &case, goes).await);
            }
        }
    }
    .with_subscriber(log.subscriber())
    .await;
    let log = log.text();
    assert!(log.contains("the log works"), "otherwise the search below proves nothing");
    for address in ["private-sender", "private-client", "AUTH "] {
        assert!(!log.contains(address), "{address} in the log: {log}");
    }
    texts.push(log);
    assert!(texts.iter().filter(|text| text.contains("[redacted]")).count() > 60, "the servers said nothing");
    for form in forms("user@example.com", SECRET) {
        assert!(echo.to_lowercase().contains(&form.to_lowercase()), "{form} was not said");
        for text in &texts {
            assert!(!text.to_lowercase().contains(&form.to_lowercase()), "{form} in {text}");
        }
    }
}
