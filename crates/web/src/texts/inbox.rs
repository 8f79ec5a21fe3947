//! Texts of the inbox.

use super::texts;

texts!(InboxTexts {
    title = "Inbox of the sandbox", "Boîte de réception du bac à sable";
});
