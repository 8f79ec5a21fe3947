//! The result of a check.

use super::{CheckOptions, CheckStep, ServerFacts, StepStatus, certificate, correct, steps, text_report::TextReport};
use crate::{
    error::{Error, Stage},
    gateway::{Finding, GatewaySettings, LintInput, SmtpGateway},
    guidance::{Bilingual, Language},
    message::Mailbox,
    provider::{Provider, Security},
    smtp::{Capabilities, TlsFacts, Trace},
    tls::Validity,
    util::Date,
};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::{
    fmt,
    time::{Duration, SystemTime},
};

/// The result of a check, step by step.
///
/// `Display` is a text report for a support ticket, in English; [`display`](Self::display) takes the language.
/// Serialises for a page, with `ok` and `error` beside the fields, and reads back. It contains no secret.
///
/// ```
/// use ite_mailer::{Diagnosis, Language, sandbox::{Personality, SmtpSandbox}};
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let sandbox = SmtpSandbox::builder().personality(Personality::Gmail).start().await?;
/// let gateway = ite_mailer::SmtpGateway::builder()
///     .host("127.0.0.1")
///     .port(sandbox.port())
///     .root_certificate(sandbox.ca_pem())
///     .user(sandbox.user())
///     .password("the account's password")
///     .build()?;
/// let diagnosis = ite_mailer::check(&gateway, "me@gmail.com").await;
/// println!("{}", diagnosis.display(Language::Fr));
///
/// let stored = serde_json::to_string(&diagnosis)?;
/// let again: Diagnosis = serde_json::from_str(&stored)?;
/// assert_eq!(again.to_string(), diagnosis.to_string());
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(remote = "Self")]
#[non_exhaustive]
pub struct Diagnosis {
    ok: bool,
    error: Option<Error>,
    /// When the check began; serialises as whole seconds since 1970, as `at`.
    #[serde(rename = "at", with = "seconds_since_1970")]
    pub began: SystemTime,
    /// The product's name from [`for_app`](Self::for_app).
    pub app: Option<String>,
    /// The provider.
    pub provider: Provider,
    /// The gateway's host.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// Its TLS mode.
    pub security: Security,
    /// The login, if the gateway signs in.
    pub user: Option<String>,
    /// The sender that was tried.
    pub from: String,
    /// The recipient that was tried.
    pub recipient: Option<String>,
    /// Every step, in the order of the session.
    pub steps: Vec<CheckStep>,
    /// What the server announced.
    pub server: ServerFacts,
    /// Message-ID of the mail, if one was to be sent.
    pub message_id: Option<String>,
    /// Advice on the settings alone: see [`GatewaySettings::lint`].
    pub lint: Vec<Finding>,
    /// Remarks for the reader.
    pub notes: Vec<Bilingual<String>>,
    /// Settings to try instead, if the failure shows them: another TLS mode, another port of the provider. They were
    /// not tried. The password is the same.
    pub corrected: Option<GatewaySettings>,
    /// From the first step to the last. Serialises as `took_ms`, in whole milliseconds.
    #[serde(rename = "took_ms", with = "crate::util::duration::milliseconds")]
    pub took: Duration,
}

impl Diagnosis {
    pub(super) fn new(
        gateway: &SmtpGateway,
        options: &CheckOptions,
        trace: Trace,
        error: Option<Error>,
        message_id: Option<String>,
        took: Duration,
    ) -> Self {
        let (tls, mechanism) = (trace.tls.clone(), trace.mechanism);
        let out_of_date = error
            .as_ref()
            .filter(|error| error.imap_problem().is_none())
            .and_then(Validity::of_error)
            .map(|told| certificate::refused(&told, gateway.host()));
        let steps = steps::steps(gateway, options.depth(), trace, error.as_ref());
        let server = server_facts(&steps, tls, mechanism);
        let expiring = server.certificate.as_ref().and_then(|shown| certificate::expiring(shown, gateway.host()));
        // No address has control characters, and the text report must not show any.
        let clean = |text: &String| text.chars().filter(|c| !c.is_control()).collect::<String>();
        Self {
            ok: error.is_none(),
            began: SystemTime::now().checked_sub(took).unwrap_or(SystemTime::UNIX_EPOCH),
            app: None,
            provider: gateway.provider(),
            host: gateway.host().to_owned(),
            port: gateway.port(),
            security: gateway.security(),
            user: gateway.credentials().map(|credentials| credentials.user().to_owned()),
            from: clean(&options.from),
            recipient: options.recipient.as_ref().map(clean),
            server,
            message_id,
            lint: lint(gateway, options),
            notes: out_of_date
                .into_iter()
                .chain(expiring)
                .chain(notes(gateway.provider(), options, error.as_ref()))
                .collect(),
            corrected: error.as_ref().and_then(|error| correct::corrected(gateway, error)),
            steps,
            error,
            took,
        }
    }

    /// Whether every step went well.
    #[must_use]
    pub const fn is_ok(&self) -> bool {
        self.ok
    }

    /// Why the check ended early.
    #[must_use]
    pub const fn error(&self) -> Option<&Error> {
        self.error.as_ref()
    }

    /// The step at which the check ended early.
    #[must_use]
    pub fn failed(&self) -> Option<&CheckStep> {
        self.steps.iter().find(|step| step.status == StepStatus::Failed)
    }

    /// The same diagnosis with the product's name in the advice and in the text report; see
    /// [`Guidance::for_app`](crate::Guidance::for_app).
    #[must_use]
    pub fn for_app(mut self, name: &str) -> Self {
        let name: String = name.chars().filter(|c| !c.is_control()).collect();
        self.app = Some(name.trim().to_owned()).filter(|name| !name.is_empty());
        self.advise();
        self
    }

    /// Sets the guidance of the failed step.
    fn advise(&mut self) {
        let Some(error) = &self.error else { return };
        let guidance = error.guidance().for_app(self.app.as_deref().unwrap_or_default());
        for step in self.steps.iter_mut().filter(|step| step.status == StepStatus::Failed) {
            step.guidance = Some(guidance.clone());
        }
    }

    /// The text report in one language. The server's replies are not translated.
    #[must_use]
    pub const fn display(&self, language: Language) -> impl fmt::Display + '_ {
        TextReport { diagnosis: self, language }
    }
}

impl Serialize for Diagnosis {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Self::serialize(self, serializer)
    }
}

impl<'de> Deserialize<'de> for Diagnosis {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut diagnosis = Self::deserialize(deserializer)?;
        diagnosis.advise();
        Ok(diagnosis)
    }
}

mod seconds_since_1970 {
    use serde::{Deserialize, Deserializer, Serializer};
    use std::time::{Duration, SystemTime, UNIX_EPOCH};

    pub(super) fn serialize<S: Serializer>(time: &SystemTime, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_u64(time.duration_since(UNIX_EPOCH).unwrap_or_default().as_secs())
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<SystemTime, D::Error> {
        let seconds = Duration::from_secs(u64::deserialize(deserializer)?);
        UNIX_EPOCH.checked_add(seconds).ok_or_else(|| serde::de::Error::custom("a time beyond all calendars"))
    }
}

impl fmt::Display for Diagnosis {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.display(Language::En).fmt(f)
    }
}

fn server_facts(steps: &[CheckStep], tls: TlsFacts, mechanism: Option<&'static str>) -> ServerFacts {
    let reply = |step: &CheckStep| step.reply.clone().filter(|_| step.status == StepStatus::Ok);
    let last = |stage| steps.iter().rev().find(|step| step.stage == stage);
    // The last EHLO is the one over TLS, where it came to that.
    let offered = last(Stage::Ehlo).and_then(reply).map(|ehlo| Capabilities::from_ehlo(&ehlo)).unwrap_or_default();
    ServerFacts::new(last(Stage::Greeting).and_then(reply), tls, offered, mechanism)
}

fn lint(gateway: &SmtpGateway, options: &CheckOptions) -> Vec<Finding> {
    let from = options.from.parse::<Mailbox>().ok();
    let mut input = LintInput::new(Date::today()).shape(gateway.secret_shape());
    input.by_token = gateway.credentials().is_some_and(|credentials| credentials.tokens().is_some());
    input.from = from.as_ref().map(|from| from.address().as_str());
    gateway.settings().lint(&input)
}

fn notes(provider: Provider, options: &CheckOptions, error: Option<&Error>) -> Vec<Bilingual<String>> {
    if error.is_some() {
        return Vec::new();
    }
    if options.send_mail {
        return vec![Bilingual::new("One short mail was sent.", "Un court message a été envoyé.")];
    }
    let mut notes = vec![Bilingual::new(
        "No mail was sent: whether the content or the number of mails will be accepted is not known yet.",
        "Aucun message n’a été envoyé\u{a0}: on ne sait pas encore si le contenu ou le nombre des messages sera accepté.",
    )];
    if refuses_late(provider) {
        let name = provider.name();
        notes.push(Bilingual::new(
            format!("{name} refuses some senders and accounts only at the end of a mail. Send one to be sure."),
            format!(
                "{name} ne refuse certains expéditeurs et certains comptes qu’à la fin d’un message. Envoyez-en un \
                 pour en avoir le cœur net."
            ),
        ));
    }
    notes
}

/// Providers seen to refuse only at the end of a mail: Brevo (account not activated), Infomaniak (sender), Microsoft
/// 365 (sender not the account's, `5.7.60`), Yahoo (sender).
const fn refuses_late(provider: Provider) -> bool {
    matches!(provider, Provider::Brevo | Provider::Infomaniak | Provider::Microsoft365 | Provider::Yahoo)
}
