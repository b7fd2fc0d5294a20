package io.twinoperator.hub.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.twinoperator.emulator.hub.HubSettings;
import io.twinoperator.hub.HubConfiguration;
import io.twinoperator.hub.HubException;
import io.twinoperator.twin.LeafPath;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
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

    @Test
    void configurationsAreReadStrongestFirstWithTheLeavesThatTheySet() throws Exception {
      String weak = "contract-" + UUID.randomUUID();
      String strong = "contract-" + UUID.randomUUID();
      try (RemoteHub remote = start()) {
        configure(remote, weak, 1, "{\"properties.desired.a.b\":1}");
        configure(remote, strong, 2, "{\"properties.desired.a\":{\"c\":[1],\"d\":{\"e\":\"x\"}}}");

        List<HubConfiguration> found =
            remote.hub().configurations().stream()
                .filter(one -> Set.of(weak, strong).contains(one.id()))
                .toList();
        assertThat(found)
            .containsExactly(
                new HubConfiguration(
                    strong,
                    "tags.nobody=true",
                    2,
                    desired(Map.of("desired.a.c", "[1]", "desired.a.d.e", "\"x\""))),
                new HubConfiguration(
                    weak, "tags.nobody=true", 1, desired(Map.of("desired.a.b", "1"))));
        remote.rest().send("DELETE", "/configurations/" + weak, "", "If-Match", "*");
        remote.rest().send("DELETE", "/configurations/" + strong, "", "If-Match", "*");
      }
    }

    private static SortedMap<LeafPath, JsonNode> desired(Map<String, String> leaves)
        throws Exception {
      SortedMap<LeafPath, JsonNode> desired = new TreeMap<>();
      for (Map.Entry<String, String> leaf : leaves.entrySet()) {
        desired.put(LeafPath.parse(leaf.getKey()), new ObjectMapper().readTree(leaf.getValue()));
      }
      return desired;
    }

    private static void configure(RemoteHub remote, String id, int priority, String content)
        throws Exception {
      remote
          .rest()
          .send(
              "PUT",
              "/configurations/" + id,
              """
              {"id":"%s","schemaVersion":"1.0","priority":%d,"targetCondition":"tags.nobody=true",
               "content":{"deviceContent":%s}}
              """
                  .formatted(id, priority, content));
    }
  }
}
