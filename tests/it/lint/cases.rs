//! Settings that trigger a finding, and settings close to them that must not.

use ite_mailer::{
    GatewaySettings, Provider as P, Security,
    gateway::{LintCode as C, SentCopy},
    guidance::Severity::{self, Error, Info, Warning},
};

type Check = fn(&GatewaySettings) -> bool;

/// One row of the table.
#[derive(Clone)]
pub(super) struct Case {
    pub(super) name: &'static str,
    pub(super) code: C,
    /// `None`: this finding must not appear.
    pub(super) severity: Option<Severity>,
    pub(super) settings: GatewaySettings,
    pub(super) from: Option<&'static str>,
    pub(super) secret: Option<String>,
    pub(super) expected: Option<u32>,
    /// Required content of the corrected settings; `None` if there is no correction.
    pub(super) corrected: Option<Check>,
}

impl Case {
    fn user(mut self, user: &str) -> Self {
        self.settings.user = Some(user.into());
        self
    }
    fn from(mut self, from: &'static str) -> Self {
        self.from = Some(from);
        self
    }
    fn secret(mut self, secret: impl Into<String>) -> Self {
        self.secret = Some(secret.into());
        self
    }
    fn expected(mut self, mails: u32) -> Self {
        self.expected = Some(mails);
        self
    }
    fn with(mut self, change: fn(&mut GatewaySettings)) -> Self {
        change(&mut self.settings);
        self
    }
    fn fixed(mut self, check: Check) -> Self {
        self.corrected = Some(check);
        self
    }
}

fn case(name: &'static str, code: C, severity: Option<Severity>, provider: P, host: &str) -> Case {
    let mut settings = GatewaySettings::for_provider(provider, "me@example.com");
    settings.host = (!host.is_empty()).then(|| host.into());
    Case { name, code, severity, settings, from: None, secret: None, expected: None, corrected: None }
}

/// Any server.
fn host(code: C, severity: Option<Severity>, host: &'static str) -> Case {
    case(host, code, severity, P::Custom, host)
}

/// A preset.
fn preset(name: &'static str, code: C, severity: Option<Severity>, provider: P) -> Case {
    case(name, code, severity, provider, "")
}

fn is(settings: &GatewaySettings, host: &str) -> bool {
    settings.host.as_deref() == Some(host)
}

pub(super) fn cases() -> Vec<Case> {
    [hosts(), providers(), ports(), logins(), secrets(), sending()].concat()
}

fn hosts() -> Vec<Case> {
    let gmail: Check = |s| is(s, "smtp.gmail.com") && s.port == Some(587);
    vec![
        host(C::HostNotAlone, Some(Error), "https://smtp.example.com/mail").fixed(|s| is(s, "smtp.example.com")),
        host(C::HostNotAlone, Some(Error), "https://smtp-out.example.com").fixed(|s| is(s, "smtp-out.example.com")),
        host(C::HostNotAlone, Some(Error), "smtp.example.com:465")
            .fixed(|s| is(s, "smtp.example.com") && s.port == Some(465)),
        host(C::HostNotAlone, Some(Error), "smtp://user:kkkk@smtp.example.com").fixed(|s| is(s, "smtp.example.com")),
        host(C::HostNotAlone, None, "smtp.example.com"),
        host(C::HostNotAlone, None, "2001:db8::25"),
        host(C::HostIsAddress, Some(Error), "me@gmail.com").fixed(gmail),
        host(C::HostIsAddress, Some(Error), "me@example.org"),
        host(C::HostIsAddress, None, "smtp.gmail.com"),
        host(C::HostIsWebPage, Some(Error), "mail.google.com").fixed(gmail),
        host(C::HostIsWebPage, Some(Error), "https://mail.google.com/mail/u/0").fixed(gmail),
        host(C::HostIsWebPage, Some(Error), "www.gmail.com").fixed(gmail),
        host(C::HostIsWebPage, Some(Error), "gmail.com").fixed(gmail),
        host(C::HostIsWebPage, Some(Error), "outlook.office.com").fixed(|s| is(s, "smtp.office365.com")),
        host(C::HostIsWebPage, Some(Error), "www.laposte.net")
            .fixed(|s| is(s, "smtp.laposte.net") && s.port == Some(465)),
        host(C::HostIsWebPage, Some(Warning), "www.example.com"),
        host(C::HostIsWebPage, Some(Warning), "webmail.example.com"),
        host(C::HostIsWebPage, None, "mail.example.com"),
        host(C::HostIsWebPage, None, "mail.gandi.net"),
        host(C::HostIsIncoming, Some(Error), "imap.gmail.com").with(|s| s.port = Some(993)).fixed(gmail),
        host(C::HostIsIncoming, Some(Error), "POP.gmail.com").fixed(gmail),
        host(C::HostIsIncoming, Some(Error), "imap.mail.yahoo.com").fixed(|s| is(s, "smtp.mail.yahoo.com")),
        host(C::HostIsIncoming, Some(Error), "imap.gmx.net").fixed(|s| is(s, "mail.gmx.net")),
        host(C::HostIsIncoming, Some(Error), "outlook.office365.com").fixed(|s| is(s, "smtp.office365.com")),
        case("the chosen one's", C::HostIsIncoming, Some(Error), P::Yahoo, "imap.example.com")
            .user("me@yahoo.fr")
            .fixed(|s| is(s, "smtp.mail.yahoo.com")),
        host(C::HostIsIncoming, Some(Error), "pop3.example.com"),
        host(C::HostIsIncoming, None, "smtp.office365.com"),
        host(C::HostIsIncoming, None, "popular.example.com"),
        host(C::HostRetired, Some(Warning), "smtp-relay.sendinblue.com").fixed(|s| is(s, "smtp-relay.brevo.com")),
        host(C::HostRetired, Some(Warning), "in.mailjet.com").fixed(|s| is(s, "in-v3.mailjet.com")),
        host(C::HostRetired, Some(Warning), "smtp.1und1.de").fixed(|s| is(s, "smtp.ionos.de")),
        host(C::HostRetired, None, "smtp-relay.brevo.com"),
        host(C::HostTypo, Some(Warning), "smtp.gmial.com").fixed(|s| is(s, "smtp.gmail.com")),
        host(C::HostTypo, Some(Warning), "stmp.gmail.com").fixed(|s| is(s, "smtp.gmail.com")),
        host(C::HostTypo, Some(Warning), "smtp.gmail.co").fixed(|s| is(s, "smtp.gmail.com")),
        host(C::HostTypo, Some(Warning), "smtpgmail.com").fixed(|s| is(s, "smtp.gmail.com")),
        host(C::HostTypo, Some(Warning), "smtp.office356.com").fixed(|s| is(s, "smtp.office365.com")),
        host(C::HostTypo, Some(Warning), "smtp-relay.bravo.com").fixed(|s| is(s, "smtp-relay.brevo.com")),
        host(C::HostTypo, Some(Warning), "in-v3.mailjte.com").fixed(|s| is(s, "in-v3.mailjet.com")),
        host(C::HostTypo, None, "smtp.example.com"),
        // Servers of the same house in other countries, short names, numbered servers.
        host(C::HostTypo, None, "smtp.ionos.es"),
        host(C::HostTypo, None, "smtp.zoho.in"),
        host(C::HostTypo, None, "smtp.sfx.fr"),
        host(C::HostTypo, None, "smtp2.orange.fr"),
        host(C::HostTypo, None, "mail.gmail.com"),
        host(C::HostTypo, None, "pro2.mail.ovh.net"),
        host(C::HostTypo, None, "email-smtp.eu-west-3.amazonaws.com"),
    ]
}

fn providers() -> Vec<Case> {
    vec![
        host(C::ProviderKnown, Some(Info), "smtp-relay.brevo.com").fixed(|s| s.provider == P::Brevo),
        host(C::ProviderKnown, Some(Info), "smtp.gmail.com").fixed(|s| s.provider == P::GoogleWorkspace),
        host(C::ProviderKnown, Some(Info), "SMTP.gmail.com.").user("me@gmail.com").fixed(|s| s.provider == P::Gmail),
        host(C::ProviderKnown, Some(Info), "smtp.office365.com")
            .user("me@hotmail.fr")
            .fixed(|s| s.provider == P::OutlookCom),
        host(C::ProviderKnown, None, "smtp.example.com"),
        case("chosen already", C::ProviderKnown, None, P::Gmail, "smtp.gmail.com"),
        case("Brevo's server", C::HostOfOtherProvider, Some(Warning), P::Gmail, "smtp-relay.brevo.com")
            .fixed(|s| s.provider == P::Brevo),
        case("shared", C::HostOfOtherProvider, None, P::GoogleWorkspace, "smtp.gmail.com"),
        case("own server", C::HostOfOtherProvider, None, P::Gmail, "smtp.example.com"),
        case("a region", C::HostOfOtherProvider, None, P::Ses, "email-smtp.us-east-1.amazonaws.com"),
        preset("Yahoo's address", C::AddressOfOtherProvider, Some(Info), P::Gmail)
            .user("me@yahoo.fr")
            .fixed(|s| s.provider == P::Yahoo && s.host.is_none()),
        host(C::AddressOfOtherProvider, Some(Info), "smtp.example.com")
            .user("me@gmail.com")
            .with(|s| s.port = Some(465))
            .fixed(|s| s.provider == P::Gmail && s.host.is_none() && s.port.is_none()),
        preset("own domain", C::AddressOfOtherProvider, None, P::Gmail),
        preset("a relay sends for all", C::AddressOfOtherProvider, None, P::Brevo).user("me@gmail.com"),
        preset("its own", C::AddressOfOtherProvider, None, P::Yahoo).user("me@yahoo.fr"),
    ]
}

fn ports() -> Vec<Case> {
    let starttls: Check = |s| s.port == Some(587) && s.security == Some(Security::StartTlsRequired);
    vec![
        host(C::Port25, Some(Error), "smtp.example.com").with(|s| s.port = Some(25)).fixed(starttls),
        preset("a preset on 25", C::Port25, Some(Error), P::Gmail).with(|s| s.port = Some(25)).fixed(starttls),
        host(C::Port25, None, "smtp.example.com").with(|s| s.port = Some(2525)),
        host(C::Port25, None, "localhost").with(|s| s.port = Some(25)),
        host(C::PortIsIncoming, Some(Error), "smtp.example.com").with(|s| s.port = Some(993)).fixed(starttls),
        host(C::PortIsIncoming, None, "smtp.example.com").with(|s| s.port = Some(465)),
        preset("M365 on 465", C::PortNotListed, Some(Warning), P::Microsoft365)
            .with(|s| s.port = Some(465))
            .fixed(starttls),
        preset("Gmail on 465", C::PortNotListed, None, P::Gmail).with(|s| s.port = Some(465)),
        host(C::PortNotListed, None, "smtp.example.com").with(|s| s.port = Some(2626)),
        host(C::PortTlsMismatch, Some(Error), "smtp.example.com")
            .with(|s| (s.port, s.security) = (Some(465), Some(Security::StartTlsRequired)))
            .fixed(|s| s.port == Some(465) && s.security == Some(Security::ImplicitTls)),
        host(C::PortTlsMismatch, Some(Error), "smtp.example.com")
            .with(|s| (s.port, s.security) = (Some(587), Some(Security::ImplicitTls)))
            .fixed(starttls),
        preset("Brevo on 2525", C::PortTlsMismatch, Some(Error), P::Brevo)
            .with(|s| (s.port, s.security) = (Some(2525), Some(Security::ImplicitTls)))
            .fixed(|s| s.port == Some(2525) && s.security == Some(Security::StartTlsRequired)),
        host(C::PortTlsMismatch, None, "smtp.example.com")
            .with(|s| (s.port, s.security) = (Some(465), Some(Security::ImplicitTls))),
        host(C::PortTlsMismatch, None, "smtp.example.com")
            .with(|s| (s.port, s.security) = (Some(2525), Some(Security::ImplicitTls))),
        host(C::PlainTextRemote, Some(Error), "smtp.example.com")
            .with(|s| s.security = Some(Security::PlaintextLoopback))
            .fixed(starttls),
        host(C::PlainTextRemote, None, "127.0.0.1").with(|s| s.security = Some(Security::PlaintextLoopback)),
    ]
}

fn logins() -> Vec<Case> {
    vec![
        preset("no address", C::LoginAddressExpected, Some(Error), P::Gmail).user("me"),
        preset("the From is it", C::LoginAddressExpected, Some(Error), P::Gmail)
            .user("Me")
            .from("me@gmail.com")
            .fixed(|s| s.user.as_deref() == Some("me@gmail.com")),
        preset("an address", C::LoginAddressExpected, None, P::Gmail),
        preset("a login of its own", C::LoginAddressExpected, None, P::Brevo).user("login7"),
        preset("Free", C::LoginLocalPartExpected, Some(Warning), P::Free)
            .user("me@free.fr")
            .fixed(|s| s.user.as_deref() == Some("me")),
        preset("Free, right", C::LoginLocalPartExpected, None, P::Free).user("me"),
        preset("SendGrid", C::LoginWordExpected, Some(Error), P::SendGrid)
            .fixed(|s| s.user.as_deref() == Some("apikey")),
        preset("SparkPost", C::LoginWordExpected, Some(Error), P::SparkPost)
            .user("smtp_injection")
            .fixed(|s| s.user.as_deref() == Some("SMTP_Injection")),
        preset("Resend, right", C::LoginWordExpected, None, P::Resend).user("resend"),
        preset("Mailtrap, left out", C::LoginWordExpected, None, P::Mailtrap).with(|s| s.user = None),
        preset("Mailjet's address", C::LoginKeyExpected, Some(Error), P::Mailjet),
        preset("Mailjet, other", C::LoginKeyExpected, Some(Warning), P::Mailjet).user("login"),
        preset("Mailjet, right", C::LoginKeyExpected, None, P::Mailjet).user(&"ab".repeat(16)),
        preset("Mailjet, twice", C::KeysIdentical, Some(Error), P::Mailjet)
            .user(&"ab".repeat(16))
            .secret("ab".repeat(16)),
        preset("Mailjet, two", C::KeysIdentical, None, P::Mailjet).user(&"ab".repeat(16)).secret("0f".repeat(16)),
        preset("Hotmail", C::OAuth2Only, Some(Error), P::OutlookCom).user("me@hotmail.fr"),
        preset("Hotmail as M365", C::OAuth2Only, Some(Error), P::Microsoft365).user("me@live.com"),
        host(C::OAuth2Only, Some(Error), "smtp-mail.outlook.com"),
        preset("M365", C::OAuth2Only, None, P::Microsoft365),
        preset("M365 to be", C::PasswordsEnding, Some(Warning), P::Microsoft365),
        host(C::PasswordsEnding, Some(Warning), "smtp.office365.com"),
        preset("consumer", C::PasswordsEnding, None, P::Microsoft365).user("me@live.com"),
        preset("no sign-in", C::PasswordsEnding, None, P::Microsoft365).with(|s| s.authentication = false),
    ]
}

fn secrets() -> Vec<Case> {
    let letters = "k".repeat(16);
    vec![
        preset("Gmail, main", C::AppPasswordExpected, Some(Error), P::Gmail).secret("Main password 1"),
        preset("Yahoo, main", C::AppPasswordExpected, Some(Error), P::Yahoo).secret("Main1"),
        host(C::AppPasswordExpected, Some(Error), "smtp.gmail.com").secret("Main1"),
        preset("Gmail, grouped", C::AppPasswordExpected, None, P::Gmail).secret(["kkkk"; 4].join(" ")),
        preset("M365, any", C::AppPasswordExpected, None, P::Microsoft365).secret("Main1"),
        preset("Brevo, main", C::SmtpKeyExpected, Some(Warning), P::Brevo).secret("Main1"),
        preset("Brevo, right", C::SmtpKeyExpected, None, P::Brevo).secret("xsmtpsib-0"),
        preset("Brevo, API key", C::ApiKeyInsteadOfSmtpKey, Some(Error), P::Brevo).secret("xkeysib-0"),
        preset("Brevo, SMTP key", C::ApiKeyInsteadOfSmtpKey, None, P::Brevo).secret("xsmtpsib-0"),
        preset("Mailjet, main", C::SecretKeyExpected, Some(Warning), P::Mailjet).user(&"ab".repeat(16)).secret("Main1"),
        preset("Mailjet, right", C::SecretKeyExpected, None, P::Mailjet).user(&"ab".repeat(16)).secret("0F".repeat(16)),
        host(C::SecretBlanks, Some(Error), "smtp.example.com").secret("Main1 "),
        host(C::SecretBlanks, Some(Error), "smtp.example.com").secret("Main1\r\n"),
        preset("Gmail, line break", C::SecretBlanks, Some(Error), P::Gmail).secret(format!("{letters}\n")),
        preset("Brevo, blank before", C::SecretBlanks, Some(Error), P::Brevo).secret(" xsmtpsib-0"),
        preset("Brevo, blank within", C::SecretBlanks, Some(Warning), P::Brevo).secret("xsmtpsib-0 0"),
        preset("Gmail, grouped", C::SecretBlanks, None, P::Gmail).secret(["kkkk"; 4].join("\u{a0}")),
        preset("Gmail, one blank after", C::SecretBlanks, None, P::Gmail).secret(format!("{letters} ")),
        host(C::SecretBlanks, None, "smtp.example.com").secret("a pass phrase"),
        preset("Gmail", C::TwoStepRequired, Some(Info), P::Gmail),
        preset("Yahoo", C::TwoStepRequired, Some(Info), P::Yahoo).secret("Main1"),
        preset("it is on", C::TwoStepRequired, None, P::Gmail).secret(letters),
        preset("Brevo", C::TwoStepRequired, None, P::Brevo),
        preset("GMX", C::TwoStepRecommended, Some(Info), P::GmxNet),
        preset("M365", C::TwoStepRecommended, None, P::Microsoft365),
        preset("Mailjet", C::TwoStepRecommended, None, P::Mailjet),
    ]
}

fn sending() -> Vec<Case> {
    vec![
        preset("M365, other", C::FromNotLogin, Some(Warning), P::Microsoft365).from("you@example.com"),
        preset("Gmail, other", C::FromRewritten, Some(Warning), P::Gmail).from("you@example.org"),
        preset("Workspace, other", C::FromRewritten, Some(Warning), P::GoogleWorkspace).from("you@example.com"),
        preset("Gmail, own", C::FromRewritten, None, P::Gmail).from("me@example.com"),
        preset("Gmail is not refused", C::FromNotLogin, None, P::Gmail).from("you@example.org"),
        preset("M365, named", C::FromNotLogin, Some(Warning), P::Microsoft365).from("You <you@example.com>"),
        preset("La Poste, other", C::FromNotLogin, Some(Warning), P::LaPoste).user("me").from("you@laposte.net"),
        preset("M365, own", C::FromNotLogin, None, P::Microsoft365).from("Me <ME@example.com>"),
        preset("La Poste, own", C::FromNotLogin, None, P::LaPoste).user("me").from("me@laposte.net"),
        preset("Brevo", C::FromNotLogin, None, P::Brevo).from("you@example.com"),
        host(C::EhloRefused, Some(Warning), "smtp.example.com")
            .with(|s| s.ehlo_name = Some("localhost".into()))
            .fixed(|s| s.ehlo_name.is_none()),
        preset("Google's relay", C::EhloRefused, Some(Error), P::GoogleSmtpRelay)
            .with(|s| s.ehlo_name = Some("localhost".into()))
            .fixed(|s| s.ehlo_name.is_none()),
        host(C::EhloRefused, Some(Warning), "smtp.example.com")
            .user("login")
            .with(|s| s.ehlo_name = Some("203.0.113.5".into()))
            .fixed(|s| s.ehlo_name.as_deref() == Some("[203.0.113.5]")),
        host(C::EhloRefused, Some(Warning), "smtp.example.com")
            .with(|s| s.ehlo_name = Some("MY-PC".into()))
            .fixed(|s| s.ehlo_name.is_none()),
        host(C::EhloRefused, None, "smtp.example.com").with(|s| s.ehlo_name = Some("mail.example.com".into())),
        host(C::EhloRefused, None, "smtp.example.com").with(|s| s.ehlo_name = Some("[203.0.113.5]".into())),
        host(C::EhloRefused, None, "localhost").with(|s| s.ehlo_name = Some("localhost".into())),
        preset("Gmail", C::DailyLimit, Some(Info), P::Gmail).expected(500),
        preset("Orange", C::DailyLimit, None, P::Orange),
        preset("Brevo", C::PlanLimit, Some(Info), P::Brevo),
        preset("Gmail", C::PlanLimit, None, P::Gmail),
        preset("Gmail, many", C::VolumeAboveLimit, Some(Warning), P::Gmail).expected(501),
        preset("Gmail, enough", C::VolumeAboveLimit, None, P::Gmail).expected(500),
        preset("Brevo, many", C::VolumeAbovePlan, Some(Warning), P::Brevo).expected(301),
        preset("Brevo, enough", C::VolumeAbovePlan, None, P::Brevo).expected(300),
        preset("Gmail, filed", C::SentCopyUseless, Some(Info), P::Gmail)
            .with(|s| s.sent_copy = SentCopy::Folder)
            .fixed(|s| s.sent_copy == SentCopy::None),
        preset("Gmail, not filed", C::SentCopyUseless, None, P::Gmail),
        preset("Gmail, filed elsewhere", C::SentCopyUseless, None, P::Gmail).with(|s| {
            s.sent_copy = SentCopy::Folder;
            s.imap.user = Some("other@example.com".into());
        }),
        preset("Orange, filed", C::SentCopyUseless, None, P::Orange).with(|s| s.sent_copy = SentCopy::Folder),
        preset("Brevo, filed", C::SentCopyImpossible, Some(Error), P::Brevo)
            .with(|s| s.sent_copy = SentCopy::Folder)
            .fixed(|s| s.sent_copy == SentCopy::BccSelf),
        preset("Brevo, filed elsewhere", C::SentCopyImpossible, None, P::Brevo).with(|s| {
            s.sent_copy = SentCopy::Folder;
            s.imap.user = Some("me@example.com".into());
        }),
        preset("Orange, filed", C::SentCopyImpossible, None, P::Orange).with(|s| s.sent_copy = SentCopy::Folder),
        preset("Yandex", C::SentNotFiled, Some(Info), P::Yandex).fixed(|s| s.sent_copy == SentCopy::Folder),
        preset("Brevo", C::SentNotFiled, Some(Info), P::Brevo).fixed(|s| s.sent_copy == SentCopy::BccSelf),
        preset("Gmail", C::SentNotFiled, None, P::Gmail),
        preset("Brevo, copied", C::SentNotFiled, None, P::Brevo).with(|s| s.sent_copy = SentCopy::BccSelf),
    ]
}
