package io.twinoperator.emulator.hub;

import io.twinoperator.emulator.jobs.Fleet.Waiting;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Who waits for which device or module to take methods. Guarded by the hub's lock. */
final class Reachability {
  private final IdentityRegistry registry;
  private final Map<ClientId, Set<Wait>> waits = new HashMap<>();

  Reachability(IdentityRegistry registry) {
    this.registry = registry;
  }

  /**
   * Empty when {@code id} takes methods now, or is not registered: then it is no use to wait.
   * Otherwise {@code reachable} is called once when either has become so.
   */
  Optional<Waiting> waitFor(ClientId id, Runnable reachable) {
    boolean away =
        registry
            .find(id)
            .filter(known -> known.link().filter(LiveLink::takesMethods).isEmpty())
            .isPresent();
    if (!away) {
      return Optional.empty();
    }
    Wait wait = new Wait(id, reachable);
    waits.computeIfAbsent(id, any -> new LinkedHashSet<>()).add(wait);
    return Optional.of(wait);
  }

  /** {@code id} takes methods now, or was deleted. */
  void changed(ClientId id) {
    List.copyOf(waits.getOrDefault(id, Set.of())).forEach(Wait::over);
  }

  private final class Wait implements Waiting {
    private final ClientId id;
    private final Runnable reachable;

    Wait(ClientId id, Runnable reachable) {
      this.id = id;
      this.reachable = reachable;
    }

    void over() {
      if (end()) {
        reachable.run();
      }
    }

    @Override
    public boolean end() {
      Set<Wait> same = waits.getOrDefault(id, new LinkedHashSet<>());
      boolean waited = same.remove(this);
      if (same.isEmpty()) {
        waits.remove(id);
      }
      return waited;
    }
  }
}
