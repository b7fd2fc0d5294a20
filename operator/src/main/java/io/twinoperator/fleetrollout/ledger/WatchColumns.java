package io.twinoperator.fleetrollout.ledger;

import com.fasterxml.jackson.databind.util.StdConverter;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.ToLongFunction;

/**
 * Watches as they are stored: a column for each number, packed, times counted from the earliest.
 *
 * @param count how many there are
 * @param from the earliest time, in milliseconds of the epoch
 * @param members indexes in rising order, each less the one before
 * @param since as {@link Watch#sinceMillis()}, less the earliest
 * @param read as {@link Watch#readMillis()}, less the earliest, and one more; 0 if not read
 */
record WatchColumns(
    int count,
    long from,
    String members,
    String since,
    String read,
    String reads,
    String visible,
    String awaited,
    String attempts) {

  /** From what is in memory to what is stored. */
  static final class Write extends StdConverter<Map<Integer, Watch>, WatchColumns> {
    @Override
    public WatchColumns convert(Map<Integer, Watch> watches) {
      return of(new TreeMap<>(watches));
    }
  }

  /** And back. */
  static final class Read extends StdConverter<WatchColumns, Map<Integer, Watch>> {
    @Override
    public Map<Integer, Watch> convert(WatchColumns columns) {
      return columns.watches();
    }
  }

  private static WatchColumns of(SortedMap<Integer, Watch> watches) {
    List<Watch> rows = List.copyOf(watches.values());
    long from = earliest(rows);
    return new WatchColumns(
        rows.size(),
        from,
        members(watches),
        column(rows, row -> row.sinceMillis() - from),
        column(rows, row -> row.readMillis() == 0 ? 0 : row.readMillis() - from + 1),
        column(rows, Watch::reads),
        column(rows, Watch::visibleMillis),
        column(rows, Watch::awaitedMillis),
        column(rows, Watch::attempts));
  }

  private static long earliest(List<Watch> rows) {
    long earliest = rows.isEmpty() ? 0 : Long.MAX_VALUE;
    for (Watch row : rows) {
      earliest = Math.min(earliest, row.sinceMillis());
      if (row.readMillis() != 0) {
        earliest = Math.min(earliest, row.readMillis());
      }
    }
    return earliest;
  }

  private static String members(SortedMap<Integer, Watch> watches) {
    long[] steps = new long[watches.size()];
    int row = 0;
    int before = 0;
    for (int member : watches.keySet()) {
      steps[row] = (long) member - before;
      before = member;
      row++;
    }
    return PackedNumbers.pack(steps);
  }

  private static String column(List<Watch> rows, ToLongFunction<Watch> number) {
    return PackedNumbers.pack(rows.stream().mapToLong(number).toArray());
  }

  private Map<Integer, Watch> watches() {
    long[] steps = unpack(members);
    long[] sinceMillis = unpack(since);
    long[] readMillis = unpack(read);
    long[] readings = unpack(reads);
    long[] visibleMillis = unpack(visible);
    long[] awaitedMillis = unpack(awaited);
    long[] tries = unpack(attempts);
    Map<Integer, Watch> watches = new HashMap<>();
    int member = 0;
    for (int row = 0; row < count; row++) {
      member += (int) steps[row];
      watches.put(
          member,
          new Watch(
              sinceMillis[row] + from,
              readMillis[row] == 0 ? 0 : readMillis[row] + from - 1,
              (int) readings[row],
              visibleMillis[row],
              awaitedMillis[row],
              (int) tries[row]));
    }
    return watches;
  }

  private long[] unpack(String column) {
    return PackedNumbers.unpack(column, count);
  }
}
