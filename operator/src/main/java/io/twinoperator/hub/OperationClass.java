package io.twinoperator.hub;

/** Classes of operation that a hub throttles apart from each other. */
public enum OperationClass {
  /** Reading one twin. */
  TWIN_READ,
  /** Patching one twin. */
  TWIN_WRITE,
  /** One page of a query. */
  QUERY,
  /** Creating, reading or cancelling a job. */
  JOB
}
