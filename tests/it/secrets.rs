//! A secret never shows: not in a log at any level, not in an error, not when the server echoes it.

use super::smtp::gateway;
use ite_mailer::{
    DocumentMail, DocumentMailer, GatewaySettings, SmtpGateway, SmtpMailer,
    sandbox::{Action, Fault, SmtpSandbox, Step},
};
use std::{
    io,
    sync::{Arc, Mutex},
};
use tracing::instrument::WithSubscriber;

const SECRET: &str = "correct horse+battery";

pub(crate) use encodings::encode as base64;
pub(crate) use encodings::forms;

mod encodings {
    use data::base64;

    /// Every form a secret may take on its way.
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

#[derive(Clone, Default)]
pub(crate) struct Log(Arc<Mutex<Vec<u8>>>);

impl Log {
    /// What was written so far.
    pub(crate) fn text(&self) -> String {
        String::from_utf8(self.0.lock().unwrap().clone()).unwrap()
    }
}

impl io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[tokio::test]
async fn nothing_shows_a_secret() {
    let log = Log::default();
    let writer = log.clone();
    let subscriber =
        tracing_subscriber::fmt().with_max_level(tracing::Level::TRACE).with_writer(move || writer.clone()).finish();
    let mut shown = Vec::new();
    async {
        tracing::trace!("the log works");
        for mechanism in ["PLAIN", "LOGIN"] {
            let plain = encodings::encode(format!("\0user@example.com\0{SECRET}").as_bytes());
            let echo = format!("535 5.7.8 you sent {SECRET} {} {plain}", encodings::encode(SECRET.as_bytes()));
            let sandbox = SmtpSandbox::builder()
                .user("user@example.com", SECRET)
                .mechanisms([mechanism])
                .fault(Fault::new(Step::SignIn, Action::Reply(echo)).nth(1))
                .fault(Fault::new(Step::MailFrom, Action::Reply(format!("550 {SECRET} is odd"))).nth(1))
                .start()
                .await
                .unwrap();
            let gateway = gateway(&sandbox).password(SECRET).build().unwrap();
            let mailer = SmtpMailer::new(gateway.clone()).unwrap();
            let mail = DocumentMail::builder()
                .from("private-sender@example.com")
                .to("private-client@example.org")
                .subject("hello")
                .text("x")
                .build()
                .unwrap();
            for expected in [false, false, true] {
                match mailer.send(&mail).await {
                    Ok(receipt) => {
                        assert!(expected);
                        shown.push(format!("{receipt:?} {}", serde_json::to_string(&receipt).unwrap()));
                    }
                    Err(error) => {
                        assert!(!expected, "{error}");
                        assert!(error.to_string().contains("[redacted]"), "the echo was masked, not lost: {error}");
                        shown.push(format!("{error} {error:?} {}", error.guidance()));
                        let json = serde_json::to_value(&error).unwrap();
                        assert_eq!(json["kind"], error.kind().as_str());
                        assert_eq!(json["guidance"]["fr"]["title"], error.guidance().fr.title);
                        shown.push(json.to_string());
                    }
                }
            }
            shown.push(format!("{mailer:?} {gateway:?} {} {:?}", gateway.to_url(), gateway.credentials()));
            shown.push(format!("{:?} {:?}", mailer.sign_in().await.unwrap(), SmtpGateway::builder().password(SECRET)));
            shown.push(format!("{:?}", sandbox.commands()));
        }
    }
    .with_subscriber(subscriber)
    .await;
    let mut settings = GatewaySettings::default();
    settings.user = Some("user@example.com".into());
    shown.push(format!("{}", settings.validate(SECRET).unwrap_err()));
    let log = log.text();
    assert!(log.contains("the log works"), "otherwise the search below proves nothing");
    for address in ["private-sender", "private-client", "AUTH "] {
        assert!(!log.contains(address), "{address} in the log: {log}");
    }
    shown.push(log);
    for form in forms("user@example.com", SECRET) {
        for text in &shown {
            assert!(!text.to_lowercase().contains(&form.to_lowercase()), "{form} in {text}");
        }
    }
}
