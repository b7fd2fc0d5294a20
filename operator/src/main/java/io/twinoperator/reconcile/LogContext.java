package io.twinoperator.reconcile;

import java.util.function.Supplier;
import org.slf4j.MDC;

/** What every line of the log says beside its message; the framework adds the object itself. */
public final class LogContext {

  /** The key under which a line names the hub that it speaks of. */
  public static final String HUB = "hub";

  private LogContext() {}

  /** Does some work; all that this thread logs meanwhile names the hub. */
  public static <T> T of(Object hub, Supplier<T> work) {
    MDC.put(HUB, hub.toString());
    try {
      return work.get();
    } finally {
      MDC.remove(HUB);
    }
  }
}
