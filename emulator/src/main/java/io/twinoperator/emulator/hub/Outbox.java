package io.twinoperator.emulator.hub;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Calls to devices, put in under the hub's lock and made outside it: a listener may take locks of
 * its own or call the hub. One thread delivers at a time, so each device sees its calls in order.
 */
final class Outbox {
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
          call.run();
        }
      } finally {
        delivering.set(false);
      }
    }
  }
}
