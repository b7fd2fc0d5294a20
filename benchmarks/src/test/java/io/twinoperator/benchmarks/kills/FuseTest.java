package io.twinoperator.benchmarks.kills;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class FuseTest {
  private final Fuse fuse = new Fuse();
  private final AtomicInteger strikes = new AtomicInteger();

  @Test
  void itStrikesAtTheNthOfItsKindAndNeverAgain() {
    fuse.light(Moment.HUB_WRITE, 2, strikes::incrementAndGet);

    fuse.seen(Moment.HUB_WRITE);
    fuse.seen(Moment.TWIN_WRITE);
    assertThat(strikes).hasValue(0);
    assertThat(fuse.burns()).isTrue();

    fuse.seen(Moment.HUB_WRITE);
    assertThat(strikes).hasValue(1);
    assertThat(fuse.burns()).isFalse();

    fuse.seen(Moment.HUB_WRITE);
    assertThat(strikes).hasValue(1);
  }

  @Test
  void oneThatIsPutOutDoesNothing() {
    fuse.light(Moment.LEDGER_WRITE, 1, strikes::incrementAndGet);
    fuse.putOut();
    fuse.seen(Moment.LEDGER_WRITE);
    assertThat(strikes).hasValue(0);
  }
}
