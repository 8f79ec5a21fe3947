//! Shows the page, and makes the URLs of its links and forms.

use super::{Page, draft_of, view};
use crate::{
    Customer, PageLanguage,
    core::Language,
    http::{Base, Fail},
};
use axum::{
    extract::{Query, State},
    response::{IntoResponse, Redirect, Response},
};
use serde::Deserialize;
use std::sync::Arc;

/// The query of a request.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Asked {
    pub(crate) draft: String,
}

/// The customer, the language and the mount path of a request.
#[derive(Clone, Debug)]
pub(crate) struct Ask {
    pub(crate) customer: Customer,
    pub(crate) language: Language,
    pub(crate) base: String,
}

impl Ask {
    pub(crate) fn new(page: &Page, customer: Customer, language: PageLanguage, base: Base) -> Self {
        let base = page.options.public_path.clone().unwrap_or(base.0);
        Self { customer, language: language.0, base }
    }

    /// The page's own address; `anchor` is where it is scrolled to and what takes focus.
    pub(crate) fn page(&self, draft: &str, anchor: &str) -> String {
        self.page_in(self.language, draft, anchor)
    }

    pub(crate) fn page_in(&self, language: Language, draft: &str, anchor: &str) -> String {
        let root = if self.base.is_empty() { "/" } else { &self.base };
        let anchor = if anchor.is_empty() { String::new() } else { format!("#{anchor}") };
        format!("{root}?draft={draft}&lang={language}{anchor}")
    }

    /// Where a form is posted to.
    pub(crate) fn path(&self, path: &str) -> String {
        format!("{}/{path}?lang={}", self.base, self.language)
    }

    /// Back to the page after a post, so that reload and back button repeat nothing.
    pub(crate) fn back(&self, draft: &str, anchor: &str) -> Response {
        Redirect::to(&self.page(draft, anchor)).into_response()
    }
}

pub(super) async fn page(
    State(page): State<Arc<Page>>,
    customer: Customer,
    language: PageLanguage,
    base: Base,
    Query(asked): Query<Asked>,
) -> Result<Response, Fail> {
    let ask = Ask::new(&page, customer, language, base);
    let (id, slot) = draft_of(&page, &ask.customer, &asked.draft, ask.language).await?;
    Ok(view::page(&page, &ask, &id, &slot.draft()))
}
