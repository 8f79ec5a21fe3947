//! Explains SMTP refusals: JSON lines on standard input, or one reply on the command line. `--help` says how.

use ite_mailer::error::{ErrorKind, Explained, Reply, Stage};
use ite_mailer::guidance::{Guidance, Language, explain, guidance_for};
use ite_mailer::provider::{Provider, SecretShape};
use serde_json::{Value, json};
use std::io::{self, BufRead, IsTerminal, Write};
use std::process::ExitCode;

type Failure = Box<dyn std::error::Error>;

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
    ("nodename nor servname", ErrorKind::Dns),
    ("nxdomain", ErrorKind::Dns),
    ("connection refused", ErrorKind::Connect),
    ("econnrefused", ErrorKind::Connect),
    ("econnreset", ErrorKind::Connect),
    ("connection reset by peer", ErrorKind::Connect),
    ("no route to host", ErrorKind::Connect),
    ("network is unreachable", ErrorKind::Connect),
    ("etimedout", ErrorKind::Timeout),
    ("connection timed out", ErrorKind::Timeout),
    ("operation timed out", ErrorKind::Timeout),
    ("i/o timeout", ErrorKind::Timeout),
    ("certificate verify failed", ErrorKind::TlsUntrusted),
    ("self-signed certificate", ErrorKind::TlsUntrusted),
    ("self signed certificate", ErrorKind::TlsUntrusted),
    ("unknownissuer", ErrorKind::TlsUntrusted),
    ("unable to verify the first certificate", ErrorKind::TlsUntrusted),
    ("certificate has expired", ErrorKind::TlsExpired),
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

fn help(out: &mut impl Write) -> io::Result<()> {
    writeln!(out, "{USAGE}\n\nproviders: custom")?;
    for provider in Provider::KNOWN {
        writeln!(out, "    {:16} {}", provider.id(), provider.name())?;
    }
    writeln!(out, "\nstages")?;
    for stage in Stage::ALL {
        writeln!(out, "    {stage}")?;
    }
    Ok(())
}

fn one(arguments: &[String], out: &mut impl Write) -> Result<(), Failure> {
    let (mut languages, mut app, mut words) = (Language::ALL.to_vec(), None, Vec::new());
    let mut rest = arguments.iter();
    while let Some(argument) = rest.next() {
        let mut value = || rest.next().ok_or(format!("{argument} needs a value"));
        match argument.as_str() {
            "--help" | "-h" => return Ok(help(out)?),
            "--lang" => languages = vec![value()?.parse().map_err(|e| format!("{e}"))?],
            "--app" => app = Some(value()?.clone()),
            flag if flag.starts_with("--") => return Err(format!("unknown option {flag}\n{USAGE}").into()),
            word => words.push(word),
        }
    }
    let [provider, stage, reply] = words[..] else { return Err(USAGE.into()) };
    let answer = ask(&json!({"provider": provider, "stage": stage, "reply": reply}))?;
    match answer.explained {
        Some(e) => {
            let again = if e.retry.is_retryable() { "may help later" } else { "does not help" };
            writeln!(out, "{}: concerns {}, known by {}; sending it again {again}", e.kind, e.scope, e.basis)?;
        }
        None => writeln!(out, "{}: this is no server's reply", answer.kind)?,
    }
    let guidance = app.map_or(answer.guidance.clone(), |app| answer.guidance.for_app(&app));
    for language in languages {
        writeln!(out, "\n{}", guidance.display(language))?;
    }
    Ok(())
}

/// One JSON object a line; a line that cannot be explained gives one with `error` and its number.
fn lines(input: impl BufRead, out: &mut impl Write) -> Result<(), Failure> {
    let mut failed = 0;
    for (number, line) in (1..).zip(input.split(b'\n')) {
        let line = line?;
        let text = String::from_utf8_lossy(&line);
        if text.trim().is_empty() {
            continue;
        }
        match serde_json::from_str(&text).map_err(|e| e.to_string()).and_then(|value| ask(&value)) {
            Ok(answer) => writeln!(out, "{}", page(&answer))?,
            Err(error) => {
                failed += 1;
                writeln!(out, "{}", json!({"error": error, "line": number}))?;
            }
        }
    }
    if failed == 0 { Ok(()) } else { Err(format!("{failed} lines could not be explained").into()) }
}

pub(crate) fn run(arguments: &[String], input: impl BufRead, out: &mut impl Write) -> Result<(), Failure> {
    if arguments.is_empty() { lines(input, out) } else { one(arguments, out) }
}

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let result = if arguments.is_empty() && io::stdin().is_terminal() {
        Err(USAGE.into())
    } else {
        run(&arguments, io::stdin().lock(), &mut io::stdout().lock())
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}
