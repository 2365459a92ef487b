//! The server of bench/rpc on tonic, up until stdin ends.

use std::error::Error;
use std::pin::Pin;

use futures_util::{Stream, StreamExt, stream};
use serde_json::json;
use tokio::io::{AsyncReadExt, stdin};
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;
use tonic::codec::CompressionEncoding::Gzip;
use tonic::transport::server::{Router, TcpIncoming};
use tonic::transport::{Identity, Server, ServerTlsConfig};
use tonic::{Request, Response, Status, Streaming};
use tramline_bench::contract::bench_server::{Bench, BenchServer};
use tramline_bench::contract::{CountRequest, EchoMessage, Order, Payload, Tick};
use tramline_bench::{flag, runtime, sample};

/// The service's methods. Those that are aware look at what a handler that works for its caller needs.
struct Answers<const AWARE: bool>;

#[tonic::async_trait]
impl<const AWARE: bool> Bench for Answers<AWARE> {
    async fn echo(&self, request: Request<EchoMessage>) -> Result<Response<EchoMessage>, Status> {
        // tonic drops the future of a call that is cancelled: a guard tells what it has begun elsewhere.
        let _guard = AWARE.then(|| CancellationToken::new().drop_guard());
        if AWARE && request.metadata().get("x-tenant").is_none_or(|it| it != "tramline-bench") {
            return Err(Status::permission_denied("a wrong tenant"));
        }
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

fn pass_through(request: Request<()>) -> Result<Request<()>, Status> {
    Ok(request)
}

fn server() -> Server {
    // hyper allows 200 streams a connection unless told; unary-1000 has 1,000 calls in flight.
    Server::builder().max_concurrent_streams(4096)
}

async fn listen(router: Router) -> Result<u16, Box<dyn Error>> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let port = listener.local_addr()?.port();
    tokio::spawn(
        router.serve_with_incoming(TcpIncoming::from(listener).with_nodelay(Some(true))),
    );
    Ok(port)
}

fn main() -> Result<(), Box<dyn Error>> {
    let cert = std::fs::read(flag("tls-cert").ok_or("--tls-cert FILE is needed")?)?;
    let key = std::fs::read(flag("tls-key").ok_or("--tls-key FILE is needed")?)?;
    let identity = Identity::from_pem(cert, key);
    runtime()?.block_on(async {
        let plain = || BenchServer::new(Answers::<false>);
        let gzip = plain().accept_compressed(Gzip).send_compressed(Gzip);
        let intercepted = BenchServer::with_interceptor(Answers::<false>, pass_through);
        let tls = ServerTlsConfig::new().identity(identity);
        let ready = json!({
            "port": listen(server().add_service(plain())).await?,
            "tlsPort": listen(server().tls_config(tls)?.add_service(plain())).await?,
            "ports": {
                "intercepted": listen(server().add_service(intercepted)).await?,
                "context": listen(server().add_service(BenchServer::new(Answers::<true>))).await?,
                "gzip": listen(server().add_service(gzip)).await?,
            },
        });
        println!("{ready}");
        stdin().read_to_end(&mut Vec::new()).await?;
        std::process::exit(0)
    })
}
