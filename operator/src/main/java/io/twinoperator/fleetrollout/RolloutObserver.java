package io.twinoperator.fleetrollout;

import static java.util.stream.Collectors.toMap;

import com.fasterxml.jackson.databind.JsonNode;
import io.twinoperator.fleetrollout.decide.Neighbour;
import io.twinoperator.fleetrollout.decide.Outlook;
import io.twinoperator.fleetrollout.decide.ReadList;
import io.twinoperator.fleetrollout.decide.Reads;
import io.twinoperator.fleetrollout.decide.RolloutObservation;
import io.twinoperator.fleetrollout.decide.RolloutObservation.DeviceRow;
import io.twinoperator.fleetrollout.decide.RolloutObservation.Hindrance;
import io.twinoperator.fleetrollout.decide.RolloutObservation.JobReading;
import io.twinoperator.fleetrollout.decide.RolloutObservation.LaneRoom;
import io.twinoperator.fleetrollout.ledger.Batch;
import io.twinoperator.fleetrollout.ledger.Batch.Lane;
import io.twinoperator.fleetrollout.ledger.Ledger;
import io.twinoperator.fleetrollout.plan.PagedQuery;
import io.twinoperator.hub.Hub;
import io.twinoperator.hub.HubException;
import io.twinoperator.hub.HubJob;
import io.twinoperator.hub.HubJob.JobStatus;
import io.twinoperator.hub.HubLimits;
import io.twinoperator.hub.JobSlots;
import io.twinoperator.hub.OperationClass;
import io.twinoperator.hub.QueryText;
import io.twinoperator.ownership.ClaimSource;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads everything that a pass needs from the hub, and nothing else; what could not be read is
 * named, never guessed.
 */
final class RolloutObserver {
  private static final Logger log = LoggerFactory.getLogger(RolloutObserver.class);

  private final RolloutRequest request;
  private final Ledger ledger;
  private final Map<String, Neighbour> neighbours;
  private final Map<String, PagedQuery<JsonNode>> jobRows;
  private final Parallel parallel;
  private final Instant now;
  private final Hub hub;
  private final LaneRoom room;

  private final TwinReader twins;
  private final Lookout lookout;
  private final Map<Integer, JobReading> jobs = new HashMap<>();
  private Outlook outlook = Outlook.without(0, 0);
  private int verified;
  private Optional<String> blind = Optional.empty();

  /**
   * An observer of one pass.
   *
   * @param neighbours other rollouts on the hub, by the keys of their marks
   * @param jobRows queries for the rows of ended jobs that passes before could not read to the end
   * @param lookout says where to look
   */
  RolloutObserver(
      RolloutRequest request,
      Ledger ledger,
      ClaimSource claims,
      Map<String, Neighbour> neighbours,
      Map<String, PagedQuery<JsonNode>> jobRows,
      Lookout lookout,
      Parallel parallel,
      Instant now) {
    this.request = request;
    this.jobRows = jobRows;
    this.ledger = ledger;
    this.twins = new TwinReader(request, ledger, claims);
    this.lookout = lookout;
    this.verified = ledger.progress().verified();
    this.neighbours = neighbours;
    this.parallel = parallel;
    this.now = now;
    this.hub = request.hub();
    this.room = room();
  }

  /** What the lanes can take; a patch takes a read before it. At least one, to get into line. */
  private LaneRoom room() {
    HubLimits limits = request.link().limits();
    int writes = request.link().room(OperationClass.TWIN_WRITE, request.turn());
    int reads = request.link().room(OperationClass.TWIN_READ, request.turn());
    int own = ledger.openJobs();
    LaneRoom room =
        new LaneRoom(
            own + 1,
            Math.max(1, Math.min(writes, reads)),
            limits.jobDeviceOperations(),
            limits.writes());
    String caller = request.turn().caller();
    boolean wants =
        writes() == Reads.Writes.ALLOWED && Reads.wantJob(request.spec(), ledger, room, now);
    if (!wants) {
      request.link().jobSlots().leave(caller);
      return room.withJobs(own, Optional.empty());
    }
    JobSlots.Answer answer = request.link().jobSlots().ask(caller, own, limits.activeJobs());
    return room.withJobs(own + answer.more(), answer.taken());
  }

  RolloutObservation observe() {
    readJobs();
    if (blind.isEmpty()) {
      readTwins();
    }
    return new RolloutObservation(
        request.spec(),
        RolloutRequest.jobPrefix(request.key(), ledger.plan()),
        request.marker(ledger.plan()),
        ledger,
        request.hindrance(),
        twins.readings(),
        twins.claimed(),
        neighbours,
        Map.copyOf(jobs),
        outlook,
        verified,
        blind,
        room,
        lookout.since(),
        now);
  }

  /** When twins that could not be read for the budget's sake may be; empty if there are none. */
  Optional<Instant> moreAt() {
    return twins.throttledFor().map(now::plus);
  }

  private void readJobs() {
    for (Batch batch : ledger.openBatches()) {
      if (batch.lane() == Lane.JOB && blind.isEmpty()) {
        readJob(batch);
      }
    }
  }

  private void readJob(Batch batch) {
    try {
      Optional<HubJob> job = hub.job(batch.id());
      boolean ended = job.filter(found -> found.status().ended()).isPresent();
      jobs.put(
          batch.number(),
          new JobReading(job, ended ? rows(batch, job.orElseThrow()) : Optional.empty()));
    } catch (HubException.Throttled e) {
      // The budget is used up for now; this job is read next time, and the others may still be.
      log.debug("{}: {}", batch.id(), e.getMessage());
    } catch (HubException e) {
      blind = Optional.of(String.valueOf(e.getMessage()));
    }
  }

  /**
   * What became of the devices of an ended job; where all were written its statistics say so
   * without a query.
   */
  private Optional<Map<String, DeviceRow>> rows(Batch batch, HubJob job) throws HubException {
    if (job.status() == JobStatus.COMPLETED
        && job.statistics().succeeded() == batch.devices().size()) {
      return Optional.of(
          batch.devices().stream()
              .collect(
                  toMap(
                      device -> ledger.plan().members().get(device.member()).deviceId(),
                      device -> DeviceRow.WRITTEN)));
    }
    try {
      Map<String, DeviceRow> rows = new HashMap<>();
      jobRows
          .computeIfAbsent(batch.id(), RolloutObserver::rowsOf)
          .complete(hub)
          .forEach(row -> rows.put(row.path("deviceId").asText(), DeviceRow.of(row)));
      jobRows.remove(batch.id());
      return Optional.of(rows);
    } catch (HubException.Throttled e) {
      log.debug("{}: {}", batch.id(), e.getMessage());
      return Optional.empty();
    }
  }

  private static PagedQuery<JsonNode> rowsOf(String jobId) {
    return PagedQuery.of(
        "SELECT * FROM devices.jobs WHERE devices.jobs.jobId = " + QueryText.literal(jobId));
  }

  private void readTwins() {
    outlook = lookout.look(request, ledger, now);
    ReadList due = Reads.due(request.spec(), ledger, room, outlook, writes(), now);
    twins.read(due.all(), parallel);
    lookout.learn(due.all(), twins.readings());
    verified = due.verified(verified, twins.readings().keySet());
    blind = twins.blind();
  }

  private Reads.Writes writes() {
    boolean hindered =
        request
            .hindrance()
            .filter(restraint -> restraint.hindrance() != Hindrance.INVALID)
            .isPresent();
    return hindered ? Reads.Writes.NOT_ALLOWED : Reads.Writes.ALLOWED;
  }
}
