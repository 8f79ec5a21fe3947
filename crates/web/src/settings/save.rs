//! Saving a draft, if nothing was saved elsewhere meanwhile.

use super::{
    Page,
    drafts::{Draft, Notice, Slot},
    faults::faults,
    store::{LastTest, Secret, StoreError, StoredSettings},
};
use crate::Customer;
use std::sync::Arc;

pub(super) async fn save(page: &Page, customer: &Customer, slot: &Slot) -> Result<(), StoreError> {
    let _turn = slot.turn.lock().await;
    let (settings, revision, notice) = {
        let mut draft = slot.draft();
        draft.faults = faults(&draft, false);
        let Ok(from) = draft.fields.from() else { return Ok(()) };
        if !draft.faults.is_empty() {
            return Ok(());
        }
        let gateway = draft.fields.settings(draft.stored.as_deref());
        let mut settings = StoredSettings::new(gateway, from, draft.secret());
        settings.last_test = last_test(&draft);
        let notice = match &settings.last_test {
            None => Notice::SavedUntested,
            Some(test) if test.ok => Notice::Saved,
            Some(test) if test.is_of_copy() => Notice::SavedWithoutCopy,
            Some(_) => Notice::SavedFailing,
        };
        (settings, draft.revision, notice)
    };
    match page.store.save(customer, settings.clone(), revision).await {
        Ok(revision) => {
            let mut draft = slot.draft();
            draft.stored = Some(Arc::new(settings));
            draft.revision = revision;
            draft.secret = Secret::Missing;
            draft.notice = Some(notice);
            Ok(())
        }
        Err(StoreError::Conflict) => {
            // With the new revision the customer can overwrite it by saving again.
            let stored = page.store.load(customer).await?;
            let mut draft = slot.draft();
            draft.revision = stored.map_or(0, |(_, revision)| revision);
            draft.notice = Some(Notice::Conflict);
            Ok(())
        }
        Err(error) => Err(error),
    }
}

/// The last test, if it was made with exactly these settings.
pub(super) fn last_test(draft: &Draft) -> Option<LastTest> {
    match &draft.test {
        Some(test) if test.version == draft.version => {
            let kind = test.diagnosis.error().map(|error| error.kind().as_str().to_owned());
            Some(LastTest::now(test.diagnosis.is_ok(), test.sent, kind))
        }
        _ if draft.version == 0 => draft.stored.as_ref().and_then(|stored| stored.last_test.clone()),
        _ => None,
    }
}
