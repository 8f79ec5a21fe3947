//! The server's queue id in the final reply.

use crate::error::Reply;

/// `queued as 4F2…` (Postfix and kin), `OK id=1t…` (Exim), `4F2… Message accepted for delivery` (Sendmail, OpenSMTPD);
/// `… Queued mail for delivery` has none.
pub(crate) fn queue_id(reply: &Reply) -> Option<String> {
    let text = reply.text();
    let lower = text.to_ascii_lowercase();
    let behind = ["queued as ", "id="].iter().find_map(|mark| lower.find(mark).map(|at| at + mark.len()));
    let in_front =
        || lower.split_once(' ').is_some_and(|(_, rest)| rest == "message accepted for delivery").then_some(0);
    let after = behind.or_else(in_front)?;
    let id: String =
        text.get(after..)?.chars().take_while(|c| c.is_ascii_alphanumeric() || "-._".contains(*c)).collect();
    Some(id.trim_end_matches('.').to_owned()).filter(|id| !id.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn queue_ids_of_known_forms() {
        for (reply, id) in [
            ("250 2.0.0 Ok: queued as 4Z1xY23abc", Some("4Z1xY23abc")),
            ("250 OK id=1tABCD-000000001-XyZ", Some("1tABCD-000000001-XyZ")),
            ("250 2.0.0 6509cb9f Message accepted for delivery", Some("6509cb9f")),
            ("250 2.0.0 OK: queued as <abc", None),
            ("250 Ok", None),
        ] {
            assert_eq!(queue_id(&Reply::parse(reply)).as_deref(), id, "{reply}");
        }
    }
}
