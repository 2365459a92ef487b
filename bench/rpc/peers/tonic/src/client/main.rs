//! The client of bench/rpc on tonic: commands from stdin, answers to stdout, until stdin ends.

mod calls;
mod load;

use std::error::Error;

use serde::{Deserialize, Serialize};
use tokio::io::{AsyncBufReadExt, BufReader, stdin};
use tonic::transport::{Certificate, ClientTlsConfig, Endpoint};
use tramline_bench::{flag, runtime};

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Operation {
    Echo,
    Order,
    Count,
    PingPong,
    Transfer,
    Connect,
    Document,
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Variant {
    Plain,
    Intercepted,
    Context,
    Gzip,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Command {
    operation: Operation,
    variant: Variant,
    in_flight: u32,
    target: String,
    tls: bool,
    warmup_ms: u64,
    measure_ms: u64,
    server_pid: u32,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Answer {
    operations: u64,
    seconds: f64,
    client_cpu_micros: u64,
    server_cpu_micros: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    p50_micros: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    p99_micros: Option<f64>,
}

#[derive(Serialize)]
struct Failure {
    error: String,
}

fn endpoint(command: &Command, ca: &Certificate) -> Result<Endpoint, tonic::transport::Error> {
    let scheme = if command.tls { "https" } else { "http" };
    let endpoint = Endpoint::from_shared(format!("{scheme}://{}", command.target))?;
    if !command.tls {
        return Ok(endpoint);
    }
    let tls = ClientTlsConfig::new().ca_certificate(ca.clone()).domain_name("localhost");
    endpoint.tls_config(tls)
}

fn main() -> Result<(), Box<dyn Error>> {
    let ca = std::fs::read(flag("tls-ca").ok_or("--tls-ca FILE is needed")?)?;
    let ca = Certificate::from_pem(ca);
    runtime()?.block_on(async {
        let mut lines = BufReader::new(stdin()).lines();
        while let Some(line) = lines.next_line().await? {
            let command: Command = serde_json::from_str(&line)?;
            let endpoint = endpoint(&command, &ca)?;
            let line = match load::run(command, endpoint).await {
                Ok(answer) => serde_json::to_string(&answer)?,
                Err(error) => serde_json::to_string(&Failure { error: format!("{error:?}") })?,
            };
            println!("{line}");
        }
        std::process::exit(0)
    })
}
