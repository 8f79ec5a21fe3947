//! Names of folders on the wire: modified UTF-7 (RFC 3501 §5.1.3).

use encodify::utf7;

/// The name as on the wire.
pub(super) fn encode(name: &str) -> String {
    utf7::IMAP.encode(name)
}

/// The name as a person reads it. A name that is not modified UTF-7 is returned as it is: some servers send UTF-8.
pub(super) fn decode(wire: &str) -> String {
    utf7::IMAP.decode(wire).unwrap_or_else(|_| wire.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_on_the_wire() {
        for (name, wire) in [
            ("Sent", "Sent"),
            ("A&B", "A&-B"),
            // RFC 3501 §5.1.3.
            ("~peter/mail/台北/日本語", "~peter/mail/&U,BTFw-/&ZeVnLIqe-"),
            ("Éléments envoyés", "&AMk-l&AOk-ments envoy&AOk-s"),
            ("Отправленные", "&BB4EQgQ,BEAEMAQyBDsENQQ9BD0ESwQ1-"),
            ("😀", "&2D3eAA-"),
        ] {
            assert_eq!(encode(name), wire);
            assert_eq!(decode(wire), name);
        }
        for raw in ["Envoyés", "a&b", "&!!-", "&2D0-"] {
            assert_eq!(decode(raw), raw, "kept as it is");
        }
    }
}
