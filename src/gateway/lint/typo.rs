//! Hosts that differ from one of the catalogue by one or two letters.

use crate::provider::{Endpoint, Provider, ProviderInfo, edits, host_varies};

/// Country domains that are more often a misspelt `com`.
const COM: &[&str] = &["co", "cm", "om"];

/// The endpoint that was most likely meant. With the same distance, the chosen provider's.
pub(super) fn meant(host: &str, chosen: Provider) -> Option<(&'static ProviderInfo, Endpoint)> {
    let rows = Provider::KNOWN.iter().filter(|p| !host_varies(**p)).filter_map(|p| p.info());
    let endpoints = rows.flat_map(|row| row.endpoints.iter().map(move |endpoint| (row, *endpoint)));
    let near = endpoints.filter_map(|(row, endpoint)| Some((distance(host, endpoint.host)?, row, endpoint)));
    let best = near.min_by_key(|(edits, row, _)| (*edits, row.provider != chosen));
    best.map(|(_, row, endpoint)| (row, endpoint))
}

/// Number of edits from `host` to `known`; `None` if there are too many for a typing error.
fn distance(host: &str, known: &str) -> Option<usize> {
    let (typed, right): (Vec<_>, Vec<_>) = (host.split('.').collect(), known.split('.').collect());
    if typed.len() != right.len() {
        // A missing or doubled dot.
        return (known.len() >= 14 && edits(host, known) == 1).then_some(1);
    }
    let last = right.len() - 1;
    let mut sum = 0;
    for (at, (typed, right)) in typed.iter().zip(&right).enumerate().filter(|(_, (typed, right))| typed != right) {
        let edits = edits(typed, right);
        let digits = |label: &str| label.chars().filter(char::is_ascii_digit).count();
        let slip = if at == 0 {
            // `smtp2` and `mail` are valid server names.
            edits <= 2 && right.len() >= 4 && digits(typed) == digits(right)
        } else if at == last {
            // Another country domain is another server.
            edits <= 2 && right.len() >= 3 && (typed.len() >= 3 || COM.contains(typed))
        } else {
            // Short names are within two edits of many others.
            edits <= right.len().saturating_sub(3).min(2) && right.len() >= 5 && (edits == 1 || right.len() >= 7)
        };
        if !slip {
            return None;
        }
        sum += edits;
    }
    (1..=2).contains(&sum).then_some(sum)
}
