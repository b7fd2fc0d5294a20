package io.twinoperator.testing;

import io.twinoperator.hub.Hub;
import io.twinoperator.hub.HubConfiguration;
import io.twinoperator.hub.HubException;
import io.twinoperator.hub.HubJob;
import io.twinoperator.hub.JobRequest;
import io.twinoperator.twin.MergePatch;
import io.twinoperator.twin.Twin;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;

/** Notes what goes to a hub, and lets a test do something right before a patch. */
public final class RecordingHub {

  private final List<String> patched = new CopyOnWriteArrayList<>();
  private final List<String> read = new CopyOnWriteArrayList<>();
  private final Map<String, List<HubException>> refused = new ConcurrentHashMap<>();
  private final AtomicLong queries = new AtomicLong();
  private final Map<String, Runnable> beforePatch = new ConcurrentHashMap<>();
  private final Set<String> lost = ConcurrentHashMap.newKeySet();

  /** Devices patched so far, one entry for each call that was made. */
  public long patches(String deviceId) {
    return patched.stream().filter(deviceId::equals).count();
  }

  /** Devices in the order in which they were patched. */
  public List<String> patchedInOrder() {
    return List.copyOf(patched);
  }

  /** Twins read so far, one entry for each call that was made. */
  public long reads(String deviceId) {
    return read.stream().filter(deviceId::equals).count();
  }

  /** What the hub refused about a device so far, in order. */
  public List<HubException> refusals(String deviceId) {
    return List.copyOf(refused.getOrDefault(deviceId, List.of()));
  }

  /** Twins read so far, of all devices. */
  public long reads() {
    return read.size();
  }

  /** Twins read so far, by device. */
  public Map<String, Long> allReads() {
    return read.stream().collect(Collectors.groupingBy(id -> id, Collectors.counting()));
  }

  /** Pages of queries asked for so far. */
  public long queries() {
    return queries.get();
  }

  /** Runs once, right before the next patch of the device. */
  public void beforeNextPatch(String deviceId, Runnable action) {
    beforePatch.put(deviceId, action);
  }

  /** The next patch of the device is made, and its answer never comes. */
  public void loseNextAnswer(String deviceId) {
    lost.add(deviceId);
  }

  private interface Call {
    Twin make() throws HubException;
  }

  private Twin noting(String deviceId, Call call) throws HubException {
    try {
      return call.make();
    } catch (HubException e) {
      refused.computeIfAbsent(deviceId, unused -> new CopyOnWriteArrayList<>()).add(e);
      throw e;
    }
  }

  Hub around(Hub hub) {
    return new Hub() {
      @Override
      public Twin twin(String deviceId) throws HubException {
        read.add(deviceId);
        return noting(deviceId, () -> hub.twin(deviceId));
      }

      @Override
      public Twin patch(String deviceId, MergePatch patch, String etag) throws HubException {
        patched.add(deviceId);
        Optional.ofNullable(beforePatch.remove(deviceId)).ifPresent(Runnable::run);
        Twin patched = noting(deviceId, () -> hub.patch(deviceId, patch, etag));
        if (lost.remove(deviceId)) {
          throw new HubException.Unavailable("the connection was reset");
        }
        return patched;
      }

      @Override
      public QueryPage query(String sql, int pageSize, Optional<String> continuation)
          throws HubException {
        queries.incrementAndGet();
        return hub.query(sql, pageSize, continuation);
      }

      @Override
      public HubJob createJob(JobRequest request) throws HubException {
        return hub.createJob(request);
      }

      @Override
      public Optional<HubJob> job(String jobId) throws HubException {
        return hub.job(jobId);
      }

      @Override
      public HubJob cancelJob(String jobId) throws HubException {
        return hub.cancelJob(jobId);
      }

      @Override
      public long deviceCount() throws HubException {
        return hub.deviceCount();
      }

      @Override
      public List<HubConfiguration> configurations() throws HubException {
        return hub.configurations();
      }
    };
  }
}
