package io.twinoperator.api.crd;

/** One subject in which the generated definition is completed or put right. */
interface CrdRule {
  /** Changes the definition in place; running it twice changes nothing more. */
  void apply(GeneratedCrd crd);
}
