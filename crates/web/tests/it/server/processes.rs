//! Two processes with one store: requests for a page of the other process.

use super::support::{act, choose, fields, get, start};
use crate::site::Shared;
use axum::{Extension, Router};
use ite_mailer_web::{Customer, SettingsOptions, SettingsStore, settings_page};

fn process(store: &Shared) -> Router {
    let page = settings_page(store.clone(), SettingsOptions::new("ITE360")).unwrap();
    page.layer(Extension(Customer::new("a")))
}

#[tokio::test]
async fn a_draft_of_another_process_is_told_to_be_lost_and_changes_nothing() {
    let (sandbox, store) = (start().await, Shared::default());
    let (one, two) = (process(&store), process(&store));
    let port = sandbox.port().to_string();
    let draft = choose(&one, "custom", "a@example.fr").await;
    let mut typed = fields(&sandbox, &port);
    typed[1] = ("sender_name", "First");
    let saved = |store: Shared| async move { store.load(&Customer::new("a")).await.unwrap() };
    for before in [None, Some(1)] {
        for action in ["save", "test", "forget", "connect"] {
            let seen = act(&two, &draft, action, &typed).await.body;
            assert!(seen.contains("This page was open for too long"), "{action}: {seen}");
            assert!(!seen.contains(&format!("value=\"{draft}\"")), "a new draft is begun");
            assert_eq!(saved(store.clone()).await.map(|(_, revision)| revision), before, "{action}");
        }
        act(&one, &draft, "save", &typed).await;
        typed[1] = ("sender_name", "Second");
    }
    assert_eq!(sandbox.connections().opened, 0);
    assert_eq!(saved(store).await.unwrap().0.from.name(), Some("Second"));
}

#[tokio::test]
async fn saved_settings_are_known_to_every_process_and_conflicts_are_told() {
    let (sandbox, store) = (start().await, Shared::default());
    let (one, two) = (process(&store), process(&store));
    let port = sandbox.port().to_string();
    let (first, second) = (choose(&one, "custom", "a@example.fr").await, choose(&two, "custom", "a@example.fr").await);
    let named = |name| {
        let mut typed = fields(&sandbox, &port);
        typed[1] = ("sender_name", name);
        typed
    };
    act(&one, &first, "save", &named("First")).await;
    let fresh = get(&two, "/?lang=en").await.body;
    assert!(fresh.contains("atelier@example.fr") && !fresh.contains(sandbox.password()), "{fresh}");
    let told = act(&two, &second, "save", &named("Second")).await.body;
    assert!(told.contains("in another window"), "{told}");
    // The link beside it shows what the first one saved, and keeps what was typed here in its own draft.
    let link = told.split("id=\"notice\"").nth(1).unwrap().split("href=\"").nth(1).unwrap().split('"').next().unwrap();
    let shown = get(&two, &link.replace("&#38;", "&").replace("&amp;", "&")).await.body;
    assert!(shown.contains("value=\"First\"") && !shown.contains("value=\"Second\""), "{link}: {shown}");
}
