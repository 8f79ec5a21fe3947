//! Explains SMTP refusals: JSON lines on standard input, or one reply on the command line. `--help` says how.

use ite_mailer::error::{ErrorKind, Explained, Reply, Stage};
use ite_mailer::guidance::{Guidance, Language, explain, guidance_for};
use ite_mailer::provider::{Provider, SecretShape};
use serde_json::{Value, json};
use std::io::{BufRead, Write};
use std::process::ExitCode;

const USAGE: &str = "\
explain_reply [--lang en|fr] [--app NAME] PROVIDER STAGE REPLY
    explains one reply of a server, as found in a log
explain_reply < LINES
    reads JSON lines {\"provider\", \"stage\", \"mechanism\"?, \"reply\"} and prints, a line each,
    {\"kind\", \"retryable\", \"scope\", \"basis\", \"guidance\": {\"en\", \"fr\"}}

--lang  language of the guidance; default: both
--app   name of the product that sends, as the guidance shows it";

/// Messages of programs and operating systems instead of servers.
const LOCAL: &[(&str, ErrorKind)] = &[
    ("no such host", ErrorKind::Dns),
    ("getaddrinfo", ErrorKind::Dns),
    ("enotfound", ErrorKind::Dns),
    ("name or service not known", ErrorKind::Dns),
    ("name resolution", ErrorKind::Dns),
    ("could not resolve", ErrorKind::Dns),
    ("connection refused", ErrorKind::Connect),
    ("econnrefused", ErrorKind::Connect),
    ("econnreset", ErrorKind::Connect),
    ("connection reset by peer", ErrorKind::Connect),
    ("no route to host", ErrorKind::Connect),
    ("network is unreachable", ErrorKind::Connect),
    ("etimedout", ErrorKind::Timeout),
    ("connection timed out", ErrorKind::Timeout),
    ("operation timed out", ErrorKind::Timeout),
    ("certificate verify failed", ErrorKind::TlsUntrusted),
    ("self-signed certificate", ErrorKind::TlsUntrusted),
    ("self signed certificate", ErrorKind::TlsUntrusted),
    ("unknownissuer", ErrorKind::TlsUntrusted),
    ("wrong version number", ErrorKind::TlsPlaintextPort),
];

struct Answer {
    kind: ErrorKind,
    /// `None` if the text is no server's reply.
    explained: Option<Explained>,
    guidance: Guidance,
}

fn local(text: &str) -> Option<ErrorKind> {
    let text = text.to_lowercase();
    LOCAL.iter().find(|(words, _)| text.contains(words)).map(|(_, kind)| *kind)
}

fn ask(line: &Value) -> Result<Answer, String> {
    let field = |name: &str| line[name].as_str().ok_or(format!("field {name:?} is missing or no text"));
    let provider: Provider = field("provider")?.parse().map_err(|e| format!("{e}"))?;
    let name = field("stage")?;
    let stage = Stage::ALL.iter().copied().find(|s| s.as_str() == name).ok_or(format!("unknown stage {name:?}"))?;
    let text = field("reply")?;
    let reply = Reply::parse(text);
    if reply.code() == 0
        && reply.enhanced().is_none()
        && let Some(kind) = local(text)
    {
        return Ok(Answer { kind, explained: None, guidance: guidance_for(kind, provider, SecretShape::Unknown) });
    }
    let (explained, guidance) = explain(provider, stage, line["mechanism"].as_str(), text);
    Ok(Answer { kind: explained.kind, explained: Some(explained), guidance })
}

fn page(answer: &Answer) -> Value {
    let Answer { kind, explained, guidance } = answer;
    let mut page = json!({
        "kind": kind, "retryable": explained.map_or(kind.usual_retry(), |e| e.retry).is_retryable(),
        "scope": kind.scope(), "basis": explained.map(|e| e.basis),
        "guidance": {"en": guidance.en, "fr": guidance.fr},
    });
    if explained.is_none() {
        page["note"] = "this is no server's reply".into();
    }
    page
}

fn help() {
    println!("{USAGE}\n\nproviders: custom");
    for provider in Provider::KNOWN {
        println!("    {:16} {}", provider.id(), provider.name());
    }
    println!("\nstages");
    for stage in Stage::ALL {
        println!("    {stage}");
    }
}

fn one(arguments: &[String]) -> Result<(), String> {
    let (mut languages, mut app, mut words) = (Language::ALL.to_vec(), None, Vec::new());
    let mut rest = arguments.iter();
    while let Some(argument) = rest.next() {
        let mut value = || rest.next().ok_or(format!("{argument} needs a value"));
        match argument.as_str() {
            "--help" | "-h" => {
                help();
                return Ok(());
            }
            "--lang" => languages = vec![value()?.parse().map_err(|e| format!("{e}"))?],
            "--app" => app = Some(value()?.clone()),
            flag if flag.starts_with("--") => return Err(format!("unknown option {flag}\n{USAGE}")),
            word => words.push(word),
        }
    }
    let [provider, stage, reply] = words[..] else { return Err(USAGE.to_owned()) };
    let answer = ask(&json!({"provider": provider, "stage": stage, "reply": reply}))?;
    match answer.explained {
        Some(e) => println!("{}: concerns {}, known by {}, try again: {:?}", e.kind, e.scope, e.basis, e.retry),
        None => println!("{}: this is no server's reply", answer.kind),
    }
    let guidance = app.map_or(answer.guidance.clone(), |app| answer.guidance.for_app(&app));
    for language in languages {
        println!("\n{}", guidance.display(language));
    }
    Ok(())
}

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if !arguments.is_empty() {
        return one(&arguments).map_or_else(
            |error| {
                eprintln!("{error}");
                ExitCode::FAILURE
            },
            |()| ExitCode::SUCCESS,
        );
    }
    let (mut failed, mut out) = (false, std::io::stdout().lock());
    for (n, line) in std::io::stdin().lock().split(b'\n').enumerate() {
        let Ok(line) = line else { return ExitCode::FAILURE };
        let text = String::from_utf8_lossy(&line);
        let answer = serde_json::from_str(&text).map_err(|e| e.to_string()).and_then(|v| ask(&v));
        let answer = match answer {
            Ok(answer) => page(&answer),
            Err(error) => {
                failed = true;
                json!({"error": error, "line": n + 1})
            }
        };
        if writeln!(out, "{answer}").is_err() {
            return ExitCode::FAILURE;
        }
    }
    if failed { ExitCode::FAILURE } else { ExitCode::SUCCESS }
}
