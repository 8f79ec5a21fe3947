//! A diagnosis as aligned plain text, for a support ticket.

use super::{CheckStep, Diagnosis, StepStatus, certificate};
use crate::{
    error::{Retry, Stage},
    gateway::Finding,
    guidance::{Language, Severity},
    provider::{Provider, Security},
    util::Date,
};
use std::{
    fmt,
    time::{Duration, SystemTime},
};

pub(super) struct TextReport<'a> {
    pub(super) diagnosis: &'a Diagnosis,
    pub(super) language: Language,
}

impl TextReport<'_> {
    const fn pick<'t>(&self, en: &'t str, fr: &'t str) -> &'t str {
        match self.language {
            Language::En => en,
            Language::Fr => fr,
        }
    }

    fn label(&self, stage: Stage, in_clear: bool) -> &'static str {
        let (en, fr) = match stage {
            Stage::Gateway => ("Settings", "Paramètres"),
            Stage::Token => ("Permission (OAuth2)", "Autorisation (OAuth2)"),
            Stage::Dns => ("Name look-up (DNS)", "Résolution du nom (DNS)"),
            Stage::Connect => ("Connection", "Connexion"),
            Stage::Tls => ("Encryption (TLS)", "Chiffrement (TLS)"),
            Stage::Greeting => ("Greeting", "Accueil du serveur"),
            Stage::Ehlo if in_clear => ("Capabilities in clear (EHLO)", "Capacités en clair (EHLO)"),
            Stage::Ehlo => ("Capabilities (EHLO)", "Capacités (EHLO)"),
            Stage::StartTls => ("Switch to TLS (STARTTLS)", "Passage en TLS (STARTTLS)"),
            Stage::Auth => ("Sign-in (AUTH)", "Authentification (AUTH)"),
            Stage::MailFrom => ("Sender (MAIL FROM)", "Expéditeur (MAIL FROM)"),
            Stage::RcptTo => ("Recipient (RCPT TO)", "Destinataire (RCPT TO)"),
            Stage::Data => ("Message (DATA)", "Message (DATA)"),
            Stage::FinalReply => ("End of the message", "Fin du message"),
            Stage::SentCopy => ("Copy under Sent (IMAP)", "Copie dans les messages envoyés (IMAP)"),
            Stage::Message => ("Composing", "Composition"),
            Stage::Wait => ("Waiting", "Attente"),
        };
        match self.language {
            Language::En => en,
            Language::Fr => fr,
        }
    }

    /// Of two `EHLO`s the first is in clear.
    fn labels(&self) -> Vec<&'static str> {
        let steps = &self.diagnosis.steps;
        let in_clear = |at: usize| steps.iter().skip(at + 1).any(|later| later.stage == Stage::Ehlo);
        steps.iter().enumerate().map(|(at, step)| self.label(step.stage, in_clear(at))).collect()
    }

    fn took(&self, took: Duration) -> String {
        if took < Duration::from_secs(1) {
            return format!("{}\u{a0}ms", took.as_millis());
        }
        let seconds = format!("{:.1}\u{a0}s", took.as_secs_f32());
        match self.language {
            Language::En => seconds,
            Language::Fr => seconds.replace('.', ","),
        }
    }

    /// Date and time in UTC, for comparison with a server's log.
    fn time(&self, at: SystemTime) -> String {
        let since_1970 = at.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
        let (date, seconds) = (Date::of(since_1970), since_1970.as_secs() % 86_400);
        let (hour, minute) = (seconds / 3600, seconds / 60 % 60);
        match self.language {
            Language::En => format!("{date} {hour:02}:{minute:02} UTC"),
            Language::Fr => {
                format!("{:02}/{:02}/{} à {hour:02}\u{a0}h\u{a0}{minute:02} UTC", date.day, date.month, date.year)
            }
        }
    }

    /// In decimal megabytes, as providers state their limits: `35.9 MB`, `35,9 Mo`.
    fn size(&self, bytes: u64) -> String {
        let (unit, name) = match bytes {
            0..1_000_000 => (1000, self.pick("kB", "ko")),
            1_000_000..1_000_000_000 => (1_000_000, self.pick("MB", "Mo")),
            _ => (1_000_000_000, self.pick("GB", "Go")),
        };
        let tenths = bytes / (unit / 10);
        let point = self.pick(".", ",");
        match tenths % 10 {
            0 => format!("{}\u{a0}{name}", tenths / 10),
            tenth => format!("{}{point}{tenth}\u{a0}{name}", tenths / 10),
        }
    }

    fn security(&self, security: Option<Security>) -> &str {
        match security {
            Some(Security::ImplicitTls) => self.pick("TLS from the first byte", "TLS dès la connexion"),
            Some(Security::StartTlsRequired) => "STARTTLS",
            Some(Security::PlaintextLoopback) | None => self.pick("no encryption", "sans chiffrement"),
        }
    }

    fn head(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let told = self.diagnosis;
        let (host, port, security) = (&told.host, told.port, self.security(Some(told.security)));
        match self.language {
            Language::En => write!(f, "SMTP check of {host}, port {port}, {security}: ")?,
            Language::Fr => write!(f, "Contrôle SMTP de {host}, port {port}, {security}\u{a0}: ")?,
        }
        match told.error() {
            None => writeln!(f, "{}", self.pick("passed", "réussi"))?,
            Some(error) => writeln!(f, "{} ({})", self.pick("failed", "échoué"), error.kind())?,
        }
        writeln!(f)?;
        let version = concat!("ite-mailer ", env!("CARGO_PKG_VERSION"));
        let sender = told.app.as_ref().map_or_else(|| version.to_owned(), |app| format!("{app}, {version}"));
        let began = self.time(told.began);
        let provider = Some(told.provider).filter(|provider| *provider != Provider::Custom).map(Provider::name);
        let rows = [
            ("Date", Some(began.as_str())),
            (self.pick("Checked by", "Contrôlé par"), Some(sender.as_str())),
            (self.pick("Provider", "Fournisseur"), provider),
            (self.pick("Login", "Identifiant"), told.user.as_deref()),
            (self.pick("Sender", "Expéditeur"), Some(told.from.as_str())),
            (self.pick("Recipient", "Destinataire"), told.recipient.as_deref()),
            ("Message-ID", told.message_id.as_deref()),
        ];
        for (name, value) in rows {
            if let Some(value) = value {
                writeln!(f, "{name:<13} {value}")?;
            }
        }
        writeln!(f)
    }

    fn step(&self, f: &mut fmt::Formatter<'_>, step: &CheckStep, label: &str, width: usize) -> fmt::Result {
        let sign = match step.status {
            StepStatus::Ok => '✓',
            StepStatus::Failed => '✗',
            StepStatus::Skipped => return writeln!(f, "– {label}"),
        };
        write!(f, "{sign} {label:<width$} {:>8}", self.took(step.took))?;
        let french = step.detail_fr.as_deref().filter(|_| self.language == Language::Fr);
        let detail = french.or(step.detail.as_deref());
        let reply = step.reply.as_ref().map(ToString::to_string);
        for text in [reply.as_deref(), detail].into_iter().flatten() {
            write!(f, "  {text}")?;
        }
        writeln!(f)
    }

    fn advice(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let told = self.diagnosis;
        for guidance in told.steps.iter().filter_map(|step| step.guidance.as_ref()) {
            writeln!(f, "\n{}", guidance.display(self.language))?;
        }
        if let Some(error) = told.error() {
            writeln!(f, "\n{}", self.retry(error.retry()))?;
        }
        if let Some(settings) = &told.corrected {
            let (host, port) = (settings.host.as_deref().unwrap_or_default(), settings.port.unwrap_or_default());
            let security = self.security(settings.security);
            match self.language {
                Language::En => writeln!(f, "\nTry these settings: {host}, port {port}, {security}.")?,
                Language::Fr => writeln!(f, "\nEssayez ces paramètres\u{a0}: {host}, port {port}, {security}.")?,
            }
        }
        // Findings of severity `Info` are left to the page.
        // A refused sign-in has said already what is wrong with the password.
        let refused = told.error().is_some_and(|error| error.stage() == Stage::Auth);
        let worth =
            |finding: &&Finding| finding.severity != Severity::Info && !(refused && finding.field == "password");
        for finding in told.lint.iter().filter(worth) {
            let text = finding.text(self.language);
            writeln!(f, "\n{}. {}", text.title, text.what)?;
            for (n, step) in text.steps.iter().enumerate() {
                writeln!(f, "{}. {step}", n + 1)?;
            }
        }
        for note in &told.notes {
            writeln!(f, "\n{}", note.in_language(self.language))?;
        }
        Ok(())
    }

    fn retry(&self, retry: Retry) -> String {
        let when = match retry {
            Retry::Never => self.pick("once something has been changed", "après correction").to_owned(),
            Retry::NextDay => self.pick("tomorrow", "demain").to_owned(),
            Retry::After(wait) if wait.as_secs() >= 120 => {
                let minutes = wait.as_secs().div_ceil(60);
                format!("{} {minutes}\u{a0}minutes", self.pick("in", "dans"))
            }
            Retry::After(wait) => {
                let (seconds, unit) = (wait.as_secs().max(2), self.pick("seconds", "secondes"));
                format!("{} {seconds}\u{a0}{unit}", self.pick("in", "dans"))
            }
        };
        format!("{} {when}.", self.pick("Try again:", "Nouvel essai\u{a0}:"))
    }
}

impl fmt::Display for TextReport<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.head(f)?;
        let labels = self.labels();
        let width = labels.iter().map(|label| label.chars().count()).max().unwrap_or_default();
        for (step, label) in self.diagnosis.steps.iter().zip(labels) {
            self.step(f, step, label, width)?;
        }
        if let Some(size) = self.diagnosis.server.max_message_size {
            let name = self.pick("Largest message:", "Taille maximale d’un message\u{a0}:");
            writeln!(f, "\n{name} {}", self.size(size))?;
        }
        if let Some(shown) = &self.diagnosis.server.certificate {
            writeln!(f, "{}", certificate::display(shown, self.language))?;
        }
        self.advice(f)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test says what it expects")]
    use super::*;
    use crate::{
        check::CheckOptions,
        error::{Error, ErrorKind},
        gateway::SmtpGateway,
        smtp::Trace,
    };

    fn diagnosis(gateway: &SmtpGateway, error: Option<Error>) -> Diagnosis {
        let error = error.map(|error| error.with_gateway(gateway));
        let options = CheckOptions::new("me@gmail.com");
        Diagnosis::new(gateway, &options, Trace::off(), error, None, Duration::from_secs(1))
    }

    fn gmail(password: &str) -> SmtpGateway {
        SmtpGateway::for_provider(Provider::Gmail, "me@gmail.com", password).unwrap()
    }

    /// Findings are in the report, except notes, and those on the password after a refused sign-in.
    #[test]
    fn findings_are_reported_unless_the_failure_says_the_same() {
        let gateway = gmail("a main password, not an app password");
        let mut seen = [0, 0, 0];
        for (stage, kind) in [
            (Stage::Auth, ErrorKind::BadCredentials),
            (Stage::Connect, ErrorKind::Connect),
            (Stage::MailFrom, ErrorKind::SenderNotAllowed),
        ] {
            let diagnosis = diagnosis(&gateway, Some(Error::new(kind, stage)));
            for language in [Language::En, Language::Fr] {
                let text = diagnosis.display(language).to_string();
                for finding in &diagnosis.lint {
                    let advice = finding.text(language);
                    let repeated = stage == Stage::Auth && finding.field == "password";
                    let wanted = finding.severity != Severity::Info && !repeated;
                    let head = format!("\n{}. {}\n", advice.title, advice.what);
                    assert_eq!(text.contains(&head), wanted, "{stage} {}: {text}", finding.code);
                    if wanted {
                        let steps: String =
                            advice.steps.iter().enumerate().map(|(n, step)| format!("{}. {step}\n", n + 1)).collect();
                        assert!(text.contains(&format!("{head}{steps}")), "{text}");
                    }
                    let case = if repeated { 1 } else { usize::from(!wanted) * 2 };
                    *seen.get_mut(case).unwrap() += 1;
                }
            }
        }
        assert!(seen.iter().all(|count| *count > 0), "reported, repeated, for information: {seen:?}");
    }

    #[test]
    fn the_wait_before_the_next_attempt() {
        let gateway = gmail("aaaabbbbccccdddd");
        let after = |seconds| Retry::After(Duration::from_secs(seconds));
        for (retry, en, fr) in [
            (Retry::Never, "once something has been changed", "après correction"),
            (Retry::NextDay, "tomorrow", "demain"),
            (after(1), "in 2\u{a0}seconds", "dans 2\u{a0}secondes"),
            (after(2), "in 2\u{a0}seconds", "dans 2\u{a0}secondes"),
            (after(119), "in 119\u{a0}seconds", "dans 119\u{a0}secondes"),
            (after(120), "in 2\u{a0}minutes", "dans 2\u{a0}minutes"),
            (after(121), "in 3\u{a0}minutes", "dans 3\u{a0}minutes"),
        ] {
            let error = Error::new(ErrorKind::Timeout, Stage::Connect).with_retry(retry);
            let diagnosis = diagnosis(&gateway, Some(error));
            let (english, french) = (diagnosis.to_string(), diagnosis.display(Language::Fr).to_string());
            assert!(english.contains(&format!("\nTry again: {en}.\n")), "{english}");
            assert!(french.contains(&format!("\nNouvel essai\u{a0}: {fr}.\n")), "{french}");
        }
        let passed = diagnosis(&gateway, None);
        assert!(!passed.to_string().contains("Try again"), "{passed}");
        assert!(passed.to_string().contains("\nNo mail was sent"), "{passed}");
        assert!(passed.display(Language::Fr).to_string().contains("\nAucun message n’a été envoyé"), "{passed}");
    }

    #[test]
    fn the_settings_to_try_instead() {
        let own = SmtpGateway::builder().host("smtp.example.com").user("me@example.com").password("x").build().unwrap();
        let error = Error::new(ErrorKind::StartTlsNotOffered, Stage::StartTls);
        let diagnosis = diagnosis(&own, Some(error));
        let (en, fr) = (diagnosis.to_string(), diagnosis.display(Language::Fr).to_string());
        let tried = "smtp.example.com, port 465, ";
        assert!(en.contains(&format!("\nTry these settings: {tried}TLS from the first byte.\n")), "{en}");
        assert!(fr.contains(&format!("\nEssayez ces paramètres\u{a0}: {tried}TLS dès la connexion.\n")), "{fr}");
    }
}
