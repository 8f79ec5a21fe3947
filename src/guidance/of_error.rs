//! The guidance of an [`Error`], and its JSON.

use super::{Guidance, case, case::Case, guess, oauth2, write};
use crate::error::{Error, Outcome};
use serde::{Serialize, Serializer, ser::SerializeStruct};

impl Error {
    /// What to do about it, in French and English.
    ///
    /// If the kind is a guess ([`Basis::is_weak`](crate::error::Basis::is_weak)), the guidance quotes the reply first.
    /// With [`Outcome::Unknown`] it is the advice on a mail that may have been delivered, for every kind.
    ///
    /// ```
    /// use ite_mailer::{Error, ErrorKind, Outcome, Stage};
    ///
    /// let error = Error::new(ErrorKind::Connect, Stage::FinalReply)
    ///     .with_outcome(Outcome::Unknown);
    /// assert_eq!(error.guidance().en.title, "The mail may have gone");
    /// ```
    #[must_use]
    pub fn guidance(&self) -> Guidance {
        let (kind, provider) = (self.kind(), self.provider());
        let case = match (self.outcome(), self.oauth2_problem(), self.imap_problem()) {
            (Outcome::Unknown, ..) => Some(Case::OutcomeUnknown),
            (_, Some(problem), _) => oauth2::case(problem, provider),
            (_, None, Some(problem)) => Some(Case::SentCopy(problem)),
            (_, None, None) => self
                .reply()
                .and_then(|reply| case::from_reply(kind, reply))
                .or_else(|| case::case(kind, provider, self.secret_shape())),
        };
        let guidance = write(kind, provider, case, None);
        match self.outcome() {
            Outcome::Unknown => guidance,
            _ => guess::by_basis(guidance, self.basis(), self.reply()),
        }
    }
}

/// For an API or a database: every field except the source, and the guidance. It reads back as an equal error.
impl Serialize for Error {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut fields = serializer.serialize_struct("Error", 16)?;
        fields.serialize_field("kind", &self.kind())?;
        fields.serialize_field("stage", &self.stage())?;
        fields.serialize_field("outcome", &self.outcome())?;
        fields.serialize_field("retry", &self.retry())?;
        fields.serialize_field("basis", &self.basis())?;
        fields.serialize_field("provider", &self.provider())?;
        fields.serialize_field("secret_shape", &self.secret_shape())?;
        fields.serialize_field("oauth2_problem", &self.oauth2_problem())?;
        fields.serialize_field("imap_problem", &self.imap_problem())?;
        fields.serialize_field("detail", &self.detail())?;
        fields.serialize_field("reply", &self.reply())?;
        fields.serialize_field("message_id", &self.message_id())?;
        fields.serialize_field("rejected", &self.rejected())?;
        fields.serialize_field("attempts", &self.attempts())?;
        fields.serialize_field("problems", &self.problems())?;
        fields.serialize_field("guidance", &self.guidance())?;
        fields.end()
    }
}
