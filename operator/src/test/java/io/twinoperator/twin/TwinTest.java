package io.twinoperator.twin;

import static io.twinoperator.twin.TwinDocuments.json;
import static io.twinoperator.twin.TwinDocuments.object;
import static io.twinoperator.twin.TwinDocuments.path;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class TwinTest {

  private static final Twin TWIN =
      Twin.parse(
          json(
              """
              {deviceId: 'sensor-1', etag: 'AAAAAAAAAAc=', status: 'enabled', version: 9,
               connectionState: 'Connected',
               tags: {site: {floor: 3}, '$etag': 'x'},
               properties: {
                 desired: {interval: 15, range: {min: 1, max: 2}, list: [1],
                   '$version': 7,
                   '$metadata': {'$lastUpdated': '2025-03-02T10:00:07.1234567Z', '$lastUpdatedVersion': 7,
                     interval: {'$lastUpdated': '2025-03-02T10:00:03Z', '$lastUpdatedVersion': 3,
                       '$lastUpdatedBy': 'floor3'},
                     range: {'$lastUpdated': '2025-03-02T10:00:07.1234567Z', '$lastUpdatedVersion': 7,
                       min: {'$lastUpdated': '2025-03-02T10:00:05Z', '$lastUpdatedVersion': 5}}}},
                 reported: {interval: 10, range: {min: 0},
                   '$version': 4,
                   '$metadata': {'$lastUpdated': '2025-03-02T11:00:00Z',
                     interval: {'$lastUpdated': '2025-03-02T10:30:00Z'},
                     range: {'$lastUpdated': '2025-03-02T11:00:00Z'}}}}}
              """));

  @Test
  void readsTheDocumentWithoutItsDollarMembers() {
    assertThat(TWIN.deviceId()).isEqualTo("sensor-1");
    assertThat(TWIN.etag()).isEqualTo("AAAAAAAAAAc=");
    assertThat(TWIN.enabled()).isTrue();
    assertThat(TWIN.connectionState()).isEqualTo(ConnectionState.CONNECTED);
    assertThat(TWIN.tags()).isEqualTo(object("{site: {floor: 3}}"));
    assertThat(TWIN.desired())
        .isEqualTo(object("{interval: 15, range: {min: 1, max: 2}, list: [1]}"));
    assertThat(TWIN.reported()).isEqualTo(object("{interval: 10, range: {min: 0}}"));
    assertThat(TWIN.desiredVersion()).isEqualTo(7);
    assertThat(TWIN.reportedVersion()).isEqualTo(4);
  }

  @Test
  void findsValuesByPath() {
    assertThat(TWIN.value(path("tags.site.floor"))).contains(json("3"));
    assertThat(TWIN.value(path("desired.range"))).contains(json("{min: 1, max: 2}"));
    assertThat(TWIN.value(path("desired.absent.min"))).isEmpty();
    assertThat(TWIN.value(path("desired.interval.min"))).isEmpty();
    assertThat(TWIN.value(path("desired.list.0"))).isEmpty();
  }

  @Test
  void namesTheConfigurationThatWroteALeaf() {
    assertThat(TWIN.desiredUpdatedBy(path("desired.interval"))).contains("floor3");
    assertThat(TWIN.desiredUpdatedBy(path("desired.range.min"))).isEmpty();
    assertThat(TWIN.desiredUpdatedBy(path("tags.site.floor"))).isEmpty();
  }

  @Test
  void takesTheVersionOfTheLeafOrElseOfTheNearestAncestor() {
    assertThat(TWIN.lastUpdatedVersion(path("desired.interval"))).isEqualTo(3);
    assertThat(TWIN.lastUpdatedVersion(path("desired.range.min"))).isEqualTo(5);
    assertThat(TWIN.lastUpdatedVersion(path("desired.range.max"))).isEqualTo(7);
    assertThat(TWIN.lastUpdatedVersion(path("desired.list"))).isEqualTo(7);
    assertThat(TWIN.lastUpdatedVersion(path("tags.site.floor"))).isZero();
  }

  @Test
  void withoutMetadataTheSectionsVersionIsTheSafeOne() {
    Twin bare = Twin.parse(json("{deviceId: 'd', properties: {desired: {a: 1, '$version': 12}}}"));

    assertThat(bare.lastUpdatedVersion(path("desired.a"))).isEqualTo(12);
    assertThat(bare.desiredUpdatedAt(path("desired.a"))).isEmpty();
  }

  @Test
  void takesTheTimeOfTheDesiredLeafOrElseOfTheNearestAncestor() {
    assertThat(TWIN.desiredUpdatedAt(path("desired.interval")))
        .contains(Instant.parse("2025-03-02T10:00:03Z"));
    assertThat(TWIN.desiredUpdatedAt(path("desired.range.max")))
        .contains(Instant.parse("2025-03-02T10:00:07.123456700Z"));
    assertThat(TWIN.desiredUpdatedAt(path("tags.site.floor"))).isEmpty();
  }

  @Test
  void takesTheTimeOfAReportFromExactlyThatPlace() {
    assertThat(TWIN.reportedAt(List.of("interval")))
        .contains(Instant.parse("2025-03-02T10:30:00Z"));
    assertThat(TWIN.reportedAt(List.of("range", "min"))).isEmpty();
    assertThat(TWIN.reportedAt(List.of("absent"))).isEmpty();
    assertThat(TWIN.lastReportedAt()).contains(Instant.parse("2025-03-02T11:00:00Z"));
  }

  @Test
  void absentMembersAreEmpty() {
    Twin twin = Twin.parse(json("{deviceId: 'd'}"));

    assertThat(twin.etag()).isEmpty();
    assertThat(twin.enabled()).isTrue();
    assertThat(twin.connectionState()).isEqualTo(ConnectionState.DISCONNECTED);
    assertThat(twin.tags()).isEmpty();
    assertThat(twin.desired()).isEmpty();
    assertThat(twin.reported()).isEmpty();
    assertThat(twin.desiredVersion()).isZero();
    assertThat(twin.lastReportedAt()).isEmpty();
    assertThat(Twin.parse(json("{deviceId: 'd', status: 'disabled'}")).enabled()).isFalse();
  }

  @Test
  void aTwinWithoutItsDeviceIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Twin.parse(json("{etag: 'x'}")))
        .withMessageContaining("deviceId");
  }

  @Test
  void theFirstDayOfYearOneMeansNeverAndANonsenseTimeIsNone() {
    Twin never =
        Twin.parse(
            json(
                """
                {deviceId: 'd', properties: {
                  desired: {a: 1, '$metadata': {'$lastUpdated': '0001-01-01T00:00:00Z'}},
                  reported: {'$metadata': {'$lastUpdated': 'yesterday'}}}}
                """));

    assertThat(never.desiredUpdatedAt(path("desired.a"))).isEmpty();
    assertThat(never.lastReportedAt()).isEmpty();
  }
}
