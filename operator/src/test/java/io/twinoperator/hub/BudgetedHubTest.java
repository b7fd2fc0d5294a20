package io.twinoperator.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.twinoperator.hub.HubLimits.Tier;
import io.twinoperator.twin.MergePatch;
import io.twinoperator.twin.Twin;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class BudgetedHubTest {

  private static final HubHost HOST = new HubHost("x.azure-devices.net");

  private static final Turn TURN = new Turn(Priority.FIRST, "DeviceConfig plant/press");

  private static final Turn OTHER = new Turn(Priority.CHECK, "DeviceConfig plant/other");

  private final VirtualClock clock = new VirtualClock();
  private final Budget budget =
      new Budget(BudgetPolicy.enforced(HubLimits.of(Tier.S1, 1, 100)), clock);
  private final RefusingHub refusing = new RefusingHub();
  private final Hub hub = new BudgetedHub(refusing, HOST, budget).hub(TURN);

  @Test
  void eachCallTakesATokenOfItsClass() {
    assertThatThrownBy(() -> hub.query("SELECT * FROM devices", 100, Optional.empty()))
        .isInstanceOf(HubException.Unavailable.class);
    assertThatThrownBy(() -> hub.job("j")).isInstanceOf(HubException.Unavailable.class);

    assertThat(budget.reading(OperationClass.QUERY).granted()).isEqualTo(1);
    assertThat(budget.reading(OperationClass.JOB).granted()).isEqualTo(1);
    assertThat(refusing.calls).containsExactly("query", "job");
  }

  @Test
  void withoutATokenTheHubIsNotAskedAndTheTimeToComeBackIsSaid() {
    assertThat(budget.tryTake(OperationClass.QUERY, OTHER)).isZero();

    HubException.Throttled thrown =
        catchThrowableOfType(
            HubException.Throttled.class,
            () -> hub.query("SELECT * FROM devices", 100, Optional.empty()));

    assertThat(thrown.retryAfter()).isEqualTo(Duration.ofSeconds(3));
    assertThat(thrown).hasMessageContaining("QUERY").hasMessageContaining(HOST.name());
    assertThat(refusing.calls).isEmpty();
    assertThat(budget.reading(OperationClass.QUERY).throttled()).as("not the hub's doing").isZero();
  }

  @Test
  void a429OfTheHubIsToldToTheBudget() {
    HubException.Throttled thrown =
        catchThrowableOfType(HubException.Throttled.class, () -> hub.twin("d"));

    assertThat(thrown.retryAfter())
        .as("the pause, and a token at half the rate")
        .isEqualTo(Duration.ofMillis(10_020));
    assertThat(thrown).hasMessage("429 from the hub");
    assertThat(budget.reading(OperationClass.TWIN_READ).throttled()).isEqualTo(1);
    assertThat(budget.reading(OperationClass.TWIN_READ).perSecond()).isZero();

    clock.advance(Duration.ofSeconds(1));
    assertThatThrownBy(() -> hub.twin("d"))
        .isInstanceOf(HubException.Throttled.class)
        .hasMessageContaining("own budget");
    assertThat(refusing.calls).containsExactly("twin");
  }

  @Test
  void aUsedUpQuotaStopsAllThatCostsMessagesUntilMidnight() {
    refusing.outOfMessages = true;
    Duration untilMidnight = Duration.ofHours(12);

    assertThat(quotaExceededBy(() -> hub.twin("d")).retryAfter()).contains(untilMidnight);
    refusing.calls.clear();
    clock.advance(Duration.ofHours(1));

    for (Calling call :
        List.<Calling>of(
            () -> hub.twin("d"),
            () -> hub.patch("d", MergePatch.of(List.of()), "e"),
            () -> hub.query("SELECT * FROM devices", 100, Optional.empty()),
            () -> hub.createJob(job()))) {
      HubException.QuotaExceeded thrown = quotaExceededBy(call);
      assertThat(thrown.retryAfter()).contains(untilMidnight.minusHours(1));
      assertThat(thrown).hasMessageContaining(HOST.name()).hasMessageContaining("00:00 UTC");
    }
    assertThat(refusing.calls).isEmpty();
    assertThatThrownBy(() -> hub.job("j")).isInstanceOf(HubException.Unavailable.class);
    assertThatThrownBy(
            () -> hub.query("SELECT * FROM devices.jobs WHERE x = 1", 100, Optional.empty()))
        .isInstanceOf(HubException.Unavailable.class);

    clock.advance(Duration.ofHours(11));
    refusing.outOfMessages = false;
    assertThatThrownBy(() -> hub.twin("d")).hasMessage("429 from the hub");
  }

  private interface Calling {
    void run() throws HubException;
  }

  private static HubException.QuotaExceeded quotaExceededBy(Calling call) {
    return catchThrowableOfType(HubException.QuotaExceeded.class, call::run);
  }

  private static JobRequest job() {
    return new JobRequest(
        "j", "deviceId IN ['d']", MergePatch.of(List.of()), Duration.ofMinutes(1));
  }

  @Test
  void takenJobSlotsAreNoThrottling() {
    assertThatThrownBy(() -> hub.createJob(job())).isInstanceOf(HubException.JobSlotsTaken.class);
    assertThat(budget.reading(OperationClass.JOB).throttled()).isZero();
  }

  /** Refuses every call, each in its way. */
  private static final class RefusingHub implements Hub {

    private final List<String> calls = new ArrayList<>();
    private boolean outOfMessages;

    @Override
    public Twin twin(String deviceId) throws HubException {
      calls.add("twin");
      if (outOfMessages) {
        throw new HubException.QuotaExceeded("403002 from the hub");
      }
      throw new HubException.Throttled("429 from the hub", Duration.ofSeconds(1));
    }

    @Override
    public Twin patch(String deviceId, MergePatch patch, String etag) throws HubException {
      calls.add("patch");
      throw new HubException.Conflict("changed");
    }

    @Override
    public QueryPage query(String sql, int pageSize, Optional<String> continuation)
        throws HubException {
      calls.add("query");
      throw new HubException.Unavailable("down");
    }

    @Override
    public HubJob createJob(JobRequest request) throws HubException {
      calls.add("createJob");
      throw new HubException.JobSlotsTaken("one job at a time");
    }

    @Override
    public Optional<HubJob> job(String jobId) throws HubException {
      calls.add("job");
      throw new HubException.Unavailable("down");
    }

    @Override
    public HubJob cancelJob(String jobId) throws HubException {
      calls.add("cancelJob");
      throw new HubException.Invalid("running");
    }

    @Override
    public List<HubConfiguration> configurations() throws HubException {
      calls.add("configurations");
      throw new HubException.Unavailable("away");
    }

    @Override
    public long deviceCount() throws HubException {
      calls.add("deviceCount");
      throw new HubException.Unavailable("down");
    }
  }
}
