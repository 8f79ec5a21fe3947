//! What an [`Error`] says to do, and the JSON of both.

use super::{Guidance, guidance};
use crate::error::Error;
use serde::{Serialize, Serializer, ser::SerializeStruct};

impl Error {
    /// What to do about it, in French and English.
    #[must_use]
    pub fn guidance(&self) -> Guidance {
        guidance(self.kind(), self.provider(), self.secret_shape(), self.oauth2_problem())
    }
}

/// What a page or an API answers with: everything but the source, and the guidance.
impl Serialize for Error {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut fields = serializer.serialize_struct("Error", 12)?;
        fields.serialize_field("kind", &self.kind())?;
        fields.serialize_field("stage", &self.stage())?;
        fields.serialize_field("outcome", &self.outcome())?;
        fields.serialize_field("retry", &self.retry())?;
        fields.serialize_field("provider", &self.provider())?;
        fields.serialize_field("oauth2_problem", &self.oauth2_problem())?;
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
