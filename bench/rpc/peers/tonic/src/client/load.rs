//! Runs one command: workers repeat its operation through warm-up and window, then all end.

use std::error::Error;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering::Relaxed};
use std::time::{Duration, Instant};

use tokio::time::sleep;
use tokio_util::sync::CancellationToken;
use tonic::transport::Endpoint;

use crate::{Answer, Command, calls};

pub type Failed = Box<dyn Error + Send + Sync>;

/// Whether samples are kept, and whether to go on.
#[derive(Default)]
struct Phase {
    measuring: AtomicBool,
    stopped: AtomicBool,
}

/// A worker counts its own operations, so that workers share nothing while they run.
pub struct Tally {
    operations: Arc<AtomicU64>,
    phase: Arc<Phase>,
    samples: Vec<Duration>,
}

impl Tally {
    pub fn running(&self) -> bool {
        !self.phase.stopped.load(Relaxed)
    }

    /// One operation that began at `begin` has ended.
    pub fn add(&mut self, begin: Instant) {
        self.add_untimed();
        if self.phase.measuring.load(Relaxed) {
            self.samples.push(begin.elapsed());
        }
    }

    pub fn add_untimed(&mut self) {
        // No other thread writes: a plain store is enough.
        self.operations.store(self.operations.load(Relaxed) + 1, Relaxed);
    }
}

pub async fn run(command: Command, endpoint: Endpoint) -> Result<Answer, Failed> {
    let channel = endpoint.connect().await?;
    let phase = Arc::new(Phase::default());
    let cancelled = CancellationToken::new();
    let mut counters = Vec::new();
    let mut workers = Vec::new();
    for seed in 0..command.in_flight {
        let operations = Arc::new(AtomicU64::new(0));
        counters.push(operations.clone());
        let tally = Tally { operations, phase: phase.clone(), samples: Vec::new() };
        let given = calls::Given {
            operation: command.operation,
            variant: command.variant,
            seed,
            channel: channel.clone(),
            endpoint: endpoint.clone(),
            cancelled: cancelled.clone(),
        };
        let work = calls::repeat(given, tally);
        workers.push(tokio::spawn(work));
    }
    let total = || counters.iter().map(|counter| counter.load(Relaxed)).sum::<u64>();

    sleep(Duration::from_millis(command.warmup_ms)).await;
    let server_cpu = process_cpu_micros(command.server_pid)?;
    let client_cpu = process_cpu_micros(std::process::id())?;
    let begin = Instant::now();
    phase.measuring.store(true, Relaxed);
    let before = total();
    sleep(Duration::from_millis(command.measure_ms)).await;
    let operations = total() - before;
    let seconds = begin.elapsed().as_secs_f64();
    let client_cpu_micros = process_cpu_micros(std::process::id())? - client_cpu;
    let server_cpu_micros = process_cpu_micros(command.server_pid)? - server_cpu;
    phase.measuring.store(false, Relaxed);
    phase.stopped.store(true, Relaxed);

    let mut samples = Vec::new();
    for worker in workers {
        samples.append(&mut worker.await??);
    }
    samples.sort_unstable();
    Ok(Answer {
        operations,
        seconds,
        client_cpu_micros,
        server_cpu_micros,
        p50_micros: percentile_micros(&samples, 0.5),
        p99_micros: percentile_micros(&samples, 0.99),
    })
}

impl Tally {
    pub fn into_samples(self) -> Vec<Duration> {
        self.samples
    }
}

fn percentile_micros(sorted: &[Duration], share: f64) -> Option<f64> {
    let last = sorted.len().checked_sub(1)?;
    let index = last.min((sorted.len() as f64 * share) as usize);
    Some((sorted[index].as_nanos() / 100) as f64 / 10.0)
}

/// User and system time of a whole process so far. Linux counts it in hundredths of a second,
/// whatever the kernel's own tick.
fn process_cpu_micros(pid: u32) -> Result<u64, Failed> {
    let stat = std::fs::read_to_string(format!("/proc/{pid}/stat"))?;
    let (_, after_name) = stat.rsplit_once(')').ok_or("no name in stat")?;
    let mut times = after_name.split_whitespace().skip(11).map(str::parse::<u64>);
    let user = times.next().ok_or("no user time in stat")??;
    let system = times.next().ok_or("no system time in stat")??;
    Ok((user + system) * 10_000)
}
