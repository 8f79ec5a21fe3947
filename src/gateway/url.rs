//! A gateway as a URL. Errors never show the URL: it may contain the password.

use super::{GatewaySettings, RecipientPolicy, SentCopy, SmtpGateway, validate::texts as T};
use crate::{
    error::{Error, ErrorKind, Problem, ProblemText, Stage},
    provider::{Provider, Security},
};
use secrecy::{SecretString, zeroize::Zeroizing};
use std::{str::FromStr, time::Duration};
use url::{Url, form_urlencoded};

/// Replaces the empty host of `gmail://user:password@`: the URL syntax requires one.
const PRESET_HOST: &str = "preset";

impl SmtpGateway {
    /// Reads a gateway from a URL.
    ///
    /// | form | meaning |
    /// |---|---|
    /// | `smtps://user:password@host` | implicit TLS, port 465 |
    /// | `smtp://user:password@host` | STARTTLS required, port 587 |
    /// | `gmail://user:password@` | a provider's preset, by its id |
    ///
    /// User and password are percent-encoded (`@` is `%40`). Parameters: `timeout` (`30s`, `2m` or seconds; each step
    /// up to the message, one hour at most), `ehlo`, `max_connections`, `mails_per_minute`, `sent_copy=bcc_self`
    /// or `folder`, `recipients=all_or_nothing`, and `tls=none` for plain text to loopback without sign-in.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Configuration`] with every problem; unknown schemes and parameters are problems too.
    pub fn from_url(url: &str) -> Result<Self, Error> {
        let (settings, secret) = parse(url)?;
        settings.validate(secret)
    }

    /// The gateway as a URL, without the secret.
    #[must_use]
    pub fn to_url(&self) -> String {
        // A preset's scheme does not name the TLS mode, so it can be used only if the port implies the mode.
        let by_port = if self.port() == 465 { Security::ImplicitTls } else { Security::StartTlsRequired };
        let scheme = match (self.provider(), self.security()) {
            (provider, security) if provider != Provider::Custom && security == by_port => provider.id(),
            (_, Security::ImplicitTls) => "smtps",
            _ => "smtp",
        };
        let user = self.credentials().map_or_else(String::new, |credentials| {
            let user: String = form_urlencoded::byte_serialize(credentials.user().as_bytes()).collect();
            user.replace('+', "%20") + "@"
        });
        let host = if self.host().contains(':') { format!("[{}]", self.host()) } else { self.host().to_owned() };
        let clear = if self.security() == Security::PlaintextLoopback { "?tls=none" } else { "" };
        format!("{scheme}://{user}{host}:{}{clear}", self.port())
    }
}

impl FromStr for SmtpGateway {
    type Err = Error;

    fn from_str(url: &str) -> Result<Self, Error> {
        Self::from_url(url)
    }
}

/// Longer than any gateway's URL, whose longest parts are login and password.
const MAX_URL: usize = 16 * 1024;

fn invalid(problem: Problem) -> Error {
    Error::invalid(ErrorKind::Configuration, Stage::Gateway, vec![problem])
}

fn parse(text: &str) -> Result<(GatewaySettings, Option<SecretString>), Error> {
    let no_url = || invalid(T::URL_INVALID.at("url"));
    if text.len() > MAX_URL {
        return Err(invalid(T::URL_TOO_LONG.fill("url", &[("max", &MAX_URL.to_string())])));
    }
    let text = text.trim();
    if text.contains(char::is_control) {
        return Err(no_url());
    }
    let (before, query) = text.split_once('?').map_or((text, ""), |(before, query)| (before, query));
    let authority_only = before.trim_end_matches('/');
    let mut complete = Zeroizing::new(String::with_capacity(authority_only.len() + PRESET_HOST.len()));
    complete.push_str(authority_only);
    if authority_only.ends_with('@') {
        complete.push_str(PRESET_HOST);
    }
    // A password with an unescaped slash ends up in the path, where dot segments would be removed.
    if complete.split_once("://").is_some_and(|(_, authority)| authority.contains('/')) {
        return Err(no_url());
    }
    let url = Url::parse(&complete).map_err(|_| no_url())?;
    if !url.path().is_empty() && url.path() != "/" || url.fragment().is_some() {
        return Err(no_url());
    }
    let read = read(&url, query);
    // The URL's text holds the password.
    drop(Zeroizing::new(String::from(url)));
    read
}

fn read(url: &Url, query: &str) -> Result<(GatewaySettings, Option<SecretString>), Error> {
    let mut settings = GatewaySettings::default();
    match url.scheme() {
        "smtps" => settings.security = Some(Security::ImplicitTls),
        "smtp" => settings.security = Some(Security::StartTlsRequired),
        scheme => {
            settings.provider = match Provider::from_str(scheme) {
                Ok(provider) if provider != Provider::Custom => provider,
                Err(unknown) if !unknown.near().is_empty() => {
                    let ids: Vec<_> = unknown.near().iter().map(|near| near.id()).collect();
                    return Err(invalid(T::URL_SCHEME_NEAR.fill("url", &[("near", &ids.join(", "))])));
                }
                _ => return Err(invalid(T::URL_SCHEME.at("url"))),
            };
        }
    }
    let host = url.host_str().filter(|host| *host != PRESET_HOST).map(|host| decode("host", host)).transpose()?;
    settings.host = host.map(|host| host.trim_matches(['[', ']']).to_owned());
    settings.port = url.port();
    settings.user = Some(decode("user", url.username())?.to_string()).filter(|user| !user.is_empty());
    let secret = url.password().map(|password| decode("password", password)).transpose()?;
    let secret = secret.map(|secret| SecretString::from(secret.as_str()));
    settings.authentication = settings.user.is_some() || secret.is_some();
    let mut problems = Vec::new();
    for (name, value) in form_urlencoded::parse(query.as_bytes()) {
        if let Err(problem) = parameter(&mut settings, &name, &value) {
            problems.push(problem);
        }
    }
    if problems.is_empty() {
        Ok((settings, secret))
    } else {
        Err(Error::invalid(ErrorKind::Configuration, Stage::Gateway, problems))
    }
}

/// Percent-decodes one component. `form_urlencoded` would read `+` as a blank, so it is escaped first.
fn decode(field: &'static str, component: &str) -> Result<Zeroizing<String>, Error> {
    let mut escaped = Zeroizing::new(String::with_capacity(3 * component.len()));
    for c in component.chars() {
        match c {
            '+' => escaped.push_str("%2B"),
            '&' => escaped.push_str("%26"),
            '=' => escaped.push_str("%3D"),
            c => escaped.push(c),
        }
    }
    let decoded = form_urlencoded::parse(escaped.as_bytes()).next().map(|(name, _)| Zeroizing::new(name.into_owned()));
    match decoded {
        Some(text) if text.contains(char::REPLACEMENT_CHARACTER) => Err(invalid(T::URL_ENCODING.at(field))),
        text => Ok(text.unwrap_or_default()),
    }
}

fn parameter(settings: &mut GatewaySettings, name: &str, value: &str) -> Result<(), Problem> {
    let problem = |field, text: ProblemText| Err(text.at(field));
    match (name, value) {
        ("timeout", value) => match duration(value) {
            Some(deadline) if !deadline.is_zero() => settings.timeouts = settings.timeouts.all_steps(deadline),
            _ => return problem("timeout", T::NOT_A_DURATION),
        },
        ("ehlo", value) => settings.ehlo_name = Some(value.to_owned()),
        ("max_connections", value) => settings.max_connections = Some(number("max_connections", value)?),
        ("mails_per_minute", value) => settings.mails_per_minute = Some(number("mails_per_minute", value)?),
        ("sent_copy", "bcc_self") => settings.sent_copy = SentCopy::BccSelf,
        ("sent_copy", "folder") => settings.sent_copy = SentCopy::Folder,
        ("sent_copy", "none") => settings.sent_copy = SentCopy::None,
        ("sent_copy", _) => return problem("sent_copy", T::SENT_COPY_UNKNOWN),
        ("recipients", "all_or_nothing") => settings.recipients = RecipientPolicy::AllOrNothing,
        ("recipients", "deliver_to_accepted") => settings.recipients = RecipientPolicy::DeliverToAccepted,
        ("recipients", _) => return problem("recipients", T::RECIPIENTS_UNKNOWN),
        ("tls", "none") => settings.security = Some(Security::PlaintextLoopback),
        ("tls", _) => return problem("tls", T::TLS_UNKNOWN),
        _ => return problem("url", T::URL_PARAMETER),
    }
    Ok(())
}

fn number(field: &'static str, value: &str) -> Result<u32, Problem> {
    value.parse().map_err(|_| T::NOT_A_NUMBER.at(field))
}

fn duration(text: &str) -> Option<Duration> {
    let (number, unit) = match text.find(|c: char| !c.is_ascii_digit()) {
        Some(at) => text.split_at(at),
        None => (text, "s"),
    };
    let factor = match unit {
        "s" => 1,
        "m" | "min" => 60,
        _ => return None,
    };
    number.parse::<u64>().ok()?.checked_mul(factor).map(Duration::from_secs)
}
