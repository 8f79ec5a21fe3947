//! Masks secrets in texts from servers.

use super::digest::push_hex;
use encodify::base64;
use secrecy::zeroize::Zeroizing;

/// Every encoding in which a secret was sent or may be repeated, in lower case, longest first.
#[derive(Default)]
pub(crate) struct Redactor(Vec<Zeroizing<String>>);

const MASK: &str = "[redacted]";

impl Redactor {
    /// Adds a secret, which is sent alone or inside `message`.
    pub(crate) fn forms(&mut self, message: &str, secret: &str) {
        let mut forms = vec![
            joined(&[secret]),
            encoded(message),
            encoded(secret),
            per_byte(secret, &push_hex),
            // Percent-encoded, with the two ways to write a blank.
            per_byte(secret, &|byte, out| percent(byte, out)),
            per_byte(secret, &|byte, out| if byte == b' ' { out.push('+') } else { percent(byte, out) }),
        ];
        // Inside a longer base64 text the secret has one of three offsets; letters shared with its neighbours are left
        // out.
        for (before, first) in [("", 0), (" ", 2), ("  ", 3)] {
            let encoded = encoded(&joined(&[before, secret]));
            let inner = encoded.get(first..encoded.trim_end_matches('=').len().saturating_sub(1));
            forms.push(joined(&[inner.unwrap_or_default()]));
        }
        // The URL-safe alphabet (RFC 4648 §5).
        let in_url = |form: &Zeroizing<String>| {
            let letter = |letter| match letter {
                '+' => '-',
                '/' => '_',
                letter => letter,
            };
            let mut other = Zeroizing::new(String::with_capacity(form.len()));
            other.extend(form.chars().map(letter));
            other
        };
        forms.extend(forms.iter().skip(1).map(in_url).collect::<Vec<_>>());
        forms.iter_mut().for_each(|form| form.make_ascii_lowercase());
        // A very short form would mask parts of every reply, and an empty one everything.
        forms.retain(|form| form.len() >= 3);
        self.0.append(&mut forms);
        self.0.sort_by(|a, b| b.len().cmp(&a.len()).then_with(|| a.cmp(b)));
        self.0.dedup();
    }

    /// The text with every form of the secrets masked, in any case. One pass, for any number of occurrences.
    pub(crate) fn clean(&self, text: &str) -> String {
        // Control characters are removed first: they could separate the letters of a secret.
        let shown = |c: &char| !c.is_control() || matches!(c, '\r' | '\n' | '\t');
        let mut plain = Zeroizing::new(String::with_capacity(text.len()));
        plain.extend(text.chars().filter(shown));
        let mut clean = String::with_capacity(plain.len());
        // Overlapping forms are masked together, so that no part of one remains.
        let (mut copied, mut masked_to) = (0, 0);
        for at in 0..plain.len() {
            let Some(rest) = plain.as_bytes().get(at..) else { break };
            let Some(length) = self.longest_at(rest) else { continue };
            if at >= masked_to {
                clean.push_str(plain.get(copied..at).unwrap_or_default());
                clean.push_str(MASK);
            }
            masked_to = masked_to.max(at + length);
            copied = masked_to;
        }
        clean.push_str(plain.get(copied..).unwrap_or_default());
        clean
    }

    /// Length of the longest form at the start of `text`.
    fn longest_at(&self, text: &[u8]) -> Option<usize> {
        let first = text.first()?.to_ascii_lowercase();
        let begins = |form: &&Zeroizing<String>| {
            form.as_bytes().first() == Some(&first)
                && text.get(..form.len()).is_some_and(|start| start.eq_ignore_ascii_case(form.as_bytes()))
        };
        self.0.iter().find(begins).map(|form| form.len())
    }
}

/// Allocated at its full size: a growing `String` leaves copies of secrets behind.
pub(crate) fn joined(parts: &[&str]) -> Zeroizing<String> {
    let mut text = Zeroizing::new(String::with_capacity(parts.iter().map(|part| part.len()).sum()));
    parts.iter().for_each(|part| text.push_str(part));
    text
}

pub(crate) fn encoded(text: &str) -> Zeroizing<String> {
    Zeroizing::new(base64::STANDARD.encode(text))
}

fn per_byte(secret: &str, write: &dyn Fn(u8, &mut String)) -> Zeroizing<String> {
    let mut text = Zeroizing::new(String::with_capacity(3 * secret.len()));
    secret.bytes().for_each(|byte| write(byte, &mut text));
    text
}

fn percent(byte: u8, out: &mut String) {
    if byte.is_ascii_alphanumeric() || b"-._~*".contains(&byte) {
        out.push(char::from(byte));
    } else {
        out.push('%');
        push_hex(byte, out);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_form_of_a_secret_grows() {
        // Each byte becomes three.
        let secret = "é +".repeat(200);
        let pair = joined(&[&secret, ":", &secret]);
        assert_eq!((pair.len(), pair.capacity()), (2 * secret.len() + 1, 2 * secret.len() + 1));
        let escaped = per_byte(&secret, &percent);
        assert_eq!((escaped.len(), escaped.capacity()), (3 * secret.len(), 3 * secret.len()));
    }

    #[test]
    fn a_secret_is_masked_in_every_form() {
        let mut redactor = Redactor::default();
        redactor.forms("\0me@example.com\0s3cret+pass word", "s3cret+pass word");
        let encode = |text: &str| base64::STANDARD.encode(text);
        for echo in [
            "s3cret+pass word".to_owned(),
            "s3cret%2Bpass+word".to_owned(),
            "s3cret%2bpass%20word".to_owned(),
            "S3CRET+PASS WORD".to_owned(),
            "s3c\u{1}ret+\u{7f}pass word".to_owned(),
            "7333637265742b7061737320776f7264".to_owned(),
            "7333637265742B7061737320776F7264".to_owned(),
            encode("s3cret+pass word"),
            encode("\0me@example.com\0s3cret+pass word"),
            encode("xs3cret+pass wordy"),
            encode("xys3cret+pass word and more"),
            encode("xyzs3cret+pass wordyz"),
        ] {
            let clean = redactor.clean(&format!("535 you sent <{echo}>"));
            assert!(clean.contains(MASK), "{echo} in {clean}");
            assert!(!clean.to_lowercase().contains("s3cret"), "{clean}");
        }
        let twice = redactor.clean("s3cret+pass word, s3cret+pass word");
        assert_eq!(twice, "[redacted], [redacted]");
        // Overlapping forms: neither shows the end of the other.
        let mut two = Redactor::default();
        two.forms("abcdefg", "abcdefg");
        two.forms("defghij", "defghij");
        assert_eq!(two.clean("<ABCDEFGHIJ> <défghij>"), "<[redacted]> <défghij>");
        let mut in_url = Redactor::default();
        in_url.forms("a?>?>?>b", "a?>?>?>b");
        assert_eq!(in_url.clean(&encode("a?>?>?>b").replace('+', "-").replace('/', "_")), "[redacted]");
        assert_eq!(redactor.clean("535 5.7.8 refused"), "535 5.7.8 refused");
    }
}
