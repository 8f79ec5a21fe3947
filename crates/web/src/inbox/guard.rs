//! Requests from this machine alone.

use crate::{PageLanguage, texts::inbox::InboxTexts};
use axum::{
    extract::{ConnectInfo, Request},
    http::{StatusCode, header, uri::Authority},
    middleware::Next,
    response::{Html, IntoResponse, Response},
};
use std::net::{IpAddr, SocketAddr};

/// Refuses a `Host` that is no loopback address, which a page of another site would send after changing its own DNS
/// record, and peers that are not on this machine where the server knows its peers.
pub(super) async fn loopback_only(language: PageLanguage, request: Request, next: Next) -> Response {
    let peer = request.extensions().get::<ConnectInfo<SocketAddr>>();
    let peer_is_near = peer.is_none_or(|ConnectInfo(peer)| peer.ip().to_canonical().is_loopback());
    let host = request.headers().get(header::HOST).and_then(|host| host.to_str().ok());
    let host = host.or_else(|| request.uri().authority().map(Authority::as_str));
    if peer_is_near && host.is_some_and(is_loopback) {
        return next.run(request).await;
    }
    let t = InboxTexts::of(language.0);
    let page = format!("<!doctype html><title>{0}</title><h1>{0}</h1><p>{1}</p>", t.not_here, t.not_here_what);
    (StatusCode::FORBIDDEN, Html(page)).into_response()
}

fn is_loopback(host: &str) -> bool {
    let Ok(authority) = host.parse::<Authority>() else { return false };
    let name = authority.host().trim_start_matches('[').trim_end_matches(']');
    name.eq_ignore_ascii_case("localhost") || name.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn host_must_be_loopback() {
        for (host, near) in [
            ("localhost", true),
            ("LOCALHOST:8080", true),
            ("127.0.0.1:3000", true),
            ("[::1]:3000", true),
            ("127.9.9.9", true),
            ("example.com", false),
            ("localhost.example.com", false),
            ("192.168.1.2:3000", false),
            ("user@localhost@example.com", false),
            ("", false),
        ] {
            assert_eq!(is_loopback(host), near, "{host}");
        }
    }
}
