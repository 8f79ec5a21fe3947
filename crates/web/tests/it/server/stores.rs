//! The contract of every store of settings.

use ite_mailer::{GatewaySettings, Mailbox, Provider};
use ite_mailer_web::{Customer, MemorySettingsStore, Secret, SettingsStore, StoreError, StoredSettings};

fn settings(user: &str, secret: Secret) -> StoredSettings {
    let from: Mailbox = "Atelier Exemple <atelier@example.fr>".parse().unwrap();
    StoredSettings::new(GatewaySettings::for_provider(Provider::Gmail, user), from, secret)
}

fn consent(id: &str, token: &str) -> Secret {
    Secret::Consent { id: id.to_owned(), refresh_token: token.into() }
}

async fn holds(store: &dyn SettingsStore) {
    let (a, b) = (Customer::new("a"), Customer::new("b"));
    assert!(store.load(&a).await.unwrap().is_none());
    let first = store.save(&a, settings("one", Secret::Password("p".into())), 0).await.unwrap();
    assert_eq!(first, 1);
    for wrong in [0, 2] {
        let refused = store.save(&a, settings("lost", Secret::Missing), wrong).await;
        assert!(matches!(refused, Err(StoreError::Conflict)), "{wrong}");
    }
    assert!(matches!(store.save(&b, settings("lost", Secret::Missing), 1).await, Err(StoreError::Conflict)));
    let (stored, revision) = store.load(&a).await.unwrap().unwrap();
    assert_eq!((stored.gateway.user.as_deref(), revision), (Some("one"), 1));
    assert!(matches!(stored.secret, Secret::Password(_)));
    assert!(store.load(&b).await.unwrap().is_none());

    let second = store.save(&a, settings("two", consent("c1", "token 1")), 1).await.unwrap();
    assert_eq!(second, 2);
    store.replace_refresh_token(&a, "c0", "of an older consent".into()).await.unwrap();
    store.replace_refresh_token(&b, "c1", "of another customer".into()).await.unwrap();
    store.replace_refresh_token(&a, "c1", "token 2".into()).await.unwrap();
    let (stored, revision) = store.load(&a).await.unwrap().unwrap();
    let Secret::Consent { id, refresh_token } = stored.secret else { panic!("no consent") };
    assert_eq!((id.as_str(), secrecy::ExposeSecret::expose_secret(&refresh_token), revision), ("c1", "token 2", 2));
}

#[tokio::test]
async fn memory_store_keeps_the_contract() {
    holds(&MemorySettingsStore::new()).await;
}

#[cfg(feature = "sqlite")]
#[tokio::test]
async fn sqlite_store_keeps_the_contract() {
    use ite_mailer_web::{PlainSecrets, SqliteSettingsStore};
    let options = sqlx::sqlite::SqlitePoolOptions::new().max_connections(1);
    let pool = options.connect("sqlite::memory:").await.unwrap();
    holds(&SqliteSettingsStore::new(pool, PlainSecrets).await.unwrap()).await;
}
