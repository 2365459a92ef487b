//! The calls of bench.proto, each repeated until the tally says stop.

use std::time::{Duration, Instant};

use tokio::sync::mpsc;
use tokio_stream::wrappers::ReceiverStream;
use tonic::metadata::MetadataValue;
use tonic::transport::{Channel, Endpoint};
use tonic::{Request, Status};
use tramline_bench::contract::bench_client::BenchClient;
use tramline_bench::contract::{CountRequest, EchoMessage, Payload, Tick};
use tramline_bench::sample;

use crate::Operation;
use crate::load::{Failed, Tally};

pub async fn repeat(
    operation: Operation,
    seed: u32,
    channel: Channel,
    endpoint: Endpoint,
    mut tally: Tally,
) -> Result<Vec<Duration>, Failed> {
    let client = BenchClient::new(channel);
    match operation {
        Operation::Echo => repeat_echo(client, &mut tally).await?,
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

async fn echo(client: &mut BenchClient<Channel>) -> Result<(), Failed> {
    let message = EchoMessage { text: sample::ECHO_TEXT.into(), number: sample::ECHO_NUMBER };
    let reply = client.echo(with_constant_metadata(message)).await?.into_inner();
    if reply.text.len() != sample::ECHO_TEXT.len() {
        return Err("a wrong echo".into());
    }
    Ok(())
}

async fn repeat_echo(mut client: BenchClient<Channel>, tally: &mut Tally) -> Result<(), Failed> {
    while tally.running() {
        let begin = Instant::now();
        echo(&mut client).await?;
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
        echo(&mut client).await?;
        drop(client);
        tally.add(begin);
    }
    Ok(())
}
