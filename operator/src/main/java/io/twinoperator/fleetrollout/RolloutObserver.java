package io.twinoperator.fleetrollout;

import static java.util.stream.Collectors.toMap;

import io.twinoperator.fleetrollout.decide.Reads;
import io.twinoperator.fleetrollout.decide.RolloutObservation;
import io.twinoperator.fleetrollout.decide.RolloutObservation.ClaimedLeaf;
import io.twinoperator.fleetrollout.decide.RolloutObservation.DeviceRow;
import io.twinoperator.fleetrollout.decide.RolloutObservation.JobReading;
import io.twinoperator.fleetrollout.decide.RolloutObservation.Reading;
import io.twinoperator.fleetrollout.ledger.Chunk;
import io.twinoperator.fleetrollout.ledger.Chunk.ChunkDevice;
import io.twinoperator.fleetrollout.ledger.Ledger;
import io.twinoperator.hub.Hub;
import io.twinoperator.hub.HubException;
import io.twinoperator.hub.HubJob;
import io.twinoperator.hub.HubJob.JobStatus;
import io.twinoperator.hub.QueryText;
import io.twinoperator.ownership.ClaimSource;
import io.twinoperator.ownership.DeviceClaims;
import io.twinoperator.ownership.Owner;
import io.twinoperator.twin.Twin;
import java.time.Instant;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
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
  private final ClaimSource claims;
  private final Map<String, PagedQuery> jobRows;
  private final Instant now;
  private final Hub hub;

  private final SortedMap<Integer, Reading> readings = new TreeMap<>();
  private final Map<Integer, List<ClaimedLeaf>> claimed = new HashMap<>();
  private final Map<Integer, JobReading> jobs = new HashMap<>();
  private Optional<String> blind = Optional.empty();
  private Optional<Instant> moreAt = Optional.empty();

  /**
   * An observer of one pass.
   *
   * @param jobRows queries for the rows of ended jobs that passes before could not read to the end
   */
  RolloutObserver(
      RolloutRequest request,
      Ledger ledger,
      ClaimSource claims,
      Map<String, PagedQuery> jobRows,
      Instant now) {
    this.request = request;
    this.jobRows = jobRows;
    this.ledger = ledger;
    this.claims = claims;
    this.now = now;
    this.hub = request.hub();
  }

  RolloutObservation observe() {
    readJobs();
    if (blind.isEmpty()) {
      readTwins();
    }
    return new RolloutObservation(
        request.spec(),
        request.generation(),
        request.jobPrefix(ledger.plan().revision()),
        ledger,
        Collections.unmodifiableSortedMap(readings),
        Map.copyOf(claimed),
        Map.copyOf(jobs),
        blind,
        request.link().limits().activeJobs(),
        now);
  }

  /** When twins that could not be read for the budget's sake may be; empty if there are none. */
  Optional<Instant> moreAt() {
    return moreAt;
  }

  private void readJobs() {
    for (Chunk chunk : ledger.openChunks()) {
      try {
        Optional<HubJob> job = hub.job(chunk.jobId());
        boolean ended = job.filter(found -> found.status().ended()).isPresent();
        jobs.put(
            chunk.number(),
            new JobReading(job, ended ? rows(chunk, job.orElseThrow()) : Optional.empty()));
      } catch (HubException.Throttled e) {
        // The budget is used up for now; this job is read next time, and the others may still be.
        log.debug("{}: {}", chunk.jobId(), e.getMessage());
      } catch (HubException e) {
        blind = Optional.of(String.valueOf(e.getMessage()));
        return;
      }
    }
  }

  /**
   * What became of the devices of an ended job; where all were written its statistics say so
   * without a query.
   */
  private Optional<Map<String, DeviceRow>> rows(Chunk chunk, HubJob job) throws HubException {
    if (job.status() == JobStatus.COMPLETED
        && job.statistics().succeeded() == chunk.devices().size()) {
      return Optional.of(
          chunk.devices().stream().collect(toMap(ChunkDevice::deviceId, d -> DeviceRow.WRITTEN)));
    }
    try {
      Map<String, DeviceRow> rows = new HashMap<>();
      jobRows
          .computeIfAbsent(chunk.jobId(), RolloutObserver::rowsOf)
          .complete(hub)
          .forEach(row -> rows.put(row.path("deviceId").asText(), DeviceRow.of(row)));
      jobRows.remove(chunk.jobId());
      return Optional.of(rows);
    } catch (HubException.Throttled e) {
      log.debug("{}: {}", chunk.jobId(), e.getMessage());
      return Optional.empty();
    }
  }

  private static PagedQuery rowsOf(String jobId) {
    return new PagedQuery(
        "SELECT * FROM devices.jobs WHERE devices.jobs.jobId = " + QueryText.literal(jobId));
  }

  private void readTwins() {
    int slots = request.link().limits().activeJobs();
    for (int member : Reads.due(request.spec(), ledger, slots, now)) {
      String deviceId = ledger.plan().members().get(member).deviceId();
      try {
        readTwin(member, deviceId);
      } catch (HubException.Throttled e) {
        // The budget is used up for now; what was read so far is good, and the rest is read next.
        blind = readings.isEmpty() ? Optional.of(String.valueOf(e.getMessage())) : blind;
        moreAt = Optional.of(now.plus(e.retryAfter()));
        return;
      } catch (HubException e) {
        blind = Optional.of(String.valueOf(e.getMessage()));
        return;
      }
    }
  }

  private void readTwin(int member, String deviceId) throws HubException {
    Optional<DeviceClaims> owners = claims.claimsOn(request.link().host(), deviceId);
    if (owners.isEmpty()) {
      blind = Optional.of("not all DeviceConfigs of the hub are known yet");
      return;
    }
    Optional<Twin> twin = twin(deviceId);
    readings.put(member, new Reading(twin));
    List<ClaimedLeaf> leaves =
        request
            .spec()
            .paths()
            .flatMap(
                path ->
                    owners.get().ownerOf(path).stream()
                        .filter(this::wasThereBefore)
                        .map(owner -> new ClaimedLeaf(path, owner)))
            .toList();
    if (!leaves.isEmpty()) {
      claimed.put(member, leaves);
    }
  }

  /** Whoever comes while this rollout runs waits for it to end. */
  private boolean wasThereBefore(Owner owner) {
    return RolloutHolds.owner(request.key(), ledger)
        .filter(self -> self.compareTo(owner) < 0)
        .isEmpty();
  }

  private Optional<Twin> twin(String deviceId) throws HubException {
    try {
      return Optional.of(hub.twin(deviceId));
    } catch (HubException.NotFound e) {
      return Optional.empty();
    }
  }
}
