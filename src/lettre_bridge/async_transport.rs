//! Implements lettre's `AsyncTransport` for mailers of raw mails.

use crate::{
    error::{Error, ErrorKind, Stage, problem_texts},
    mailer::RawMailer,
    memory::MemoryMailer,
    message::{Address, RawMail},
    receipt::Receipt,
    smtp::SmtpMailer,
};
use async_trait::async_trait;
use lettre::{AsyncTransport, address::Envelope};

#[async_trait]
impl AsyncTransport for SmtpMailer {
    type Ok = Receipt;
    type Error = Error;

    /// Sends a message in the form of RFC 5322, checked as [`RawMail`] describes.
    async fn send_raw(&self, envelope: &Envelope, email: &[u8]) -> Result<Receipt, Error> {
        self.send_raw_mail(&raw_mail(envelope, email)?).await
    }

    async fn shutdown(&self) {
        Self::shutdown(self).await;
    }
}

macro_rules! transports {
    ($($mailer:ty),+) => {$(
        #[async_trait]
        impl AsyncTransport for $mailer {
            type Ok = Receipt;
            type Error = Error;

            /// As of `SmtpMailer`.
            async fn send_raw(&self, envelope: &Envelope, email: &[u8]) -> Result<Receipt, Error> {
                self.send_raw_mail(&raw_mail(envelope, email)?).await
            }
        }
    )+};
}

transports!(MemoryMailer, Box<dyn RawMailer>);

fn raw_mail<'a>(envelope: &Envelope, email: &'a [u8]) -> Result<RawMail<'a>, Error> {
    let mut problems = Vec::new();
    let mut address = |address: &lettre::Address, field: &'static str| {
        let address: &str = address.as_ref();
        let parsed = Address::new(address);
        parsed.map_err(|error| problems.extend(error.problems().iter().map(|problem| problem.clone().at(field)))).ok()
    };
    let from = envelope.from().and_then(|from| address(from, "from"));
    let to: Vec<Address> = envelope.to().iter().filter_map(|to| address(to, "to")).collect();
    if envelope.from().is_none() {
        problems.push(SENDER_MISSING.at("from"));
    }
    match from {
        Some(from) if problems.is_empty() => RawMail::new(&from, &to, email),
        _ => Err(Error::invalid(ErrorKind::Message, Stage::Message, problems)),
    }
}

problem_texts! {
    SENDER_MISSING = "envelope_sender_missing" {
        "The envelope has no sender; a gateway takes mail from the addresses of its own account.",
        "L’enveloppe n’a pas d’expéditeur\u{202f}; une passerelle accepte les messages des adresses de son compte.",
    }
}
