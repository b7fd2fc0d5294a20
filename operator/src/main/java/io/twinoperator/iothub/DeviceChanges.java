package io.twinoperator.iothub;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Where changes of devices come from, whoever saw them. Sources tell them here, one beside another;
 * who keeps devices listens here and decides what is new to it. Safe for threads.
 */
public final class DeviceChanges {

  private final List<Listener> listeners = new CopyOnWriteArrayList<>();

  /** Hears of devices that may have changed. */
  public interface Listener {
    /**
     * Must return quickly and must not throw.
     *
     * @return whether it was news
     */
    boolean heard(DeviceChange change);
  }

  /** From now on this one hears all changes. */
  public void onChange(Listener listener) {
    listeners.add(listener);
  }

  /**
   * Tells everybody.
   *
   * @return whether it was news to anybody
   */
  public boolean tell(DeviceChange change) {
    boolean news = false;
    for (Listener listener : listeners) {
      news |= listener.heard(change);
    }
    return news;
  }
}
