package io.twinoperator.emulator.configuration;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.twinoperator.emulator.twin.Author;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * One run of all configurations over all twins: each twin gets the settings of the one that wins
 * there, and loses those of the one that no longer does.
 */
final class Evaluation {
  private final ManagedTwins twins;
  private final ConfigurationRules rules;
  private final Map<String, List<Configuration>> contenders = new LinkedHashMap<>();
  private final Map<String, Long> targeted = new HashMap<>();
  private final Map<String, Long> applied = new HashMap<>();

  /**
   * Collects who targets which twin.
   *
   * @param ranked the configurations, winners first
   */
  Evaluation(List<Configuration> ranked, ManagedTwins twins, ConfigurationRules rules) {
    this.twins = twins;
    this.rules = rules;
    for (Configuration configuration : ranked) {
      List<String> clients = twins.select(configuration.target());
      targeted.put(configuration.id(), (long) clients.size());
      for (String client : clients) {
        contenders
            .computeIfAbsent(configuration.content().seatOf(client), seat -> new ArrayList<>())
            .add(configuration);
      }
    }
  }

  /** Brings every twin up to date; answers those that configurations are something to now. */
  Set<String> run(Collection<String> assignedBefore) {
    Set<String> seats = new TreeSet<>(assignedBefore);
    seats.addAll(contenders.keySet());
    Set<String> assigned = new TreeSet<>();
    for (String seat : seats) {
      List<Configuration> ranked = contenders.getOrDefault(seat, List.of());
      seatOf(seat, ranked)
          .map(twin -> settle(seat, twin, ranked))
          .filter(assignment -> !assignment.isEmpty())
          .ifPresent(assignment -> assigned.add(seat));
    }
    return assigned;
  }

  /** How many twins one targets, and in how many it is applied. */
  SortedMap<String, Long> countsOf(Configuration configuration) {
    SortedMap<String, Long> counts = new TreeMap<>();
    counts.put(SystemMetrics.TARGETED, targeted.getOrDefault(configuration.id(), 0L));
    counts.put(SystemMetrics.APPLIED, applied.getOrDefault(configuration.id(), 0L));
    return counts;
  }

  private Optional<ManagedTwin> seatOf(String seat, List<Configuration> ranked) {
    boolean edge = ranked.stream().anyMatch(c -> c.content().kind() == Target.Kind.EDGE_DEVICES);
    return edge ? twins.edgeModule(Content.deviceOf(seat), Content.EDGE_AGENT) : twins.find(seat);
  }

  private Assignment settle(String seat, ManagedTwin twin, List<Configuration> ranked) {
    Optional<Assignment.Applied> before = twin.assignment().applied();
    Optional<Configuration> winner = ranked.stream().findFirst();
    Optional<Assignment.Applied> now =
        winner.isPresent() ? put(seat, winner.get(), before) : removed(before);
    SortedMap<String, ConfigurationStatus> statuses = new TreeMap<>();
    ranked.forEach(each -> statuses.put(each.id(), ConfigurationStatus.TARGETED));
    now.ifPresent(
        in -> {
          statuses.put(in.id(), ConfigurationStatus.APPLIED);
          applied.merge(in.id(), 1L, Long::sum);
        });
    Assignment after = new Assignment(statuses, now, rules.statusCase());
    if (!after.equals(twin.assignment())) {
      twin.assign(after);
    }
    return after;
  }

  /** What is applied afterwards: the winner, or nothing where its settings do not fit. */
  private Optional<Assignment.Applied> put(
      String seat, Configuration winner, Optional<Assignment.Applied> before) {
    Author author = winner.author();
    boolean edge = winner.content().kind() == Target.Kind.EDGE_DEVICES;
    String client = edge ? Content.deviceOf(seat) : seat;
    Assignment.Applied wanted =
        new Assignment.Applied(winner.id(), author.digest(), winner.content().writesTo(client));
    boolean settled = before.filter(wanted::isSameAs).isPresent();
    if (settled && !hasDrifted(wanted)) {
      return before;
    }
    Map<String, Settings> old = before.map(Assignment.Applied::writes).orElse(Map.of());
    Set<String> clients = new TreeSet<>(old.keySet());
    clients.addAll(wanted.writes().keySet());
    boolean fits = true;
    for (String each : clients) {
      Settings entering = wanted.writes().getOrDefault(each, Settings.NONE);
      Optional<ManagedTwin> twin =
          edge && wanted.writes().containsKey(each)
              ? twins.edgeModule(client, each.substring(client.length() + 1))
              : twins.find(each);
      fits &= twin.isEmpty() || write(twin.get(), author, entering, leaving(each, before));
    }
    return fits ? Optional.of(wanted) : removed(before);
  }

  private boolean hasDrifted(Assignment.Applied applied) {
    return switch (rules.drift()) {
      case LEFT -> false;
      case CORRECTED ->
          applied.writes().entrySet().stream()
              .anyMatch(
                  write ->
                      twins
                          .find(write.getKey())
                          .filter(twin -> !write.getValue().areIn(twin.desired()))
                          .isPresent());
    };
  }

  private Optional<Assignment.Applied> removed(Optional<Assignment.Applied> before) {
    before.ifPresent(
        old ->
            old.writes()
                .forEach(
                    (client, settings) ->
                        twins
                            .find(client)
                            .ifPresent(
                                twin ->
                                    write(
                                        twin,
                                        new Author(old.id(), old.digest()),
                                        Settings.NONE,
                                        leaving(client, before)))));
    return Optional.empty();
  }

  private boolean write(ManagedTwin twin, Author author, Settings entering, Leaving leaving) {
    Optional<ObjectNode> patch =
        entering.instead(leaving.settings(), twin.desired(), leaving.owner());
    return patch.isEmpty() || twin.write(patch.get(), author);
  }

  private Leaving leaving(String client, Optional<Assignment.Applied> before) {
    Settings settings =
        before.map(old -> old.writes().getOrDefault(client, Settings.NONE)).orElse(Settings.NONE);
    Optional<String> owner =
        switch (rules.removal()) {
          case EVERY_PATH -> Optional.empty();
          case OWN_LEAVES -> before.map(Assignment.Applied::id);
        };
    return new Leaving(settings, owner);
  }

  private record Leaving(Settings settings, Optional<String> owner) {}
}
