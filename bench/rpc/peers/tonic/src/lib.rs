//! What the client and the server of bench/rpc on tonic share.

pub mod sample;

/// The contract's generated code.
pub mod contract {
    tonic::include_proto!("tramline.bench.v1");
}

/// The value of `--name VALUE` among the program's arguments.
pub fn flag(name: &str) -> Option<String> {
    let mut arguments = std::env::args();
    arguments.find(|argument| argument.strip_prefix("--") == Some(name))?;
    arguments.next()
}

/// tonic's default runtime, or one that keeps to one thread when `--current-thread` is given.
pub fn runtime() -> std::io::Result<tokio::runtime::Runtime> {
    if std::env::args().any(|argument| argument == "--current-thread") {
        tokio::runtime::Builder::new_current_thread().enable_all().build()
    } else {
        tokio::runtime::Runtime::new()
    }
}
