//! The calls of bench.proto, each repeated until the tally says stop.

use std::time::{Duration, Instant};

use tokio::sync::mpsc;
use tokio_stream::wrappers::ReceiverStream;
use tokio_util::sync::CancellationToken;
use tonic::body::Body;
use tonic::client::GrpcService;
use tonic::codec::CompressionEncoding::Gzip;
use tonic::codegen::{Body as HttpBody, Bytes, StdError};
use tonic::metadata::MetadataValue;
use tonic::transport::{Channel, Endpoint};
use tonic::{Request, Status};
use tramline_bench::contract::bench_client::BenchClient;
use tramline_bench::contract::{CountRequest, EchoMessage, Payload, Tick};
use tramline_bench::sample;

use crate::load::{Failed, Tally};
use crate::{Operation, Variant};

/// What a worker is given.
pub struct Given {
    pub operation: Operation,
    pub variant: Variant,
    pub seed: u32,
    pub channel: Channel,
    pub endpoint: Endpoint,
    /// Shared by all calls of a run, in the variant that can be cancelled.
    pub cancelled: CancellationToken,
}

pub async fn repeat(given: Given, mut tally: Tally) -> Result<Vec<Duration>, Failed> {
    let Given { operation, variant, seed, channel, endpoint, cancelled } = given;
    let client = BenchClient::new(channel.clone());
    match operation {
        Operation::Echo => match variant {
            Variant::Intercepted => {
                let client = BenchClient::with_interceptor(channel, pass_through);
                repeat_echo(client, sample::ECHO_TEXT, &mut tally).await?
            }
            Variant::Context => repeat_cancellable(client, cancelled, &mut tally).await?,
            _ => repeat_echo(client, sample::ECHO_TEXT, &mut tally).await?,
        },
        Operation::Document => {
            let client = client.send_compressed(Gzip).accept_compressed(Gzip);
            repeat_echo(client, &sample::document_text(), &mut tally).await?
        }
        Operation::Order => repeat_order(client, seed, &mut tally).await?,
        Operation::Count => repeat_count(client, &mut tally).await?,
        Operation::PingPong => repeat_ping_pong(client, &mut tally).await?,
        Operation::Transfer => repeat_transfer(client, &mut tally).await?,
        Operation::Connect => repeat_connect(endpoint, &mut tally).await?,
    }
    Ok(tally.into_samples())
}

fn with_constant_metadata<T>(message: T) -> Request<T> {
    let mut request = Request::new(message);
    request.set_timeout(sample::TIMEOUT);
    let metadata = request.metadata_mut();
    metadata.insert("x-tenant", MetadataValue::from_static("tramline-bench"));
    metadata.insert("x-client-version", MetadataValue::from_static("2026.11.1"));
    request
}

fn pass_through(request: Request<()>) -> Result<Request<()>, Status> {
    Ok(request)
}

async fn echo<T>(client: &mut BenchClient<T>, text: &str) -> Result<(), Failed>
where
    T: GrpcService<Body>,
    T::Error: Into<StdError>,
    T::ResponseBody: HttpBody<Data = Bytes> + Send + 'static,
    <T::ResponseBody as HttpBody>::Error: Into<StdError> + Send,
{
    let message = EchoMessage { text: text.into(), number: sample::ECHO_NUMBER };
    let reply = client.echo(with_constant_metadata(message)).await?.into_inner();
    if reply.text.len() != text.len() {
        return Err("a wrong echo".into());
    }
    Ok(())
}

async fn repeat_echo<T>(
    mut client: BenchClient<T>,
    text: &str,
    tally: &mut Tally,
) -> Result<(), Failed>
where
    T: GrpcService<Body>,
    T::Error: Into<StdError>,
    T::ResponseBody: HttpBody<Data = Bytes> + Send + 'static,
    <T::ResponseBody as HttpBody>::Error: Into<StdError> + Send,
{
    while tally.running() {
        let begin = Instant::now();
        echo(&mut client, text).await?;
        tally.add(begin);
    }
    Ok(())
}

async fn repeat_cancellable(
    mut client: BenchClient<Channel>,
    cancelled: CancellationToken,
    tally: &mut Tally,
) -> Result<(), Failed> {
    while tally.running() {
        let begin = Instant::now();
        tokio::select! {
            result = echo(&mut client, sample::ECHO_TEXT) => result?,
            () = cancelled.cancelled() => return Err(Status::cancelled("the run").into()),
        }
        tally.add(begin);
    }
    Ok(())
}

async fn repeat_order(
    mut client: BenchClient<Channel>,
    seed: u32,
    tally: &mut Tally,
) -> Result<(), Failed> {
    let order = sample::order();
    let authorization = MetadataValue::try_from(sample::authorization())?;
    let mut identifiers = sample::CallIdentifiers::new(seed);
    while tally.running() {
        let begin = Instant::now();
        let mut request = Request::new(order.clone());
        request.set_timeout(sample::TIMEOUT);
        let metadata = request.metadata_mut();
        metadata.insert("authorization", authorization.clone());
        metadata.insert("x-request-id", identifiers.request_id().try_into()?);
        metadata.insert("traceparent", identifiers.traceparent().try_into()?);
        let reply = client.place_order(request).await?.into_inner();
        if reply.id.len() != order.id.len() {
            return Err("a wrong order".into());
        }
        tally.add(begin);
    }
    Ok(())
}

async fn repeat_count(mut client: BenchClient<Channel>, tally: &mut Tally) -> Result<(), Failed> {
    while tally.running() {
        let request = CountRequest { count: sample::COUNT_MESSAGES };
        let mut ticks = client.count(request).await?.into_inner();
        let mut received = 0;
        while ticks.message().await?.is_some() {
            received += 1;
            tally.add_untimed();
        }
        if received != sample::COUNT_MESSAGES {
            return Err(format!("{received} messages of {}", sample::COUNT_MESSAGES).into());
        }
    }
    Ok(())
}

async fn repeat_ping_pong(
    mut client: BenchClient<Channel>,
    tally: &mut Tally,
) -> Result<(), Failed> {
    let (requests, outgoing) = mpsc::channel(1);
    let mut replies = client.ping_pong(ReceiverStream::new(outgoing)).await?.into_inner();
    while tally.running() {
        let begin = Instant::now();
        requests.send(Tick { sequence: 7, text: sample::TICK_TEXT.into() }).await?;
        replies.message().await?.ok_or_else(|| Status::aborted("the stream ended"))?;
        tally.add(begin);
    }
    drop(requests);
    if replies.message().await?.is_some() {
        return Err("the stream did not end".into());
    }
    Ok(())
}

async fn repeat_transfer(
    mut client: BenchClient<Channel>,
    tally: &mut Tally,
) -> Result<(), Failed> {
    let data = vec![0x61; sample::TRANSFER_BYTES];
    while tally.running() {
        let begin = Instant::now();
        let request = with_constant_metadata(Payload { data: data.clone() });
        let reply = client.transfer(request).await?.into_inner();
        if reply.data.len() != sample::TRANSFER_BYTES {
            return Err("a wrong payload".into());
        }
        tally.add(begin);
    }
    Ok(())
}

async fn repeat_connect(endpoint: Endpoint, tally: &mut Tally) -> Result<(), Failed> {
    while tally.running() {
        let begin = Instant::now();
        let mut client = BenchClient::new(endpoint.connect().await?);
        echo(&mut client, sample::ECHO_TEXT).await?;
        drop(client);
        tally.add(begin);
    }
    Ok(())
}
