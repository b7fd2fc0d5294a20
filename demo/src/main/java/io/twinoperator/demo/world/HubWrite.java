package io.twinoperator.demo.world;

import io.twinoperator.hub.JobRequest;
import io.twinoperator.twin.MergePatch;

/** A write that the operator has made on the hub. */
public sealed interface HubWrite {

  /** A patch of one twin that the hub has taken. */
  record TwinPatched(String deviceId, MergePatch patch) implements HubWrite {}

  /** A job that the hub has taken. */
  record JobCreated(JobRequest request) implements HubWrite {}
}
