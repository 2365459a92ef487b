//! An interop client on tonic, with the official flags. Exits with 0 when the case passed.

mod cases;

use tonic::transport::{Certificate, Channel, ClientTlsConfig, Endpoint};
use tramline_interop::{Failed, Flags};

fn endpoint(flags: &Flags) -> Result<Endpoint, Failed> {
    let host = flags.text("server_host").unwrap_or("localhost");
    let port: u16 = flags.number("server_port", 8080)?;
    if !flags.is_set("use_tls") {
        return Ok(Endpoint::from_shared(format!("http://{host}:{port}"))?);
    }
    let mut tls =
        ClientTlsConfig::new().ca_certificate(Certificate::from_pem(flags.file("ca_file")?));
    if let Some(name) = flags.text("server_host_override") {
        tls = tls.domain_name(name);
    }
    Ok(Endpoint::from_shared(format!("https://{host}:{port}"))?.tls_config(tls)?)
}

/// Opens a connection of its own.
async fn connect(flags: &Flags) -> Result<Channel, Failed> {
    Ok(endpoint(flags)?.connect().await?)
}

#[tokio::main]
async fn main() {
    let flags = Flags::of_program();
    let name = flags.text("test_case").unwrap_or("large_unary");
    if let Err(error) = cases::run(name, &flags).await {
        eprintln!("{name}: {error}");
        std::process::exit(1);
    }
}
