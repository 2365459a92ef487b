//! The server of bench/rpc on tonic, up until stdin ends.

use std::error::Error;
use std::pin::Pin;

use futures_util::{Stream, StreamExt, stream};
use tokio::io::{AsyncReadExt, stdin};
use tokio::net::TcpListener;
use tonic::transport::server::TcpIncoming;
use tonic::transport::{Identity, Server, ServerTlsConfig};
use tonic::{Request, Response, Status, Streaming};
use tramline_bench::contract::bench_server::{Bench, BenchServer};
use tramline_bench::contract::{CountRequest, EchoMessage, Order, Payload, Tick};
use tramline_bench::{flag, runtime, sample};

struct Answers;

#[tonic::async_trait]
impl Bench for Answers {
    async fn echo(&self, request: Request<EchoMessage>) -> Result<Response<EchoMessage>, Status> {
        Ok(Response::new(request.into_inner()))
    }

    async fn place_order(&self, request: Request<Order>) -> Result<Response<Order>, Status> {
        Ok(Response::new(request.into_inner()))
    }

    type CountStream = Pin<Box<dyn Stream<Item = Result<Tick, Status>> + Send>>;

    async fn count(
        &self,
        request: Request<CountRequest>,
    ) -> Result<Response<Self::CountStream>, Status> {
        let ticks = (0..request.into_inner().count)
            .map(|sequence| Ok(Tick { sequence, text: sample::TICK_TEXT.into() }));
        Ok(Response::new(Box::pin(stream::iter(ticks))))
    }

    type PingPongStream = Pin<Box<dyn Stream<Item = Result<Tick, Status>> + Send>>;

    async fn ping_pong(
        &self,
        request: Request<Streaming<Tick>>,
    ) -> Result<Response<Self::PingPongStream>, Status> {
        Ok(Response::new(Box::pin(request.into_inner().map(|tick| tick))))
    }

    async fn transfer(&self, request: Request<Payload>) -> Result<Response<Payload>, Status> {
        Ok(Response::new(request.into_inner()))
    }
}

async fn listen(tls: Option<ServerTlsConfig>) -> Result<u16, Box<dyn Error>> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let port = listener.local_addr()?.port();
    // hyper allows 200 streams a connection unless told; unary-1000 has 1,000 calls in flight.
    let mut server = Server::builder().max_concurrent_streams(4096);
    if let Some(tls) = tls {
        server = server.tls_config(tls)?;
    }
    let serving = server
        .add_service(BenchServer::new(Answers))
        .serve_with_incoming(TcpIncoming::from(listener).with_nodelay(Some(true)));
    tokio::spawn(serving);
    Ok(port)
}

fn main() -> Result<(), Box<dyn Error>> {
    let cert = std::fs::read(flag("tls-cert").ok_or("--tls-cert FILE is needed")?)?;
    let key = std::fs::read(flag("tls-key").ok_or("--tls-key FILE is needed")?)?;
    let identity = Identity::from_pem(cert, key);
    runtime()?.block_on(async {
        let port = listen(None).await?;
        let tls_port = listen(Some(ServerTlsConfig::new().identity(identity))).await?;
        println!("{{\"port\":{port},\"tlsPort\":{tls_port}}}");
        stdin().read_to_end(&mut Vec::new()).await?;
        std::process::exit(0)
    })
}
