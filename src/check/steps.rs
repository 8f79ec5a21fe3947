//! The steps of a check and their results.

use super::causes;
use crate::{
    error::{Error, Reply, Stage},
    gateway::SmtpGateway,
    guidance::Guidance,
    provider::Security,
    smtp::{Depth, Trace},
};
use serde::{Deserialize, Serialize};
use std::{error::Error as _, time::Duration};

/// The result of a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum StepStatus {
    /// It succeeded.
    Ok,
    /// It failed, and the check ended here.
    Failed,
    /// It was not reached.
    Skipped,
}

/// One step of a check.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[non_exhaustive]
pub struct CheckStep {
    /// The stage. With STARTTLS there are two steps [`Stage::Ehlo`], the first in clear.
    pub stage: Stage,
    /// The result.
    pub status: StepStatus,
    /// How long it took; zero if it was skipped. Serialises as `took_ms`, in whole milliseconds.
    #[serde(rename = "took_ms", with = "crate::util::duration::milliseconds")]
    pub took: Duration,
    /// The server's reply; secrets are masked.
    pub reply: Option<Reply>,
    /// Addresses, TLS version or mechanism; for a local failure its detail and causes, in English.
    pub detail: Option<String>,
    /// Detail and causes of a local failure, in French.
    #[serde(default)]
    pub detail_fr: Option<String>,
    /// What to do, if it failed. Written anew when a diagnosis is read back from JSON.
    #[serde(skip_deserializing)]
    pub guidance: Option<Guidance>,
}

impl CheckStep {
    pub(super) const fn passed(stage: Stage, took: Duration, reply: Option<Reply>, detail: Option<String>) -> Self {
        Self { stage, status: StepStatus::Ok, took, reply, detail, detail_fr: None, guidance: None }
    }
}

/// The stages of a session with this gateway, in order.
fn plan(gateway: &SmtpGateway, depth: Depth) -> Vec<Stage> {
    let mut plan = vec![Stage::Gateway];
    if gateway.credentials().is_some_and(|credentials| credentials.tokens().is_some()) {
        plan.push(Stage::Token);
    }
    plan.extend([Stage::Dns, Stage::Connect]);
    plan.extend_from_slice(match gateway.security() {
        Security::ImplicitTls => &[Stage::Tls, Stage::Greeting, Stage::Ehlo],
        Security::StartTlsRequired => &[Stage::Greeting, Stage::Ehlo, Stage::StartTls, Stage::Tls, Stage::Ehlo],
        Security::PlaintextLoopback => &[Stage::Greeting, Stage::Ehlo],
    });
    if gateway.credentials().is_some() {
        plan.push(Stage::Auth);
    }
    plan.extend_from_slice(match depth {
        Depth::Sender => &[Stage::MailFrom],
        Depth::Recipient => &[Stage::MailFrom, Stage::RcptTo],
        Depth::Mail => &[Stage::MailFrom, Stage::RcptTo, Stage::Data, Stage::FinalReply],
    });
    if gateway.imap().is_some() {
        plan.push(Stage::SentCopy);
    }
    plan
}

/// Every planned stage with its result.
pub(super) fn steps(gateway: &SmtpGateway, depth: Depth, trace: Trace, error: Option<&Error>) -> Vec<CheckStep> {
    let skipped = |stage| CheckStep {
        stage,
        status: StepStatus::Skipped,
        took: Duration::ZERO,
        reply: None,
        detail: None,
        detail_fr: None,
        guidance: None,
    };
    let mut steps: Vec<CheckStep> = plan(gateway, depth).into_iter().map(skipped).collect();
    let under_way = trace.elapsed();
    let mut next = 0;
    for mark in trace.marks {
        if let Some((at, step)) = steps.iter_mut().enumerate().skip(next).find(|(_, step)| step.stage == mark.stage) {
            step.status = StepStatus::Ok;
            (step.took, step.reply, step.detail) = (mark.took, mark.reply, mark.detail);
            next = at + 1;
        }
    }
    if let Some(error) = error {
        // A mail that cannot be composed is reported at the step of its sender.
        let stage = if error.stage() == Stage::Message { Stage::MailFrom } else { error.stage() };
        let ahead = steps.iter().skip(next).position(|step| step.stage == stage).map(|at| at + next);
        // Bytes behind a positive reply can fail the step after the reply was recorded.
        let behind = || steps.iter().take(next).rposition(|step| step.stage == stage);
        let at = ahead.or_else(behind).unwrap_or(next);
        if let Some(step) = steps.get_mut(at) {
            step.status = StepStatus::Failed;
            step.took += under_way;
            step.reply = error.reply().cloned();
            step.detail = in_english(error);
            step.detail_fr = step.detail.as_ref().map(|_| causes::in_french(error));
            step.guidance = Some(error.guidance());
        }
    }
    steps
}

/// Detail and causes of a local failure. A server's reply is in [`CheckStep::reply`].
fn in_english(error: &Error) -> Option<String> {
    if error.reply().is_some() {
        return None;
    }
    let problems = error.problems().iter().map(|problem| problem.en.trim_end_matches('.'));
    let mut text = error.detail().into_iter().chain(problems).collect::<Vec<_>>().join("; ");
    if text.is_empty() {
        text = error.to_string();
    }
    let mut cause = error.source();
    while let Some(inner) = cause {
        text.push_str(&format!(": {inner}"));
        cause = inner.source();
    }
    Some(text)
}
