//! Settings become a gateway here, or a list of problems.

use super::{Credentials, GatewaySettings, SmtpGateway, TokenProvider, gateway::Inner};
use crate::error::Problem;
use crate::message::Address;
use crate::provider::{Endpoint, Login, Provider, ProviderInfo, SecretShape, Security};
use encodify::pem;
use secrecy::{ExposeSecret, SecretString, zeroize::Zeroizing};
use std::{net::IpAddr, sync::Arc};
use url::Host;

/// Every server must take a hundred recipients (RFC 5321 §4.5.3.1.8).
const RECIPIENTS_EVERYWHERE: u32 = 100;
/// Enough for one customer's documents, and no provider of the catalogue allows fewer than three.
const CONNECTIONS: u32 = 4;

pub(super) fn validate(
    settings: &GatewaySettings,
    secret: Option<SecretString>,
    tokens: Option<Arc<dyn TokenProvider>>,
) -> Result<SmtpGateway, Vec<Problem>> {
    let mut problems = Vec::new();
    let info = settings.provider.info();
    let limits = info.map(|info| info.limits).unwrap_or_default();
    let host = host(settings, info, &mut problems);
    let loopback = host.as_ref().is_some_and(is_loopback);
    let (port, security) = port_and_security(settings, info, loopback, &mut problems);
    let credentials = credentials(settings, secret, tokens, security, &mut problems);
    let ehlo_name = ehlo_name(settings, &mut problems);
    let roots = root_certificates(&settings.root_certificates, &mut problems);
    let mut at_least_one = |field, value: Option<u32>, default| match value {
        Some(0) => {
            problems.push(Problem::untranslated(field, "is 0; give at least 1, or leave it out for the default"));
            1
        }
        value => value.unwrap_or(default),
    };
    let max_connections =
        at_least_one("max_connections", settings.max_connections, limits.connections.unwrap_or(CONNECTIONS));
    let mails_per_connection = at_least_one("mails_per_connection", Some(settings.mails_per_connection), 1);
    let recipients_per_message = at_least_one(
        "recipients_per_message",
        settings.recipients_per_message,
        limits.recipients_per_message.unwrap_or(RECIPIENTS_EVERYWHERE),
    );
    if settings.mails_per_minute == Some(0) {
        problems
            .push(Problem::untranslated("mails_per_minute", "is 0; give at least 1, or leave it out for the default"));
    }
    if settings.max_message_size == Some(0) {
        problems.push(Problem::untranslated("max_message_size", "is 0; give a size in bytes, or leave it out"));
    }
    if !settings.timeouts.is_valid() {
        problems.push(Problem::untranslated("timeouts", "has a deadline of 0; give at least one second each"));
    }
    let password = credentials.as_ref().and_then(Credentials::expose);
    let shape = password.map_or(SecretShape::Unknown, |password| settings.provider.secret_shape(password));
    match host {
        Some(host) if problems.is_empty() => Ok(SmtpGateway(Arc::new(Inner {
            provider: settings.provider,
            host: host_text(&host),
            port,
            security,
            credentials,
            shape,
            ehlo_name,
            roots,
            sent_copy: settings.sent_copy,
            recipients: settings.recipients,
            max_connections,
            mails_per_connection,
            pipelining: settings.pipelining,
            chunking: settings.chunking,
            mails_per_minute: settings.mails_per_minute.or(limits.per_minute),
            recipients_per_message,
            max_message_size: settings.max_message_size.or(limits.message_size),
            timeouts: settings.timeouts,
        }))),
        _ => Err(problems),
    }
}

fn host(settings: &GatewaySettings, info: Option<&ProviderInfo>, problems: &mut Vec<Problem>) -> Option<Host> {
    let Some(host) = settings.host.as_deref().filter(|host| !host.is_empty()) else {
        if let Some(preset) = info.and_then(|info| info.endpoints.first()) {
            return Host::parse(preset.host).ok();
        }
        problems
            .push(Problem::untranslated("host", "is missing; give the SMTP server's name, such as smtp.example.com"));
        return None;
    };
    let cure = if host.contains(char::is_control) {
        "has a line break or control character; give the name alone"
    } else if host.contains(char::is_whitespace) {
        "has a blank; give the name alone"
    } else if host.contains("://") || host.contains('/') {
        "is a web address; give the server's name alone, without https:// or a path"
    } else if host.contains('@') {
        "is a mail address; give the server's name, such as smtp.example.com"
    } else if host.split_once(':').is_some_and(|(_, port)| port.parse::<u16>().is_ok()) {
        "has a port in it; give the port in its own field"
    } else {
        // One dot at the end says that the name is whole; what is read must be what is kept.
        let host = host.strip_suffix('.').unwrap_or(host);
        // An IPv6 address may come with or without its brackets.
        let parsed = match host.parse::<std::net::Ipv6Addr>() {
            Ok(address) => Ok(Host::Ipv6(address)),
            Err(_) => Host::parse(host),
        };
        match parsed {
            Ok(Host::Domain(name)) if is_domain(&name) => return Some(Host::Domain(name)),
            Ok(address @ (Host::Ipv4(_) | Host::Ipv6(_))) => return Some(address),
            _ => "is no valid host name; give a name such as smtp.example.com",
        }
    };
    problems.push(Problem::untranslated("host", cure));
    None
}

fn host_text(host: &Host) -> String {
    match host {
        Host::Domain(name) => name.clone(),
        Host::Ipv4(address) => address.to_string(),
        Host::Ipv6(address) => address.to_string(),
    }
}

fn is_loopback(host: &Host) -> bool {
    match host {
        Host::Domain(name) => name == "localhost",
        Host::Ipv4(address) => address.is_loopback(),
        Host::Ipv6(address) => address.is_loopback(),
    }
}

/// Letters, digits, hyphens and underscores in labels of 1 to 63 (RFC 1035 §2.3.4; underscores stand in real names).
fn is_domain(name: &str) -> bool {
    name.len() <= 253
        && name.split('.').all(|label| {
            (1..=63).contains(&label.len())
                && label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
                && !label.starts_with('-')
                && !label.ends_with('-')
        })
}

fn port_and_security(
    settings: &GatewaySettings,
    info: Option<&ProviderInfo>,
    loopback: bool,
    problems: &mut Vec<Problem>,
) -> (u16, Security) {
    // A preset's port belongs to the preset's host: another host takes the standard ports.
    let endpoints = match (info, settings.host.as_deref()) {
        (Some(info), None | Some("")) => info.endpoints,
        (Some(info), Some(host)) if info.endpoints.iter().any(|e| e.host == host) => info.endpoints,
        _ => &[],
    };
    let fits = |e: &&Endpoint| {
        settings.port.is_none_or(|port| port == e.port) && settings.security.is_none_or(|mode| mode == e.security)
    };
    let preset = endpoints.iter().find(fits);
    let security = settings.security.or(preset.map(|e| e.security)).unwrap_or(match settings.port {
        Some(465 | 2465) => Security::ImplicitTls,
        _ => Security::StartTlsRequired,
    });
    let port = settings.port.or(preset.map(|e| e.port)).unwrap_or(match security {
        Security::ImplicitTls => 465,
        _ => 587,
    });
    match (port, security) {
        (0, _) => problems.push(Problem::untranslated("port", "is 0; the usual port is 587")),
        (25, _) if !loopback => problems.push(Problem::untranslated(
            "port",
            "is 25, which is for mail between servers and usually blocked; use 587, or 465 with implicit TLS",
        )),
        (465, Security::StartTlsRequired) => problems.push(Problem::untranslated(
            "security",
            "is STARTTLS on port 465, which speaks TLS from the first byte; use implicit_tls, or port 587",
        )),
        (587, Security::ImplicitTls) => problems.push(Problem::untranslated(
            "security",
            "is implicit TLS on port 587, which begins in clear; use starttls_required, or port 465",
        )),
        (_, Security::PlaintextLoopback) if !loopback => problems.push(Problem::untranslated(
            "security",
            "is plain text to another machine; use starttls_required or implicit_tls: only a loopback address may go without",
        )),
        _ => {}
    }
    (port, security)
}

fn credentials(
    settings: &GatewaySettings,
    secret: Option<SecretString>,
    tokens: Option<Arc<dyn TokenProvider>>,
    security: Security,
    problems: &mut Vec<Problem>,
) -> Option<Credentials> {
    let mut problem = |field, message: &str| problems.push(Problem::untranslated(field, message));
    let secret = secret.filter(|secret| !secret.expose_secret().is_empty());
    if !settings.authentication {
        if secret.is_some() {
            problem("authentication", "is off and there is a password; switch it on, or leave the password out");
        }
        if tokens.is_some() {
            problem("authentication", "is off and there are access tokens; switch it on, or leave the tokens out");
        }
        return None;
    }
    if security == Security::PlaintextLoopback {
        problem(
            "security",
            match tokens {
                None => "is plain text, and a password never goes out in clear; use TLS, or switch authentication off",
                Some(_) => "is plain text, and a token never goes out in clear; use TLS, or switch authentication off",
            },
        );
    }
    let login = settings.provider.info().map(|info| info.login);
    let user = match (settings.user.as_deref().filter(|user| !user.is_empty()), login) {
        (Some(user), _) => user,
        (None, Some(Login::Literal(word))) => word,
        (None, _) => {
            problem("user", "is missing; give the login, often the mail address, or switch authentication off");
            ""
        }
    };
    if user.contains(char::is_control) {
        problem("user", "has a line break or control character; type it again");
    } else if user.trim() != user {
        problem("user", "begins or ends with a blank; remove it");
    } else if login == Some(Login::FullAddress) && !user.is_empty() && !is_address(user) {
        problem("user", &format!("is no mail address; {} wants the full address as login", settings.provider));
    }
    if let Some(tokens) = tokens {
        if secret.is_some() {
            problem("password", "stands beside access tokens; leave one of the two out");
        }
        return Some(Credentials::oauth2(user, tokens));
    }
    let Some(secret) = secret else {
        problem("password", "is missing; give the password, app password or key, or switch authentication off");
        return None;
    };
    let secret = without_grouping(settings.provider, secret);
    let text = secret.expose_secret();
    if text.contains(char::is_control) {
        problem("password", "has a line break or control character, often from copying; copy it again");
    } else if text.trim() != text {
        problem("password", "begins or ends with a blank, often from copying; copy it again");
    }
    Some(Credentials::password(user, secret))
}

/// App passwords are shown in groups; the blanks are no part of them.
fn without_grouping(provider: Provider, secret: SecretString) -> SecretString {
    let grouped = provider.info().and_then(|info| info.secret).is_some_and(|rule| rule.grouped);
    let mut compact = Zeroizing::new(String::with_capacity(secret.expose_secret().len()));
    compact.extend(secret.expose_secret().chars().filter(|c| !matches!(c, ' ' | '\u{a0}')));
    let compact = SecretString::from(compact.as_str());
    if grouped && provider.secret_shape(compact.expose_secret()) == SecretShape::Expected { compact } else { secret }
}

/// No provider of the catalogue takes a login at a bare host name.
fn is_address(user: &str) -> bool {
    user.parse::<Address>().is_ok_and(|address| address.domain().contains('.'))
}

fn ehlo_name(settings: &GatewaySettings, problems: &mut Vec<Problem>) -> String {
    match settings.ehlo_name.as_deref() {
        Some(name) => {
            let literal = name.strip_prefix('[').and_then(|name| name.strip_suffix(']'));
            let address = literal.map(|l| l.strip_prefix("IPv6:").unwrap_or(l).parse::<IpAddr>().is_ok());
            match (address, idna::domain_to_ascii(name)) {
                (Some(true), _) => name.to_owned(),
                (None, Ok(domain)) if is_domain(&domain) => domain,
                _ => {
                    problems.push(Problem::untranslated(
                        "ehlo_name",
                        "is no domain name or address literal; give a name such as mail.example.com, or leave it out",
                    ));
                    String::new()
                }
            }
        }
        None => {
            let domain = settings.user.as_deref().and_then(|user| user.rsplit_once('@')).map(|(_, domain)| domain);
            let domain = domain.and_then(|domain| idna::domain_to_ascii(domain).ok()).filter(|d| is_domain(d));
            domain.unwrap_or_else(|| "[127.0.0.1]".to_owned())
        }
    }
}

pub(crate) fn root_certificates(texts: &[String], problems: &mut Vec<Problem>) -> Vec<Vec<u8>> {
    let mut roots = Vec::new();
    for text in texts {
        let before = roots.len();
        let blocks = pem::STANDARD.blocks(text).map_while(Result::ok);
        roots.extend(blocks.filter(|block| block.label == "CERTIFICATE").map(|block| block.contents));
        if roots.len() == before {
            problems.push(Problem::untranslated(
                "root_certificates",
                "has an entry that is no PEM certificate; it begins with -----BEGIN CERTIFICATE-----",
            ));
        }
    }
    roots
}
