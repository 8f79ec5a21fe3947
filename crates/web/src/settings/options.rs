//! Options of the settings page.

use axum::http::HeaderValue;
use futures_util::future::BoxFuture;
use ite_mailer::{Address, GatewaySettings, Provider, network::NetworkPolicy, oauth2::OAuth2App};
use std::{fmt, sync::Arc, time::Duration};

/// Short, since a person waits for the response.
const MX_DEADLINE: Duration = Duration::from_secs(5);

/// What the settings page is to a product: its name, where it is mounted, and what customers' settings may reach.
///
/// ```
/// use ite_mailer_web::SettingsOptions;
///
/// let options = SettingsOptions::new("ITE360").stylesheet("/static/brand.css").tests_per_minute(4);
/// # let _ = options;
/// ```
#[derive(Clone)]
#[must_use]
pub struct SettingsOptions {
    pub(crate) product: String,
    pub(super) public_path: Option<String>,
    pub(super) stylesheet: Option<String>,
    pub(super) layout: Option<Layout>,
    pub(super) frame_ancestors: HeaderValue,
    pub(super) trusted_origins: Vec<String>,
    pub(super) policy: NetworkPolicy,
    pub(super) tests_per_minute: usize,
    pub(super) step_deadline: Duration,
    pub(super) apps: Vec<Registration>,
    pub(super) endpoint: Option<Endpoint>,
    pub(super) mx_lookup: Option<MxLookup>,
}

pub(super) type Layout = Arc<dyn Fn(&PageParts<'_>) -> String + Send + Sync>;
type MxLookup = Arc<dyn Fn(String) -> BoxFuture<'static, Vec<String>> + Send + Sync>;
type Endpoint = Arc<dyn Fn(&GatewaySettings) -> Option<GatewaySettings> + Send + Sync>;

/// A registration at a provider, and where its consents come back to.
#[derive(Clone, Debug)]
pub(crate) struct Registration {
    pub(crate) provider: Provider,
    pub(crate) app: OAuth2App,
    pub(crate) redirect_uri: String,
}

/// The parts of a page, for a layout of the product's own.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct PageParts<'a> {
    /// The language's code, for `<html lang>`.
    pub language: &'a str,
    /// The title, to be escaped.
    pub title: &'a str,
    /// The elements that belong into `<head>`, as HTML.
    pub head: &'a str,
    /// The page's content, as HTML: one element without `<main>` around it.
    pub content: &'a str,
}

impl SettingsOptions {
    /// For a product of this name, which guidance uses where a provider asks for a label ("an app password named …").
    pub fn new(product: impl Into<String>) -> Self {
        Self {
            product: product.into(),
            public_path: None,
            stylesheet: None,
            layout: None,
            frame_ancestors: HeaderValue::from_static("'none'"),
            trusted_origins: Vec::new(),
            policy: NetworkPolicy::public_only(),
            tests_per_minute: 6,
            step_deadline: Duration::from_secs(20),
            apps: Vec::new(),
            endpoint: None,
            mx_lookup: None,
        }
    }

    /// One more style sheet, loaded after the page's own: an address of the same origin. It may set the custom
    /// properties that the page's sheet lists first (`--accent`, `--font`, …). Default: none.
    pub fn stylesheet(mut self, url: impl Into<String>) -> Self {
        self.stylesheet = Some(url.into());
        self
    }

    /// Writes the whole page around the content, so that it stands inside the product's own layout. The layout must work
    /// under the page's Content-Security-Policy. Default: a plain page.
    pub fn layout(mut self, layout: impl Fn(&PageParts<'_>) -> String + Send + Sync + 'static) -> Self {
        self.layout = Some(Arc::new(layout));
        self
    }

    /// Where browsers find the page, such as `/app/settings/mail`, where a proxy takes a part of the path away. Default:
    /// where the router is nested.
    pub fn public_path(mut self, path: impl AsRef<str>) -> Self {
        self.public_path = Some(path.as_ref().trim_end_matches('/').to_owned());
        self
    }

    /// Who may show the page in a frame: the sources of `frame-ancestors`, such as `'self'` or
    /// `https://app.example.com`. Default: `'none'`.
    pub fn frame_ancestors(mut self, sources: HeaderValue) -> Self {
        self.frame_ancestors = sources;
        self
    }

    /// An origin whose forms are taken besides the page's own, such as `https://app.example.com` where a proxy rewrites
    /// `Host`. Default: none.
    pub fn trusted_origin(mut self, origin: impl Into<String>) -> Self {
        self.trusted_origins.push(origin.into());
        self
    }

    /// What a test may connect to. Default: [`NetworkPolicy::public_only`], public addresses on the ports of mail
    /// submission.
    pub fn network_policy(mut self, policy: NetworkPolicy) -> Self {
        self.policy = policy;
        self
    }

    /// Tests of one customer in any minute; at least 1. Default: 6.
    pub const fn tests_per_minute(mut self, tests: usize) -> Self {
        self.tests_per_minute = if tests == 0 { 1 } else { tests };
        self
    }

    /// How long one step of a test may take; at least a second. Default: 20 seconds.
    pub const fn step_deadline(mut self, time: Duration) -> Self {
        self.step_deadline = time;
        self
    }

    /// Offers the consent of this registration's provider. `redirect_uri` is the page's address followed by
    /// `/connected`, as registered with the provider. A registration for Gmail also serves Google Workspace. Default:
    /// none, and customers sign in with passwords.
    pub fn oauth2(mut self, app: OAuth2App, redirect_uri: impl Into<String>) -> Self {
        let provider = app.provider();
        self.apps.push(Registration { provider, app, redirect_uri: redirect_uri.into() });
        self
    }

    /// Connects elsewhere than the settings say, for tests and demonstrations: what the function returns is used for the
    /// connections alone and shown nowhere, and the network policy does not apply to it. Set `imap.host` too: the
    /// IMAP server of a provider's row goes with the hosts of that row. Default: none.
    pub fn test_endpoint(
        mut self,
        endpoint: impl Fn(&GatewaySettings) -> Option<GatewaySettings> + Send + Sync + 'static,
    ) -> Self {
        self.endpoint = Some(Arc::new(endpoint));
        self
    }

    /// Looks up the MX hosts of a domain, best first, so that an address at a domain of one's own leads to its provider
    /// too. An empty list where there are none. Default: no look-up.
    ///
    /// ```
    /// # use ite_mailer_web::SettingsOptions;
    /// async fn mx_hosts(domain: String) -> Vec<String> {
    ///     // Ask the resolver of the product.
    /// #   let _ = domain;
    ///     Vec::new()
    /// }
    /// let options = SettingsOptions::new("ITE360").mx_lookup(mx_hosts);
    /// # let _ = options;
    /// ```
    pub fn mx_lookup<F: Future<Output = Vec<String>> + Send + 'static>(
        mut self,
        look_up: impl Fn(String) -> F + Send + Sync + 'static,
    ) -> Self {
        self.mx_lookup = Some(Arc::new(move |domain| Box::pin(look_up(domain))));
        self
    }

    /// The provider of this address: by its domain, else by the domain's MX hosts.
    pub(super) async fn provider_of(&self, address: &str) -> Option<Provider> {
        if let Some(provider) = Provider::for_address(address) {
            return Some(provider);
        }
        let address = Address::new(address).ok()?;
        let hosts = self.mx_lookup.as_ref()?(address.domain().to_owned());
        Provider::for_mx(&tokio::time::timeout(MX_DEADLINE, hosts).await.ok()?)
    }

    pub(crate) fn app(&self, provider: Provider) -> Option<&Registration> {
        let google = |provider| matches!(provider, Provider::Gmail | Provider::GoogleWorkspace);
        let own = self.apps.iter().find(|app| app.provider == provider);
        own.or_else(|| self.apps.iter().find(|app| google(app.provider) && google(provider)))
    }

    /// What is connected to in the place of `settings`.
    pub(super) fn elsewhere(&self, settings: &GatewaySettings) -> Option<GatewaySettings> {
        self.endpoint.as_ref().and_then(|endpoint| endpoint(settings))
    }
}

impl fmt::Debug for SettingsOptions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SettingsOptions")
            .field("product", &self.product)
            .field("policy", &self.policy)
            .field("tests_per_minute", &self.tests_per_minute)
            .finish_non_exhaustive()
    }
}
