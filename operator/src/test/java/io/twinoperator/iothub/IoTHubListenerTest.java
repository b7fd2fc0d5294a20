package io.twinoperator.iothub;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.api.config.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.processing.event.source.IndexerResourceCache;
import io.twinoperator.api.v1alpha1.IoTHub;
import io.twinoperator.hub.Budget;
import io.twinoperator.hub.BudgetPolicy;
import io.twinoperator.hub.BudgetedHub;
import io.twinoperator.hub.Budgets;
import io.twinoperator.hub.Hub;
import io.twinoperator.hub.HubHost;
import io.twinoperator.hub.HubLimits;
import java.lang.reflect.Proxy;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Who tells of a changed IoTHub never waits for a hub that is slow to answer. */
class IoTHubListenerTest {

  private final CountDownLatch asked = new CountDownLatch(1);
  private final CountDownLatch answer = new CountDownLatch(1);

  @Test
  @SuppressWarnings("unchecked") // No other way to name the class of a generic interface.
  void aDeletionIsHeardWhileTheHubIsBeingAsked() throws Exception {
    var directory = new OneHub();
    var reconciler =
        new IoTHubReconciler(
            directory,
            new HubConfigurations(),
            new Budgets(InstantSource.system()),
            unswept(),
            List.of(),
            InstantSource.system(),
            () -> 0);
    reconciler.prepareEventSources(
        new EventSourceContext<IoTHub>(
            none(IndexerResourceCache.class),
            none(ControllerConfiguration.class),
            none(KubernetesClient.class),
            IoTHub.class));
    IoTHub hub = new IoTHub();
    hub.setMetadata(
        new ObjectMetaBuilder().withNamespace("plant").withName("slow").withGeneration(1L).build());
    var pass = CompletableFuture.runAsync(() -> reconciler.reconcile(hub, none(Context.class)));
    assertThat(asked.await(10, TimeUnit.SECONDS)).isTrue();

    try {
      assertThat(CompletableFuture.runAsync(directory::tell)).succeedsWithin(5, TimeUnit.SECONDS);
    } finally {
      answer.countDown();
      assertThat(pass).failsWithin(10, TimeUnit.SECONDS);
    }
  }

  private final class OneHub implements HubDirectory {
    private Consumer<HubKey> listener = key -> {};

    @Override
    public HubLink resolve(String namespace, String hubName) {
      BudgetPolicy policy = BudgetPolicy.enforced(HubLimits.of(HubLimits.Tier.S1, 1, 70));
      Budget budget = new Budget(policy, InstantSource.system());
      HubHost host = new HubHost("slow");
      return new HubLink.Connected(host, new BudgetedHub(slowHub(), host, budget), policy);
    }

    @Override
    public Optional<IoTHub> find(HubKey hub) {
      return Optional.empty();
    }

    @Override
    public Optional<HubHost> hostOf(HubKey hub) {
      return Optional.empty();
    }

    @Override
    public Set<HubKey> hubsOf(HubHost host) {
      return Set.of();
    }

    @Override
    public void onChange(Consumer<HubKey> newListener) {
      listener = newListener;
    }

    void tell() {
      listener.accept(new HubKey("plant", "slow"));
    }
  }

  private static HubSweeping unswept() {
    return new HubSweeping() {
      @Override
      public SweepStanding standing(HubHost host) {
        return new SweepStanding.Undecided();
      }

      @Override
      public void onStanding(Consumer<HubHost> listener) {
        // There is never any news.
      }
    };
  }

  /** A hub that answers no sooner than the test says, and then breaks. */
  private Hub slowHub() {
    return proxy(
        Hub.class,
        () -> {
          asked.countDown();
          answer.await();
          throw new IllegalStateException("the end of the test");
        });
  }

  private interface Action {
    Object run() throws Exception;
  }

  private static <T> T none(Class<T> type) {
    return proxy(
        type,
        () -> {
          throw new UnsupportedOperationException();
        });
  }

  private static <T> T proxy(Class<T> type, Action action) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (self, method, arguments) ->
                switch (method.getName()) {
                  case "hashCode" -> System.identityHashCode(self);
                  case "equals" -> self == arguments[0];
                  case "toString" -> type.getSimpleName();
                  default -> action.run();
                }));
  }
}
