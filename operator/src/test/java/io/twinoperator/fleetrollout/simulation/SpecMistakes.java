package io.twinoperator.fleetrollout.simulation;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.twinoperator.api.v1alpha1.FleetRollout;
import io.twinoperator.api.v1alpha1.FleetRolloutStatus;
import io.twinoperator.fleetrollout.ledger.Batch;
import io.twinoperator.fleetrollout.ledger.Ledger;
import io.twinoperator.fleetrollout.ledger.LedgerStore;
import io.twinoperator.fleetrollout.ledger.Tombstone;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Mistakes around what the operator is asked, what it remembers and what it says. */
final class SpecMistakes {
  private SpecMistakes() {}

  static final class AlwaysRun implements Mistakes {
    @Override
    public FleetRollout in(FleetRollout object) {
      return SpecText.edited(object, spec -> spec.put("state", "Run"));
    }
  }

  static final class OneMore implements Mistakes {
    @Override
    public FleetRollout in(FleetRollout object) {
      return SpecText.edited(
          object,
          spec -> {
            ObjectNode strategy = spec.withObjectProperty("strategy");
            if (strategy.has("maxConcurrency")) {
              strategy.put("maxConcurrency", strategy.path("maxConcurrency").asInt() + 1);
            }
          });
    }
  }

  static final class DoubleRate implements Mistakes {
    @Override
    public FleetRollout in(FleetRollout object) {
      return SpecText.edited(
          object,
          spec -> {
            if (spec.path("strategy").path("rate") instanceof ObjectNode rate) {
              rate.put("basePerMinute", rate.path("basePerMinute").asInt() * 2);
              rate.put("maxPerMinute", rate.path("maxPerMinute").asInt() * 2);
            }
          });
    }
  }

  static final class NoSoak implements Mistakes {
    @Override
    public FleetRollout in(FleetRollout object) {
      return SpecText.edited(
          object,
          spec ->
              spec.path("strategy")
                  .path("waves")
                  .forEach(wave -> ((ObjectNode) wave).put("minSuccessTime", "0s")));
    }
  }

  static final class NoThreshold implements Mistakes {
    @Override
    public FleetRollout in(FleetRollout object) {
      return SpecText.edited(
          object,
          spec -> {
            spec.path("strategy")
                .path("waves")
                .forEach(wave -> ((ObjectNode) wave).put("successThreshold", "1%"));
            spec.withObjectProperty("failurePolicy").put("maxFailures", "100%");
          });
    }
  }

  static final class OpenGates implements Mistakes {
    @Override
    public FleetRollout in(FleetRollout object) {
      return SpecText.edited(object, spec -> spec.put("promoteTo", "All"));
    }
  }

  static final class LostBatch implements Mistakes {
    @Override
    public LedgerStore in(LedgerStore store, World world) {
      return new AroundStore(store) {
        @Override
        public void append(RolloutKey rollout, Ledger ledger, List<Batch> added) {
          if (added.isEmpty()) {
            super.append(rollout, ledger, added);
          }
        }
      };
    }
  }

  static final class Forgotten implements Mistakes {
    private boolean finished;

    @Override
    public LedgerStore in(LedgerStore store, World world) {
      return new AroundStore(store) {
        @Override
        public Optional<Ledger> load(RolloutKey rollout) {
          if (finished) {
            finished = false;
            store.free(rollout);
          }
          return super.load(rollout);
        }

        @Override
        public Optional<Tombstone> tombstone(RolloutKey rollout, String revision) {
          return Optional.empty();
        }

        @Override
        public void bury(RolloutKey rollout, Tombstone tombstone) {
          finished = true;
        }
      };
    }
  }

  static final class LostDevice implements Mistakes {
    @Override
    public @Nullable FleetRolloutStatus in(@Nullable FleetRolloutStatus status) {
      return status == null || status.counts() == null ? status : SpecText.withOneLess(status);
    }
  }
}
