package io.twinoperator.hub;

import com.fasterxml.jackson.databind.JsonNode;
import io.twinoperator.twin.MergePatch;
import io.twinoperator.twin.Twin;
import java.util.List;
import java.util.Optional;

/**
 * One IoT Hub as a back-end service sees it. Calls block until the hub has answered; none is
 * retried here, since whoever asked knows better what to do.
 */
public interface Hub {

  /** Reads one twin; unlike a query, what it answers is current. */
  Twin twin(String deviceId) throws HubException;

  /**
   * Merges a patch into the twin if it still has this etag.
   *
   * @return the twin as the patch left it
   * @throws HubException.Conflict if the twin has another etag by now
   */
  Twin patch(String deviceId, MergePatch patch, String etag) throws HubException;

  /**
   * One page of a query in the IoT Hub query language.
   *
   * @param pageSize rows at most, 1 to {@value QueryPage#MAX_ROWS}
   * @param continuation what the page before gave, or empty for the first
   */
  QueryPage query(String sql, int pageSize, Optional<String> continuation) throws HubException;

  /**
   * Asks the hub to run a job. It forces its patch on every device its condition selects when it
   * starts, whatever their etags.
   *
   * @throws HubException.AlreadyExists if a job of that id exists
   * @throws HubException.JobSlotsTaken if as many jobs are active as the hub's tier allows
   */
  HubJob createJob(JobRequest request) throws HubException;

  /** Reads a job; empty if the hub knows none of that id. */
  Optional<HubJob> job(String jobId) throws HubException;

  /**
   * Cancels a job that has not started; a running one cannot be cancelled ({@link
   * HubException.Invalid}).
   */
  HubJob cancelJob(String jobId) throws HubException;

  /** The number of devices registered on the hub. */
  long deviceCount() throws HubException;

  /**
   * The configurations of automatic device management, strongest first; a hub has 100 at most.
   *
   * @throws HubException.Unauthorized if the credentials are not for reading them
   */
  List<HubConfiguration> configurations() throws HubException;

  /** One page of a query's rows. */
  record QueryPage(List<JsonNode> rows, Optional<String> continuation) {
    /** The largest page that a hub gives. */
    public static final int MAX_ROWS = 100;

    /** Copies the rows. */
    public QueryPage {
      rows = List.copyOf(rows);
    }
  }
}
