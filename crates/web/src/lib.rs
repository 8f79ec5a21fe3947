//! Mail settings page and sandbox inbox for ite-mailer, as axum routers.
#![forbid(unsafe_code)]

mod consent;
mod core;
mod customer;
mod filters;
mod http;
mod settings;
mod texts;

pub use customer::{Customer, PageLanguage};
pub use http::Fail;
#[cfg(feature = "sqlite")]
pub use settings::store::{PlainSecrets, SecretSealer, SqliteSettingsStore};
pub use settings::{
    MountError, NetworkPolicy, PageParts, SettingsOptions, settings_page,
    store::{LastTest, MemorySettingsStore, Secret, SettingsStore, StoreError, StoredSettings},
};
