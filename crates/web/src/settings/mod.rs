//! The settings page in four steps.

mod actions;
mod consent;
mod drafts;
mod faults;
mod form;
mod options;
mod rate;
mod save;
mod show;
pub(crate) mod store;
mod stream;
mod testing;
mod view;

pub use options::{PageParts, SettingsOptions};

pub(crate) use drafts::{Draft, Notice, Slot, random_id};
pub(crate) use show::Ask;

use crate::{Customer, http};
use axum::{
    Router,
    extract::Path,
    http::StatusCode,
    response::{IntoResponse, Response},
    routing::{get, post},
};
use drafts::Drafts;
use rate::RateLimiter;
use std::{fmt, sync::Arc};
use store::SettingsStore;
use tower_http::{csrf::CsrfLayer, limit::RequestBodyLimitLayer};

/// A posted form is a few kilobytes.
const MAX_BODY: usize = 64 * 1024;

/// What all requests share.
pub(crate) struct Page {
    pub(crate) store: Arc<dyn SettingsStore>,
    pub(crate) options: SettingsOptions,
    pub(crate) drafts: Drafts,
    pub(crate) pending: consent::Pending,
    rate: RateLimiter,
}

/// Why a page cannot be mounted.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum MountError {
    /// A trusted origin is not an origin: it has a path, or no scheme.
    #[error("{0:?} is no origin; give a scheme and a host, such as https://app.example.com")]
    Origin(String),
    /// The inbox shows all mails and is not for release builds.
    #[error("the inbox is for development; call `in_release_builds` to mount it all the same")]
    ReleaseBuild,
}

/// The settings page, to be nested at a path of the product behind its session.
///
/// The product's middleware puts a [`Customer`] into the extensions of each request. A
/// [`PageLanguage`](crate::PageLanguage) beside it sets the language.
///
/// ```
/// use axum::{Extension, Router};
/// use ite_mailer_web::{Customer, MemorySettingsStore, SettingsOptions, settings_page};
///
/// let page = settings_page(MemorySettingsStore::new(), SettingsOptions::new("ITE360"))?;
/// // A product derives the customer from its session in place of this line.
/// let page = page.layer(Extension(Customer::new("42")));
/// let app: Router = Router::new().nest("/settings/mail", page);
/// # Ok::<(), ite_mailer_web::MountError>(())
/// ```
///
/// # Several processes
///
/// Saved settings are in the store and shared by all processes; their revision detects conflicting saves. Each process
/// keeps unsaved input (for an hour), consents in progress (for 15 minutes) and the count of tests, so the proxy should
/// use sticky sessions. A request to another process, or after a restart, changes nothing: the page shows the saved
/// settings and asks the customer to type the rest, or to give the consent, again. Tests are then counted per process.
///
/// # Errors
///
/// [`MountError::Origin`] for a trusted origin that is not an origin.
pub fn settings_page(store: impl SettingsStore, options: SettingsOptions) -> Result<Router, MountError> {
    let mut csrf = CsrfLayer::new();
    for origin in &options.trusted_origins {
        csrf = csrf.add_trusted_origin(origin).map_err(|_| MountError::Origin(origin.clone()))?;
    }
    let frame_ancestors = options.frame_ancestors.clone();
    let page = Arc::new(Page {
        store: Arc::new(store),
        rate: RateLimiter::new(options.tests_per_minute),
        options,
        drafts: Drafts::default(),
        pending: consent::Pending::default(),
    });
    let router = Router::new()
        .route("/", get(show::page))
        .route("/choose", post(actions::choose))
        .route("/settings", post(actions::settings))
        .route("/lint", post(actions::lint))
        .route("/connected", get(consent::connected))
        .route("/assets/{file}", get(asset))
        .with_state(page)
        .layer(RequestBodyLimitLayer::new(MAX_BODY))
        .layer(csrf);
    Ok(http::with_headers(router, &frame_ancestors))
}

async fn asset(Path(file): Path<String>) -> Response {
    match file.as_str() {
        "settings.css" => http::asset("text/css; charset=utf-8", include_str!("../../assets/settings.css")),
        "settings.js" => http::asset("text/javascript; charset=utf-8", include_str!("../../assets/settings.js")),
        _ => StatusCode::NOT_FOUND.into_response(),
    }
}

impl fmt::Debug for Page {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Page").field("options", &self.options).finish_non_exhaustive()
    }
}

/// The customer's draft with this identifier, or a new one from the saved settings.
pub(crate) async fn draft_of(
    page: &Page,
    customer: &Customer,
    id: &str,
    language: crate::core::Language,
) -> Result<(String, Arc<Slot>), http::Fail> {
    if let Some(slot) = page.drafts.get(customer, id) {
        return Ok((id.to_owned(), slot));
    }
    let failed = |error: &dyn fmt::Display| {
        tracing::error!(target: "ite_mailer_web", %error, "the settings could not be read");
        http::Fail::Store(language)
    };
    let stored = page.store.load(customer).await.map_err(|error| failed(&error))?;
    let mut draft = Draft::of(stored);
    if !id.is_empty() {
        draft.notice = Some(Notice::DraftLost);
    }
    page.drafts.add(customer, draft).map_err(|error| failed(&error))
}
