package io.twinoperator.deviceconfig;

import com.fasterxml.jackson.databind.JsonNode;
import io.twinoperator.api.v1alpha1.DeviceConfigStatus.LeafConflict;
import io.twinoperator.iothub.HubFailure;
import io.twinoperator.twin.AppliedLeaf;
import io.twinoperator.twin.LeafPath;
import io.twinoperator.twin.MergePatch;
import io.twinoperator.twin.Twin;
import java.util.List;
import java.util.SortedMap;
import java.util.function.Function;

/** What is to be done in one pass. */
sealed interface DevicePlan {

  <T> T fold(Cases<T> cases);

  /** One function for each kind of plan. */
  record Cases<T>(
      Function<Rest, T> rest,
      Function<Refuse, T> refuse,
      Function<Wait, T> await,
      Function<Bear, T> bear,
      Function<Show, T> show,
      Function<Nothing, T> nothing,
      Function<Patch, T> patch) {}

  /**
   * How the twin compares with what is wanted of it.
   *
   * @param twin as read
   * @param held the wanted leaves that are ours to write and that fit into the twin
   * @param drifts those that somebody else has changed, and what is done about them
   * @param kept managed leaves that stay as recorded: they stand behind a conflict, or drift is
   *     left as it is
   * @param conflicts wanted leaves that are left alone
   */
  record Evaluation(
      Twin twin,
      SortedMap<LeafPath, JsonNode> held,
      Drifts drifts,
      List<AppliedLeaf> kept,
      List<LeafConflict> conflicts) {}

  /** Leave the hub alone, because the spec says so. */
  record Rest() implements DevicePlan {
    @Override
    public <T> T fold(Cases<T> cases) {
      return cases.rest().apply(this);
    }
  }

  /** Write nothing: what is asked for is not possible, and only a person can change that. */
  record Refuse(String reason, String message) implements DevicePlan {
    @Override
    public <T> T fold(Cases<T> cases) {
      return cases.refuse().apply(this);
    }
  }

  /**
   * Write nothing now, and say why.
   *
   * @param terminal whether a person must act
   */
  record Wait(String reason, String message, boolean terminal, HubFailure.Retry retry)
      implements DevicePlan {
    @Override
    public <T> T fold(Cases<T> cases) {
      return cases.await().apply(this);
    }
  }

  /** Write nothing now, status included: the hub could not be seen, and may be in a moment. */
  record Bear(HubFailure.Retry retry) implements DevicePlan {
    @Override
    public <T> T fold(Cases<T> cases) {
      return cases.bear().apply(this);
    }
  }

  /**
   * Compare and write nothing, because somebody asked for that.
   *
   * @param evaluation with those leaves as held that the twin has as they are wanted
   * @param differences what would have been written
   */
  record Show(Evaluation evaluation, Standstill why, Differences differences)
      implements DevicePlan {
    @Override
    public <T> T fold(Cases<T> cases) {
      return cases.show().apply(this);
    }
  }

  /** The twin needs no write. */
  record Nothing(Evaluation evaluation) implements DevicePlan {
    @Override
    public <T> T fold(Cases<T> cases) {
      return cases.nothing().apply(this);
    }
  }

  /**
   * The twin needs this write, under the etag of the evaluated twin.
   *
   * @param intended the managed leaves to be recorded before it
   */
  record Patch(Evaluation evaluation, MergePatch patch, List<AppliedLeaf> intended)
      implements DevicePlan {
    @Override
    public <T> T fold(Cases<T> cases) {
      return cases.patch().apply(this);
    }
  }
}
