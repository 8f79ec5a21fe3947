//! A test whose steps are sent as they end: one JSON object a line.

use super::{
    Ask, Page, Slot, actions, testing,
    view::result::{StepView, step_view},
};
use axum::{
    body::{Body, Bytes},
    http::{HeaderValue, header},
    response::{IntoResponse, Response},
};
use futures_util::stream;
use serde::Serialize;
use std::{convert::Infallible, sync::Arc};
use tokio::sync::mpsc;

pub(super) const MEDIA_TYPE: &str = "application/x-ndjson";

#[derive(Serialize)]
#[serde(rename_all = "snake_case")]
enum Event<'a> {
    Step(&'a StepView),
    /// The page that shows the result.
    Done(&'a str),
}

fn line(event: &Event<'_>) -> Bytes {
    let mut text = serde_json::to_vec(event).unwrap_or_default();
    text.push(b'\n');
    text.into()
}

pub(super) fn test(page: Arc<Page>, ask: Ask, id: String, slot: Arc<Slot>, send: bool) -> Response {
    let (lines, mut receiver) = mpsc::unbounded_channel::<Bytes>();
    let (events, mut steps) = mpsc::unbounded_channel();
    tokio::spawn(async move {
        let running = testing::run(&page, &ask.customer, &slot, send, Some(events));
        let telling = async {
            while let Some((step, in_clear)) = steps.recv().await {
                let _ = lines.send(line(&Event::Step(&step_view(&step, in_clear, ask.language))));
            }
        };
        tokio::join!(running, telling);
        let url = ask.page(&id, actions::after_test(&slot.draft()));
        let _ = lines.send(line(&Event::Done(&url)));
    });
    let body = stream::poll_fn(move |context| receiver.poll_recv(context).map(|line| line.map(Ok::<_, Infallible>)));
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static(MEDIA_TYPE)),
        // A buffering proxy would show all steps at the end.
        (header::HeaderName::from_static("x-accel-buffering"), HeaderValue::from_static("no")),
    ];
    (headers, Body::from_stream(body)).into_response()
}
