//! An interop server on tonic, with the official flags.

mod echo_metadata;

use std::pin::Pin;
use std::time::Duration;

use echo_metadata::EchoMetadata;
use futures_util::{Stream, StreamExt, stream};
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};
use tonic::codec::CompressionEncoding::Gzip;
use tonic::transport::server::TcpIncoming;
use tonic::transport::{Identity, Server, ServerTlsConfig};
use tonic::{Code, Request, Response, Status, Streaming};
use tower_layer::layer_fn;
use tramline_interop::contract::test_service_server::{TestService, TestServiceServer};
use tramline_interop::contract::{
    EchoStatus, Empty, Payload, SimpleRequest, SimpleResponse, StreamingInputCallRequest,
    StreamingInputCallResponse, StreamingOutputCallRequest, StreamingOutputCallResponse,
};
use tramline_interop::{Failed, Flags, MAX_BYTES};

type Responses = Pin<Box<dyn Stream<Item = Result<StreamingOutputCallResponse, Status>> + Send>>;

struct Interop;

#[tonic::async_trait]
impl TestService for Interop {
    async fn empty_call(&self, _request: Request<Empty>) -> Result<Response<Empty>, Status> {
        // Else tonic compresses whatever the client accepts compressed.
        let mut response = Response::new(Empty {});
        response.disable_compression();
        Ok(response)
    }

    async fn unary_call(
        &self,
        request: Request<SimpleRequest>,
    ) -> Result<Response<SimpleResponse>, Status> {
        let request = request.into_inner();
        refuse_as_asked(request.response_status)?;
        let message = SimpleResponse {
            payload: Some(payload(request.response_size)),
            server_id: if request.fill_server_id { server_id() } else { String::new() },
            ..Default::default()
        };
        let mut response = Response::new(message);
        if !request.response_compressed.is_some_and(|wanted| wanted.value) {
            response.disable_compression();
        }
        Ok(response)
    }

    async fn cacheable_unary_call(
        &self,
        _request: Request<SimpleRequest>,
    ) -> Result<Response<SimpleResponse>, Status> {
        Err(Status::unimplemented("no cache"))
    }

    type StreamingOutputCallStream = Responses;

    async fn streaming_output_call(
        &self,
        request: Request<StreamingOutputCallRequest>,
    ) -> Result<Response<Responses>, Status> {
        Ok(Response::new(responses(request.into_inner())))
    }

    async fn streaming_input_call(
        &self,
        request: Request<Streaming<StreamingInputCallRequest>>,
    ) -> Result<Response<StreamingInputCallResponse>, Status> {
        let mut requests = request.into_inner();
        let mut size = 0;
        while let Some(request) = requests.message().await? {
            size += request.payload.map_or(0, |payload| payload.body.len());
        }
        Ok(Response::new(StreamingInputCallResponse { aggregated_payload_size: size as i32 }))
    }

    type FullDuplexCallStream = Responses;

    async fn full_duplex_call(
        &self,
        request: Request<Streaming<StreamingOutputCallRequest>>,
    ) -> Result<Response<Responses>, Status> {
        let answers = request.into_inner().flat_map(|request| -> Responses {
            match request.and_then(|mut request| {
                refuse_as_asked(request.response_status.take())?;
                Ok(request)
            }) {
                Ok(request) => responses(request),
                Err(status) => Box::pin(stream::once(async { Err(status) })),
            }
        });
        Ok(Response::new(Box::pin(answers)))
    }

    type HalfDuplexCallStream = Responses;

    async fn half_duplex_call(
        &self,
        request: Request<Streaming<StreamingOutputCallRequest>>,
    ) -> Result<Response<Responses>, Status> {
        let mut requests = request.into_inner();
        let mut received = Vec::new();
        while let Some(request) = requests.message().await? {
            received.push(request);
        }
        Ok(Response::new(Box::pin(stream::iter(received).flat_map(responses))))
    }

    async fn unimplemented_call(&self, _request: Request<Empty>) -> Result<Response<Empty>, Status> {
        Err(Status::unimplemented("not implemented"))
    }
}

fn payload(size: i32) -> Payload {
    Payload { body: vec![0; size.max(0) as usize], ..Default::default() }
}

fn server_id() -> String {
    format!("tonic-{}", std::process::id())
}

fn refuse_as_asked(status: Option<EchoStatus>) -> Result<(), Status> {
    match status {
        Some(status) if status.code != 0 => {
            Err(Status::new(Code::from_i32(status.code), status.message))
        }
        _ => Ok(()),
    }
}

fn responses(request: StreamingOutputCallRequest) -> Responses {
    Box::pin(stream::iter(request.response_parameters).then(|parameters| async move {
        if parameters.interval_us > 0 {
            tokio::time::sleep(Duration::from_micros(parameters.interval_us as u64)).await;
        }
        Ok(StreamingOutputCallResponse { payload: Some(payload(parameters.size)) })
    }))
}

#[tokio::main]
async fn main() -> Result<(), Failed> {
    let flags = Flags::of_program();
    let port: u16 = flags.number("port", 0)?;
    let listener = TcpListener::bind(("127.0.0.1", port)).await?;
    let port = listener.local_addr()?.port();
    let mut server = Server::builder();
    if flags.is_set("use_tls") {
        let identity =
            Identity::from_pem(flags.file("tls_cert_file")?, flags.file("tls_key_file")?);
        server = server.tls_config(ServerTlsConfig::new().identity(identity))?;
    }
    let service = TestServiceServer::new(Interop)
        .accept_compressed(Gzip)
        .send_compressed(Gzip)
        .max_decoding_message_size(MAX_BYTES);
    let router = server.layer(layer_fn(EchoMetadata)).add_service(service);
    println!("interop server listening on 127.0.0.1:{port}");
    let mut ending = signal(SignalKind::terminate())?;
    tokio::select! {
        served = router.serve_with_incoming(TcpIncoming::from(listener)) => served?,
        _ = ending.recv() => {}
    }
    Ok(())
}
