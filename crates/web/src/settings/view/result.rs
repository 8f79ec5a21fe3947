//! A finished test, as the page shows it.

use super::super::drafts::{Draft, TestResult};
use crate::{
    core::{GuidanceText, Language, Stage},
    texts::{settings::Texts, stages},
};
use ite_mailer::{CheckStep, Diagnosis, Security, StepStatus};
use serde::Serialize;
use std::{sync::Arc, time::Duration};

/// A step of a test. Texts of the server are plain text; templates and script show them as such.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct StepView {
    /// `ok`, `failed` or `skipped`.
    pub(crate) state: &'static str,
    pub(crate) name: &'static str,
    pub(crate) status: &'static str,
    pub(crate) time: String,
    pub(crate) reply: String,
}

/// The outcome, the steps, and what to do.
pub(crate) struct ResultView {
    pub(crate) ok: bool,
    pub(crate) sent: bool,
    pub(crate) outdated: bool,
    pub(crate) failed: Option<&'static str>,
    pub(crate) steps: Vec<StepView>,
    pub(crate) guidance: Option<GuidanceText>,
    pub(crate) corrected: Option<String>,
    pub(crate) reconnect: bool,
    pub(crate) notes: Vec<String>,
    pub(crate) report: String,
}

impl ResultView {
    pub(super) fn new(test: &TestResult, draft: &Draft, language: Language) -> Self {
        let told: &Arc<Diagnosis> = &test.diagnosis;
        let in_clear = |at: usize| told.steps.iter().skip(at + 1).any(|later| later.stage == Stage::Ehlo);
        let steps: Vec<_> =
            told.steps.iter().enumerate().map(|(at, step)| step_view(step, in_clear(at), language)).collect();
        let failed = told.steps.iter().position(|step| step.status == StepStatus::Failed);
        Self {
            ok: told.is_ok(),
            sent: test.sent,
            outdated: test.version != draft.version,
            failed: failed.and_then(|at| steps.get(at)).map(|step| step.name),
            guidance: told.failed().and_then(|step| step.guidance.as_ref()).map(|told| told.text(language).clone()),
            corrected: told.corrected.as_ref().map(|settings| {
                let t = Texts::of(language);
                let security = if settings.security == Some(Security::ImplicitTls) { t.direct_tls } else { t.starttls };
                let port = settings.port.unwrap_or_default();
                format!("{}, port {port}, {security}", settings.host.as_deref().unwrap_or_default())
            }),
            reconnect: told.error().is_some_and(|error| error.oauth2_problem().is_some()),
            notes: told.notes.iter().map(|note| note.in_language(language).clone()).collect(),
            report: told.display(language).to_string(),
            steps,
        }
    }
}

pub(crate) fn step_view(step: &CheckStep, in_clear: bool, language: Language) -> StepView {
    let t = Texts::of(language);
    let (state, status) = match step.status {
        StepStatus::Ok => ("ok", t.status_ok),
        StepStatus::Failed => ("failed", t.status_failed),
        _ => ("skipped", t.status_skipped),
    };
    // The reply to EHLO is long; it is in the report.
    let shows_reply = step.status == StepStatus::Failed || step.stage != Stage::Ehlo;
    StepView {
        state,
        name: stages::stage(step.stage, in_clear, language),
        status,
        time: if step.status == StepStatus::Skipped { String::new() } else { took(step.took, language) },
        reply: step.reply.as_ref().filter(|_| shows_reply).map(ToString::to_string).unwrap_or_default(),
    }
}

fn took(took: Duration, language: Language) -> String {
    if took < Duration::from_millis(1) {
        return "<\u{a0}1\u{a0}ms".to_owned();
    }
    if took < Duration::from_secs(1) {
        return format!("{}\u{a0}ms", took.as_millis());
    }
    let seconds = format!("{:.1}\u{a0}s", took.as_secs_f32());
    if language == Language::Fr { seconds.replace('.', ",") } else { seconds }
}
