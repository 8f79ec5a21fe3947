//! `examples/explain_reply`, by its functions: its command line and its JSON lines.

#[allow(dead_code, reason = "the example's main")]
#[path = "../../examples/explain_reply.rs"]
mod example;

use ite_mailer::{error::Stage, provider::Provider};
use serde_json::Value;

fn run(arguments: &[&str], input: &str) -> (Result<(), String>, String) {
    let arguments: Vec<String> = arguments.iter().map(|argument| (*argument).to_owned()).collect();
    let mut out = Vec::new();
    let result = example::run(&arguments, input.as_bytes(), &mut out).map_err(|error| error.to_string());
    (result, String::from_utf8(out).unwrap())
}

#[test]
fn help_lists_ids_and_stages() {
    for flag in ["--help", "-h"] {
        let (result, out) = run(&[flag], "");
        assert_eq!(result, Ok(()));
        for provider in Provider::KNOWN {
            assert!(out.contains(provider.id()), "{provider}");
        }
        for stage in Stage::ALL {
            assert!(out.contains(&format!("\n    {stage}\n")), "{stage}");
        }
    }
}

#[test]
fn one_reply_in_one_language_for_one_product() {
    let reply = "535-5.7.8 Username and Password not accepted";
    let (result, out) = run(&["--lang", "fr", "--app", "Product", "gmail", "auth", reply], "");
    assert_eq!(result, Ok(()));
    assert!(out.starts_with("bad_credentials: concerns account, known by phrase; sending it again does not help\n"));
    let guidance = ite_mailer::guidance::explain(Provider::Gmail, Stage::Auth, None, reply).1;
    let (en, fr) = (guidance.en.title.as_str(), guidance.fr.title.as_str());
    assert!(out.contains("Product") && out.contains(fr) && !out.contains(en), "{out}");
    let (_, both) = run(&["gmail", "auth", reply], "");
    assert!(both.contains(fr) && both.contains(en), "{both}");
}

#[test]
fn what_no_server_said() {
    for (text, kind) in [
        ("dial tcp: lookup smtp.example.com: no such host", "dns"),
        ("Error: getaddrinfo ENOTFOUND smtp.example.com", "dns"),
        ("connect ECONNREFUSED 192.0.2.1:587", "connect"),
        ("read tcp 192.0.2.1:587: i/o timeout", "timeout"),
        ("self-signed certificate in certificate chain", "tls_untrusted"),
    ] {
        let (result, out) = run(&["--lang", "en", "custom", "connect", text], "");
        assert_eq!(result, Ok(()), "{text}");
        assert!(out.starts_with(&format!("{kind}: this is no server's reply\n")), "{text}: {out}");
        let line = serde_json::json!({"provider": "custom", "stage": "connect", "reply": text}).to_string();
        let page: Value = serde_json::from_str(&run(&[], &line).1).unwrap();
        assert_eq!((page["kind"].as_str(), &page["basis"]), (Some(kind), &Value::Null), "{text}");
        assert_eq!(page["note"], "this is no server's reply");
    }
    let (_, out) = run(&["custom", "rcpt_to", "550 5.1.2 no such host"], "");
    assert!(out.starts_with("recipient_unknown: "), "a server said it: {out}");
}

#[test]
fn a_line_of_json_for_a_line_of_json() {
    let (result, out) = run(
        &[],
        concat!(
            r#"{"provider":"custom","stage":"rcpt_to","reply":"550 5.1.1 User unknown"}"#,
            "\n\n",
            r#"{"provider":"microsoft365","stage":"auth","mechanism":"XOAUTH2","reply":"535 5.7.3 Authentication unsuccessful"}"#,
            "\nno json\n",
            r#"{"provider":"custom","stage":"nowhere","reply":"550 x"}"#,
            "\n",
        ),
    );
    assert_eq!(result, Err("2 lines could not be explained".to_owned()));
    let pages: Vec<Value> = out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let [unknown, token, no_json, nowhere] = &pages[..] else { panic!("{out}") };
    for (field, value) in [("kind", "recipient_unknown"), ("scope", "recipient"), ("basis", "phrase")] {
        assert_eq!(unknown[field], value);
    }
    assert_eq!(unknown["retryable"], false);
    assert!(unknown["guidance"]["en"]["title"].is_string() && unknown["guidance"]["fr"]["steps"].is_array());
    assert_eq!(token["kind"], "oauth_token_invalid_or_expired");
    assert_eq!((&no_json["line"], &nowhere["line"]), (&4.into(), &5.into()));
    assert!(nowhere["error"].as_str().unwrap().contains("nowhere"));
}

#[test]
fn wrong_arguments_are_told() {
    for (arguments, says) in [
        (&["gmial", "auth", "535 x"][..], "did you mean"),
        (&["custom", "nowhere", "535 x"], "unknown stage"),
        (&["--lang"], "--lang needs a value"),
        (&["--lang", "de", "custom", "auth", "535 x"], "\"en\" or \"fr\""),
        (&["--loud"], "unknown option --loud"),
        (&["custom", "auth"], "PROVIDER STAGE REPLY"),
    ] {
        let (result, out) = run(arguments, "");
        assert!(result.as_ref().is_err_and(|error| error.contains(says)), "{arguments:?}: {result:?}");
        assert_eq!(out, "");
    }
}
