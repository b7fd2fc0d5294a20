package io.twinoperator.hub.contract;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twinoperator.hub.HubException;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** The same tests on the emulator's core and on the emulator behind HTTPS through the Azure SDK. */
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
      return new OverTheSocket();
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
