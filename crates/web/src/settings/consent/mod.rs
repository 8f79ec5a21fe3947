//! The authorization code flow for a customer's consent at Google, Microsoft or others.

mod pending;

pub(crate) use pending::Pending;

use crate::{
    Customer, PageLanguage,
    http::{Base, Fail},
    settings::{Ask, Notice, Page, Slot, draft_of, random_id, store::Secret},
    texts::settings::Texts,
};
use askama::Template;
use axum::{
    extract::{RawQuery, State},
    http::{HeaderMap, HeaderValue, header},
    response::{Html, IntoResponse, Response},
};
use ite_mailer::OAuth2Problem;
use pending::{Consent, LIFETIME};
use std::sync::Arc;

/// Binds the response to the browser that made the request.
const COOKIE: &str = "ite_mailer_consent";

#[derive(Template)]
#[template(path = "going.html")]
struct Going<'a> {
    texts: &'a Texts,
    language: &'a str,
    base: &'a str,
    url: &'a str,
}

/// Stores the request and sends the browser to the provider's page. Not with a redirect: the policy's `form-action`
/// blocks redirects of a form to another site.
pub(crate) fn start(
    page: &Page,
    ask: &Ask,
    draft: &str,
    slot: &Arc<Slot>,
    headers: &HeaderMap,
) -> Result<Response, Fail> {
    let (provider, login) = {
        let draft = slot.draft();
        let user = Some(draft.fields.user.clone()).filter(|user| !user.is_empty());
        (draft.fields.provider.unwrap_or_default(), user.unwrap_or_else(|| draft.fields.address.clone()))
    };
    let Some(registration) = page.options.app(provider) else { return Ok(ask.back(draft, "sign-in")) };
    let failed = |error: &dyn std::fmt::Display| {
        tracing::error!(target: "ite_mailer_web", %error, "no consent can be asked for");
        Fail::Store(ask.language)
    };
    let hint = Some(login.as_str()).filter(|login| !login.is_empty());
    let request = registration.app.authorize(&*registration.redirect_uri, hint).map_err(|error| failed(&error))?;
    let browser = match cookie(headers) {
        Some(browser) => browser,
        None => random_id().map_err(|error| failed(&error))?,
    };
    let url = request.url().to_owned();
    page.pending.add(Consent::new(
        ask.customer.clone(),
        draft.to_owned(),
        provider,
        browser.clone(),
        ask.language,
        request,
    ));
    let secure = if registration.redirect_uri.starts_with("https://") { "; Secure" } else { "" };
    let cookie = format!("{COOKIE}={browser}; Path=/; Max-Age={}; HttpOnly; SameSite=Lax{secure}", LIFETIME.as_secs());
    let texts = Texts::of(ask.language);
    let going = Going { texts, language: ask.language.as_str(), base: &ask.base, url: &url };
    let body = going.render().map_err(|error| failed(&error))?;
    let mut response = Html(body).into_response();
    for (name, value) in [(header::SET_COOKIE, cookie), (header::REFRESH, format!("0;url={url}"))] {
        if let Ok(value) = HeaderValue::from_str(&value) {
            response.headers_mut().insert(name, value);
        }
    }
    Ok(response)
}

/// Where the provider sends the browser back to.
///
/// The answer counts once, for the customer and the browser that asked, on the draft it was asked for.
pub(crate) async fn connected(
    State(page): State<Arc<Page>>,
    customer: Customer,
    language: PageLanguage,
    base: Base,
    headers: HeaderMap,
    RawQuery(query): RawQuery,
) -> Result<Response, Fail> {
    let ask = Ask::new(&page, customer, language, base);
    let query = query.unwrap_or_default();
    let consent = page.pending.take(&query).filter(|consent| consent.is_of(&ask.customer, cookie(&headers).as_deref()));
    let Some(consent) = consent else {
        let (id, slot) = draft_of(&page, &ask.customer, "", ask.language).await?;
        slot.draft().notice = Some(Notice::ConsentExpired);
        return Ok(ask.back(&id, "notice"));
    };
    // The provider's redirect has no language.
    let ask = Ask { language: consent.language, ..ask };
    let Some(slot) = page.drafts.get(&ask.customer, &consent.draft) else {
        let (id, slot) = draft_of(&page, &ask.customer, &consent.draft, ask.language).await?;
        slot.draft().notice = Some(Notice::ConsentExpired);
        return Ok(ask.back(&id, "notice"));
    };
    let Some(registration) = page.options.app(consent.provider) else { return Ok(ask.back(&consent.draft, "sign-in")) };
    let answer = registration.app.exchange(&consent.request, &query).await;
    let mut draft = slot.draft();
    // Another provider was chosen meanwhile.
    if draft.fields.provider != Some(consent.provider) {
        draft.notice = Some(Notice::ConsentExpired);
        return Ok(ask.back(&consent.draft, "notice"));
    }
    match answer {
        Ok(connected) => {
            let Ok(id) = random_id() else { return Err(Fail::Store(ask.language)) };
            draft.secret = Secret::Consent { id, refresh_token: connected.refresh_token };
            draft.faults.clear();
            draft.consent_error = None;
            draft.notice = Some(Notice::ConsentGiven);
            draft.touch();
        }
        Err(error) if error.oauth2_problem() == Some(OAuth2Problem::ConsentMissing) => {
            draft.notice = Some(Notice::ConsentRefused);
        }
        Err(error) => draft.consent_error = Some(error.guidance().for_app(&page.options.product)),
    }
    Ok(ask.back(&consent.draft, if draft.consent_error.is_some() { "sign-in" } else { "notice" }))
}

fn cookie(headers: &HeaderMap) -> Option<String> {
    let cookies = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    let mut pairs = cookies.flat_map(|cookies| cookies.split(';'));
    let value = pairs.find_map(|pair| pair.trim().strip_prefix(COOKIE)?.strip_prefix('='))?;
    let plain = value.len() == 32 && value.bytes().all(|byte| byte.is_ascii_hexdigit());
    plain.then(|| value.to_owned())
}
