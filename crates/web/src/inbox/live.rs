//! New mails as they arrive, as server-sent events.

use super::Servers;
use axum::{
    extract::State,
    response::sse::{Event, KeepAlive, Sse},
};
use futures_util::stream::{self, Stream, StreamExt, select_all};
use std::convert::Infallible;

/// An event `mail` for every mail that arrives from now on; its data says which.
pub(super) async fn events(State(servers): State<Servers>) -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
    let streams = (0..servers.len()).map(|server| {
        let servers = servers.clone();
        let known = servers.get(server).map_or(0, |server| server.sandbox.mails().len());
        stream::unfold((servers, known), move |(servers, known)| async move {
            let sandbox = &servers.get(server)?.sandbox;
            // `wait_for` fails after a while: wait again.
            while sandbox.mails().len() <= known {
                let _ = sandbox.wait_for(known + 1).await;
            }
            let event = Event::default().event("mail").data(format!("{server}/{known}"));
            Some((Ok(event), (servers.clone(), known + 1)))
        })
        .boxed()
    });
    Sse::new(select_all(streams)).keep_alive(KeepAlive::default())
}
