fn main() -> Result<(), Box<dyn std::error::Error>> {
    println!("cargo:rerun-if-changed=../../proto/bench.proto");
    tonic_prost_build::configure().compile_protos(&["../../proto/bench.proto"], &["../../proto"])?;
    Ok(())
}
