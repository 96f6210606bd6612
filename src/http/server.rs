//! Connections: how many, how slow their heads may be, and how they end.
//!
//! axum's own `serve` has no time limit for a head that never ends and no bound on connections.

use super::patient::Patient;
use axum::Router;
use axum::extract::ConnectInfo;
use axum::extract::Request;
use hyper::body::Incoming;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use std::future::Future;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tower::ServiceExt;

/// The most connections at a time; more wait to be accepted.
const CONNECTIONS: usize = 2048;
/// How long a head may take, and how long a connection may be idle.
const HEAD: Duration = Duration::from_secs(30);
/// How long answers may still take once the service is told to end.
const GRACE: Duration = Duration::from_secs(10);

/// Serves until `end`, then lets answers that have begun come to their end.
pub async fn serve(listener: TcpListener, router: Router, end: impl Future<Output = ()>) {
    let slots = Arc::new(Semaphore::new(CONNECTIONS));
    let graceful = GracefulShutdown::new();
    let mut end = std::pin::pin!(end);
    loop {
        let next = async {
            // The semaphore is never closed.
            let slot = Arc::clone(&slots).acquire_owned().await;
            (slot, listener.accept().await)
        };
        let (slot, accepted) = tokio::select! {
            next = next => next,
            () = &mut end => break,
        };
        let Ok((stream, peer)) = accepted else {
            // Out of file descriptors, most likely: some will be closed soon.
            tokio::time::sleep(Duration::from_millis(50)).await;
            continue;
        };
        let connection = connection(stream, peer, router.clone());
        let connection = graceful.watch(connection);
        tokio::spawn(async move {
            // A connection that breaks is its client's affair.
            let _ = connection.await;
            drop(slot);
        });
    }
    drop(listener);
    let _ = tokio::time::timeout(GRACE, graceful.shutdown()).await;
}

/// How long an answer may wait for a reader who does not read.
const WRITE: Duration = Duration::from_secs(30);

type Service = TowerToHyperService<
    tower::util::BoxCloneSyncService<
        Request<Incoming>,
        axum::response::Response,
        std::convert::Infallible,
    >,
>;

fn connection(
    stream: TcpStream,
    peer: SocketAddr,
    router: Router,
) -> hyper::server::conn::http1::Connection<TokioIo<Patient>, Service> {
    // Small answers shall not wait for more to send.
    let _ = stream.set_nodelay(true);
    let service = router.map_request(move |mut request: Request<Incoming>| {
        request.extensions_mut().insert(ConnectInfo(peer));
        request.map(axum::body::Body::new)
    });
    let service = TowerToHyperService::new(tower::util::BoxCloneSyncService::new(service));
    hyper::server::conn::http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD)
        // Who has sent everything may close its half and still wants the answer.
        .half_close(true)
        .serve_connection(TokioIo::new(Patient::new(stream, WRITE)), service)
}
