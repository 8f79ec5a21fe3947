//! Findings on host, port and TLS mode.

use super::{
    LintCode,
    context::{Context, Facts, bare_host, is_address, lists},
    typo,
};
use crate::{
    guidance::Severity,
    provider::{Endpoint, Login, Provider, ProviderInfo, Security},
};

/// Webmail addresses, which users copy from their browser instead of the server's name.
const WEB_PAGES: &[(&str, Provider)] = &[
    ("mail.google.com", Provider::Gmail),
    ("accounts.google.com", Provider::Gmail),
    ("myaccount.google.com", Provider::Gmail),
    ("outlook.office.com", Provider::Microsoft365),
    ("login.microsoftonline.com", Provider::Microsoft365),
    ("outlook.live.com", Provider::OutlookCom),
    ("mail.yahoo.com", Provider::Yahoo),
    ("login.yahoo.com", Provider::Yahoo),
    ("app.brevo.com", Provider::Brevo),
    ("app.mailjet.com", Provider::Mailjet),
    ("mail.aol.com", Provider::Aol),
    ("mail.proton.me", Provider::Proton),
    ("mail.orange.fr", Provider::Orange),
    ("zimbra.free.fr", Provider::Free),
];

/// Servers for incoming mail that their first label does not identify.
const INCOMING: &[(&str, Provider)] =
    &[("outlook.office365.com", Provider::Microsoft365), ("imap-mail.outlook.com", Provider::OutlookCom)];

/// First labels of servers for incoming mail.
const INCOMING_LABELS: &[&str] = &["imap", "imap4", "imaps", "imap-mail", "pop", "pop3", "pop3s", "pops", "pop-mail"];

/// POP3 and IMAP, in clear and with TLS (RFC 8314 §7).
const INCOMING_PORTS: &[u16] = &[110, 143, 993, 995];

pub(super) fn look(context: &mut Context<'_>) {
    host_not_alone(context);
    if !(mail_address(context) || web_page(context) || incoming(context) || retired(context) || typo(context)) {
        whose(context);
    }
    address(context);
    port_and_security(context);
}

fn host_not_alone(context: &mut Context<'_>) {
    let Some(typed) = context.settings.host.as_deref().map(str::trim) else { return };
    let (bare, port) = bare_host(typed);
    let web = typed.contains("://") || typed.contains('/');
    // One colon before a number; more are an IPv6 address.
    if !web && port.is_none() {
        return;
    }
    let plain = |c: char| c.is_ascii_alphanumeric() || c == '.' || c == '-';
    let known = !bare.is_empty() && bare.chars().all(plain);
    let corrected = known.then(|| {
        context.fixed(|settings| {
            settings.host = Some(bare.to_owned());
            settings.port = settings.port.or(port);
        })
    });
    context.add(LintCode::HostNotAlone, Severity::Error, Facts::default(), corrected.flatten());
}

fn mail_address(context: &mut Context<'_>) -> bool {
    if !context.host.contains('@') {
        return false;
    }
    let provider = Provider::for_address(&context.host);
    suggest(context, LintCode::HostIsAddress, Severity::Error, provider);
    true
}

fn web_page(context: &mut Context<'_>) -> bool {
    let host = context.host.as_str();
    let below = host.strip_prefix("www.").or_else(|| host.strip_prefix("webmail."));
    let listed = WEB_PAGES.iter().find(|(page, _)| *page == host).map(|(_, provider)| *provider);
    // `gmail.com` is an address domain and a web page.
    let provider = listed.or_else(|| serves(host)).or_else(|| below.and_then(behind));
    if (provider.is_none() && below.is_none()) || Provider::for_host(host).is_some() {
        return false;
    }
    // Some hosting companies run every service under such a name.
    let severity = if provider.is_some() { Severity::Error } else { Severity::Warning };
    suggest(context, LintCode::HostIsWebPage, severity, provider);
    true
}

fn incoming(context: &mut Context<'_>) -> bool {
    let host = context.host.as_str();
    let listed = INCOMING.iter().find(|(name, _)| *name == host).map(|(_, provider)| *provider);
    let below = host.split_once('.').filter(|(label, _)| INCOMING_LABELS.contains(label)).map(|(_, rest)| rest);
    if (listed.is_none() && below.is_none()) || Provider::for_host(host).is_some() {
        return false;
    }
    let provider = listed.or_else(|| below.and_then(behind));
    suggest(context, LintCode::HostIsIncoming, Severity::Error, provider);
    true
}

/// Adds a finding with the SMTP host of this provider, else of the chosen one, else of the address's provider.
fn suggest(context: &mut Context<'_>, code: LintCode, severity: Severity, provider: Option<Provider>) {
    let by_address = || context.user().and_then(Provider::for_address);
    let chosen = Some(context.settings.provider).filter(|chosen| *chosen != Provider::Custom);
    let row = provider.or(chosen).or_else(by_address).and_then(Provider::info);
    match row.and_then(|row| Some((row, *row.endpoints.first()?))) {
        Some((row, endpoint)) => {
            let corrected = context.fixed_endpoint(row, endpoint);
            context.add(code, severity, facts(row, endpoint), corrected);
        }
        None => context.add(code, severity, Facts::default(), None),
    }
}

/// The provider of this mail domain.
fn serves(domain: &str) -> Option<Provider> {
    Provider::for_address(&format!("x@{domain}"))
}

/// The provider of the name after `imap.` or `www.`.
fn behind(rest: &str) -> Option<Provider> {
    Provider::for_host(&format!("smtp.{rest}")).or_else(|| serves(rest))
}

fn retired(context: &mut Context<'_>) -> bool {
    let Some((row, endpoint)) = context.row.and_then(|row| Some((row, *row.endpoints.first()?))) else { return false };
    if !row.retired_hosts.contains(&context.host.as_str()) {
        return false;
    }
    let corrected = context.fixed_endpoint(row, endpoint);
    context.add(LintCode::HostRetired, Severity::Warning, facts(row, endpoint), corrected);
    true
}

fn typo(context: &mut Context<'_>) -> bool {
    if Provider::for_host(&context.host).is_some() {
        return false;
    }
    let Some((row, endpoint)) = typo::meant(&context.host, context.settings.provider) else { return false };
    let corrected = context.fixed(|settings| settings.host = Some(endpoint.host.to_owned()));
    context.add(LintCode::HostTypo, Severity::Warning, facts(row, endpoint), corrected);
    true
}

fn whose(context: &mut Context<'_>) {
    if Provider::for_host(&context.host).is_none() || context.provider == context.settings.provider {
        return;
    }
    let (code, severity) = match context.settings.provider {
        Provider::Custom => (LintCode::ProviderKnown, Severity::Info),
        _ => (LintCode::HostOfOtherProvider, Severity::Warning),
    };
    let corrected = context.fixed(|settings| settings.provider = context.provider);
    context.add(code, severity, context.facts(), corrected);
}

/// The address of one mailbox provider with the server of another. Relays accept any verified address.
fn address(context: &mut Context<'_>) {
    let relay = context.row.is_some_and(|row| !matches!(row.login, Login::FullAddress | Login::LocalPart))
        || matches!(context.provider, Provider::GoogleSmtpRelay | Provider::Mandrill);
    let user = context.user().filter(|user| is_address(user));
    let Some(row) = user.or(context.input.from).and_then(Provider::for_address).and_then(Provider::info) else {
        return;
    };
    let shared = row.provider == context.provider || (!context.host.is_empty() && lists(row, &context.host));
    // Consumer accounts at Microsoft 365 have a finding of their own.
    let microsoft = (context.provider, row.provider) == (Provider::Microsoft365, Provider::OutlookCom);
    if relay || shared || microsoft {
        return;
    }
    let corrected = context.fixed(|settings| {
        settings.provider = row.provider;
        (settings.host, settings.port, settings.security) = (None, None, None);
    });
    context.add(
        LintCode::AddressOfOtherProvider,
        Severity::Info,
        Facts { provider: row.provider, ..Facts::default() },
        corrected,
    );
}

fn port_and_security(context: &mut Context<'_>) {
    use LintCode as C;
    let (port, security) = (context.settings.port, context.settings.security);
    let known = context.host.is_empty() || Provider::for_host(&context.host).is_some();
    let endpoints = context.row.filter(|_| known).map_or(&[][..], |row| row.endpoints);
    let usual = endpoints.first().map_or((587, Security::StartTlsRequired), |e| (e.port, e.security));
    let facts = Facts { port: usual.0, ..context.facts() };
    let corrected = context.fixed(|settings| (settings.port, settings.security) = (Some(usual.0), Some(usual.1)));
    let listed = port.and_then(|port| endpoints.iter().find(|e| e.port == port));
    if security == Some(Security::PlaintextLoopback) {
        if !context.is_loopback() {
            context.add(C::PlainTextRemote, Severity::Error, facts, corrected);
        }
        return;
    }
    let Some(port) = port.filter(|_| !context.is_loopback()) else { return };
    if port == 25 {
        context.add(C::Port25, Severity::Error, facts, corrected);
    } else if INCOMING_PORTS.contains(&port) {
        context.add(C::PortIsIncoming, Severity::Error, facts, corrected);
    } else if !endpoints.is_empty() && listed.is_none() {
        context.add(C::PortNotListed, Severity::Warning, facts, corrected);
    } else if let Some(mode) = security {
        let right = listed.map(|e| e.security).or(match port {
            465 => Some(Security::ImplicitTls),
            587 => Some(Security::StartTlsRequired),
            _ => None,
        });
        let Some(right) = right.filter(|right| *right != mode) else { return };
        let word = if right == Security::ImplicitTls { "TLS" } else { "STARTTLS" };
        let corrected = context.fixed(|settings| settings.security = Some(right));
        context.add(C::PortTlsMismatch, Severity::Error, Facts { port, word, ..facts }, corrected);
    }
}

fn facts(row: &ProviderInfo, endpoint: Endpoint) -> Facts {
    Facts { provider: row.provider, host: endpoint.host, ..Facts::default() }
}
