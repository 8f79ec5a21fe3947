//! The steps of a check: which there are, and how each of them went.

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

/// How a step went.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum StepStatus {
    /// It went well.
    Ok,
    /// It went wrong, and the check ended here.
    Failed,
    /// It was not reached.
    Skipped,
}

/// One step of a check.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[non_exhaustive]
pub struct CheckStep {
    /// Where in the conversation. With `STARTTLS` the server is asked twice what it can do, first in clear, so
    /// [`Stage::Ehlo`] comes twice.
    pub stage: Stage,
    /// How it went.
    pub status: StepStatus,
    /// How long it took; zero where it was skipped. Serialises as `took_ms`, in whole milliseconds.
    #[serde(rename = "took_ms", with = "crate::util::duration::milliseconds")]
    pub took: Duration,
    /// What the server said, without what was sent to it as a secret.
    pub reply: Option<Reply>,
    /// What was found: addresses, TLS version, mechanism; or, in English, what went wrong on this side.
    pub detail: Option<String>,
    /// What went wrong on this side, in French.
    #[serde(default)]
    pub detail_fr: Option<String>,
    /// What to do, where it failed. A diagnosis that is read back from JSON has it written anew.
    #[serde(skip_deserializing)]
    pub guidance: Option<Guidance>,
}

impl CheckStep {
    pub(super) const fn passed(stage: Stage, took: Duration, reply: Option<Reply>, detail: Option<String>) -> Self {
        Self { stage, status: StepStatus::Ok, took, reply, detail, detail_fr: None, guidance: None }
    }
}

/// The stages of this gateway's conversation, in their order.
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
    plan
}

/// Every step of the plan, with what was heard of it.
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
        // What came behind a good answer may spoil the step after all.
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

/// What went wrong on this side; what the server said has its own place.
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
