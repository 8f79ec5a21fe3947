//! Errors: clones, JSON, and unknown outcomes.

use ite_mailer::{
    Error, ErrorKind, Language, OAuth2Problem, Outcome, Provider, Reply, Retry, Stage,
    error::{Attempt, Problem, Rejection},
    provider::SecretShape,
};
use std::{error::Error as _, time::Duration};

/// No kind advises to retry a mail that may have been delivered.
#[test]
fn an_unknown_outcome_is_never_retried_and_advises_to_look_first() {
    for kind in ErrorKind::ALL.iter().copied() {
        for stage in Stage::ALL.iter().copied() {
            for retry in [None, Some(Retry::After(Duration::from_secs(60))), Some(Retry::NextDay)] {
                let build = |outcome| {
                    let error = Error::new(kind, stage).with_provider(Provider::Gmail).with_outcome(outcome);
                    retry.into_iter().fold(error, Error::with_retry)
                };
                let (sent, unknown) = (build(Outcome::NotSent), build(Outcome::Unknown));
                assert_eq!(sent.retry(), retry.unwrap_or(kind.usual_retry()), "{kind}");
                assert_eq!(unknown.retry(), Retry::Never, "{kind} at {stage}");
                let advice = unknown.guidance();
                assert_eq!(advice.en.title, "The mail may have gone", "{kind}");
                assert_eq!(advice.fr.title, "Le message est peut-être parti", "{kind}");
                assert!(advice.en.steps.iter().chain(&advice.fr.steps).all(|step| !step.contains("few minutes")));
                assert_ne!(sent.guidance().en.title, advice.en.title, "{kind}");
                assert_eq!(advice.clone().for_app("Facturo").en.title, advice.en.title, "{kind}");
                assert!(unknown.to_string().contains("may have been delivered"), "{unknown}");
                let json = serde_json::to_value(&unknown).unwrap();
                assert_eq!((&json["outcome"], &json["retry"]), (&"unknown".into(), &"never".into()), "{kind}");
                assert_eq!(json["guidance"]["en"]["title"], "The mail may have gone", "{kind}");
            }
        }
    }
}

fn full() -> Error {
    let reply = Reply::parse("535 5.7.8 Username and Password not accepted");
    let rejected = Rejection::new("client@example.org", ErrorKind::RecipientUnknown, Retry::Never, Some(reply.clone()));
    let first = Error::new(ErrorKind::Connect, Stage::Connect).with_reply(Reply::parse("421 4.3.2 Closing"));
    let invalid = Error::invalid(
        ErrorKind::Configuration,
        Stage::Gateway,
        vec![Problem::new("port", "port_zero", "The port is 0.", "Le port est 0.")],
    );
    invalid
        .with_outcome(Outcome::NotSent)
        .with_retry(Retry::After(Duration::from_secs(90)))
        .with_provider(Provider::Microsoft365)
        .with_secret_shape(SecretShape::Unexpected)
        .with_oauth2_problem(OAuth2Problem::ConsentMissing)
        .with_detail("the text of a detail")
        .with_reply(reply)
        .with_message_id("1@example.com")
        .with_rejected(vec![rejected])
        .with_attempts(vec![Attempt::new("own", &first)])
        .with_source(std::io::Error::other("the cause"))
}

#[test]
fn an_error_reads_back_from_its_json() {
    for error in [full(), Error::new(ErrorKind::Timeout, Stage::FinalReply).with_outcome(Outcome::Unknown)] {
        let json = serde_json::to_string(&error).unwrap();
        let back: Error = serde_json::from_str(&json).unwrap();
        assert_eq!(back.to_string(), error.to_string());
        assert_eq!(back.guidance(), error.guidance());
        assert_eq!(serde_json::to_string(&back).unwrap(), json);
        assert!(back.source().is_none());
    }
    let later = r#"{"kind":"timeout","stage":"wait","outcome":"not_sent","retry":"never","of a later version":1}"#;
    let error: Error = serde_json::from_str(later).unwrap();
    assert_eq!((error.kind(), error.provider()), (ErrorKind::Timeout, Provider::Custom));
    let unknown = serde_json::from_str::<Error>(&later.replace("timeout", "no_such_kind")).unwrap_err();
    assert!(unknown.to_string().contains("no_such_kind"), "{unknown}");
}

#[test]
fn a_clone_keeps_everything_and_its_source() {
    let (error, copy) = (full(), full().clone());
    assert_eq!(format!("{copy:?}"), format!("{error:?}"));
    assert_eq!(copy.source().unwrap().to_string(), "the cause");
}

#[test]
fn a_page_is_in_one_language_and_names_the_product() {
    let error = Error::new(ErrorKind::AppPasswordRequired, Stage::Auth)
        .with_provider(Provider::Gmail)
        .with_reply(Reply::parse("534-5.7.9 Application-specific password required"));
    let (fr, en) = (error.to_page(Language::Fr, "Facturo"), error.to_page(Language::En, "Facturo"));
    assert_eq!((fr.title, fr.steps.len()), (error.guidance().fr.title, error.guidance().fr.steps.len()));
    assert!(fr.steps.iter().any(|step| step.contains("«\u{a0}Facturo\u{a0}»")), "{:?}", fr.steps);
    assert!(en.steps.iter().any(|step| step.contains("“Facturo”")), "{:?}", en.steps);
    assert!(en.reply.unwrap().contains("Application-specific"));
    let problems = full().to_page(Language::Fr, "Facturo").problems;
    assert_eq!((problems[0].field.as_str(), problems[0].text.as_str()), ("port", "Le port est 0."));
}

#[test]
fn a_mail_that_went_is_never_sent_again() {
    for kind in ErrorKind::ALL {
        let retry = Retry::After(Duration::from_secs(60));
        let error = Error::new(*kind, Stage::FinalReply).with_retry(retry);
        assert_eq!(error.retry(), retry);
        for outcome in [Outcome::Accepted, Outcome::Unknown] {
            assert_eq!(error.clone().with_outcome(outcome).retry(), Retry::Never, "{kind} {outcome}");
        }
    }
}
