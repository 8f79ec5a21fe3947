//! A gateway as a URL: an error never shows the password, and a gateway goes back to its settings and again to itself.
#![no_main]

use arbitrary::Arbitrary;
use ite_mailer::SmtpGateway;
use libfuzzer_sys::fuzz_target;

const SECRET: &str = "zqvxkwjzqvxkwjzq";

#[derive(Arbitrary, Debug)]
struct Input<'a> {
    scheme: u8,
    before: &'a str,
    behind: &'a str,
}

fuzz_target!(|input: Input<'_>| {
    let Input { scheme, before, behind } = input;
    let scheme = ["smtp", "smtps", "gmail", "brevo", "microsoft365", ""][usize::from(scheme) % 6];
    let url = format!("{scheme}://{before}:{SECRET}{behind}");
    match url.parse::<SmtpGateway>() {
        Err(error) => {
            let shown = format!("{error} {error:?} {:?}", error.problems());
            assert!(!shown.contains(SECRET), "{shown}");
            assert!(!error.problems().is_empty());
        }
        Ok(gateway) => {
            let shown = format!("{gateway:?} {}", gateway.to_url());
            let elsewhere = before.contains(['@', '/', '\\', '?', '#']);
            assert!(elsewhere || !shown.contains(SECRET), "{shown}");
            let again = gateway
                .settings()
                .validate(gateway.credentials().map_or("", |_| SECRET))
                .unwrap_or_else(|error| panic!("{} from {url:?}: {error}", gateway.host()));
            assert_eq!((again.host(), again.port()), (gateway.host(), gateway.port()));
            assert_eq!((again.security(), again.ehlo_name()), (gateway.security(), gateway.ehlo_name()));
            if gateway.credentials().is_none() {
                let again: SmtpGateway = gateway.to_url().parse().expect("a gateway's own URL");
                assert_eq!((again.host(), again.port()), (gateway.host(), gateway.port()));
            }
        }
    }
    // The raw input as a URL.
    if let Err(error) = before.parse::<SmtpGateway>() {
        assert!(!error.problems().is_empty());
    }
});
