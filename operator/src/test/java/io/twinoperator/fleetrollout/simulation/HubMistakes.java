package io.twinoperator.fleetrollout.simulation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.twinoperator.hub.Hub;
import io.twinoperator.hub.HubException;
import io.twinoperator.hub.HubHost;
import io.twinoperator.hub.HubJob;
import io.twinoperator.hub.JobRequest;
import io.twinoperator.ownership.ClaimSource;
import io.twinoperator.ownership.DeviceClaims;
import io.twinoperator.twin.MergePatch;
import io.twinoperator.twin.Twin;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/** Mistakes around what the operator sees of the hub, of claims and of time. */
final class HubMistakes {
  private HubMistakes() {}

  private static Twin with(Twin twin, ObjectNode desired, ObjectNode reported) {
    return new Twin(
        twin.deviceId(),
        twin.etag(),
        twin.enabled(),
        twin.connectionState(),
        twin.tags(),
        desired,
        reported,
        twin.desiredVersion(),
        twin.reportedVersion(),
        twin.desiredMetadata(),
        twin.reportedMetadata(),
        twin.configurations());
  }

  static final class WithoutClaims implements Mistakes {
    @Override
    public ClaimSource in(ClaimSource claims) {
      return (host, device) -> claims.claimsOn(host, device).map(found -> DeviceClaims.NONE);
    }
  }

  static final class UnknownAsNone implements Mistakes {
    @Override
    public ClaimSource in(ClaimSource claims) {
      return (HubHost host, String device) ->
          claims.claimsOn(host, device).or(() -> Optional.of(DeviceClaims.NONE));
    }
  }

  static final class FastClock implements Mistakes {
    @Override
    public InstantSource in(InstantSource clock) {
      Instant start = VirtualTime.START;
      return () -> start.plus(Duration.between(start, clock.instant()).multipliedBy(3));
    }
  }

  static final class StaleTwins implements Mistakes {
    @Override
    public Hub in(Hub hub, World world) {
      return new AroundHub(hub) {
        @Override
        public Twin twin(String deviceId) throws HubException {
          QueryPage page =
              query(
                  "SELECT * FROM devices WHERE deviceId = '" + deviceId + "'", 1, Optional.empty());
          if (page.rows().isEmpty()) {
            throw new HubException.NotFound(deviceId);
          }
          return Twin.parse(page.rows().get(0));
        }
      };
    }
  }

  static final class AnyVersion implements Mistakes {
    @Override
    public Hub in(Hub hub, World world) {
      return new AroundHub(hub) {
        @Override
        public Twin twin(String deviceId) throws HubException {
          Twin twin = super.twin(deviceId);
          ObjectNode reported = twin.reported().deepCopy();
          raise(reported, twin.desiredVersion());
          return with(twin, twin.desired(), reported);
        }
      };
    }

    private static void raise(ObjectNode reported, long version) {
      for (JsonNode member : reported) {
        if (member instanceof ObjectNode object) {
          if (object.has("av")) {
            object.put("av", version);
          }
          raise(object, version);
        }
      }
    }
  }

  static final class AnotherJob implements Mistakes {
    @Override
    public Hub in(Hub hub, World world) {
      return new AroundHub(hub) {
        @Override
        public HubJob createJob(JobRequest request) throws HubException {
          try {
            return super.createJob(request);
          } catch (HubException.Unavailable e) {
            return super.createJob(
                new JobRequest(
                    request.jobId() + "-again",
                    request.queryCondition(),
                    request.patch(),
                    request.maxExecutionTime()));
          }
        }
      };
    }
  }

  static final class ForeignLeaf implements Mistakes {
    private static MergePatch more(MergePatch patch) {
      ObjectNode desired = patch.desired().deepCopy();
      desired.put("somethingElse", 2);
      return new MergePatch(patch.tags(), desired);
    }

    @Override
    public Hub in(Hub hub, World world) {
      return new AroundHub(hub) {
        @Override
        public HubJob createJob(JobRequest request) throws HubException {
          return super.createJob(
              new JobRequest(
                  request.jobId(),
                  request.queryCondition(),
                  more(request.patch()),
                  request.maxExecutionTime()));
        }

        @Override
        public Twin patch(String deviceId, MergePatch patch, String etag) throws HubException {
          return super.patch(deviceId, more(patch), etag);
        }
      };
    }
  }

  static final class ManyReads implements Mistakes {
    @Override
    public Hub in(Hub hub, World world) {
      return new AroundHub(hub) {
        @Override
        public Twin twin(String deviceId) throws HubException {
          super.twin(deviceId);
          super.twin(deviceId);
          return super.twin(deviceId);
        }
      };
    }
  }

  static final class Vanishing implements Mistakes {
    @Override
    public Hub in(Hub hub, World world) {
      return new AroundHub(hub) {
        @Override
        public Twin twin(String deviceId) throws HubException {
          try {
            return super.twin(deviceId);
          } catch (HubException.Unavailable e) {
            throw new HubException.NotFound(deviceId);
          }
        }
      };
    }
  }

  static final class EndlessJobs implements Mistakes {
    @Override
    public Hub in(Hub hub, World world) {
      return new AroundHub(hub) {
        @Override
        public Optional<HubJob> job(String jobId) throws HubException {
          return super.job(jobId)
              .map(
                  job ->
                      new HubJob(
                          job.jobId(),
                          HubJob.JobStatus.RUNNING,
                          job.queryCondition(),
                          job.statistics(),
                          Optional.empty()));
        }
      };
    }
  }

  /** Shows the operator what it wants to see. */
  static final class BlindUndo implements Mistakes {
    @Override
    public Hub in(Hub hub, World world) {
      return new AroundHub(hub) {
        @Override
        public Twin twin(String deviceId) throws HubException {
          Twin twin = super.twin(deviceId);
          boolean marked = twin.tags().has("twinOperator");
          if (!marked || !world.change().set().containsKey(Change.INTERVAL)) {
            return twin;
          }
          ObjectNode desired = twin.desired().deepCopy();
          desired.set("interval", world.change().wanted(Change.INTERVAL));
          return with(twin, desired, twin.reported());
        }
      };
    }
  }
}
