package io.twinoperator.benchmarks.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class DeliveryTest {
  private final List<String> sent = new ArrayList<>();
  private final List<Delivery.Arrival> underWay = new ArrayList<>();
  private final Delivery delivery =
      new Delivery(
          (sender, receiver, arrival) -> {
            sent.add(sender + ">" + receiver);
            underWay.add(arrival);
          },
          3);

  @Test
  void aSenderGoesOnWhenItsLastOneArrivedAndWasAnswered() {
    delivery.start(2);
    assertThat(sent).containsExactly("0>0", "1>1");
    underWay.get(1).arrived();
    assertThat(sent).hasSize(2);
    underWay.get(1).answered();
    assertThat(sent).containsExactly("0>0", "1>1", "1>2");
  }

  @Test
  void itIsDoneWhenEachReceiverHasItsOwn() {
    delivery.start(2);
    for (int i = 0; i < 3; i++) {
      assertThat(delivery.done()).isNotDone();
      underWay.get(i).answered();
      underWay.get(i).arrived();
    }
    assertThat(delivery.done()).isCompleted();
    assertThat(delivery.done().join().size()).isEqualTo(3);
    assertThat(sent).hasSize(3);
  }
}
