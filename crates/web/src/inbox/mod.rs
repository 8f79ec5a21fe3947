//! The inbox of the sandbox: received mails, their sessions, and switches for its behaviour.

mod api;
mod guard;
mod issuer;
mod letter;
mod live;
mod pages;
mod switches;
mod view;

use crate::{MountError, http};
use axum::{
    Router,
    extract::Path,
    http::{HeaderValue, StatusCode},
    middleware,
    response::{IntoResponse, Response},
    routing::{get, post},
};
use ite_mailer::sandbox::{SmtpSandbox, TokenEndpoint};
use std::{
    fmt,
    sync::{Arc, Mutex},
};
use tower_http::{csrf::CsrfLayer, limit::RequestBodyLimitLayer};

/// The inbox of one or more sandboxes, for those who build and test a product. It shows every mail to each visitor,
/// so it answers requests to a loopback address alone and is refused in release builds.
///
/// ```
/// # async fn mount() -> Result<(), Box<dyn std::error::Error>> {
/// use axum::Router;
/// use ite_mailer::sandbox::{Personality, SmtpSandbox};
/// use ite_mailer_web::Inbox;
/// use std::sync::Arc;
///
/// let sandbox = SmtpSandbox::builder().personality(Personality::Gmail).start().await?;
/// let inbox = Inbox::new().sandbox("Gmail", Arc::new(sandbox)).router()?;
/// let app: Router = Router::new().nest("/inbox", inbox);
/// # Ok(())
/// # }
/// ```
#[derive(Default)]
#[must_use]
pub struct Inbox {
    sandboxes: Vec<Server>,
    issuers: Vec<(String, Arc<TokenEndpoint>)>,
    in_release_builds: bool,
}

/// A sandbox with its name.
#[derive(Clone)]
pub(crate) struct Server {
    pub(crate) name: String,
    pub(crate) sandbox: Arc<SmtpSandbox>,
    /// The state of the switches, as text.
    pub(crate) active: Arc<Mutex<Vec<String>>>,
}

/// What all requests share.
pub(crate) type Servers = Arc<Vec<Server>>;

/// The inbox of this sandbox: a shortcut for [`Inbox`].
///
/// # Errors
///
/// As [`Inbox::router`].
pub fn inbox(sandbox: Arc<SmtpSandbox>) -> Result<Router, MountError> {
    Inbox::new().sandbox("sandbox", sandbox).router()
}

impl Inbox {
    /// An inbox without sandboxes.
    pub fn new() -> Self {
        Self::default()
    }

    /// Shows the mails of this sandbox, under this name.
    pub fn sandbox(mut self, name: impl Into<String>, sandbox: Arc<SmtpSandbox>) -> Self {
        self.sandboxes.push(Server { name: name.into(), sandbox, active: Arc::default() });
        self
    }

    /// Plays the consent page of this issuer at this path of [`issuers`](Self::issuers): the `authorize_url` of the
    /// product's registration.
    pub fn issuer(mut self, path: impl Into<String>, issuer: Arc<TokenEndpoint>) -> Self {
        self.issuers.push((path.into(), issuer));
        self
    }

    /// Lets a release build mount it. Default: refused.
    pub const fn in_release_builds(mut self) -> Self {
        self.in_release_builds = true;
        self
    }

    /// The consent pages of the issuers, each at its own path.
    pub fn issuers(&self) -> Router {
        self.issuers.iter().fold(Router::new(), |router, (path, issuer)| issuer::mount(router, path, issuer))
    }

    /// The inbox, to be nested at a path of a development server that listens on loopback.
    ///
    /// # Errors
    ///
    /// [`MountError::ReleaseBuild`] in a build without debug assertions, unless
    /// [`in_release_builds`](Self::in_release_builds) was called.
    pub fn router(self) -> Result<Router, MountError> {
        if !cfg!(debug_assertions) && !self.in_release_builds {
            return Err(MountError::ReleaseBuild);
        }
        let servers: Servers = Arc::new(self.sandboxes);
        let router = Router::new()
            .route("/", get(pages::list))
            .route("/mail/{server}/{number}", get(pages::mail))
            .route("/mail/{server}/{number}/html", get(letter::html))
            .route("/mail/{server}/{number}/message.eml", get(letter::eml))
            .route("/mail/{server}/{number}/part/{part}", get(letter::part))
            .route("/conversation/{server}/{connection}", get(pages::conversation))
            .route("/switches/{server}", post(switches::set))
            .route("/events", get(live::events))
            .route("/api/mails", get(api::mails))
            .route("/api/mails/{server}/{number}", get(api::mail))
            .route("/assets/{file}", get(asset))
            .with_state(servers)
            .layer(RequestBodyLimitLayer::new(16 * 1024))
            .layer(CsrfLayer::new())
            .layer(middleware::from_fn(guard::loopback_only));
        Ok(http::with_headers(router, &HeaderValue::from_static("'self'")))
    }
}

async fn asset(Path(file): Path<String>) -> Response {
    match file.as_str() {
        "inbox.css" => http::asset("text/css; charset=utf-8", include_str!("../../assets/inbox.css")),
        "settings.css" => http::asset("text/css; charset=utf-8", include_str!("../../assets/settings.css")),
        "inbox.js" => http::asset("text/javascript; charset=utf-8", include_str!("../../assets/inbox.js")),
        _ => StatusCode::NOT_FOUND.into_response(),
    }
}

impl fmt::Debug for Inbox {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<_> = self.sandboxes.iter().map(|server| &server.name).collect();
        f.debug_struct("Inbox").field("sandboxes", &names).finish_non_exhaustive()
    }
}
