package io.twinoperator.twin;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;

/**
 * What a device has said of one desired leaf. Time is no part of it: what "not yet" means after a
 * deadline, or of a device that is away, is for the caller to say.
 */
public sealed interface LeafVerdict {

  /** The result of the function for this kind of verdict. */
  <T> T fold(Cases<T> cases);

  /** A function for each kind of verdict. */
  record Cases<T>(
      Function<Converged, T> converged,
      Function<Applying, T> applying,
      Function<Rejected, T> rejected,
      Function<Unconfirmed, T> unconfirmed) {}

  /** How a device has confirmed a value. */
  enum Proof {
    /** By an acknowledgement of the written version or a later one. */
    ACKNOWLEDGED,
    /** By reporting an equal value; it may have done so before the write. */
    EQUAL
  }

  /** Why a leaf counts as rejected. */
  enum Reason {
    /** The device acknowledged with a code of 400 to 599. */
    REFUSED,
    /** The device acknowledged success, but with another value. */
    VALUE_DIFFERS
  }

  /**
   * The device has confirmed the value.
   *
   * @param reportedAt when it last said so, by the hub's clock, where the hub tells
   * @param proof how
   */
  record Converged(Optional<Instant> reportedAt, Proof proof) implements LeafVerdict {

    /** Whether the report is later than the given time; without a report time it is not. */
    public boolean isReportedAfter(Instant time) {
      return reportedAt.filter(time::isBefore).isPresent();
    }

    @Override
    public <T> T fold(Cases<T> cases) {
      return cases.converged().apply(this);
    }
  }

  /**
   * The device works on it (code 202).
   *
   * @param text the device's own words
   */
  record Applying(Optional<String> text) implements LeafVerdict {

    @Override
    public <T> T fold(Cases<T> cases) {
      return cases.applying().apply(this);
    }
  }

  /**
   * The device will not have the value.
   *
   * @param code the code of its acknowledgement
   * @param text the device's own words
   * @param observed the value that it has instead, if it says
   * @param reason why this is a rejection
   */
  record Rejected(int code, Optional<String> text, Optional<JsonNode> observed, Reason reason)
      implements LeafVerdict {

    @Override
    public <T> T fold(Cases<T> cases) {
      return cases.rejected().apply(this);
    }
  }

  /**
   * The device has said nothing of the value that was written.
   *
   * @param observed what it last reported there; empty if it has never reported the leaf
   */
  record Unconfirmed(Optional<JsonNode> observed) implements LeafVerdict {

    @Override
    public <T> T fold(Cases<T> cases) {
      return cases.unconfirmed().apply(this);
    }
  }
}
