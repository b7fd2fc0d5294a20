package io.twinoperator.emulator.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.twinoperator.emulator.SteppedClock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InventoryTest {
  private final SteppedClock clock = new SteppedClock();
  private final EmulatedHub hub =
      new EmulatedHub("h", HubSettings.defaults(), clock, clock.agenda());

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 7, 8})
  void pagesTogetherAreEveryDeviceOnce(int size) {
    IntStream.range(0, 7).forEach(i -> create("d" + i));
    List<String> seen = new ArrayList<>();
    Optional<String> after = Optional.empty();
    do {
      Inventory.Page page = hub.inventory().page(DeviceFilter.all(), after, size);
      assertThat(page.fitting()).isEqualTo(7);
      assertThat(page.devices()).hasSizeBetween(1, size);
      page.devices().forEach(device -> seen.add(device.deviceId()));
      after = page.next();
    } while (after.isPresent());
    assertThat(seen).containsExactly("d0", "d1", "d2", "d3", "d4", "d5", "d6");
  }

  @Test
  void aPageMayComeAfterADeviceThatIsGone() {
    create("a");
    create("c");
    Inventory.Page page = hub.inventory().page(DeviceFilter.all(), Optional.of("b"), 10);
    assertThat(page.devices()).extracting(DeviceSummary::deviceId).containsExactly("c");
  }

  @Test
  void everyPartOfTheFilterHasToHold() {
    create("north-1");
    create("north-2");
    create("south-1");
    hub.identities().create(ClientId.module("north-2", "m"), JsonNodeFactory.instance.objectNode());
    assertThat(ids("NORTH", Optional.empty(), Optional.empty()))
        .containsExactly("north-1", "north-2");
    assertThat(ids("north", Optional.empty(), Optional.of("deviceId != 'north-1'")))
        .containsExactly("north-2");
    assertThat(ids("", Optional.of("Connected"), Optional.empty())).isEmpty();
    assertThat(
            hub.inventory()
                .page(DeviceFilter.all(), Optional.of("north-1"), 1)
                .devices()
                .get(0)
                .modules())
        .isEqualTo(1);
    for (String wrong : List.of("tags.a =", "FROM devices.modules WHERE tags.a = 1")) {
      assertThatThrownBy(() -> ids("", Optional.empty(), Optional.of(wrong)))
          .isInstanceOf(HubError.class);
    }
  }

  private List<String> ids(String part, Optional<String> connection, Optional<String> condition) {
    return hub
        .inventory()
        .page(new DeviceFilter(part, connection, condition), Optional.empty(), 10)
        .devices()
        .stream()
        .map(DeviceSummary::deviceId)
        .toList();
  }

  private void create(String id) {
    hub.identities().create(ClientId.device(id), JsonNodeFactory.instance.objectNode());
  }
}
