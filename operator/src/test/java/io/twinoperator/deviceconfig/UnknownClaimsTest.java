package io.twinoperator.deviceconfig;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.twinoperator.api.v1alpha1.DeviceConfig;
import io.twinoperator.api.v1alpha1.IoTHub;
import io.twinoperator.emulator.hub.EmulatedHub;
import io.twinoperator.emulator.hub.HubSettings;
import io.twinoperator.emulator.time.Agenda;
import io.twinoperator.hub.Budget;
import io.twinoperator.hub.BudgetPolicy;
import io.twinoperator.hub.BudgetedHub;
import io.twinoperator.hub.HubHost;
import io.twinoperator.hub.HubLimits;
import io.twinoperator.hub.OperationClass;
import io.twinoperator.iothub.HubConfigurations;
import io.twinoperator.iothub.HubDirectory;
import io.twinoperator.iothub.HubKey;
import io.twinoperator.iothub.HubLink;
import io.twinoperator.ownership.ClaimSource;
import io.twinoperator.ownership.DeviceClaims;
import io.twinoperator.schema.DesiredSchemas;
import io.twinoperator.testing.InProcessHub;
import io.twinoperator.testing.VirtualClock;
import java.lang.reflect.Proxy;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** A restart, in which the DeviceConfigs are looked at before the rollouts have been. */
class UnknownClaimsTest {

  private static final HubHost HOST = new HubHost("plant.azure-devices.net");
  private static final BudgetPolicy POLICY =
      BudgetPolicy.enforced(HubLimits.of(HubLimits.Tier.S1, 1, 100));

  private final VirtualClock clock = new VirtualClock(Observations.NOW);
  private final Budget budget = new Budget(POLICY, clock);
  private final HubDirectory directory = new OneHub();
  private final LateClaims claims = new LateClaims();
  private final DeviceConfig config = AtRestTest.settledConfig();

  @Test
  void whatIsAtRestIsNotReadBecauseItsClaimsWereLearntLate() {
    try (KubernetesClient client = new KubernetesClientBuilder().build();
        DesiredSchemas schemas = new DesiredSchemas(client, "/spec/desired")) {
      Claimants claimants =
          new Claimants(new DeviceConfigClaims(directory), claims, new HubConfigurations());
      DevicePass pass =
          new DevicePass(
              directory, claimants, schemas, Pace.STANDARD, new PassMemory(), clock, () -> 0);

      assertThat(pass.run(config, untouched())).as("comes back soon").isPresent();
      claims.areKnown = true;
      assertThat(pass.run(config, untouched())).as("is at rest").isEmpty();
    }
    assertThat(budget.reading(OperationClass.TWIN_READ).granted()).isZero();
  }

  @SuppressWarnings("unchecked")
  private static Context<DeviceConfig> untouched() {
    return (Context<DeviceConfig>)
        Proxy.newProxyInstance(
            UnknownClaimsTest.class.getClassLoader(),
            new Class<?>[] {Context.class},
            (proxy, method, args) -> {
              throw new AssertionError(method + " was called");
            });
  }

  private static final class LateClaims implements ClaimSource {
    private boolean areKnown;

    @Override
    public Optional<DeviceClaims> claimsOn(HubHost host, String deviceId) {
      return areKnown ? Optional.of(DeviceClaims.NONE) : Optional.empty();
    }

    @Override
    public void onRelease(BiConsumer<HubHost, Set<String>> listener) {
      // Nothing is ever released.
    }
  }

  private final class OneHub implements HubDirectory {
    private final EmulatedHub core =
        new EmulatedHub(HOST.name(), HubSettings.defaults(), clock, new Agenda(clock));

    @Override
    public HubLink resolve(String namespace, String hubName) {
      return new HubLink.Connected(
          HOST, new BudgetedHub(new InProcessHub(core), HOST, budget), POLICY);
    }

    @Override
    public Optional<IoTHub> find(HubKey hub) {
      return Optional.empty();
    }

    @Override
    public Optional<HubHost> hostOf(HubKey hub) {
      return Optional.of(HOST);
    }

    @Override
    public Set<HubKey> hubsOf(HubHost host) {
      return Set.of();
    }

    @Override
    public void onChange(Consumer<HubKey> listener) {
      // It never changes.
    }
  }
}
