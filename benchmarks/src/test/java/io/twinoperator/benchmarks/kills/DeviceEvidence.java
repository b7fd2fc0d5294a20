package io.twinoperator.benchmarks.kills;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/**
 * What the hub and a device know of what was done to it.
 *
 * @param kind how it is made
 * @param before its desired properties before the rollout, without metadata
 * @param after the same now
 * @param reported its reported properties now, without metadata
 * @param writes how often its desired properties were written since, as their version counts
 * @param heard the patches it has heard of since, in order; none of a device that was off
 */
record DeviceEvidence(
    String deviceId,
    Kind kind,
    JsonNode before,
    JsonNode after,
    JsonNode reported,
    long writes,
    List<ObjectNode> heard) {

  /** How a device is made. */
  enum Kind {
    /** Applies what it is told and says so. */
    GOOD,
    /** Had all of the change before, and has reported it. */
    EQUAL,
    /** Refuses whatever it is told. */
    REJECTING,
    /** Is off, and has been from the beginning. */
    OFF,
    /** Is none of the rollout's. */
    OUTSIDER
  }

  /** Whether the rollout is for it. */
  boolean isMember() {
    return kind != Kind.OUTSIDER;
  }

  /** Whether its twin asks for each value of a change. */
  boolean hasAll(ObjectNode change) {
    return contains(after, change);
  }

  /** Whether its last word on a leaf of the change is an acknowledgement with such a code. */
  boolean hasAnswered(ObjectNode change, int code) {
    return change.properties().stream()
        .map(leaf -> reported.path(leaf.getKey()))
        .anyMatch(answer -> answer.path("ac").asInt() == code);
  }

  static boolean contains(JsonNode whole, JsonNode part) {
    return part.isObject()
        ? part.properties().stream()
            .allMatch(leaf -> contains(whole.path(leaf.getKey()), leaf.getValue()))
        : whole.equals(part);
  }
}
