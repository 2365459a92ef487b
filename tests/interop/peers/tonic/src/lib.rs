//! What the interop client and server on tonic share.

use std::collections::HashMap;
use std::error::Error;

/// The contract's generated code.
pub mod contract {
    tonic::include_proto!("grpc.testing");
}

pub type Failed = Box<dyn Error + Send + Sync>;

/// Large enough for very_large_request, whose message has 10 MiB.
pub const MAX_BYTES: usize = 16 * 1024 * 1024;

pub const INITIAL: &str = "x-grpc-test-echo-initial";
pub const TRAILING: &str = "x-grpc-test-echo-trailing-bin";

/// The flags of an interop program: `--name=value`, or `--name` alone for true.
pub struct Flags(HashMap<String, String>);

impl Flags {
    pub fn of_program() -> Self {
        let read = |argument: String| {
            let flag = argument.trim_start_matches('-');
            let (name, value) = flag.split_once('=').unwrap_or((flag, "true"));
            (name.to_owned(), value.to_owned())
        };
        Self(std::env::args().skip(1).map(read).collect())
    }

    pub fn text(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str)
    }

    pub fn number<T: std::str::FromStr>(&self, name: &str, fallback: T) -> Result<T, Failed> {
        match self.text(name) {
            None => Ok(fallback),
            Some(text) => text.parse().map_err(|_| format!("--{name}={text}: not a number").into()),
        }
    }

    pub fn is_set(&self, name: &str) -> bool {
        self.text(name) == Some("true")
    }

    /// The content of the file that a flag names.
    pub fn file(&self, name: &str) -> Result<Vec<u8>, Failed> {
        let path = self.text(name).ok_or_else(|| format!("--{name}=FILE is needed"))?;
        Ok(std::fs::read(path)?)
    }
}
