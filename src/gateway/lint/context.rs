//! The input of the lint rules, and how they add findings.

use super::{Finding, LintCode, LintInput, texts};
use crate::{
    gateway::GatewaySettings,
    guidance::{GuidanceText, Language, Severity, fields},
    provider::{Endpoint, LinkTopic, Provider, ProviderInfo, SecretShape},
};
use secrecy::ExposeSecret;
use std::net::IpAddr;

pub(super) struct Context<'a> {
    pub(super) settings: &'a GatewaySettings,
    pub(super) input: &'a LintInput<'a>,
    /// The host without scheme, path and port, in lower case; may be empty.
    pub(super) host: String,
    /// The provider of the host, else the chosen one.
    pub(super) provider: Provider,
    pub(super) row: Option<&'static ProviderInfo>,
    findings: Vec<Finding>,
}

/// The values of a text's placeholders. They come from the catalogue or this crate, never from the settings.
#[derive(Clone, Copy, Default)]
pub(super) struct Facts {
    /// `{provider}`.
    pub(super) provider: Provider,
    /// `{host}`.
    pub(super) host: &'static str,
    /// `{port}`.
    pub(super) port: u16,
    /// `{number}`, shown with a thousands separator.
    pub(super) number: u32,
    /// `{word}`.
    pub(super) word: &'static str,
}

impl<'a> Context<'a> {
    pub(super) fn new(settings: &'a GatewaySettings, input: &'a LintInput<'a>) -> Self {
        let host = bare_host(settings.host.as_deref().unwrap_or_default()).0.to_ascii_lowercase();
        let provider = owner(settings, &host).unwrap_or(settings.provider);
        Self { settings, input, host, provider, row: provider.info(), findings: Vec::new() }
    }

    /// The login, unless it is empty or not used.
    pub(super) fn user(&self) -> Option<&'a str> {
        let user = self.settings.user.as_deref().map(str::trim).filter(|user| !user.is_empty());
        user.filter(|_| self.settings.authentication)
    }

    /// The secret, unless it is empty or not used.
    pub(super) fn secret(&self) -> Option<&'a str> {
        let secret = self.input.secret.map(|secret| secret.expose_secret()).filter(|secret| !secret.is_empty());
        secret.filter(|_| self.settings.authentication)
    }

    /// The shape without surrounding blanks, which have a finding of their own.
    pub(super) fn shape(&self) -> SecretShape {
        self.secret().map_or(self.input.shape, |secret| self.provider.secret_shape(secret.trim()))
    }

    pub(super) fn is_loopback(&self) -> bool {
        self.host == "localhost" || self.host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
    }

    /// Facts with the provider only.
    pub(super) fn facts(&self) -> Facts {
        Facts { provider: self.provider, ..Facts::default() }
    }

    /// The settings with this change.
    pub(super) fn fixed(&self, change: impl FnOnce(&mut GatewaySettings)) -> Option<GatewaySettings> {
        let mut settings = self.settings.clone();
        change(&mut settings);
        Some(settings)
    }

    /// The settings with this endpoint; a listed port of the host stays.
    pub(super) fn fixed_endpoint(&self, row: &ProviderInfo, endpoint: Endpoint) -> Option<GatewaySettings> {
        let (port, security) = (self.settings.port, self.settings.security);
        let listed = row.endpoints.iter().find(|e| e.host == endpoint.host && Some(e.port) == port);
        let chosen = listed.filter(|e| security.is_none_or(|mode| mode == e.security)).copied().unwrap_or(endpoint);
        self.fixed(|settings| {
            settings.host = Some(chosen.host.to_owned());
            settings.port = Some(chosen.port);
            settings.security = Some(chosen.security);
        })
    }

    pub(super) fn add(&mut self, code: LintCode, severity: Severity, facts: Facts, corrected: Option<GatewaySettings>) {
        self.findings.push(Finding {
            code,
            severity,
            field: code.field().into(),
            en: text(Language::En, code, facts, self.settings.provider),
            fr: text(Language::Fr, code, facts, self.settings.provider),
            corrected,
        });
    }

    pub(super) fn into_findings(mut self) -> Vec<Finding> {
        let rank = |severity| match severity {
            Severity::Error => 0,
            Severity::Warning => 1,
            Severity::Info => 2,
        };
        let key = |finding: &Finding| (rank(finding.severity), finding.code.field(), finding.code);
        self.findings.sort_by_key(key);
        self.findings
    }
}

/// The provider of the host. If two share it: the chosen one, else that of the address.
fn owner(settings: &GatewaySettings, host: &str) -> Option<Provider> {
    let found = Provider::for_host(host)?;
    if settings.provider.info().is_some_and(|row| lists(row, host)) {
        return Some(settings.provider);
    }
    let user = settings.user.as_deref().unwrap_or_default();
    let by_address = Provider::for_address(user);
    Some(match by_address {
        Some(other) if other.info().is_some_and(|row| lists(row, host)) => other,
        None if found == Provider::Gmail && is_address(user) => Provider::GoogleWorkspace,
        _ => found,
    })
}

/// Whether the row lists this host, current or retired.
pub(super) fn lists(row: &ProviderInfo, host: &str) -> bool {
    row.endpoints.iter().any(|e| e.host == host) || row.retired_hosts.contains(&host)
}

pub(super) fn is_address(text: &str) -> bool {
    !text.contains(char::is_whitespace)
        && text.rsplit_once('@').is_some_and(|(local, domain)| {
            !local.is_empty() && domain.contains('.') && !domain.starts_with('.') && !domain.ends_with('.')
        })
}

/// The host name in a host field, and the port if there is one.
pub(super) fn bare_host(text: &str) -> (&str, Option<u16>) {
    let text = text.trim();
    let text = match text.split_once("://") {
        Some((_, rest)) => {
            let rest = rest.split(['/', '?', '#']).next().unwrap_or_default();
            rest.rsplit_once('@').map_or(rest, |(_, host)| host)
        }
        None => text.split('/').next().unwrap_or_default(),
    };
    let (name, port) = match text.rsplit_once(':') {
        // More colons are an IPv6 address.
        Some((name, port)) if !name.contains(':') || name.ends_with(']') => match port.parse() {
            Ok(port) => (name, Some(port)),
            Err(_) => (text, None),
        },
        _ => (text, None),
    };
    (name.strip_suffix('.').unwrap_or(name), port)
}

/// `form` is the provider whose form is shown; `facts` may speak of the one that the host belongs to.
fn text(language: Language, code: LintCode, facts: Facts, form: Provider) -> GuidanceText {
    let text = texts::text(code);
    let template = text.in_language(language);
    let fill = |template: &str| {
        let provider = match (facts.provider, language) {
            (Provider::Custom, Language::En) => "your provider",
            (Provider::Custom, Language::Fr) => "votre fournisseur",
            // The first of several brands in the catalogue's name.
            (known, _) => known.name().split(" / ").next().unwrap_or_default(),
        };
        let number = thousands(facts.number, if language == Language::Fr { '\u{202f}' } else { ',' });
        template
            .replace("{provider}", provider)
            .replace("{login_field}", fields::login(form, language))
            .replace("{password_field}", fields::password(form, language))
            .replace("{host}", facts.host)
            .replace("{port}", &facts.port.to_string())
            .replace("{number}", &number)
            .replace("{word}", facts.word)
    };
    // A text may have two steps to choose from: one that names the host, one for providers without a known host.
    let names_host = |step: &&&str| step.contains("{host}");
    let either = template.steps.iter().any(|step| step.contains("{host}"));
    let steps = template.steps.iter().filter(|step| !either || names_host(step) != facts.host.is_empty());
    let steps = steps.map(|step| fill(step)).collect();
    let links = links(code, facts.provider, language).into_iter().map(str::to_owned).collect();
    GuidanceText::new(fill(template.title), fill(template.what), steps, links)
}

fn thousands(number: u32, separator: char) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() + 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(separator);
        }
        text.push(digit);
    }
    text
}

/// The provider's pages on a finding, each once.
fn links(code: LintCode, provider: Provider, language: Language) -> Vec<&'static str> {
    use LintCode as C;
    let Some(row) = provider.info() else { return Vec::new() };
    let topics: &[LinkTopic] = match code {
        C::AppPasswordExpected | C::TwoStepRequired | C::TwoStepRecommended => {
            &[LinkTopic::TwoStep, LinkTopic::AppPassword]
        }
        C::OAuth2Only => &[LinkTopic::OAuth2],
        C::PasswordsEnding => &[LinkTopic::SmtpAuth, LinkTopic::Smtp],
        C::DailyLimit | C::PlanLimit | C::VolumeAboveLimit | C::VolumeAbovePlan => &[LinkTopic::Limits],
        C::HostIsAddress | C::HostIsWebPage | C::HostIsIncoming | C::HostRetired | C::HostTypo | C::PortNotListed => {
            &[LinkTopic::Smtp]
        }
        C::FromRewritten => &[LinkTopic::Aliases],
        _ => &[],
    };
    let creates = matches!(code, C::AppPasswordExpected | C::SmtpKeyExpected | C::ApiKeyInsteadOfSmtpKey);
    let create = row.secret.and_then(|rule| rule.create_url).filter(|_| creates);
    let pages = topics.iter().filter_map(|topic| row.link(*topic)).map(|link| match language {
        Language::En => link.en,
        Language::Fr => link.fr,
    });
    let mut links: Vec<_> = create.into_iter().chain(pages).collect();
    links.dedup();
    links
}
