package io.twinoperator.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinoperator.packaging.ProjectTree;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/** docs/metrics.md is the table of {@link OperatorMeter}. */
class MetersAreDocumentedTest {

  private static final String HEAD =
      """
      # Metrics

      `GET /metrics` on the operator's HTTP port, in Prometheus' text format. The operator's own meters stand below; those of the framework
      (`operator_sdk_*`), of the JVM and of the process come beside them. No meter has a label per object.

      `hub` is a hub's host name. `operation` is one call: `get_twin`, `patch_twin`, `query`, `create_job`, `get_job`, `cancel_job`, `get_statistics`,
      `get_configurations`. `operations` is a class of calls with a limit of its own: `twin_read`, `twin_write`, `query`, `job`. `outcome` is `ok`,
      or what went wrong: `not_found`, `throttled`, `unavailable` and so on, as [the table](../operator/DESIGN.md#the-hub) has them.

      | metric | kind | labels | |
      |---|---|---|---|
      """;

  @Test
  void everyMeterStandsInTheTableAndNoOther() throws IOException {
    StringBuilder expected = new StringBuilder(HEAD);
    for (OperatorMeter meter : OperatorMeter.values()) {
      expected.append(
          "| `%s` | %s | %s | %s |\n"
              .formatted(
                  prometheusName(meter),
                  meter.kind().name().toLowerCase(Locale.ROOT),
                  meter.tags(),
                  meter.description()));
    }

    assertThat(Files.readString(ProjectTree.at("docs/metrics.md")))
        .as("docs/metrics.md is stale; it should be what is expected here")
        .isEqualTo(expected.toString());
  }

  static String prometheusName(OperatorMeter meter) {
    String name = meter.meterName().replace('.', '_');
    return switch (meter.kind()) {
      case TIMER -> name + "_seconds";
      case COUNTER -> name + "_total";
      case GAUGE -> name;
    };
  }
}
