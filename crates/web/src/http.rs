//! Security headers of every response, and error pages.

use crate::{core::Language, texts::settings::Texts};
use axum::{
    Router,
    extract::{FromRequestParts, OriginalUri},
    http::{HeaderName, HeaderValue, StatusCode, header, request::Parts},
    response::{Html, IntoResponse, Response},
};
use tower_http::set_header::SetResponseHeaderLayer;

/// The Content-Security-Policy of every page, without `frame-ancestors`.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; \
                      connect-src 'self'; frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors ";

/// Adds these headers to every response that does not have them.
pub(crate) fn with_headers(router: Router, frame_ancestors: &HeaderValue) -> Router {
    let mut policy = POLICY.as_bytes().to_vec();
    policy.extend_from_slice(frame_ancestors.as_bytes());
    let policy = HeaderValue::from_bytes(&policy).unwrap_or(HeaderValue::from_static("default-src 'none'"));
    let fixed = |name: HeaderName, value: HeaderValue| SetResponseHeaderLayer::if_not_present(name, value);
    router
        .layer(fixed(header::CONTENT_SECURITY_POLICY, policy))
        .layer(fixed(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")))
        // Not `no-referrer`: a browser would then send `Origin: null` with our own forms.
        .layer(fixed(header::REFERRER_POLICY, HeaderValue::from_static("same-origin")))
        .layer(fixed(header::CACHE_CONTROL, HeaderValue::from_static("no-store")))
}

/// The path at which the router is mounted, for absolute links.
#[derive(Clone, Debug)]
pub(crate) struct Base(pub(crate) String);

impl<S: Send + Sync> FromRequestParts<S> for Base {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Self::Rejection> {
        let Ok(OriginalUri(original)) = OriginalUri::from_request_parts(parts, state).await;
        let own = parts.uri.path();
        let base = original.path().strip_suffix(own).unwrap_or(original.path());
        Ok(Self(base.trim_end_matches('/').to_owned()))
    }
}

/// Why there is no page.
#[derive(Debug)]
pub enum Fail {
    /// The request has no `Customer`.
    NoCustomer(Language),
    /// The store does not answer.
    Store(Language),
}

impl IntoResponse for Fail {
    fn into_response(self) -> Response {
        let (status, language) = match self {
            Self::NoCustomer(language) => (StatusCode::UNAUTHORIZED, language),
            Self::Store(language) => (StatusCode::SERVICE_UNAVAILABLE, language),
        };
        let texts = Texts::of(language);
        let (title, what) = match self {
            Self::NoCustomer(_) => (texts.no_customer, texts.no_customer_what),
            Self::Store(_) => (texts.title, texts.store_failed),
        };
        let page = format!(
            "<!doctype html><html lang=\"{language}\"><meta charset=\"utf-8\"><title>{title}</title><h1>{title}</h1><p>{what}</p></html>"
        );
        (status, Html(page)).into_response()
    }
}

/// A static file of the crate.
pub(crate) fn asset(media_type: &'static str, text: &'static str) -> Response {
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static(media_type)),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-cache")),
    ];
    (headers, text).into_response()
}
