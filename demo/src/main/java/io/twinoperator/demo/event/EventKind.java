package io.twinoperator.demo.event;

/** What an event is about. */
public enum EventKind {
  /** The demo did something: switched a device off or on. */
  STORY,
  /** The demo applied an object. */
  APPLIED,
  /** The status of an IoTHub says something new. */
  HUB,
  /** The status of a DeviceConfig says something new. */
  CONFIG,
  /** The status of a FleetRollout says something new. */
  ROLLOUT,
  /** A wave of a rollout has come further. */
  WAVE,
  /** The operator patched a twin. */
  PATCH,
  /** The operator created a job on the hub, or the job has come further. */
  JOB,
  /** A device said something by its reported properties, in its own words. */
  DEVICE,
  /** A row of the scenario was judged. */
  CHECK
}
