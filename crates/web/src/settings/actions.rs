//! The actions of the page's buttons. Every post ends with a redirect to the page.

use super::{
    Ask, Page, consent, draft_of,
    drafts::{Draft, Notice},
    form::{Fields, PostedSettings, drop_stored_secret, fixed_login},
    save::save,
    store::{Secret, StoreError},
    stream, testing, view,
};
use crate::{
    Customer, PageLanguage,
    core::Date,
    http::{Base, Fail},
};
use axum::{
    Form,
    extract::State,
    http::{HeaderMap, header},
    response::Response,
};
use ite_mailer::{Provider, provider::Login};
use serde::Deserialize;
use std::sync::Arc;

/// The first step, as posted.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct PostedChoice {
    draft: String,
    address: String,
    provider: String,
    search: String,
    by: String,
}

pub(super) async fn choose(
    State(page): State<Arc<Page>>,
    customer: Customer,
    language: PageLanguage,
    base: Base,
    Form(posted): Form<PostedChoice>,
) -> Result<Response, Fail> {
    let ask = Ask::new(&page, customer, language, base);
    let (id, slot) = draft_of(&page, &ask.customer, &posted.draft, ask.language).await?;
    let address: String = posted.address.trim().chars().take(254).collect();
    let found = match posted.by.as_str() {
        "search" => by_name(&posted.search).ok_or(Notice::SearchUnknown),
        "address" => page.options.provider_of(&address).await.ok_or(Notice::AddressUnknown),
        _ => posted.provider.parse().map_err(|_| Notice::SearchUnknown),
    };
    let mut draft = slot.draft();
    draft.notice = None;
    draft.faults.clear();
    draft.fields.address = address;
    match found {
        Ok(provider) => {
            choose_provider(&mut draft, provider);
            Ok(ask.back(&id, "sign-in"))
        }
        Err(notice) => {
            draft.notice = Some(notice);
            Ok(ask.back(&id, "notice"))
        }
    }
}

/// A provider by its name or id, as typed.
fn by_name(name: &str) -> Option<Provider> {
    let name = name.trim().to_lowercase();
    let is = |provider: &&Provider| provider.name().to_lowercase() == name;
    let contains = |provider: &&Provider| name.len() > 2 && provider.name().to_lowercase().contains(&name);
    let known = Provider::KNOWN;
    known.iter().find(is).copied().or_else(|| name.parse().ok()).or_else(|| known.iter().find(contains).copied())
}

/// Starts on this provider's fields; those of another provider are emptied.
fn choose_provider(draft: &mut Draft, provider: Provider) {
    let fields = &mut draft.fields;
    let address = fields.address.clone();
    if fields.provider != Some(provider) {
        *fields = Fields {
            provider: Some(provider),
            address: address.clone(),
            sender_name: std::mem::take(&mut fields.sender_name),
            ..Fields::default()
        };
        draft.secret = Secret::Missing;
        draft.test = None;
        draft.touch();
    }
    let fields = &mut draft.fields;
    if fields.user.is_empty() {
        fields.user = match provider.info().map(|row| row.login) {
            Some(Login::FullAddress) | None => address,
            Some(Login::LocalPart) => address.split('@').next().unwrap_or_default().to_owned(),
            _ => fixed_login(Some(provider)).unwrap_or_default().to_owned(),
        };
    }
    drop_stored_secret(draft);
}

pub(super) async fn settings(
    State(page): State<Arc<Page>>,
    customer: Customer,
    language: PageLanguage,
    base: Base,
    headers: HeaderMap,
    Form(posted): Form<PostedSettings>,
) -> Result<Response, Fail> {
    let ask = Ask::new(&page, customer, language, base);
    let (id, slot) = draft_of(&page, &ask.customer, &posted.draft, ask.language).await?;
    let action = posted.action.clone();
    {
        let mut draft = slot.draft();
        // No action on a new draft: it could overwrite settings that were saved after the page was opened.
        if draft.notice == Some(Notice::DraftLost) && posted.draft != id {
            return Ok(ask.back(&id, "notice"));
        }
        posted.fill(&mut draft);
        draft.faults.clear();
    }
    match action.as_str() {
        "test" | "send" => {
            let send = action == "send";
            let streams = headers.get(header::ACCEPT).is_some_and(|accept| accept == stream::MEDIA_TYPE);
            if streams {
                return Ok(stream::test(page, ask, id, slot, send));
            }
            testing::run(&page, &ask.customer, &slot, send, None).await;
            Ok(ask.back(&id, after_test(&slot.draft())))
        }
        "save" => {
            // In a task, so that it is completed even if the browser disconnects.
            let (customer, task_slot, task_page) = (ask.customer.clone(), Arc::clone(&slot), Arc::clone(&page));
            let saved = tokio::spawn(async move { save(&task_page, &customer, &task_slot).await }).await;
            saved.unwrap_or_else(|error| Err(StoreError::failed(error))).map_err(|error| {
                tracing::error!(target: "ite_mailer_web", %error, "the settings could not be saved");
                Fail::Store(ask.language)
            })?;
            let anchor = if slot.draft().faults.is_empty() { "notice" } else { "summary" };
            Ok(ask.back(&id, anchor))
        }
        "connect" => consent::start(&page, &ask, &id, &slot, &headers),
        "forget" => {
            let mut draft = slot.draft();
            forget(&mut draft);
            Ok(ask.back(&id, "sign-in"))
        }
        _ => {
            let mut draft = slot.draft();
            if let Some(what) = action.strip_prefix("apply:") {
                apply(&mut draft, what);
            }
            Ok(ask.back(&id, "notice"))
        }
    }
}

/// The anchor of the page after a test.
pub(super) fn after_test(draft: &Draft) -> &'static str {
    match (draft.faults.is_empty(), draft.notice) {
        (false, _) => "summary",
        (true, Some(_)) => "notice",
        (true, None) => "result",
    }
}

fn forget(draft: &mut Draft) {
    draft.secret = Secret::Missing;
    if let Some(stored) = &draft.stored
        && matches!(stored.secret, Secret::Consent { .. })
    {
        let mut without = (**stored).clone();
        without.secret = Secret::Missing;
        draft.stored = Some(Arc::new(without));
    }
    draft.touch();
}

/// Takes over corrected settings: of the last test, or of a finding with this code.
fn apply(draft: &mut Draft, what: &str) {
    let corrected = if what == "test" {
        draft.test.as_ref().and_then(|test| test.diagnosis.corrected.clone())
    } else {
        let found = view::findings(draft, Date::today());
        found.into_iter().find(|finding| finding.code.as_str() == what).and_then(|finding| finding.corrected)
    };
    if let Some(settings) = corrected {
        draft.fields.correct(&settings);
        draft.touch();
        draft.notice = Some(Notice::Applied);
        if drop_stored_secret(draft) {
            draft.notice = Some(Notice::PasswordDropped);
        }
    }
}

/// The findings as HTML, for the script while the customer types.
pub(super) async fn lint(
    State(page): State<Arc<Page>>,
    customer: Customer,
    language: PageLanguage,
    base: Base,
    Form(posted): Form<PostedSettings>,
) -> Result<Response, Fail> {
    let ask = Ask::new(&page, customer, language, base);
    let (id, slot) = draft_of(&page, &ask.customer, &posted.draft, ask.language).await?;
    let mut draft = slot.draft();
    posted.fill(&mut draft);
    Ok(view::findings_fragment(&page, &ask, &id, &draft))
}
