//! The consent page of the sandbox's token issuer.

use crate::{PageLanguage, texts::inbox::InboxTexts};
use askama::Template;
use axum::{
    Router,
    extract::OriginalUri,
    http::StatusCode,
    response::{Html, IntoResponse, Response},
    routing::get,
};
use ite_mailer::sandbox::TokenEndpoint;
use std::sync::Arc;

#[derive(Template)]
#[template(path = "inbox/issuer.html")]
struct Consent<'a> {
    t: &'static InboxTexts,
    language: &'a str,
    /// Inline, since an issuer is mounted without assets.
    style: &'static str,
    user: &'a str,
    agree: String,
    decline: String,
}

/// Shows consent and refusal as links; both redirect URLs are created with the page.
pub(super) fn mount(router: Router, path: &str, issuer: &Arc<TokenEndpoint>) -> Router {
    let issuer = Arc::clone(issuer);
    let page = move |language: PageLanguage, OriginalUri(uri): OriginalUri| {
        let issuer = Arc::clone(&issuer);
        async move { consent(&issuer, language, &uri.to_string()) }
    };
    router.route(path, get(page))
}

fn consent(issuer: &TokenEndpoint, language: PageLanguage, path: &str) -> Response {
    let asked = format!("http://localhost{path}");
    let (Ok(agree), Ok(decline)) = (issuer.agree(&asked), issuer.decline(&asked)) else {
        return StatusCode::BAD_REQUEST.into_response();
    };
    let t = InboxTexts::of(language.0);
    let style = include_str!("../../assets/settings.css");
    let page = Consent { t, language: language.0.as_str(), style, user: issuer.user(), agree, decline };
    Html(page.render().unwrap_or_default()).into_response()
}
