package io.twinoperator.fleetrollout;

import java.util.Collection;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.function.Consumer;

/** Makes many calls to a hub, at once where that is possible. */
@FunctionalInterface
public interface Parallel {

  /** Calls for each item and returns when all calls have; a call must not throw. */
  <T> void forEach(Collection<T> items, Consumer<T> call);

  /** One after the other, in order. */
  static Parallel inOrder() {
    return new Parallel() {
      @Override
      public <T> void forEach(Collection<T> items, Consumer<T> call) {
        items.forEach(call);
      }
    };
  }

  /** On the threads of a pool, which all rollouts share. */
  static Parallel on(ExecutorService pool) {
    return new Parallel() {
      @Override
      public <T> void forEach(Collection<T> items, Consumer<T> call) {
        CompletableFuture<?>[] calls =
            items.stream()
                .map(item -> CompletableFuture.runAsync(() -> call.accept(item), pool))
                .toArray(CompletableFuture<?>[]::new);
        CompletableFuture.allOf(calls).join();
      }
    };
  }
}
