package io.twinoperator.iothub;

import io.twinoperator.hub.BudgetPolicy;
import io.twinoperator.hub.BudgetedHub;
import io.twinoperator.hub.DailyMessages;
import io.twinoperator.hub.Hub;
import io.twinoperator.hub.HubHost;
import io.twinoperator.hub.HubLimits;
import io.twinoperator.hub.JobSlots;
import io.twinoperator.hub.OperationClass;
import io.twinoperator.hub.Turn;
import java.time.Duration;
import java.util.Arrays;
import java.util.function.Function;

/** Where an IoTHub leads: to a hub that can be called, or nowhere yet, and why. */
public sealed interface HubLink {

  /** The result of the function for this kind of link. */
  <T> T fold(Function<Connected, T> connected, Function<NotReady, T> notReady);

  /**
   * Host and credentials are known and fit together. Whether the hub answers shows only when it is
   * called.
   *
   * @param budgeted the hub, within the budget of its host
   * @param own what the IoTHub itself wants of that budget
   * @param daily messages that the hub takes in a day
   * @param writes whether the hub may be written; where it may not, the hub refuses to
   */
  record Connected(
      HubHost host, BudgetedHub budgeted, BudgetPolicy own, DailyMessages daily, Writes writes)
      implements HubLink {

    /** A hub that may be written, with the messages of one unit of S1. */
    public Connected(HubHost host, BudgetedHub budgeted, BudgetPolicy own) {
      this(host, budgeted, own, DailyMessages.of(HubLimits.Tier.S1, 1), Writes.ALLOWED);
    }

    /** The hub, for calls on somebody's behalf; one that may not be written costs no token. */
    public Hub hub(Turn turn) {
      Hub hub = budgeted.hub(turn);
      return switch (writes) {
        case ALLOWED -> hub;
        case FROZEN -> new FrozenHub(hub, host);
      };
    }

    /**
     * Takes a token to write a twin, and one to read it before, so that no read is spent on a pass
     * that could not write. They are used by the caller's next calls; what is left at the end of
     * the pass must be given back by {@link #release}.
     *
     * @return zero if the pass may begin, otherwise how long to stay away; what was got so far is
     *     kept for it
     */
    public Duration reserveWrite(Turn turn) {
      return switch (writes) {
        case ALLOWED -> budgeted.budget().reserveWrite(turn);
        case FROZEN -> Duration.ZERO;
      };
    }

    /** Whether a pass before was told to come back for its write. */
    public boolean awaitsWrite(Turn turn) {
      return budgeted.budget().awaitsWrite(turn);
    }

    /** Calls of a class that could be made on somebody's behalf now, without waiting. */
    public int room(OperationClass operation, Turn turn) {
      return budgeted.budget().room(operation, turn);
    }

    /** Who may have jobs active on the hub. */
    public JobSlots jobSlots() {
      return budgeted.budget().jobSlots();
    }

    /** Gives back what was reserved and not used. */
    public void release(Turn turn) {
      budgeted.budget().release(turn);
    }

    /** The operator's share of the hub's limits, as all IoTHubs of the host agree on it. */
    public HubLimits limits() {
      return budgeted.budget().policy().limits();
    }

    @Override
    public <T> T fold(Function<Connected, T> connected, Function<NotReady, T> notReady) {
      return connected.apply(this);
    }
  }

  /**
   * The hub cannot be called.
   *
   * @param message names the object, the key and what to do; never a value of a Secret
   */
  record NotReady(Reason reason, String message) implements HubLink {
    @Override
    public <T> T fold(Function<Connected, T> connected, Function<NotReady, T> notReady) {
      return notReady.apply(this);
    }
  }

  /** Whether a hub may be written. */
  enum Writes {
    /** As usual. */
    ALLOWED,
    /** Its IoTHub is suspended: it is read, and nothing is written to it. */
    FROZEN
  }

  /** Why an IoTHub leads nowhere. */
  enum Reason {
    /** There is no IoTHub of that name in the namespace. */
    HUB_NOT_FOUND("HubNotFound", Remedy.WAIT),
    /** The Secret has not been read yet, as right after a start; a moment later it has. */
    SECRET_NOT_READ("SecretNotRead", Remedy.WAIT),
    /** There is no Secret of that name in the namespace. */
    SECRET_NOT_FOUND("SecretNotFound", Remedy.WAIT),
    /** The Secret lacks the key. */
    SECRET_KEY_MISSING("SecretKeyMissing", Remedy.PERSON),
    /** There is no way to authenticate in the spec, or more than one. */
    NO_CREDENTIALS("NoCredentials", Remedy.PERSON),
    /** The value is no connection string of an IoT Hub's service side. */
    INVALID_CONNECTION_STRING("InvalidConnectionString", Remedy.PERSON),
    /** The connection string is that of another hub. */
    HOST_MISMATCH("HostMismatch", Remedy.PERSON),
    /** The certificate authority is no PEM certificate. */
    INVALID_CERTIFICATE("InvalidCertificate", Remedy.PERSON),
    /** The endpoint is no URL of a host and a port. */
    INVALID_ENDPOINT("InvalidEndpoint", Remedy.PERSON);

    private final String word;
    private final Remedy remedy;

    Reason(String word, Remedy remedy) {
      this.word = word;
      this.remedy = remedy;
    }

    /** The reason as it stands in a condition. */
    public String word() {
      return word;
    }

    /** Whether a condition's reason is that of a link that leads nowhere. */
    public static boolean isWord(String reason) {
      return Arrays.stream(values()).anyMatch(one -> one.word.equals(reason));
    }

    /** What heals it. */
    public Remedy remedy() {
      return remedy;
    }

    /** Whether the way to the hub is gone for good as far as a deletion may wait for it. */
    public boolean isGone() {
      return this == HUB_NOT_FOUND || this == SECRET_NOT_FOUND || this == SECRET_KEY_MISSING;
    }
  }

  /** What heals a link that leads nowhere. */
  enum Remedy {
    /** An object that others may still be about to create. */
    WAIT,
    /** A person must change something. */
    PERSON
  }
}
