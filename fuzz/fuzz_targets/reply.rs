//! Any server's reply is parsed and classified, with advice.
#![no_main]

use ite_mailer::{
    Reply, Retry, Stage,
    error::{Explained, classify},
    guidance::{explain, guidance_for},
    provider::{Provider, SecretShape},
};
use libfuzzer_sys::fuzz_target;
use std::time::Duration;

const SHAPES: [SecretShape; 3] = [SecretShape::Unknown, SecretShape::Expected, SecretShape::Unexpected];
const MECHANISMS: [Option<&str>; 4] = [None, Some("PLAIN"), Some("XOAUTH2"), Some("")];
/// The limit that `Reply` documents, times the three bytes of a replacement character.
const MAX_TEXT: usize = 3 * 16 * 1024;

fuzz_target!(|input: &[u8]| {
    let [stage, provider, rest, text @ ..] = input else { return };
    let stage = Stage::ALL[usize::from(*stage) % Stage::ALL.len()];
    let provider = Provider::KNOWN.get(usize::from(*provider)).copied().unwrap_or_default();
    let shape = SHAPES[usize::from(*rest) % SHAPES.len()];
    let mechanism = MECHANISMS[usize::from(*rest / 3) % MECHANISMS.len()];
    let text = String::from_utf8_lossy(text);

    let reply = Reply::parse(&text);
    assert!(reply.code() == 0 || (200..600).contains(&reply.code()));
    assert!(reply.text().len() <= MAX_TEXT);
    let shown = reply.to_string();
    assert!(!shown.contains(|c: char| c.is_control() && c != '\t'), "{shown:?}");

    let Explained { kind, retry, .. } = classify(stage, provider, mechanism, shape, &reply);
    if let Retry::After(wait) = retry {
        assert!(wait > Duration::ZERO && wait <= Duration::from_secs(7 * 86_400), "{wait:?}");
    }
    let guidance = guidance_for(kind, provider, shape);
    for text in [&guidance.en, &guidance.fr] {
        assert!(!text.title.is_empty() && !text.steps.is_empty());
    }
    let (explained, advice) = explain(provider, stage, mechanism, &text);
    let same = classify(stage, provider, mechanism, SecretShape::Unknown, &reply);
    assert_eq!(explained, same);
    assert!(!advice.en.title.is_empty() && !advice.fr.title.is_empty());
});
