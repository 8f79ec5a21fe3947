//! The six providers of the tiles, each played by a sandbox.

use ite_mailer::{
    Error, GatewaySettings, Provider, Security,
    oauth2::OAuth2App,
    sandbox::{Personality, SmtpSandbox, TokenEndpoint},
};

/// Where the settings page is mounted.
pub(crate) const SETTINGS: &str = "/settings/mail";

pub(crate) const SIX: [(Provider, Personality); 6] = [
    (Provider::Gmail, Personality::Gmail),
    (Provider::GoogleWorkspace, Personality::Gmail),
    (Provider::Microsoft365, Personality::Microsoft365),
    (Provider::Yahoo, Personality::Yahoo),
    (Provider::Brevo, Personality::Brevo),
    (Provider::Mailjet, Personality::Mailjet),
];

/// Whether the provider's consent is offered.
pub(crate) const fn has_consent(provider: Provider) -> bool {
    matches!(provider, Provider::Gmail | Provider::Microsoft365)
}

/// A registration at the sandbox's issuer, whose consent page is at this path of the site.
pub(crate) fn registration(
    provider: Provider,
    issuer: &TokenEndpoint,
    origin: &str,
    path: &str,
) -> Result<OAuth2App, Error> {
    OAuth2App::builder(provider, issuer.client_id())
        .client_secret(issuer.client_secret())
        .authorize_url(format!("{origin}{path}"))
        .token_url(issuer.plain_token_url())
        .build()
}

/// The sandbox's host and ports in the place of the provider's, for copies too. `None` for another host than the
/// provider's.
pub(crate) fn elsewhere(sandbox: &SmtpSandbox, settings: &GatewaySettings) -> Option<GatewaySettings> {
    let endpoint = settings.provider.info()?.endpoints.first()?;
    if settings.host.as_deref().is_some_and(|host| host != endpoint.host) {
        return None;
    }
    let mut there = settings.clone();
    there.host = Some(sandbox.host().to_owned());
    there.root_certificates = vec![sandbox.ca_pem().to_owned()];
    (there.imap.host, there.imap.port) = (Some(sandbox.host().to_owned()), sandbox.imap_tls_port());
    let port = settings.port.unwrap_or(endpoint.port);
    let by_port = if port == 465 { Security::ImplicitTls } else { Security::StartTlsRequired };
    there.security = settings.security.or(Some(by_port));
    there.port = match port {
        587 | 2525 => Some(sandbox.port()),
        465 => Some(sandbox.tls_port()),
        // Port 1 of loopback, where nothing listens.
        _ => Some(1),
    };
    Some(there)
}
