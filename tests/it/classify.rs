//! What a refusal means: the corpus of real refusals, rows worded here, and hostile input.

use ite_mailer::error::{Classified, ErrorKind as K, Reply, Retry, Stage, classify};
use ite_mailer::gateway::{Provider, SecretShape};
use serde::Deserialize;
use std::time::Duration;

#[derive(Deserialize)]
struct Row {
    provider: Provider,
    stage: String,
    mechanism: Option<String>,
    reply: String,
    reason: K,
    #[serde(default)]
    also_accept: Vec<K>,
    retryable: bool,
}

fn stage(name: &str) -> Stage {
    Stage::ALL.iter().copied().find(|s| s.as_str() == name).unwrap()
}

fn ask(at: Stage, provider: Provider, reply: &str) -> Classified {
    classify(at, provider, None, SecretShape::Unknown, &Reply::parse(reply))
}

#[test]
fn the_whole_corpus() {
    let (mut wrong, mut rows) = (Vec::new(), 0);
    for (n, line) in include_str!("corpus.jsonl").lines().enumerate() {
        let row: Row = serde_json::from_str(line).unwrap();
        let reply = Reply::parse(&row.reply);
        let got = classify(stage(&row.stage), row.provider, row.mechanism.as_deref(), SecretShape::Unknown, &reply);
        rows += 1;
        if (got.kind != row.reason && !row.also_accept.contains(&got.kind)) || got.retry.is_retryable() != row.retryable
        {
            wrong.push(format!(
                "{n}{} {} {} {:?}: {:?} {:?}, not {:?}",
                if n % 3 == 2 { " (held out)" } else { "" },
                row.provider.id(), row.stage, row.reply, got.kind, got.retry, row.reason
            ));
        }
    }
    assert_eq!(rows, 180);
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
}
