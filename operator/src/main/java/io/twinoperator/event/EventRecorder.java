package io.twinoperator.event;

import io.fabric8.kubernetes.api.model.HasMetadata;

/** Tells what became of objects to whoever watches a cluster. */
public interface EventRecorder {

  /** Tells of nothing; for tests that look elsewhere. */
  EventRecorder SILENT = (about, transition) -> {};

  /** Tells of one transition; returns at once, never throws, and may lose it under load. */
  void record(HasMetadata about, Transition transition);
}
