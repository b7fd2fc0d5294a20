package io.twinoperator.emulator.hub;

import io.twinoperator.emulator.time.Agenda;
import io.twinoperator.emulator.twin.TwinRules;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * What all faces of one hub share: its settings and time, its identities, and the one lock that
 * guards them. Calls to devices go to the outbox, which is emptied when the lock has been released.
 */
final class HubCore {
  private final HubSettings settings;
  private final InstantSource clock;
  private final Agenda agenda;
  private final ReentrantLock lock = new ReentrantLock();
  private final Outbox outbox = new Outbox();
  private final QueryStore queryStore;
  private final IdentityRegistry registry;
  private final Reachability reachability;
  private final HubThrottles throttles;
  private volatile Interference interference = Interference.NONE;

  HubCore(HubSettings settings, InstantSource clock, Agenda agenda) {
    this.settings = settings;
    this.clock = clock;
    this.agenda = agenda;
    this.queryStore = new QueryStore(clock, settings);
    this.registry = new IdentityRegistry(queryStore);
    this.reachability = new Reachability(registry);
    this.throttles = new HubThrottles(settings, clock, agenda);
  }

  HubSettings settings() {
    return settings;
  }

  InstantSource clock() {
    return clock;
  }

  Agenda agenda() {
    return agenda;
  }

  Outbox outbox() {
    return outbox;
  }

  /** What queries see; it needs no lock. */
  QueryStore queryStore() {
    return queryStore;
  }

  /** Guarded by the lock. */
  IdentityRegistry registry() {
    return registry;
  }

  /** Guarded by the lock. */
  Reachability reachability() {
    return reachability;
  }

  HubThrottles throttles() {
    return throttles;
  }

  Interference interference() {
    return interference;
  }

  void interference(Interference other) {
    interference = other;
  }

  Instant now() {
    return clock.instant();
  }

  TwinRules twinRules() {
    return settings.switches().twinRules();
  }

  Precondition precondition(IfMatch ifMatch) {
    return new Precondition(ifMatch, settings.switches().unquotedEtag());
  }

  /** Works under the lock; refusals of twins, queries and jobs come out as {@link HubError}. */
  <T> T locked(Supplier<T> work) {
    lock.lock();
    try {
      return Translation.translated(work);
    } finally {
      lock.unlock();
      if (!lock.isHeldByCurrentThread()) {
        outbox.deliver();
      }
    }
  }

  void lockedRun(Runnable work) {
    locked(
        () -> {
          work.run();
          return work;
        });
  }

  /** Does work under the lock after a delay, when the agenda is run. */
  void later(Duration delay, Runnable work) {
    agenda.schedule(now().plus(delay), () -> lockedRun(work));
  }

  /** Ends the link of a device or module, if it has one; under the lock. */
  void drop(Registration registration) {
    registration
        .link()
        .ifPresent(
            link -> {
              registration.disconnected(now());
              outbox.add(link.listener()::dropped);
            });
  }
}
