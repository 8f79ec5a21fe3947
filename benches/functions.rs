//! Pure functions that settings pages and error paths call often.
#![allow(clippy::unwrap_used, reason = "a bench that cannot run must stop")]

use divan::{Bencher, black_box};
use ite_mailer::{
    GatewaySettings, Provider, Reply, SmtpGateway, Stage, error::classify, guidance::guidance_for,
    provider::SecretShape,
};

fn main() {
    divan::main();
}

#[divan::bench]
fn provider_for_address() -> Option<Provider> {
    Provider::for_address(black_box("somebody@googlemail.com"))
}

#[divan::bench]
fn provider_for_an_unknown_address() -> Option<Provider> {
    Provider::for_address(black_box("somebody@atelier.example.com"))
}

#[divan::bench]
fn validate(bencher: Bencher<'_, '_>) {
    let settings = GatewaySettings::for_provider(Provider::Gmail, "me@gmail.com");
    bencher.bench(|| black_box(&settings).validate("aaaabbbbccccdddd").unwrap());
}

#[divan::bench]
fn url() -> SmtpGateway {
    black_box("smtp://me%40example.com:secret@smtp.example.com:587?timeout=30s").parse().unwrap()
}

#[divan::bench]
fn classify_a_refusal(bencher: Bencher<'_, '_>) {
    let reply = Reply::parse(
        "535-5.7.8 Username and Password not accepted. For more information, go to\n535 5.7.8 https://support.google.com/mail/?p=BadCredentials x1 - gsmtp",
    );
    bencher.bench(|| classify(Stage::Auth, Provider::Gmail, Some("PLAIN"), SecretShape::Unexpected, black_box(&reply)));
}

/// Extreme replies: 100 KB in one line, and in 10,000 lines.
#[divan::bench(args = [1, 10_000])]
fn classify_a_huge_reply(bencher: Bencher<'_, '_>, lines: usize) {
    let words = 100_000 / lines / 10;
    let raw = format!("550-{}\n", "no reason ".repeat(words)).repeat(lines);
    bencher.bench(|| {
        let reply = Reply::parse(black_box(&raw));
        classify(Stage::FinalReply, Provider::Custom, None, SecretShape::Unknown, &reply)
    });
}

#[divan::bench]
fn guidance(bencher: Bencher<'_, '_>) {
    let kind = ite_mailer::ErrorKind::AppPasswordRequired;
    bencher.bench(|| guidance_for(black_box(kind), Provider::Gmail, SecretShape::Unexpected));
}
