package io.twinoperator.emulator.hub;

import com.fasterxml.jackson.databind.JsonNode;
import io.twinoperator.emulator.jobs.Jobs;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Jobs that have ended, with the rows of {@code devices.jobs}; those that have not are lost. */
final class SavedJobs implements StateSection {
  private static final Logger LOG = LoggerFactory.getLogger(SavedJobs.class);

  private final Jobs jobs;

  SavedJobs(Jobs jobs) {
    this.jobs = jobs;
  }

  @Override
  public String name() {
    return "jobs";
  }

  @Override
  public JsonNode save() {
    jobs.unfinished()
        .forEach(id -> LOG.warn("Job {} has not ended: a saved state does not keep it", id));
    return jobs.save();
  }

  @Override
  public void restore(JsonNode saved) {
    try {
      jobs.restore(saved);
    } catch (IllegalArgumentException broken) {
      throw new InvalidStateException("jobs: " + broken.getMessage());
    }
  }
}
