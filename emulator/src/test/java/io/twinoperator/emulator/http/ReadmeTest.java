package io.twinoperator.emulator.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The README's tables of paths are the table of operations. */
class ReadmeTest {
  private static final Pattern ROW = Pattern.compile("\\| `(/[^`]+)` \\| ([A-Z ]+) \\|.*");
  // Answered before the table is asked.
  private static final Set<String> ADMINISTRATION =
      Set.of("/_emulator/faults", "/_emulator/faults/{id}", "/_emulator/throttle");

  @Test
  void namesEveryPathAndMethodAndNoOther() throws IOException {
    Map<String, Set<String>> written = new TreeMap<>();
    for (String line : Files.readAllLines(Path.of("README.md"))) {
      Matcher row = ROW.matcher(line);
      if (row.matches()) {
        written.put(row.group(1), new TreeSet<>(Set.of(row.group(2).split(" "))));
      }
    }
    written.keySet().removeAll(ADMINISTRATION);
    Map<String, Set<String>> served =
        Arrays.stream(Operation.values())
            .collect(
                Collectors.groupingBy(
                    operation -> "/" + String.join("/", operation.template()),
                    TreeMap::new,
                    Collectors.mapping(Operation::method, Collectors.toCollection(TreeSet::new))));
    assertThat(written).isEqualTo(served);
  }
}
