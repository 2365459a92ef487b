package dev.tramline.bench;

/** One line of the client's stdin; see peers/node/command.ts. */
record Command(
    String operation,
    String variant,
    int inFlight,
    String target,
    boolean tls,
    int warmupMs,
    int measureMs,
    long serverPid) {}
