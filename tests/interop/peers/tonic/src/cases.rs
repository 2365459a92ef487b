//! The cases of doc/interop-test-descriptions.md that tonic's public API can express.

use std::collections::HashSet;
use std::time::{Duration, Instant};

use tokio::sync::mpsc;
use tokio_stream::wrappers::ReceiverStream;
use tonic::codec::CompressionEncoding::Gzip;
use tonic::metadata::{MetadataMap, MetadataValue};
use tonic::transport::Channel;
use tonic::{Code, Request, Status, Streaming};
use tramline_interop::contract::test_service_client::TestServiceClient;
use tramline_interop::contract::unimplemented_service_client::UnimplementedServiceClient;
use tramline_interop::contract::{
    BoolValue, EchoStatus, Empty, Payload, ResponseParameters, SimpleRequest,
    StreamingInputCallRequest, StreamingOutputCallRequest, StreamingOutputCallResponse,
};
use tramline_interop::{Failed, Flags, INITIAL, TRAILING};

use crate::connect;

type Client = TestServiceClient<Channel>;
type Outcome = Result<(), Failed>;

const LARGE_REQUEST: usize = 271_828;
const LARGE_RESPONSE: usize = 314_159;
const REQUEST_SIZES: [usize; 4] = [27_182, 8, 1_828, 45_904];
const RESPONSE_SIZES: [usize; 4] = [31_415, 9, 2_653, 58_979];

pub async fn run(name: &str, flags: &Flags) -> Outcome {
    if name == "channel_soak" {
        return channel_soak(flags).await;
    }
    let channel = connect(flags).await?;
    let mut client = TestServiceClient::new(channel.clone());
    match name {
        "empty_unary" => empty_unary(&mut client).await,
        "large_unary" => large_unary(&mut client, large_request()).await,
        "client_streaming" => client_streaming(&mut client).await,
        "server_streaming" => server_streaming(&mut client).await,
        "ping_pong" => ping_pong(&mut client).await,
        "empty_stream" => empty_stream(&mut client).await,
        "custom_metadata" => custom_metadata(&mut client).await,
        "status_code_and_message" => status_code_and_message(&mut client).await,
        "special_status_message" => {
            let message =
                "\t\ntest with whitespace\r\nand Unicode BMP \u{263a} and non-BMP \u{1f608}\t\n";
            status_of_unary(&mut client, message).await
        }
        "unimplemented_method" => {
            ends_with(client.unimplemented_call(Empty {}).await, Code::Unimplemented, None)
        }
        "unimplemented_service" => {
            let mut other = UnimplementedServiceClient::new(channel);
            ends_with(other.unimplemented_call(Empty {}).await, Code::Unimplemented, None)
        }
        "client_compressed_unary" => {
            let probe = client.unary_call(compression_request(true)).await;
            ends_with(probe, Code::InvalidArgument, None)?;
            client_compressed(&mut client).await
        }
        "client_compressed_unary_noprobe" => client_compressed(&mut client).await,
        "very_large_request" => very_large_request(&mut client).await,
        "pick_first_unary" => pick_first_unary(&mut client).await,
        "rpc_soak" => rpc_soak(&mut client, flags).await,
        _ => Err(format!("no case {name}").into()),
    }
}

fn check(holds: bool, what: impl Into<String>) -> Outcome {
    if holds { Ok(()) } else { Err(what.into().into()) }
}

fn equal<T: PartialEq + std::fmt::Debug>(actual: T, expected: T) -> Outcome {
    check(actual == expected, format!("got {actual:?} instead of {expected:?}"))
}

fn ends_with<T>(result: Result<T, Status>, code: Code, message: Option<&str>) -> Outcome {
    let status = match result {
        Ok(_) => return Err(format!("the call ended with OK instead of {code:?}").into()),
        Err(status) => status,
    };
    equal(status.code(), code)?;
    message.map_or(Ok(()), |expected| equal(status.message(), expected))
}

fn zeros(size: usize) -> Option<Payload> {
    Some(Payload { body: vec![0; size], ..Default::default() })
}

fn large_request() -> SimpleRequest {
    SimpleRequest {
        response_size: LARGE_RESPONSE as i32,
        payload: zeros(LARGE_REQUEST),
        ..Default::default()
    }
}

fn parameters(size: usize) -> ResponseParameters {
    ResponseParameters { size: size as i32, ..Default::default() }
}

fn output_request(response_size: usize, request_size: usize) -> StreamingOutputCallRequest {
    StreamingOutputCallRequest {
        response_parameters: vec![parameters(response_size)],
        payload: zeros(request_size),
        ..Default::default()
    }
}

async fn empty_unary(client: &mut Client) -> Outcome {
    equal(client.empty_call(Empty {}).await?.into_inner(), Empty {})
}

async fn large_unary(client: &mut Client, request: SimpleRequest) -> Outcome {
    let size = request.response_size as usize;
    let response = client.unary_call(request).await?.into_inner();
    check(response.payload == zeros(size), "the response is not the zeros that were asked for")
}

async fn very_large_request(client: &mut Client) -> Outcome {
    let request = SimpleRequest {
        response_size: 10,
        payload: zeros(10 * 1024 * 1024),
        ..Default::default()
    };
    large_unary(client, request).await
}

async fn pick_first_unary(client: &mut Client) -> Outcome {
    let mut ids = HashSet::new();
    for _ in 0..100 {
        let request =
            SimpleRequest { response_size: 1, fill_server_id: true, ..Default::default() };
        let id = client.unary_call(request).await?.into_inner().server_id;
        check(!id.is_empty(), "the server did not fill server_id")?;
        ids.insert(id);
    }
    equal(ids.len(), 1)
}

async fn client_streaming(client: &mut Client) -> Outcome {
    let requests = REQUEST_SIZES
        .map(|size| StreamingInputCallRequest { payload: zeros(size), ..Default::default() });
    let response = client.streaming_input_call(tokio_stream::iter(requests)).await?;
    equal(response.into_inner().aggregated_payload_size, 74_922)
}

async fn next_size(responses: &mut Streaming<StreamingOutputCallResponse>) -> Result<usize, Failed> {
    let response = responses.message().await?.ok_or("the stream ended before its time")?;
    Ok(response.payload.map_or(0, |payload| payload.body.len()))
}

async fn at_end(responses: &mut Streaming<StreamingOutputCallResponse>) -> Outcome {
    check(responses.message().await?.is_none(), "a response too many")
}

async fn server_streaming(client: &mut Client) -> Outcome {
    let request = StreamingOutputCallRequest {
        response_parameters: RESPONSE_SIZES.map(parameters).to_vec(),
        ..Default::default()
    };
    let mut responses = client.streaming_output_call(request).await?.into_inner();
    for size in RESPONSE_SIZES {
        equal(next_size(&mut responses).await?, size)?;
    }
    at_end(&mut responses).await
}

async fn ping_pong(client: &mut Client) -> Outcome {
    let (requests, outgoing) = mpsc::channel(1);
    let mut round = RESPONSE_SIZES.into_iter().zip(REQUEST_SIZES);
    let (first, request_size) = round.next().ok_or("no round")?;
    // Some servers send no headers before the first response: it is asked for ahead of them.
    requests.send(output_request(first, request_size)).await?;
    let call = client.full_duplex_call(ReceiverStream::new(outgoing));
    let mut responses = call.await?.into_inner();
    equal(next_size(&mut responses).await?, first)?;
    for (response_size, request_size) in round {
        requests.send(output_request(response_size, request_size)).await?;
        equal(next_size(&mut responses).await?, response_size)?;
    }
    drop(requests);
    at_end(&mut responses).await
}

async fn empty_stream(client: &mut Client) -> Outcome {
    let mut responses = client.full_duplex_call(tokio_stream::empty()).await?.into_inner();
    at_end(&mut responses).await
}

async fn custom_metadata(client: &mut Client) -> Outcome {
    let initial = MetadataValue::from_static("test_initial_metadata_value");
    let trailing = MetadataValue::from_bytes(b"\xab\xab\xab");
    fn ask<T>(message: T) -> Request<T> {
        let mut request = Request::new(message);
        let metadata = request.metadata_mut();
        metadata.insert(INITIAL, MetadataValue::from_static("test_initial_metadata_value"));
        metadata.insert_bin(TRAILING, MetadataValue::from_bytes(b"\xab\xab\xab"));
        request
    }
    let echoed = |metadata: &MetadataMap, trailers: &MetadataMap| {
        equal(metadata.get(INITIAL), Some(&initial))?;
        equal(trailers.get_bin(TRAILING), Some(&trailing))
    };
    // tonic adds the trailers of a unary call to the metadata of its response.
    let response = client.unary_call(ask(large_request())).await?;
    echoed(response.metadata(), response.metadata())?;
    let requests = tokio_stream::once(output_request(LARGE_RESPONSE, LARGE_REQUEST));
    let (metadata, mut responses, _) = client.full_duplex_call(ask(requests)).await?.into_parts();
    equal(next_size(&mut responses).await?, LARGE_RESPONSE)?;
    at_end(&mut responses).await?;
    let trailers = responses.trailers().await?.ok_or("no trailers")?;
    echoed(&metadata, &trailers)
}

fn unknown(message: &str) -> Option<EchoStatus> {
    Some(EchoStatus { code: Code::Unknown as i32, message: message.into() })
}

async fn status_of_unary(client: &mut Client, message: &str) -> Outcome {
    let request = SimpleRequest { response_status: unknown(message), ..Default::default() };
    ends_with(client.unary_call(request).await, Code::Unknown, Some(message))
}

async fn status_code_and_message(client: &mut Client) -> Outcome {
    let message = "test status message";
    status_of_unary(client, message).await?;
    let request =
        StreamingOutputCallRequest { response_status: unknown(message), ..Default::default() };
    // The status comes with the headers or after them.
    let result = match client.full_duplex_call(tokio_stream::once(request)).await {
        Ok(response) => response.into_inner().message().await,
        Err(status) => Err(status),
    };
    ends_with(result, Code::Unknown, Some(message))
}

fn compression_request(expected: bool) -> SimpleRequest {
    SimpleRequest { expect_compressed: Some(BoolValue { value: expected }), ..large_request() }
}

async fn client_compressed(client: &mut Client) -> Outcome {
    let mut compressing = client.clone().send_compressed(Gzip);
    large_unary(&mut compressing, compression_request(true)).await?;
    large_unary(client, compression_request(false)).await
}

/// When the iterations of a soak case must be done, each and all.
struct Soak {
    end: Instant,
    each: Duration,
    iterations: u32,
}

impl Soak {
    fn of(flags: &Flags) -> Result<Self, Failed> {
        let overall = Duration::from_secs(flags.number("soak_overall_timeout_seconds", 10)?);
        let each = flags.number("soak_per_iteration_max_acceptable_latency_ms", 1_000)?;
        Ok(Self {
            end: Instant::now() + overall,
            each: Duration::from_millis(each),
            iterations: flags.number("soak_iterations", 10)?,
        })
    }

    fn judge(&self, begin: Instant) -> Outcome {
        check(begin < self.end, "the overall timeout passed")?;
        check(begin.elapsed() <= self.each, format!("an iteration took {:?}", begin.elapsed()))
    }
}

async fn rpc_soak(client: &mut Client, flags: &Flags) -> Outcome {
    let soak = Soak::of(flags)?;
    for _ in 0..soak.iterations {
        let begin = Instant::now();
        large_unary(client, large_request()).await?;
        soak.judge(begin)?;
    }
    Ok(())
}

async fn channel_soak(flags: &Flags) -> Outcome {
    let soak = Soak::of(flags)?;
    for _ in 0..soak.iterations {
        let begin = Instant::now();
        let mut client = TestServiceClient::new(connect(flags).await?);
        large_unary(&mut client, large_request()).await?;
        soak.judge(begin)?;
    }
    Ok(())
}
