package io.twinoperator.emulator.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.twinoperator.emulator.method.MethodAnswer;
import io.twinoperator.emulator.method.MethodRequest;
import io.twinoperator.emulator.time.Agenda;
import io.twinoperator.emulator.time.VirtualClock;
import io.twinoperator.emulator.twin.Json;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Jobs whose condition selects modules. */
class ModuleJobsTest {
  private static final Target MODULE = new Target("edge-1", Optional.of("m1"));

  private final VirtualClock clock = new VirtualClock();
  private final Agenda agenda = new Agenda(clock);
  private final Edge fleet = new Edge();
  private final Jobs jobs =
      new Jobs(new JobSettings(1, 10, JobRules.defaults()), clock, agenda, fleet, Runnable::run);

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'type':'scheduleDeviceMethod','cloudToDeviceMethod':{'methodName':'ping'}}",
        "{'type':'scheduleUpdateTwin','updateTwin':{'etag':'*','tags':{'a':1}}}"
      })
  void aModulesRowNamesDeviceAndModule(String job) {
    jobs.create("j", Json.object(job).put("queryCondition", "FROM devices.modules WHERE true"));
    clock.advance(Duration.ofSeconds(1), agenda);

    assertThat(fleet.asked).containsExactly("FROM devices.modules WHERE true");
    assertThat(fleet.reached).containsExactly(MODULE);
    assertThat(jobs.rowsFrom(0))
        .singleElement()
        .satisfies(
            row ->
                assertThat(row.json().toString())
                    .startsWith("{\"deviceId\":\"edge-1\",\"moduleId\":\"m1\",\"jobId\":\"j\""));
    assertThat(jobs.rowsFrom(1)).isEmpty();
  }

  /** One module that is always there. */
  private static final class Edge implements Fleet {
    private final List<String> asked = new ArrayList<>();
    private final List<Target> reached = new ArrayList<>();

    @Override
    public List<Target> select(String condition) {
      asked.add(condition);
      return List.of(MODULE);
    }

    @Override
    public void check(ObjectNode patch) {}

    @Override
    public Outcome update(Target target, ObjectNode patch) {
      reached.add(target);
      return new Outcome.Updated();
    }

    @Override
    public Optional<Waiting> waitFor(Target target, Runnable reachable) {
      return Optional.empty();
    }

    @Override
    public void invoke(Target target, MethodRequest request, Consumer<Outcome> ended) {
      reached.add(target);
      ended.accept(new Outcome.Answered(new MethodAnswer(200, NullNode.getInstance())));
    }
  }
}
