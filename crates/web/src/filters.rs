//! How templates shorten what they show.
#![allow(unreachable_pub, reason = "the macro makes public items")]

/// The host of a link, which is what a reader recognises.
#[askama::filter_fn]
pub(crate) fn host(link: impl std::fmt::Display, _: &dyn askama::Values) -> askama::Result<String> {
    let link = link.to_string();
    let rest = link.strip_prefix("https://").unwrap_or(&link);
    Ok(rest.split('/').next().unwrap_or(rest).to_owned())
}
