//! Explains SMTP refusals: JSON lines on standard input, or `explain_reply gmail auth "535 5.7.8 …"`.

use ite_mailer::error::{Explained, Stage};
use ite_mailer::guidance::{Guidance, explain};
use ite_mailer::provider::Provider;
use serde_json::{Value, json};
use std::io::{BufRead, Write};
use std::process::ExitCode;

fn ask(line: &Value) -> Result<(Explained, Guidance), String> {
    let field = |name: &str| line[name].as_str().ok_or(format!("field {name:?} is missing or no text"));
    let provider: Provider = field("provider")?.parse().map_err(|e| format!("{e}"))?;
    let name = field("stage")?;
    let stage = Stage::ALL.iter().copied().find(|s| s.as_str() == name).ok_or(format!("unknown stage {name:?}"))?;
    Ok(explain(provider, stage, line["mechanism"].as_str(), field("reply")?))
}

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if let [provider, stage, reply] = &arguments[..] {
        return match ask(&json!({"provider": provider, "stage": stage, "reply": reply})) {
            Ok((e, guidance)) => {
                println!("{} (try again: {:?})", e.kind, e.retry);
                for text in [guidance.en, guidance.fr] {
                    println!("\n{text}");
                }
                ExitCode::SUCCESS
            }
            Err(error) => {
                eprintln!("{error}");
                ExitCode::FAILURE
            }
        };
    }
    if !arguments.is_empty() {
        eprintln!("usage: explain_reply PROVIDER STAGE REPLY, or JSON lines on standard input");
        return ExitCode::FAILURE;
    }
    let (mut failed, mut out) = (false, std::io::stdout().lock());
    for (n, line) in std::io::stdin().lock().split(b'\n').enumerate() {
        let Ok(line) = line else { return ExitCode::FAILURE };
        let text = String::from_utf8_lossy(&line);
        let answer = serde_json::from_str(&text).map_err(|e| e.to_string()).and_then(|v| ask(&v));
        let answer = match answer {
            Ok((e, guidance)) => json!({"kind": e.kind, "retryable": e.retry.is_retryable(),
                "scope": e.scope, "basis": e.basis,
                "guidance": {"en": guidance.en, "fr": guidance.fr}}),
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
