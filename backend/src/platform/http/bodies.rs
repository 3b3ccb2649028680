//! Bodies that arrive slowly, or of which many are open at a time: each has so long to arrive, a
//! peer so many that are not whole yet, and all together so much memory (ADR 30).

use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::net::{IpAddr, Ipv6Addr};
use std::pin::Pin;
use std::rc::Rc;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use actix_web::body::{BodySize, BoxBody, MessageBody};
use actix_web::dev::{Payload, ServiceRequest, ServiceResponse};
use actix_web::error::PayloadError;
use actix_web::http::header::CONTENT_TYPE;
use actix_web::middleware::Next;
use actix_web::web::Bytes;
use actix_web::{Error, HttpMessage, ResponseError};
use futures_util::Stream;
use shared::ErrorCode;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::{Instant, Sleep, sleep_until};

use super::address::address_of;
use super::context::JSON_LIMIT;
use crate::platform::clock::Clock;
use crate::platform::error::AppError;

/// A body of which nothing comes for so long is given up.
const IDLE_TIMEOUT: Duration = Duration::from_secs(15);
/// One that trickles is given up after so long, and a second later for each [`MIN_BYTES_PER_SECOND`] bytes.
const BASE_TIMEOUT: Duration = Duration::from_secs(40);
/// What the weakest network brings in a second: 128 kbit.
const MIN_BYTES_PER_SECOND: u64 = 16 * 1024;
/// No body takes longer: 10 MB at that pace.
const MAX_DURATION: Duration = Duration::from_secs(660);
/// One that is whole so soon is not counted, however many come: an office shares an address.
const UNCOUNTED_DURATION: Duration = Duration::from_secs(1);
/// Bodies of a peer that are not whole yet after that. Behind a proxy that buffers there are none.
const MAX_OPEN_PER_PEER: usize = 128;
/// Bytes of bodies that are read into memory at a time, all requests together: 64 of the longest.
/// Files go to the disk and do not count.
const MAX_BYTES_IN_MEMORY: usize = 64 * JSON_LIMIT;
/// Seconds after which a peer that had too many may try again.
const RETRY_SECONDS: i64 = 5;

/// What is open at a time.
#[derive(Debug, Clone)]
pub struct BodyLimits {
    peers: Arc<Mutex<HashMap<Option<IpAddr>, usize>>>,
    memory: Arc<Semaphore>,
}

impl Default for BodyLimits {
    fn default() -> Self {
        Self { peers: Arc::default(), memory: Arc::new(Semaphore::new(MAX_BYTES_IN_MEMORY)) }
    }
}

/// A body that is not whole yet, as long as this is held.
#[derive(Debug)]
struct OpenBody {
    limits: BodyLimits,
    peer: Option<IpAddr>,
}

impl BodyLimits {
    fn open(&self, peer: Option<IpAddr>) -> Option<OpenBody> {
        let mut peers = self.peers.lock().unwrap_or_else(PoisonError::into_inner);
        let count = peers.entry(peer).or_default();
        (*count < MAX_OPEN_PER_PEER).then(|| {
            *count += 1;
            OpenBody { limits: self.clone(), peer }
        })
    }
}

impl Drop for OpenBody {
    fn drop(&mut self) {
        let mut peers = self.limits.peers.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = peers.get_mut(&self.peer) {
            *count -= 1;
            if *count == 0 {
                peers.remove(&self.peer);
            }
        }
    }
}

/// Whose body it is: a whole network of IPv6 belongs to one subscriber.
fn peer_of(address: &str) -> Option<IpAddr> {
    match address.parse::<IpAddr>().ok()?.to_canonical() {
        IpAddr::V6(address) => {
            let network = address.to_bits() & !u128::from(u64::MAX);
            Some(Ipv6Addr::from_bits(network).into())
        }
        v4 => Some(v4),
    }
}

/// Why a body was given up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum BodyFault {
    TooSlow,
    TooMany,
}

impl BodyFault {
    fn error(self) -> AppError {
        match self {
            Self::TooSlow => ErrorCode::RequestTimeout.into(),
            Self::TooMany => AppError::Wait(ErrorCode::Unavailable, RETRY_SECONDS),
        }
    }
}

/// A body, for as long as its request is answered. It is kept even when nobody reads it: actix
/// would go on reading a chunked one that was dropped, without an end, and closes the connection
/// of one that was not.
#[derive(Default)]
struct IncomingBody {
    payload: RefCell<Option<Payload>>,
    open: RefCell<Option<OpenBody>>,
    memory: RefCell<Option<OwnedSemaphorePermit>>,
    fault: Cell<Option<BodyFault>>,
}

/// What the handler reads.
struct LimitedPayload {
    incoming: Rc<IncomingBody>,
    limits: BodyLimits,
    peer: Option<IpAddr>,
    /// Whether it is read into memory.
    in_memory: bool,
    /// Whether it has taken longer than [`UNCOUNTED_DURATION`].
    counted: bool,
    timer: Pin<Box<Sleep>>,
    began: Instant,
    last_received: Instant,
    received: u64,
}

impl LimitedPayload {
    fn new(
        incoming: Rc<IncomingBody>,
        limits: BodyLimits,
        peer: Option<IpAddr>,
        in_memory: bool,
    ) -> Self {
        let began = Instant::now();
        let timer = Box::pin(sleep_until(began + Clock::scaled(UNCOUNTED_DURATION)));
        let (counted, last_received, received) = (false, began, 0);
        Self { incoming, limits, peer, in_memory, counted, timer, began, last_received, received }
    }

    fn deadline(&self) -> Instant {
        let earned = Duration::from_secs(self.received / MIN_BYTES_PER_SECOND);
        let whole = self.began + Clock::scaled((BASE_TIMEOUT + earned).min(MAX_DURATION));
        (self.last_received + Clock::scaled(IDLE_TIMEOUT)).min(whole)
    }

    fn fail(&mut self, fault: BodyFault) -> Poll<Option<Result<Bytes, PayloadError>>> {
        self.incoming.fault.set(Some(fault));
        let kind = std::io::ErrorKind::TimedOut;
        Poll::Ready(Some(Err(PayloadError::Io(kind.into()))))
    }

    /// Counts the bytes of a piece; false where there is no more room.
    fn reserve_memory(&self, length: usize) -> bool {
        let Ok(many) = u32::try_from(length) else { return false };
        let memory = self.limits.memory.clone();
        let Ok(more) = memory.try_acquire_many_owned(many) else { return false };
        let mut reserved = self.incoming.memory.borrow_mut();
        match reserved.as_mut() {
            Some(reserved) => reserved.merge(more),
            None => *reserved = Some(more),
        }
        true
    }
}

impl Stream for LimitedPayload {
    type Item = Result<Bytes, PayloadError>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        if self.incoming.fault.get().is_some() {
            return Poll::Ready(None);
        }
        let read = match self.incoming.payload.borrow_mut().as_mut() {
            Some(payload) => Pin::new(payload).poll_next(cx),
            None => Poll::Ready(None),
        };
        match read {
            Poll::Ready(Some(Ok(piece))) => {
                self.received += piece.len() as u64;
                self.last_received = Instant::now();
                if self.in_memory && !self.reserve_memory(piece.len()) {
                    return self.fail(BodyFault::TooMany);
                }
                let deadline = self.deadline();
                if deadline <= self.last_received {
                    return self.fail(BodyFault::TooSlow);
                }
                if self.counted {
                    self.timer.as_mut().reset(deadline);
                }
                return Poll::Ready(Some(Ok(piece)));
            }
            Poll::Ready(end) => {
                // Whole, or broken off: there is nothing more to wait for.
                self.incoming.payload.take();
                self.incoming.open.take();
                return Poll::Ready(end);
            }
            Poll::Pending => {}
        }
        ready!(self.timer.as_mut().poll(cx));
        if self.counted {
            return self.fail(BodyFault::TooSlow);
        }
        self.counted = true;
        let Some(open) = self.limits.open(self.peer) else {
            return self.fail(BodyFault::TooMany);
        };
        self.incoming.open.replace(Some(open));
        let deadline = self.deadline();
        self.timer.as_mut().reset(deadline);
        ready!(self.timer.as_mut().poll(cx));
        self.fail(BodyFault::TooSlow)
    }
}

/// An answer that holds on to its request's body until it is sent.
struct ResponseWithBody<B> {
    body: B,
    _incoming: Rc<IncomingBody>,
}

impl<B: MessageBody + Unpin> MessageBody for ResponseWithBody<B> {
    type Error = B::Error;

    fn size(&self) -> BodySize {
        self.body.size()
    }

    fn poll_next(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Bytes, Self::Error>>> {
        Pin::new(&mut self.get_mut().body).poll_next(cx)
    }
}

/// Bounds how a request's body arrives: 408 for one that is too slow, 503 for one too many.
///
/// # Errors
/// Those of the handler.
pub async fn limit_bodies(
    mut request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let payload = request.take_payload();
    let limits = request.app_data::<BodyLimits>().cloned();
    let (Some(limits), false) = (limits, matches!(payload, Payload::None)) else {
        request.set_payload(payload);
        return Ok(next.call(request).await?.map_into_boxed_body());
    };
    let incoming = Rc::new(IncomingBody::default());
    incoming.payload.replace(Some(payload));
    let peer = peer_of(&address_of(request.request()));
    let in_memory = !is_multipart(&request);
    let limited = LimitedPayload::new(incoming.clone(), limits, peer, in_memory);
    request.set_payload(Payload::Stream { payload: Box::pin(limited) });
    let response = next.call(request).await?.map_into_boxed_body();
    // Whatever the handler made of a body that broke off, this is why it did.
    let response = match incoming.fault.get() {
        Some(fault) => response.into_response(fault.error().error_response()),
        None => response,
    };
    Ok(keep_request_body(response, incoming))
}

fn keep_request_body(
    response: ServiceResponse<BoxBody>,
    incoming: Rc<IncomingBody>,
) -> ServiceResponse<BoxBody> {
    response.map_body(|_, body| ResponseWithBody { body, _incoming: incoming }.boxed())
}

fn is_multipart(request: &ServiceRequest) -> bool {
    let kind = request.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
    kind.is_some_and(|kind| kind.trim_start().to_ascii_lowercase().starts_with("multipart/"))
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;

    #[test]
    fn open_bodies_are_limited_by_peer() {
        let limits = BodyLimits::default();
        let (one, other) = (peer_of("192.0.2.1"), peer_of("192.0.2.2"));
        let held: Vec<_> = (0..MAX_OPEN_PER_PEER).map(|_| limits.open(one).unwrap()).collect();
        assert!(limits.open(one).is_none());
        assert!(limits.open(peer_of("::ffff:192.0.2.1")).is_none());
        assert!(limits.open(other).is_some());
        drop(held);
        assert!(limits.open(one).is_some());
        assert!(limits.peers.lock().unwrap().is_empty());
    }

    #[test]
    fn ipv6_addresses_of_one_network_are_one_peer() {
        assert_eq!(peer_of("2001:db8:1:2::7"), peer_of("2001:db8:1:2:ffff::1"));
        assert_ne!(peer_of("2001:db8:1:2::7"), peer_of("2001:db8:1:3::7"));
        assert_eq!(peer_of("unknown"), None);
    }
}
