//! One HTTPS request to a token endpoint, with the TLS settings used for mail.

use crate::{
    error::{Error, ErrorKind, OAuth2Problem, Retry, Stage},
    network::{NetworkPolicy, Service},
    tls::{client_config, handshake_error},
};
use bytes::Bytes;
use http_body_util::{BodyExt, Full};
use hyper::{
    Request, StatusCode,
    body::Body,
    header::{self, HeaderValue},
};
use hyper_util::rt::TokioIo;
use secrecy::zeroize::{Zeroize, Zeroizing};
use std::{future::Future, time::Duration};
use tokio::{
    io::{AsyncRead, AsyncWrite},
    net::TcpStream,
    time::timeout,
};
use tokio_rustls::{TlsConnector, rustls::pki_types::ServerName};
use tracing::{instrument::WithSubscriber, subscriber::NoSubscriber};
use url::Url;

/// Largest answer; one with tokens has a few thousand bytes.
const MAX_ANSWER: usize = 256 * 1024;
/// Longest wait that is taken from `Retry-After`: a day.
const LONGEST_WAIT: u64 = 24 * 3600;

pub(super) struct Http {
    tls: TlsConnector,
    network: NetworkPolicy,
    timeout: Duration,
}

/// An answer, in one buffer that is wiped when dropped.
pub(super) type Answer = Zeroizing<Vec<u8>>;

impl Http {
    pub(super) fn new(roots: &[Vec<u8>], network: NetworkPolicy, timeout: Duration) -> Result<Self, Error> {
        let config = client_config(roots).map_err(|error| {
            Error::new(ErrorKind::Tls, Stage::Gateway)
                .with_detail("the trusted certificates cannot be loaded")
                .with_source(error)
        })?;
        Ok(Self { tls: TlsConnector::from(config), network, timeout })
    }

    /// Posts a form, with an optional `Authorization` header. Returns status, wait and body.
    pub(super) async fn post(
        &self,
        url: &Url,
        authorization: Option<HeaderValue>,
        form: Zeroizing<String>,
    ) -> Result<(StatusCode, Answer), Error> {
        let answer = async {
            timeout(self.timeout, self.ask(url, authorization, form)).await.unwrap_or_else(|_| {
                let detail = format!("no answer within {} seconds", self.timeout.as_secs_f32());
                Err(failed(ErrorKind::Timeout, OAuth2Problem::EndpointUnreachable, &detail))
            })
        };
        // Switches off logging of hyper: a request contains secrets.
        answer.with_subscriber(NoSubscriber::default()).await
    }

    async fn ask(
        &self,
        url: &Url,
        authorization: Option<HeaderValue>,
        form: Zeroizing<String>,
    ) -> Result<(StatusCode, Answer), Error> {
        let request = request(url, authorization, form).ok_or_else(|| {
            failed(ErrorKind::Protocol, OAuth2Problem::EndpointAnswer, "its address makes no request")
        })?;
        // An IPv6 address has brackets in a URL only.
        let host = url.host_str().unwrap_or_default().trim_matches(['[', ']']).to_owned();
        let is_plain = url.scheme() != "https";
        let socket = connect(&self.network, &host, url.port_or_known_default().unwrap_or(443), is_plain).await?;
        if is_plain {
            return exchange(socket, request).await;
        }
        let name = ServerName::try_from(host)
            .map_err(|_| failed(ErrorKind::Tls, OAuth2Problem::EndpointAnswer, "the host has no form TLS can check"))?;
        match self.tls.connect(name, socket).await {
            Ok(stream) => exchange(stream, request).await,
            Err(error) => Err(distrusted(handshake_error(error))),
        }
    }
}

/// In origin form, with a `Host` header (RFC 9112 §3.2.1).
fn request(url: &Url, authorization: Option<HeaderValue>, form: Zeroizing<String>) -> Option<Request<Full<Bytes>>> {
    let target = url.query().map_or_else(|| url.path().to_owned(), |query| format!("{}?{query}", url.path()));
    let host = url
        .port()
        .map_or_else(|| url.host_str().map(str::to_owned), |port| Some(format!("{}:{port}", url.host_str()?)));
    let mut request = Request::post(target)
        .header(header::HOST, host?)
        .header(header::ACCEPT, "application/json")
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
    if let Some(value) = authorization {
        request = request.header(header::AUTHORIZATION, value);
    }
    request.body(Full::new(Bytes::from_owner(form))).ok()
}

fn failed(kind: ErrorKind, problem: OAuth2Problem, detail: &str) -> Error {
    Error::new(kind, Stage::Token).with_oauth2_problem(problem).with_detail(format!("the token endpoint: {detail}"))
}

/// Plain HTTP connects to loopback addresses only, even if `localhost` resolves to another one.
async fn connect(network: &NetworkPolicy, host: &str, port: u16, is_plain: bool) -> Result<TcpStream, Error> {
    let unreachable = OAuth2Problem::EndpointUnreachable;
    let mut addresses = network.resolve(Service::Https, host, port).await.map_err(|error| match error.kind() {
        ErrorKind::Dns => failed(ErrorKind::Dns, unreachable, "its name does not resolve").with_source(error),
        _ => error.at(Stage::Token),
    })?;
    if is_plain {
        addresses.retain(|address| address.ip().to_canonical().is_loopback());
    }
    TcpStream::connect(addresses.as_slice())
        .await
        .map_err(|error| failed(ErrorKind::Connect, unreachable, "no connection").with_source(error))
}

/// Issuers renew their certificates in time, so an expired certificate means that our clock is wrong.
fn distrusted(error: Error) -> Error {
    let problem = match error.kind() {
        ErrorKind::TlsExpired => OAuth2Problem::ClockSkew,
        ErrorKind::Connect => OAuth2Problem::EndpointUnreachable,
        _ => OAuth2Problem::EndpointAnswer,
    };
    failed(error.kind(), problem, "no protected connection").with_source(error)
}

async fn exchange<S>(stream: S, request: Request<Full<Bytes>>) -> Result<(StatusCode, Answer), Error>
where
    S: AsyncRead + AsyncWrite + Send + Unpin + 'static,
{
    let broken = |error: hyper::Error| {
        let problem = if error.is_parse() { OAuth2Problem::EndpointAnswer } else { OAuth2Problem::EndpointUnreachable };
        let kind = if error.is_parse() { ErrorKind::Protocol } else { ErrorKind::Connect };
        failed(kind, problem, "the exchange broke off").with_source(error)
    };
    let (mut sender, connection) = hyper::client::conn::http1::handshake(TokioIo::new(stream)).await.map_err(broken)?;
    let answer = async move {
        let response = sender.send_request(request).await.map_err(broken)?;
        let (head, body) = response.into_parts();
        Ok::<_, Error>((collect(body).await?, head))
    };
    // The connection makes progress only while both are polled.
    let (body, head) = {
        let mut connection = std::pin::pin!(connection);
        let mut answer = std::pin::pin!(answer);
        let mut over = false;
        std::future::poll_fn(|cx| {
            if !over && connection.as_mut().poll(cx).is_ready() {
                over = true;
            }
            answer.as_mut().poll(cx)
        })
        .await?
    };
    match head.status {
        status if status.is_redirection() => {
            Err(failed(ErrorKind::Protocol, OAuth2Problem::EndpointAnswer, "it sends elsewhere, which is not followed"))
        }
        status
            if status.is_server_error()
                || matches!(status, StatusCode::TOO_MANY_REQUESTS | StatusCode::REQUEST_TIMEOUT) =>
        {
            let seconds =
                head.headers.get(header::RETRY_AFTER).and_then(|wait| wait.to_str().ok()?.parse::<u64>().ok());
            let wait = Duration::from_secs(seconds.unwrap_or(60).clamp(1, LONGEST_WAIT));
            let detail = format!("it answers with status {}", status.as_u16());
            let unreachable = OAuth2Problem::EndpointUnreachable;
            Err(failed(ErrorKind::TemporaryServerError, unreachable, &detail).with_retry(Retry::After(wait)))
        }
        status => Ok((status, body)),
    }
}

/// The whole body. The buffer is allocated at its full size, because a growing one leaves copies behind, and each piece
/// is wiped after it was copied.
async fn collect<B>(mut body: B) -> Result<Answer, Error>
where
    B: Body<Data = Bytes> + Unpin,
{
    let broken = || failed(ErrorKind::Protocol, OAuth2Problem::EndpointAnswer, "the answer breaks off, or is too long");
    let told = body.size_hint().exact().and_then(|size| usize::try_from(size).ok());
    let room = told.unwrap_or(MAX_ANSWER);
    if room > MAX_ANSWER {
        return Err(broken());
    }
    let mut whole = Zeroizing::new(Vec::with_capacity(room));
    while let Some(frame) = body.frame().await {
        let Ok(piece) = frame.map_err(|_| broken())?.into_data() else { continue };
        let fits = whole.len() + piece.len() <= room;
        if fits {
            whole.extend_from_slice(&piece);
        }
        wipe(piece);
        if !fits {
            return Err(broken());
        }
    }
    Ok(whole)
}

/// Wipes a piece if nothing else refers to its memory.
fn wipe(piece: Bytes) {
    if let Ok(mut own) = piece.try_into_mut() {
        own.as_mut().zeroize();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures_util::stream;
    use http_body_util::StreamBody;
    use hyper::body::Frame;

    /// An address of this machine that is not loopback.
    #[derive(Debug)]
    struct Elsewhere;

    #[async_trait::async_trait]
    impl crate::network::Resolve for Elsewhere {
        async fn resolve(&self, _host: &str, port: u16) -> std::io::Result<Vec<std::net::SocketAddr>> {
            Ok(vec![([0, 0, 0, 0], port).into()])
        }
    }

    /// A hosts file or a resolver decides what `localhost` is.
    #[tokio::test]
    async fn plain_http_goes_to_loopback_addresses_only() {
        let listener = tokio::net::TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let network = NetworkPolicy::any().resolver(Elsewhere);
        assert!(connect(&network, "localhost", port, false).await.is_ok(), "TLS is checked after this");
        let error = connect(&network, "localhost", port, true).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Connect, "{error}");
        assert!(connect(&NetworkPolicy::any(), "127.0.0.1", port, true).await.is_ok());
    }

    fn pieces(sizes: &[usize]) -> impl Body<Data = Bytes> + Unpin + use<> {
        let pieces: Vec<_> = sizes.iter().map(|size| Ok::<_, Error>(Frame::data(vec![b'x'; *size].into()))).collect();
        StreamBody::new(stream::iter(pieces))
    }

    /// A buffer that grows leaves copies of a token behind: the first allocation must hold all of it.
    #[tokio::test]
    async fn an_answer_is_collected_in_one_buffer() {
        let told = collect(Full::new(Bytes::from(vec![b'x'; 5000]))).await.unwrap();
        assert_eq!((told.len(), told.capacity()), (5000, 5000));
        let untold = collect(pieces(&[10, 5, 20_000])).await.unwrap();
        assert_eq!((untold.len(), untold.capacity()), (20_015, MAX_ANSWER));
        assert_eq!(collect(pieces(&[MAX_ANSWER - 1, 1])).await.unwrap().len(), MAX_ANSWER);
        for endless in [&[MAX_ANSWER + 1][..], &[MAX_ANSWER, 1]] {
            assert_eq!(collect(pieces(endless)).await.unwrap_err().kind(), ErrorKind::Protocol);
        }
    }
}
