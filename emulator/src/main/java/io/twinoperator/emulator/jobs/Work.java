package io.twinoperator.emulator.jobs;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.twinoperator.emulator.method.MethodRequest;
import java.util.Optional;
import java.util.function.Consumer;

/** What a job does to each of its devices. */
sealed interface Work {

  /** The job's {@code type}, and the {@code jobType} of its rows. */
  String type();

  /**
   * Writes what was asked for into a JobResponse. What the other kind would write is left out: a
   * null there breaks the Azure SDK.
   */
  void describe(ObjectNode job);

  /** Refuses, when the job is created, what could succeed on no device. */
  void check(Fleet fleet);

  /** Empty when the device can have its turn; otherwise {@code ready} is called once it can. */
  Optional<Fleet.Waiting> waitFor(Fleet fleet, Target target, Runnable ready);

  /** Does it now; {@code ended} gets the outcome once, perhaps later. */
  void run(Fleet fleet, Target target, Consumer<Outcome> ended);

  /**
   * {@code scheduleUpdateTwin}: a twin is a document, so it does not matter where its device is.
   *
   * @param updateTwin the patch, without the members that were null
   */
  record TwinUpdate(ObjectNode updateTwin) implements Work {
    static final String TYPE = "scheduleUpdateTwin";

    @Override
    public String type() {
      return TYPE;
    }

    @Override
    public void describe(ObjectNode job) {
      job.set("updateTwin", updateTwin.deepCopy());
    }

    @Override
    public void check(Fleet fleet) {
      fleet.check(updateTwin);
    }

    @Override
    public Optional<Fleet.Waiting> waitFor(Fleet fleet, Target target, Runnable ready) {
      return Optional.empty();
    }

    @Override
    public void run(Fleet fleet, Target target, Consumer<Outcome> ended) {
      ended.accept(fleet.update(target, updateTwin));
    }
  }

  /**
   * {@code scheduleDeviceMethod}: waits for each device until the job's time is over.
   *
   * @param cloudToDeviceMethod as it was sent, without the members that were null
   * @param request what it means
   */
  record MethodInvocation(ObjectNode cloudToDeviceMethod, MethodRequest request) implements Work {
    static final String TYPE = "scheduleDeviceMethod";

    @Override
    public String type() {
      return TYPE;
    }

    @Override
    public void describe(ObjectNode job) {
      job.set("cloudToDeviceMethod", cloudToDeviceMethod.deepCopy());
    }

    @Override
    public void check(Fleet fleet) {
      // The request was checked when it was read; whether a device knows the method, it says
      // itself.
    }

    @Override
    public Optional<Fleet.Waiting> waitFor(Fleet fleet, Target target, Runnable ready) {
      return fleet.waitFor(target, ready);
    }

    @Override
    public void run(Fleet fleet, Target target, Consumer<Outcome> ended) {
      fleet.invoke(target, request, ended);
    }
  }
}
