//! Whose settings a request is about.

use crate::{core::Language, http::Fail};
use axum::{extract::FromRequestParts, http::request::Parts};
use std::fmt;

/// The customer whose settings a request reads and writes.
///
/// The product decides it from its own session and puts it into the request's extensions before the request reaches the
/// page. No address of the page contains it, so there is no identifier to guess: a request without it is answered with
/// 401, and a draft or consent of another customer is treated as one that does not exist.
///
/// ```
/// use axum::{Router, extract::Request, middleware::{Next, from_fn}, response::Response};
/// use ite_mailer_web::Customer;
///
/// async fn customer_of_session(mut request: Request, next: Next) -> Response {
///     // A product asks its session here.
///     request.extensions_mut().insert(Customer::new("42"));
///     next.run(request).await
/// }
/// # fn mount(page: Router) -> Router {
/// page.layer(from_fn(customer_of_session))
/// # }
/// ```
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Customer(String);

impl Customer {
    /// The customer with this identifier, as the product and its store know it.
    #[must_use]
    pub fn new(id: impl Into<String>) -> Self {
        Self(id.into())
    }

    /// The identifier.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Customer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Customer").field(&self.0).finish()
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Customer {
    type Rejection = Fail;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Fail> {
        parts.extensions.get::<Self>().cloned().ok_or_else(|| Fail::NoCustomer(language(parts)))
    }
}

/// The language of the page: `?lang=`, else what the product put into the request's extensions, else the browser's
/// `Accept-Language`, else English.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PageLanguage(pub Language);

impl<S: Send + Sync> FromRequestParts<S> for PageLanguage {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Self::Rejection> {
        Ok(Self(language(parts)))
    }
}

fn language(parts: &Parts) -> Language {
    let query = parts.uri.query().unwrap_or_default();
    let asked = query.split('&').find_map(|pair| pair.strip_prefix("lang=")).and_then(|tag| tag.parse().ok());
    let by_product = || parts.extensions.get::<PageLanguage>().map(|language| language.0);
    let by_browser = || {
        let header = parts.headers.get(axum::http::header::ACCEPT_LANGUAGE)?.to_str().ok()?;
        header.split(',').find_map(|tag| tag.split(';').next()?.parse().ok())
    };
    asked.or_else(by_product).or_else(by_browser).unwrap_or_default()
}
