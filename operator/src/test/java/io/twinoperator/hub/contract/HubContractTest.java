package io.twinoperator.hub.contract;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twinoperator.emulator.hub.HubSettings;
import io.twinoperator.hub.HubException;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;

/**
 * The same tests on the emulator's core, on the emulator behind HTTPS through the Azure SDK, and on
 * a hub of Azure where there is one.
 */
class HubContractTest {

  @Nested
  class OfTheCore extends HubContract {
    @Override
    HubUnderTest start() {
      return new InProcess();
    }
  }

  @Nested
  class OverHttps extends RemoteHubContract {
    @Override
    RemoteHub start() throws Exception {
      return new OverTheSocket(HubSettings.defaults());
    }
  }

  @Nested
  @EnabledIfEnvironmentVariable(
      named = LiveHub.VARIABLE,
      matches = "HostName=.+",
      disabledReason =
          LiveHub.VARIABLE + " holds no connection string, so there is no hub of Azure to ask")
  class OfAzure extends RemoteHubContract {
    @Override
    RemoteHub start() throws Exception {
      return new LiveHub(System.getenv(LiveHub.VARIABLE));
    }
  }

  /** What only a hub that asks for a key can be asked. */
  abstract static class RemoteHubContract extends HubContract {
    @Override
    abstract RemoteHub start() throws Exception;

    @Test
    void aKeyOfNobodyIsUnauthorized() throws Exception {
      try (RemoteHub remote = start()) {
        assertThatThrownBy(() -> remote.withAWrongKey().twin("any"))
            .isInstanceOf(HubException.Unauthorized.class);
      }
    }
  }
}
