//! Diagnoses of real servers: each refusal of `refusals` at its step, with advice and, for a wrong port, settings that
//! work. The readers check that no mail arrives.

use crate::{
    letter::{CLIENT, SENDER},
    refusals::{Refusal, refusals},
    servers::{DEADLINE, MODES, gateway, port, variable},
};
use ite_mailer::{Diagnosis, ErrorKind, Security, SmtpGateway, Stage, StepStatus, check, check_with_mail};

/// The faults of a diagnosis that must fail here.
fn faults(diagnosis: &Diagnosis, refusal: &Refusal, security: Security) -> Vec<String> {
    let mut wrong = Vec::new();
    let mut claim = |right: bool, what: &str| {
        if !right {
            wrong.push(what.to_owned());
        }
    };
    claim(diagnosis.error().map(|error| error.kind()) == Some(refusal.kind), "the kind");
    let Some(failed) = diagnosis.failed() else { return vec!["no failed step".to_owned()] };
    claim(failed.stage == refusal.stage, "the step");
    claim(failed.reply.as_ref().map(|reply| reply.code()) == refusal.code, "the code");
    let advice = failed.guidance.as_ref();
    claim(advice.is_some_and(|advice| advice.kind == refusal.kind), "whose advice");
    claim(advice.is_some_and(|advice| !advice.en.steps.is_empty() && !advice.fr.steps.is_empty()), "no advice");
    let at = diagnosis.steps.iter().position(|step| step.status == StepStatus::Failed).unwrap_or_default();
    let (before, behind) = (&diagnosis.steps[..at], &diagnosis.steps[at + 1..]);
    claim(before.iter().all(|step| step.status == StepStatus::Ok), "a step before it");
    claim(behind.iter().all(|step| step.status == StepStatus::Skipped), "a step behind it");
    let proposed = diagnosis.corrected.as_ref().map(|next| (next.port, next.security));
    let other = if security == Security::ImplicitTls { Security::StartTlsRequired } else { Security::ImplicitTls };
    let wanted = matches!(refusal.kind, ErrorKind::TlsPlaintextPort | ErrorKind::TlsTlsPort)
        .then(|| (Some(port(other)), Some(other)));
    claim(proposed == wanted, "the settings proposed");
    claim(!format!("{diagnosis} {diagnosis:?}").contains(&variable("PASSWORD")), "the password shows");
    claim(diagnosis.took <= DEADLINE, "slow");
    wrong
}

fn report(case: &str, diagnosis: &Diagnosis) {
    let failed = diagnosis.failed().map_or("passed".to_owned(), |step| format!("failed at {}", step.stage));
    println!("diagnosed  {:5.2} s  {case}: {failed}", diagnosis.took.as_secs_f32());
}

#[tokio::test]
async fn every_refusal_at_its_step_and_a_wrong_port_mended() {
    let (mut wrong, mut mended) = (Vec::new(), 0);
    for (mode, security) in MODES {
        for refusal in refusals(security) {
            let case = format!("{mode}, {}", refusal.what);
            let gateway: SmtpGateway = refusal.gateway.clone().build().expect("a valid gateway");
            let (from, to) = (refusal.letter.from.1, refusal.letter.to[0].1);
            let without = check(&gateway, from).await;
            report(&case, &without);
            // A diagnosis uses a small mail: it reports the server's size limit instead of a refusal.
            if refusal.kind == ErrorKind::MessageTooLarge {
                let limit = variable("SIZE_LIMIT").parse().ok();
                if !without.is_ok() || without.server.max_message_size != limit {
                    wrong.push(format!("{case}: {without}"));
                }
                continue;
            }
            // Postfix refuses a sender at the first recipient.
            let before = if refusal.stage == Stage::RcptTo {
                if without.is_ok() { Vec::new() } else { vec!["failed without a recipient".to_owned()] }
            } else {
                faults(&without, &refusal, security)
            };
            let with = check_with_mail(&gateway, from, to).await;
            report(&format!("{case}, with a mail"), &with);
            for problem in before.iter().chain(&faults(&with, &refusal, security)) {
                wrong.push(format!("{case}: {problem}\n{without}\n{with}"));
            }
            if let Some(settings) = &with.corrected {
                let next = settings.validate(variable("PASSWORD")).expect("the settings proposed are valid");
                let again = check(&next, from).await;
                mended += 1;
                if !again.is_ok() {
                    wrong.push(format!("{case}: the settings proposed do not work\n{again}"));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert_eq!(mended, 2, "one wrong port for each mode");
}

#[tokio::test]
async fn a_right_gateway_passes_and_its_certificate_is_read() {
    for (mode, security) in MODES {
        let gateway = gateway(security).build().expect("a valid gateway");
        let options = ite_mailer::CheckOptions::new(SENDER.1).recipient(CLIENT.1);
        let diagnosis = ite_mailer::check_with(&gateway, &options).await;
        report(mode, &diagnosis);
        assert!(diagnosis.is_ok(), "{diagnosis}");
        let certificate = diagnosis.server.certificate.as_ref().expect("a certificate");
        assert_eq!(certificate.issuer, "CN=Interop test authority");
        assert_eq!(certificate.names, ["localhost"]);
        // `.ci/interop` makes it for two days.
        assert!((1..=2).contains(&certificate.days_left), "{certificate:?}");
        assert!(diagnosis.notes.iter().any(|note| note.en.contains("expires on")), "{diagnosis}");
        assert!(diagnosis.server.capabilities.iter().any(|line| line == "PIPELINING"), "{diagnosis}");
    }
}
