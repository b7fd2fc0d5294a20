package io.twinoperator.emulator.hub;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Calls to devices, put in under the hub's lock and made outside it: a listener may take locks of
 * its own or call the hub. One thread delivers at a time, so each device sees its calls in order.
 */
final class Outbox {
  private static final Logger LOG = LoggerFactory.getLogger(Outbox.class);

  private final Queue<Runnable> calls = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean delivering = new AtomicBoolean();

  void add(Runnable call) {
    calls.add(call);
  }

  /** Makes every waiting call, unless a caller further up or another thread is doing so already. */
  void deliver() {
    while (!calls.isEmpty() && delivering.compareAndSet(false, true)) {
      try {
        for (Runnable call = calls.poll(); call != null; call = calls.poll()) {
          run(call);
        }
      } finally {
        delivering.set(false);
      }
    }
  }

  private static void run(Runnable call) {
    try {
      call.run();
    } catch (RuntimeException failed) {
      // Whoever wrote the twin is not to blame for the device, and other devices wait behind it.
      LOG.warn("A device's listener failed; the hub goes on", failed);
    }
  }
}
