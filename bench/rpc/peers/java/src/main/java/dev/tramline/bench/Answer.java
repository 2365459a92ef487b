package dev.tramline.bench;

/** One line of the client's stdout; see peers/node/command.ts. A null is left out. */
record Answer(
    long operations,
    double seconds,
    long clientCpuMicros,
    long serverCpuMicros,
    Double p50Micros,
    Double p99Micros) {}
