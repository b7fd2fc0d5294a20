package io.twinoperator.emulator.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinoperator.emulator.hub.ClientId;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class TopicTest {
  private static final ClientId D1 = ClientId.device("d1");
  private static final ClientId M1 = ClientId.module("d1", "m1");

  @Test
  void whatADevicePublishes() {
    assertThat(Topic.of(D1, "$iothub/twin/GET/?$rid=a-1")).isEqualTo(new Topic.TwinGet("a-1"));
    assertThat(Topic.of(D1, "$iothub/twin/PATCH/properties/reported/?$rid=1"))
        .isEqualTo(new Topic.ReportedPatch("1", OptionalLong.empty()));
    assertThat(Topic.of(D1, "$iothub/twin/PATCH/properties/reported/?$rid=1&$version=7"))
        .isEqualTo(new Topic.ReportedPatch("1", OptionalLong.of(7)));
    assertThat(Topic.of(D1, "$iothub/methods/res/-3/?$rid=f"))
        .isEqualTo(new Topic.MethodAnswer(-3, "f"));
    assertThat(Topic.of(D1, "devices/d1/messages/events"))
        .isEqualTo(new Topic.Telemetry(new PropertyBag(Map.of())));
    assertThat(Topic.of(D1, "devices/d1/messages/events/a=1&b/"))
        .isEqualTo(new Topic.Telemetry(new PropertyBag(Map.of("a", "1", "b", ""))));
    assertThat(Topic.of(M1, "devices/d1/modules/m1/messages/events/?a=%20+"))
        .isEqualTo(new Topic.Telemetry(new PropertyBag(Map.of("a", " +"))));
    assertThat(Topic.of(ClientId.device("a#b"), "devices/a%23b/messages/events/"))
        .isInstanceOf(Topic.Telemetry.class);
  }

  @Test
  void whatItMayNot() {
    assertThat(Topic.of(M1, "devices/d1/messages/events/")).isInstanceOf(Topic.Unknown.class);
    assertThat(Topic.of(D1, "devices/d1/modules/m1/messages/events/"))
        .isInstanceOf(Topic.Unknown.class);
    assertThat(Topic.of(D1, "$iothub/methods/res/9999999999/?$rid=1"))
        .isInstanceOf(Topic.Unknown.class);
    assertThat(DeviceFilter.of(D1, "devices/d1/modules/m1/inputs/#")).isEmpty();
    assertThat(DeviceFilter.of(M1, "devices/d1/modules/m1/inputs/#")).isPresent();
    assertThat(DeviceFilter.of(D1, "$iothub/twin/res/200/#")).isEmpty();
  }

  @Test
  void userNames() {
    assertThat(UserName.parse("h.net/d1/?api-version=2021-04-12&model-id=dtmi%3Aa%3B1"))
        .hasValueSatisfying(
            name -> {
              assertThat(name.hostName()).isEqualTo("h.net");
              assertThat(name.clientId()).isEqualTo("d1");
              assertThat(name.modelId()).isEqualTo(Optional.of("dtmi:a;1"));
            });
    assertThat(UserName.parse("h.net/d1/m1/api-version=2016-11-14"))
        .hasValueSatisfying(name -> assertThat(name.clientId()).isEqualTo("d1/m1"));
    assertThat(UserName.parse("h.net/d1")).isPresent();
    assertThat(UserName.parse("h.net")).isEmpty();
    assertThat(UserName.parse("/d1")).isEmpty();
    assertThat(UserName.parse("h.net//?api-version=1")).isEmpty();
    assertThat(UserName.parse("h.net/a/b/c/?api-version=1")).isEmpty();
  }

  @Property
  void anyTextIsReadOrRefused(@ForAll String text) {
    assertThat(Topic.of(D1, text)).isNotNull();
    assertThat(Topic.of(D1, "$iothub/twin/PATCH/properties/reported/?" + text)).isNotNull();
    assertThat(Topic.of(D1, "devices/d1/messages/events/" + text)).isNotNull();
    assertThat(DeviceFilter.of(M1, text)).isNotNull();
    assertThat(UserName.parse(text)).isNotNull();
  }

  @Property
  void propertiesSurviveATopic(@ForAll Map<String, String> values) {
    // A half surrogate pair is no text, and a name of nothing is no property.
    Map<String, String> texts = new java.util.HashMap<>();
    values.forEach((name, value) -> texts.put("n" + whole(name), whole(value)));
    assertThat(PropertyBag.ofTopic(new PropertyBag(texts).text()).values()).isEqualTo(texts);
  }

  private static String whole(String text) {
    return new String(
        text.getBytes(java.nio.charset.StandardCharsets.UTF_8),
        java.nio.charset.StandardCharsets.UTF_8);
  }
}
