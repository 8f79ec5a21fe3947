//! One test of a draft: the gateway, the network policy, and the check itself.

use super::{
    Page,
    drafts::{Draft, Notice, Slot, TestResult},
    faults::{Fault, FaultKind, faults},
    store::{Secret, SettingsStore},
};
use crate::{Customer, core::Problem};
use ite_mailer::{
    CheckOptions, CheckStep, Diagnosis, Error, GatewaySettings, Mailbox, Security, SmtpGateway, Stage,
    check_with_progress, network::NetworkPolicy, oauth2::RefreshTokenProvider,
};
use secrecy::SecretString;
use std::{
    sync::{Arc, Weak},
    time::{Duration, Instant},
};
use tokio::sync::mpsc::UnboundedSender;

/// A step of a test, and whether it is an `EHLO` in clear.
pub(super) type StepEvent = (CheckStep, bool);

/// The inputs of a test, copied from the draft.
struct Plan {
    gateway: SmtpGateway,
    settings: GatewaySettings,
    shown: GatewaySettings,
    from: Mailbox,
    recipient: Option<String>,
    version: u64,
    trusted: bool,
}

/// Runs a test in a task, so that its result is in the draft even if the browser disconnects.
///
/// A second click waits for the first test and shares its result.
pub(super) async fn run(
    page: &Arc<Page>,
    customer: &Customer,
    slot: &Arc<Slot>,
    send: bool,
    events: Option<UnboundedSender<StepEvent>>,
) {
    let (page, customer, slot) = (Arc::clone(page), customer.clone(), Arc::clone(slot));
    let task = tokio::spawn(async move { test(&page, &customer, &slot, send, events).await });
    // A panic of the test does not change the draft.
    let _ = task.await;
}

async fn test(
    page: &Arc<Page>,
    customer: &Customer,
    slot: &Arc<Slot>,
    send: bool,
    events: Option<UnboundedSender<StepEvent>>,
) {
    let asked = Instant::now();
    let _turn = slot.turn.lock().await;
    let plan = {
        let mut draft = slot.draft();
        let shared = |test: &TestResult| test.version == draft.version && test.sent == send && test.ended > asked;
        if draft.test.as_ref().is_some_and(shared) {
            return;
        }
        draft.faults = faults(&draft, send);
        if !draft.faults.is_empty() {
            return;
        }
        if let Err(wait) = page.rate.acquire(customer, Instant::now()) {
            draft.notice = Some(Notice::Busy(wait.as_secs() + 1));
            return;
        }
        match plan(page, customer, slot, &draft, send) {
            Ok(plan) => plan,
            Err(error) => {
                draft.faults = error.problems().iter().map(core_fault).collect();
                return;
            }
        }
    };
    let started = Instant::now();
    let policy = if plan.trusted { NetworkPolicy::any() } else { page.options.policy.clone() };
    let mut options = CheckOptions::new(plan.from.to_string()).network_policy(policy);
    if let Some(recipient) = &plan.recipient {
        options = options.recipient(recipient).send_mail();
    }
    // The first of two `EHLO`s is the one in clear.
    let mut in_clear = plan.gateway.security() == Security::StartTlsRequired;
    let diagnosis = check_with_progress(&plan.gateway, &options, move |step| {
        if let Some(events) = &events {
            let _ = events.send((step.clone(), in_clear && step.stage == Stage::Ehlo));
        }
        in_clear &= step.stage != Stage::StartTls;
    })
    .await;
    let diagnosis = as_shown(diagnosis, &plan).for_app(&page.options.product);
    tracing::info!(
        target: "ite_mailer_web",
        ok = diagnosis.is_ok(), kind = diagnosis.error().map(|error| error.kind().as_str()),
        provider = diagnosis.provider.id(), took_ms = started.elapsed().as_millis(), "settings tested",
    );
    let result =
        TestResult { diagnosis: Arc::new(diagnosis), sent: send, version: plan.version, ended: Instant::now() };
    slot.draft().test = Some(result);
}

fn core_fault(problem: &Problem) -> Fault {
    Fault { field: problem.field.clone(), kind: FaultKind::Core(Box::new(problem.clone())) }
}

fn plan(page: &Arc<Page>, customer: &Customer, slot: &Arc<Slot>, draft: &Draft, send: bool) -> Result<Plan, Error> {
    let shown = draft.fields.settings(draft.stored.as_deref());
    let elsewhere = page.options.elsewhere(&shown);
    let trusted = elsewhere.is_some();
    let mut settings = elsewhere.unwrap_or_else(|| shown.clone());
    let timeouts = &mut settings.timeouts;
    for timeout in [
        &mut timeouts.connect,
        &mut timeouts.tls,
        &mut timeouts.greeting,
        &mut timeouts.command,
        &mut timeouts.data_block,
        &mut timeouts.final_reply,
        &mut timeouts.sent_copy,
    ] {
        *timeout = (*timeout).min(page.options.step_deadline).max(Duration::from_secs(1));
    }
    let gateway = match draft.secret() {
        Secret::Password(password) => settings.validate(password)?,
        Secret::Consent { id, refresh_token } => {
            settings.validate_with_tokens(tokens(page, customer, slot, &settings, id, refresh_token)?)?
        }
        Secret::Missing => settings.validate(None::<SecretString>)?,
    };
    let from = draft
        .fields
        .from()
        .map_err(|_| ite_mailer::Error::new(ite_mailer::ErrorKind::Message, ite_mailer::Stage::Message))?;
    let recipient = send.then(|| draft.fields.recipient().to_owned());
    Ok(Plan { gateway, settings, shown, from, recipient, version: draft.version, trusted })
}

/// Tokens of a consent; a rotated refresh token goes back to the draft and the store.
fn tokens(
    page: &Arc<Page>,
    customer: &Customer,
    slot: &Arc<Slot>,
    settings: &GatewaySettings,
    id: String,
    token: SecretString,
) -> Result<RefreshTokenProvider, Error> {
    let Some(registration) = page.options.app(settings.provider) else {
        let problem = Problem::new(
            "password",
            "consent_not_offered",
            "This provider takes no consent here; type a password.",
            "Ce fournisseur n’accepte pas de consentement ici ; saisissez un mot de passe.",
        );
        return Err(Error::invalid(ite_mailer::ErrorKind::Configuration, ite_mailer::Stage::Gateway, vec![problem]));
    };
    let slot: Weak<Slot> = Arc::downgrade(slot);
    let (store, customer, consent) = (Arc::clone(&page.store), customer.clone(), id.clone());
    let keep = move |rotated: SecretString| {
        if let Some(slot) = slot.upgrade() {
            let mut draft = slot.draft();
            if let Secret::Consent { id, refresh_token } = &mut draft.secret
                && *id == consent
            {
                *refresh_token = rotated.clone();
            }
        }
        store_rotated(Arc::clone(&store), customer.clone(), consent.clone(), rotated);
    };
    Ok(RefreshTokenProvider::new(registration.app.clone(), token, keep).named(id))
}

fn store_rotated(store: Arc<dyn SettingsStore>, customer: Customer, consent: String, token: SecretString) {
    tokio::spawn(async move {
        if let Err(error) = store.replace_refresh_token(&customer, &consent, token).await {
            tracing::error!(target: "ite_mailer_web", %error, "a rotated refresh token was not stored");
        }
    });
}

/// The diagnosis with the host and port of the shown settings, if the connection was made to others.
fn as_shown(mut diagnosis: Diagnosis, plan: &Plan) -> Diagnosis {
    if !plan.trusted {
        return diagnosis;
    }
    let endpoint = plan.shown.provider.info().and_then(|row| row.endpoints.first());
    diagnosis.host =
        plan.shown.host.clone().or(endpoint.map(|endpoint| endpoint.host.to_owned())).unwrap_or(diagnosis.host);
    diagnosis.port = plan.shown.port.or(endpoint.map(|endpoint| endpoint.port)).unwrap_or(diagnosis.port);
    let elsewhere = plan.settings.host != plan.shown.host;
    if elsewhere && diagnosis.corrected.as_ref().is_some_and(|corrected| corrected.host == plan.settings.host) {
        diagnosis.corrected = None;
    }
    diagnosis
}
