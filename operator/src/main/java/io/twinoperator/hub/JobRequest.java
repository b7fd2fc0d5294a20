package io.twinoperator.hub;

import io.twinoperator.twin.MergePatch;
import java.time.Duration;

/**
 * A {@code scheduleUpdateTwin} job that starts at once.
 *
 * @param jobId at most 64 characters of {@code A-Za-z0-9-}
 * @param queryCondition a WHERE clause without the word; 8,192 characters at most
 * @param maxExecutionTime how long the hub may take
 */
public record JobRequest(
    String jobId, String queryCondition, MergePatch patch, Duration maxExecutionTime) {}
