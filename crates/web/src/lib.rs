//! Mail settings page and sandbox inbox for ite-mailer, as axum routers.
//!
//! [`settings_page`] is the page on which a customer connects their own mailbox: address, fields of the provider with its
//! help, a test step by step, saving. The product decides with its session who the [`Customer`] is, keeps the settings in a
//! [`SettingsStore`] and sends with [`StoredSettings::gateway`]. `inbox` (feature `inbox`) shows what a sandbox took.
//!
//! A copy of each mail for the sender is a choice: none, in the mailbox's Sent folder (filed over IMAP with the gateway's own
//! login and secret), or to the inbox. Relays such as Brevo have no mailboxes, and a [`SettingsStore`] keeps one secret, so
//! the page does not offer them the Sent folder of another mailbox.
//!
//! Pages are French and English, work without script, and load nothing from elsewhere.
//!
//! # Features
//!
//! | feature | what it brings |
//! |---|---|
//! | `inbox` | `Inbox`, for development |
//! | `sqlite` | `SqliteSettingsStore` |
#![forbid(unsafe_code)]

mod core;
mod customer;
mod filters;
mod http;
#[cfg(feature = "inbox")]
mod inbox;
mod settings;
mod texts;

pub use customer::{Customer, PageLanguage};
pub use http::Fail;
#[cfg(feature = "inbox")]
pub use inbox::{Inbox, inbox};
#[cfg(feature = "sqlite")]
pub use settings::store::{PlainSecrets, SecretSealer, SqliteSettingsStore};
pub use settings::{
    MountError, PageParts, SettingsOptions, settings_page,
    store::{LastTest, MemorySettingsStore, Secret, SettingsStore, StoreError, StoredSettings},
};

/// Compiles the code of the README.
#[cfg(all(doctest, feature = "inbox"))]
#[doc = include_str!("../README.md")]
struct Readme;
