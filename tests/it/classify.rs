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
                row.provider.id(),
                row.stage,
                row.reply,
                got.kind,
                got.retry,
                row.reason
            ));
        }
    }
    assert_eq!(rows, 180);
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn worded_here() {
    let rows = include_str!("classify_rows.txt").lines().filter(|l| !l.is_empty());
    let (mut wrong, mut count) = (Vec::new(), 0);
    for row in rows {
        let [at, kind, reply] = row.splitn(3, '|').map(str::trim).collect::<Vec<_>>()[..] else { panic!("{row}") };
        let got = ask(stage(at), Provider::Custom, reply).kind;
        count += 1;
        if got.as_str() != kind {
            wrong.push(format!("{row}: {got}"));
        }
    }
    assert!(count >= 30 && wrong.is_empty(), "{count} rows, wrong:\n{}", wrong.join("\n"));
}

#[test]
fn the_wait_a_reply_names() {
    for (reply, seconds) in [
        ("450 4.7.1 Greylisted, try again in 10 minutes", 600),
        ("451 please wait 3600 seconds", 3600),
        ("451 Réessayez dans une heure", 3600),
        ("451 max 20 mails in 10 minutes, try later", 60),
        ("451 4.7.1 Greylisting in action, please come back in 00:05:00", 300),
        ("451 Please try again in 1 hour 5 minutes", 3900),
        ("451 Réessayez dans 2 heures et 30 minutes", 9000),
        ("451 bitte in 90min erneut versuchen", 5400),
        ("451 try again after 10:30:00", 60),
        ("451 try again in 99999999999999999999 hours", 60),
        ("451 try again in 9999999999999999999 hours", 7 * 86400),
    ] {
        let got = ask(Stage::RcptTo, Provider::Custom, reply).retry;
        assert_eq!(got, Retry::After(Duration::from_secs(seconds)), "{reply}");
    }
}

#[test]
fn tomorrow_is_the_next_day() {
    for reply in [
        "450 4.7.1 Please try again tomorrow",
        "452 Quota d’envoi atteint, réessayez demain",
        "451 Bitte versuchen Sie es morgen erneut",
        "451 inténtelo de nuevo mañana",
        "451 riprovare domani",
        "451 tente novamente amanhã",
    ] {
        assert_eq!(ask(Stage::FinalReply, Provider::Custom, reply).retry, Retry::NextDay, "{reply}");
    }
    let refused = ask(Stage::Auth, Provider::Custom, "535 5.7.8 Wrong password, try again tomorrow");
    assert_eq!(refused, ask(Stage::Auth, Provider::Custom, "535 5.7.8 Wrong password"));
}

#[test]
fn the_shape_of_the_secret_tells_two_refusals_apart() {
    let reply = Reply::parse("535 5.7.8 Username and Password not accepted");
    for (provider, shape, kind) in [
        (Provider::Gmail, SecretShape::Unexpected, K::AppPasswordRequired),
        (Provider::Gmail, SecretShape::Expected, K::BadCredentials),
        (Provider::Gmail, SecretShape::Unknown, K::BadCredentials),
        (Provider::Custom, SecretShape::Unexpected, K::BadCredentials),
    ] {
        assert_eq!(classify(Stage::Auth, provider, None, shape, &reply).kind, kind, "{provider} {shape:?}");
    }
}

proptest::proptest! {
    #[test]
    fn no_text_panics(raw in "\\PC*|[ 0-9.|a-z\u{0}\u{FFFD}éß-]{0,400}", stage in 0usize..14, provider in 0usize..44) {
        ask(Stage::ALL[stage % Stage::ALL.len()], Provider::KNOWN[provider % Provider::KNOWN.len()], &raw);
    }
}

#[derive(Deserialize)]
struct Fresh {
    provider: Provider,
    stage: String,
    reply: String,
    kind: K,
    retryable: bool,
}

/// Rows written before looking at the rules, as servers of many makes and languages word their refusals.
#[test]
fn fresh_wordings() {
    let (mut wrong, mut rows) = (Vec::new(), 0);
    for line in include_str!("classify_fresh.jsonl").lines() {
        let row: Fresh = serde_json::from_str(line).unwrap();
        let got = ask(stage(&row.stage), row.provider, &row.reply);
        rows += 1;
        if got.kind != row.kind || got.retry.is_retryable() != row.retryable {
            wrong.push(format!("{line}\n  got {} {:?}", got.kind, got.retry));
        }
    }
    assert!(rows >= 120 && wrong.is_empty(), "{} of {rows} wrong:\n{}", wrong.len(), wrong.join("\n"));
}
