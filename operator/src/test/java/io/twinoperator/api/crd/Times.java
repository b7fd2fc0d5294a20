package io.twinoperator.api.crd;

import java.util.regex.Pattern;

/**
 * Marks points in time as RFC 3339, as Kubernetes writes them, by the names they have in this API.
 * The value of the reconcile annotation is whatever a person wrote there.
 */
final class Times implements CrdRule {
  private static final Pattern NAMES = Pattern.compile("eta|at|.*(At|Until|Since)");
  private static final String ANY_VALUE = "lastHandledReconcileAt";

  @Override
  public void apply(GeneratedCrd crd) {
    for (SchemaNode node : crd.nodes()) {
      if (node.type() == String.class
          && node.inStatus()
          && NAMES.matcher(node.name()).matches()
          && !node.name().equals(ANY_VALUE)) {
        node.schema().setFormat("date-time");
        node.schema().setMaxLength(64L);
      }
    }
  }
}
