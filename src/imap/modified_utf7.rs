//! Names of folders on the wire: modified UTF-7 (RFC 3501 §5.1.3).

use encodify::base64;

/// The name as on the wire.
pub(super) fn encode(name: &str) -> String {
    let mut wire = String::with_capacity(name.len());
    let mut rest = name;
    while let Some(first) = rest.chars().next() {
        if is_plain(first) {
            wire.push(first);
            if first == '&' {
                wire.push('-');
            }
            rest = rest.get(1..).unwrap_or_default();
            continue;
        }
        let end = rest.find(is_plain).unwrap_or(rest.len());
        let (run, after) = rest.split_at(end);
        let utf16: Vec<u8> = run.encode_utf16().flat_map(u16::to_be_bytes).collect();
        wire.push('&');
        wire.push_str(&base64::STANDARD.encode(utf16).trim_end_matches('=').replace('/', ","));
        wire.push('-');
        rest = after;
    }
    wire
}

/// The name as a person reads it. A name that is not modified UTF-7 is returned as it is: some servers send UTF-8.
pub(super) fn decode(wire: &str) -> String {
    decoded(wire).unwrap_or_else(|| wire.to_owned())
}

fn decoded(wire: &str) -> Option<String> {
    let mut name = String::with_capacity(wire.len());
    let mut rest = wire;
    while let Some((before, after)) = rest.split_once('&') {
        name.push_str(before);
        let (run, after) = after.split_once('-')?;
        rest = after;
        if run.is_empty() {
            name.push('&');
            continue;
        }
        let mut base64 = run.replace(',', "/");
        while !base64.len().is_multiple_of(4) {
            base64.push('=');
        }
        let bytes = base64::STANDARD.decode(base64.as_bytes()).ok()?;
        let units = bytes.chunks_exact(2).map(|pair| u16::from_be_bytes([pair[0], pair[1]]));
        for unit in char::decode_utf16(units) {
            name.push(unit.ok()?);
        }
    }
    name.push_str(rest);
    Some(name)
}

const fn is_plain(c: char) -> bool {
    matches!(c, ' '..='~')
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn names_on_the_wire() {
        for (name, wire) in [
            ("Sent", "Sent"),
            ("A&B", "A&-B"),
            // RFC 3501 §5.1.3.
            ("~peter/mail/台北/日本語", "~peter/mail/&U,BTFw-/&ZeVnLIqe-"),
            ("Envoyés", "Envoy&AOk-s"),
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

    proptest! {
        #[test]
        fn every_name_comes_back(name in "\\PC{0,40}") {
            let wire = encode(&name);
            prop_assert!(wire.chars().all(is_plain));
            prop_assert_eq!(decode(&wire), name);
        }
    }
}
