package io.twinoperator.fleetrollout.simulation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.twinoperator.fleetrollout.ledger.Batch;
import io.twinoperator.fleetrollout.ledger.MemberState;
import io.twinoperator.hub.JobRequest;
import io.twinoperator.ownership.Owner;
import io.twinoperator.twin.JsonValues;
import io.twinoperator.twin.LeafPath;
import io.twinoperator.twin.MergePatch;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What must be true when the operator is about to write. */
final class WriteRules {
  private static final Pattern ID = Pattern.compile("'([^']*)'");

  /** A minute but for the time that a pass may take between its decision and its last write. */
  private static final Duration MINUTE = Duration.ofSeconds(55);

  private final Seen seen;
  private final Deque<Instant> lastMinute = new ArrayDeque<>();
  private final Map<String, List<String>> createdJobs = new HashMap<>();
  private String countedStates = "";
  private int inFlight;
  private final Map<String, String> sites = new HashMap<>();
  private Map<String, Integer> unavailable = Map.of();

  WriteRules(Seen seen) {
    this.seen = seen;
  }

  /** What a patch is for. */
  private enum Purpose {
    CHANGE,
    UNDO,
    MARKER
  }

  void patching(String deviceId, MergePatch patch) {
    LedgerView ledger = seen.ledger(deviceId + " is patched");
    Purpose purpose = purpose(patch);
    seen.world().story().say("   patch " + deviceId + " " + purpose + " " + patch.asJson());
    claimsAreKnown(deviceId);
    switch (purpose) {
      case CHANGE -> changing(ledger, deviceId, seen.passBegan);
      case UNDO -> undoing(ledger, deviceId, patch);
      case MARKER -> {}
    }
    if (purpose == Purpose.CHANGE) {
      int member = seen.member(ledger, deviceId).orElseThrow();
      if (!ledger.isInBatch(member, Batch.Work.CHANGE)) {
        throw new Violation(8, deviceId + " is patched, and the ledger does not know");
      }
      paced(ledger, List.of(deviceId));
      written(1);
    }
  }

  void creatingJob(JobRequest request) {
    LedgerView ledger = seen.ledger(request.jobId() + " is created");
    List<String> devices = devicesOf(request);
    if (!createdJobs.containsKey(request.jobId())) {
      seen.world().story().say("   job " + request.jobId() + " for " + devices);
    }
    if (!ledger.knowsJob(request.jobId())) {
      throw new Violation(8, "job " + request.jobId() + " is created and not in the ledger");
    }
    if (!ledger.devicesOf(request.jobId()).equals(devices)) {
      throw new Violation(8, request.jobId() + " has other devices than the ledger says");
    }
    if (purpose(request.patch()) != Purpose.CHANGE) {
      throw new Violation(7, "a job undoes, and jobs write by force: " + request.patch());
    }
    Instant decided = ledger.decidedAt(request.jobId()).orElseThrow();
    for (String device : devices) {
      claimsAreKnown(device);
      changing(ledger, device, decided);
      notTwice(device, request.jobId());
    }
    if (!createdJobs.containsKey(request.jobId())) {
      paced(ledger, devices);
    }
  }

  /** The hub has taken a job: one that it refuses writes nothing. */
  void createdJob(JobRequest request) {
    List<String> devices = devicesOf(request);
    written(devices.size());
    createdJobs.put(request.jobId(), devices);
    devices.forEach(device -> seen.jobsOf(device).add(request.jobId()));
  }

  private static List<String> devicesOf(JobRequest request) {
    List<String> devices = new ArrayList<>();
    Matcher ids = ID.matcher(request.queryCondition());
    while (ids.find()) {
      devices.add(ids.group(1));
    }
    return devices;
  }

  private Purpose purpose(MergePatch patch) {
    Purpose purpose = Purpose.MARKER;
    for (LeafPath path : seen.change().paths()) {
      JsonNode value = Change.at(patch.section(path.section()), path);
      if (value.isMissingNode()) {
        if (isAboveRemoved(patch.section(path.section()), path)) {
          return Purpose.UNDO;
        }
        continue;
      }
      JsonNode wanted = seen.change().wanted(path);
      boolean isWanted = wanted.isMissingNode() ? value.isNull() : JsonValues.equal(value, wanted);
      if (!isWanted) {
        return Purpose.UNDO;
      }
      purpose = Purpose.CHANGE;
    }
    return purpose;
  }

  /** Whether a parent of the leaf goes with all that is below it. */
  private static boolean isAboveRemoved(ObjectNode section, LeafPath path) {
    JsonNode node = section;
    for (String key : path.keys()) {
      node = node.path(key);
      if (node.isNull()) {
        return true;
      }
    }
    return false;
  }

  private void claimsAreKnown(String deviceId) {
    if (!seen.claims().areKnown()) {
      throw new Violation(5, deviceId + " is written before all claims of the hub are known");
    }
  }

  private void changing(LedgerView ledger, String deviceId, Instant decided) {
    notWhileStopped(ledger, deviceId);
    int member =
        seen.member(ledger, deviceId)
            .orElseThrow(() -> new Violation(5, deviceId + " is written and is no member"));
    inItsTurn(ledger, deviceId, member);
    notClaimed(ledger, deviceId, decided);
    notAgain(deviceId);
    if (seen.wishes.excluded().contains(deviceId)) {
      throw new Violation(4, deviceId + " is excluded and is written");
    }
  }

  /** Promises 4 and 9. */
  private void notWhileStopped(LedgerView ledger, String deviceId) {
    if (seen.finished) {
      throw new Violation(9, deviceId + " is written, and the rollout is finished");
    }
    if (!seen.wishes.isToRun()) {
      throw new Violation(
          4,
          deviceId
              + " is written, and state is "
              + seen.wishes.state()
              + (seen.wishes.hold() ? ", held" : ""));
    }
    if (ledger.isAborted() || ledger.isTakenBack()) {
      throw new Violation(4, deviceId + " is written, and there was no going on from there");
    }
    if (seen.stopped.isPresent()) {
      throw new Violation(4, deviceId + " is written, and the rollout has stopped by itself");
    }
  }

  /** Promise 3. */
  private void inItsTurn(LedgerView ledger, String deviceId, int member) {
    int wave = ledger.wave(member);
    for (int before = 0; before < wave; before++) {
      if (!ledger.isDone(before) && ledger.hasDevices(before)) {
        throw new Violation(
            3,
            "%s of wave %s is written before wave %s succeeded"
                .formatted(deviceId, ledger.waveName(wave), ledger.waveName(before)));
      }
      gateIsOpen(deviceId, ledger.waveName(before));
    }
    notPromoted(ledger, deviceId, wave);
  }

  private void gateIsOpen(String deviceId, String waveName) {
    boolean closed =
        seen.wishes.promoteTo().isEmpty()
            && seen.wishes.strategy().waves().stream()
                .anyMatch(wave -> wave.name().equals(waveName) && wave.manualGate());
    if (closed) {
      throw new Violation(3, deviceId + " is written behind the closed gate of wave " + waveName);
    }
  }

  private void notPromoted(LedgerView ledger, String deviceId, int wave) {
    Optional<String> ceiling = seen.wishes.promoteTo().filter(name -> !name.equals("All"));
    for (int above = 0; ceiling.isPresent() && above < wave; above++) {
      if (ledger.waveName(above).equals(ceiling.get())) {
        throw new Violation(
            3,
            deviceId + " of wave " + ledger.waveName(wave) + " is written above " + ceiling.get());
      }
    }
  }

  /** Promise 5: whoever was there before the first wave has the leaf. */
  private void notClaimed(LedgerView ledger, String deviceId, Instant decided) {
    if (seen.claims().since(deviceId).isAfter(decided)) {
      return; // It came in the window between the reading and the job.
    }
    for (LeafPath path : seen.change().paths()) {
      Optional<Owner> owner = seen.claims().ownerOf(deviceId, path);
      Instant started = ledger.startedAt().orElse(seen.now());
      if (owner.isPresent() && owner.get().createdAt().isBefore(started)) {
        throw new Violation(
            5, "%s is written, and %s has %s".formatted(deviceId, owner.get(), path));
      }
    }
  }

  /** Promise 6. */
  private void notAgain(String deviceId) {
    seen.truth()
        .of(deviceId)
        .filter(device -> device.registered && device.undone.isPresent())
        .ifPresent(
            device -> {
              throw new Violation(6, deviceId + " is written again after it was taken back");
            });
  }

  /** Promise 6: a device is handed to one job at a time. */
  private void notTwice(String deviceId, String jobId) {
    for (String other : seen.jobsOf(deviceId)) {
      if (!other.equals(jobId) && isUnderWay(other)) {
        throw new Violation(6, "%s is in %s and is handed to %s".formatted(deviceId, other, jobId));
      }
    }
  }

  private boolean isUnderWay(String jobId) {
    String status = seen.world().core().jobs().get(jobId).path("status").asText();
    return !status.equals("completed") && !status.equals("failed") && !status.equals("cancelled");
  }

  /** Promise 2. */
  private void paced(LedgerView ledger, List<String> devices) {
    count(ledger);
    Wishes.Strategy strategy = seen.wishes.strategy();
    strategy
        .maxConcurrency()
        .ifPresent(
            most -> {
              if (inFlight > most) {
                throw new Violation(
                    2, inFlight + " devices are in flight; maxConcurrency is " + most);
              }
            });
    strategy.budget().ifPresent(budget -> withinBudget(ledger, budget, devices));
    strategy.rate().ifPresent(rate -> withinRate(ledger, rate, devices.size()));
  }

  /** Devices in flight as the ledger says; a device is in the ledger before it is written. */
  private void count(LedgerView ledger) {
    if (countedStates.equals(ledger.states())) {
      return;
    }
    countedStates = ledger.states();
    inFlight = 0;
    Map<String, Integer> groups = new HashMap<>();
    for (int member = 0; member < countedStates.length(); member++) {
      MemberState state = MemberState.of(countedStates.charAt(member));
      boolean flies = state == MemberState.WRITTEN || state == MemberState.APPLYING;
      inFlight += flies ? 1 : 0;
      if (flies || state == MemberState.WRITTEN_OFFLINE) {
        groups.merge(site(ledger, ledger.deviceId(member)), 1, Integer::sum);
      }
    }
    unavailable = groups;
  }

  /**
   * The group that the plan saw it in. Nobody gives a device another site, but one that was created
   * anew may be in another: then the plan alone knows.
   */
  private String site(LedgerView ledger, String deviceId) {
    return sites.computeIfAbsent(
        deviceId,
        id ->
            seen.truth()
                .of(id)
                .filter(device -> device.incarnation == 1)
                .map(device -> "tags.site=" + device.twin.tags().path("site").asText())
                .orElseGet(() -> ledger.group(seen.member(ledger, id).orElseThrow())));
  }

  private void withinBudget(LedgerView ledger, Wishes.Budget budget, List<String> devices) {
    for (String device : devices) {
      int now = unavailable.getOrDefault(site(ledger, device), 0);
      if (now > budget.maxUnavailable()) {
        throw new Violation(
            2,
            "%d devices of %s are under way; maxUnavailable is %d"
                .formatted(now, site(ledger, device), budget.maxUnavailable()));
      }
    }
  }

  private void withinRate(LedgerView ledger, Wishes.Rate rate, int devices) {
    Instant minuteAgo = seen.now().minus(MINUTE);
    while (!lastMinute.isEmpty() && !lastMinute.peekFirst().isAfter(minuteAgo)) {
      lastMinute.removeFirst();
    }
    int inMinute = lastMinute.size() + devices;
    long converged =
        ledger
            .states()
            .chars()
            .filter(c -> MemberState.of((char) c) == MemberState.CONVERGED)
            .count();
    double steps = Math.floorDiv((int) converged, rate.increaseAfter());
    double grown = rate.perMinute() * Math.pow(rate.factor(), steps);
    double most = Math.min(rate.mostPerMinute(), grown);
    if (inMinute > Math.ceil(most)) {
      throw new Violation(
          2,
          "%d devices were written within a minute; the rate is %.1f, %d converged"
              .formatted(inMinute, most, converged));
    }
  }

  private void written(int devices) {
    lastMinute.addAll(Collections.nCopies(devices, seen.now()));
  }

  /** Promises 4, 5 and 9 of what is taken back. */
  private void undoing(LedgerView ledger, String deviceId, MergePatch patch) {
    boolean byItself =
        ledger.takesItselfBack() && seen.wishes.failures().action().equals("Rollback");
    if (!seen.wishes.isToUndo() && !byItself) {
      throw new Violation(9, deviceId + " is taken back, and nobody asked: " + patch.asJson());
    }
    if (seen.wishes.hold()) {
      throw new Violation(4, deviceId + " is taken back, and the rollout is held");
    }
    int member =
        seen.member(ledger, deviceId)
            .orElseThrow(() -> new Violation(5, deviceId + " is taken back and is no member"));
    if (!ledger.isInBatch(member, Batch.Work.UNDO)) {
      throw new Violation(8, deviceId + " is taken back, and the ledger does not know");
    }
    for (LeafPath path : seen.change().paths()) {
      boolean touches = !Change.at(patch.section(path.section()), path).isMissingNode();
      Optional<Owner> owner = seen.claims().ownerOf(deviceId, path);
      if (touches && owner.isPresent()) {
        throw new Violation(
            5, "%s is taken back, and %s has %s by now".formatted(deviceId, owner.get(), path));
      }
    }
  }
}
