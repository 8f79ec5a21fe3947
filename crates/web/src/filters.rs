//! How templates shorten what they show.
#![allow(unreachable_pub, reason = "the macro makes public items")]

/// Longer links are cut: what is left tells them apart.
const MAX_LINK: usize = 48;

/// A link without its scheme.
#[askama::filter_fn]
pub(crate) fn short_link(link: impl std::fmt::Display, _: &dyn askama::Values) -> askama::Result<String> {
    let link = link.to_string();
    let rest = link.strip_prefix("https://").unwrap_or(&link).trim_end_matches('/');
    if rest.chars().count() <= MAX_LINK {
        return Ok(rest.to_owned());
    }
    Ok(rest.chars().take(MAX_LINK).chain(['…']).collect())
}
