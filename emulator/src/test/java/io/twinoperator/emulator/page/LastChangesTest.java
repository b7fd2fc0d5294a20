package io.twinoperator.emulator.page;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.twinoperator.emulator.page.LastChanges.Change;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class LastChangesTest {

  @Test
  void leavesAreOrderedByTheirLastWriteAndTheNewestOfEachSectionIsMarked() throws Exception {
    String twin =
        """
        {"tags": {"t": 1}, "properties": {
          "desired": {"a": {"b": 1, "list": [1, 2], "empty": {}}, "c": "x", "$version": 4,
            "$metadata": {"$lastUpdated": "2026-02-15T09:00:03.0000000Z", "$lastUpdatedVersion": 4,
              "a": {"$lastUpdated": "2026-02-15T09:00:03.0000000Z", "$lastUpdatedVersion": 4,
                "b": {"$lastUpdated": "2026-02-15T09:00:01.0000000Z", "$lastUpdatedVersion": 2},
                "list": {"$lastUpdated": "2026-02-15T09:00:03.0000000Z", "$lastUpdatedVersion": 4},
                "empty": {"$lastUpdated": "2026-02-15T09:00:02.0000000Z", "$lastUpdatedVersion": 3}},
              "c": {"$lastUpdated": "2026-02-15T09:00:02.0000000Z", "$lastUpdatedVersion": 3}}},
          "reported": {"r": true, "$version": 2,
            "$metadata": {"$lastUpdated": "2026-02-15T08:00:00.0000000Z",
              "r": {"$lastUpdated": "2026-02-15T08:00:00.0000000Z"}}}}}
        """;

    assertThat(LastChanges.of(new JsonMapper().readTree(twin)))
        .containsExactly(
            change("properties.desired.a.list", "[1,2]", "09:00:03", 4, true),
            change("properties.desired.a.empty", "{}", "09:00:02", 3, false),
            change("properties.desired.c", "\"x\"", "09:00:02", 3, false),
            change("properties.desired.a.b", "1", "09:00:01", 2, false),
            new Change(
                "properties.reported.r",
                "true",
                "2026-02-15T08:00:00.0000000Z",
                OptionalLong.empty(),
                true));
  }

  @Test
  void aTwinThatWasNeverWrittenHasNone() {
    assertThat(LastChanges.of(new JsonMapper().createObjectNode())).isEmpty();
  }

  private static Change change(
      String path, String value, String time, long version, boolean newest) {
    return new Change(
        path, value, "2026-02-15T" + time + ".0000000Z", OptionalLong.of(version), newest);
  }
}
