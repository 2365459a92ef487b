package dev.tramline.bench;

import java.util.concurrent.CountDownLatch;

/** What all workers of one command look at. */
final class Phase {
  /** Whether samples are kept. */
  volatile boolean measuring;

  volatile boolean stopped;
  volatile Throwable failure;

  /** Falls to zero when the last worker has ended. */
  final CountDownLatch ended;

  Phase(int workers) {
    ended = new CountDownLatch(workers);
  }
}
