//! Misspelt providers in the address that sends.

use ite_mailer::Provider;

/// The address with the provider's domain in the place of one that differs by a single slip; `None` where nothing looks
/// misspelt.
pub(super) fn suggestion(address: &str) -> Option<String> {
    let (local, domain) = address.rsplit_once('@')?;
    let domain = domain.to_ascii_lowercase();
    if Provider::for_address(address).is_some() || domain.len() < 5 {
        return None;
    }
    let known = Provider::KNOWN.iter().filter_map(|provider| provider.info()).flat_map(|row| row.domains);
    let near = known.filter(|known| !known.starts_with('.')).find(|known| one_slip(&domain, known))?;
    Some(format!("{local}@{near}"))
}

/// Whether one letter is missing, too many or wrong, or two neighbours are swapped.
fn one_slip(typed: &str, meant: &str) -> bool {
    let (a, b) = (typed.as_bytes(), meant.as_bytes());
    let same = a.iter().zip(b).take_while(|(a, b)| a == b).count();
    let (a, b) = (a.get(same..).unwrap_or_default(), b.get(same..).unwrap_or_default());
    match (a, b) {
        ([_, rest @ ..], _) if rest == b => true,
        (_, [_, rest @ ..]) if rest == a => true,
        ([a1, a2, a_rest @ ..], [b1, b2, b_rest @ ..]) if a1 == b2 && a2 == b1 && a_rest == b_rest => true,
        ([_, a_rest @ ..], [_, b_rest @ ..]) => a_rest == b_rest && !a.is_empty(),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_slip_in_a_known_domain_is_seen() {
        for (typed, meant) in [
            ("a@gmial.com", Some("a@gmail.com")),
            ("a@gmai.com", Some("a@gmail.com")),
            ("a@gmaill.com", Some("a@gmail.com")),
            ("a@yahoo.con", Some("a@yahoo.com")),
            ("a@gmail.com", None),
            ("a@example.com", None),
            ("a@", None),
            ("no address", None),
        ] {
            assert_eq!(suggestion(typed).as_deref(), meant, "{typed}");
        }
    }
}
