package io.twinoperator.api.crd;

import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceColumnDefinition;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * Puts the columns of {@code kubectl get} into the order declared on the kind; the generator sorts
 * them by path, which puts Age first.
 */
final class PrinterColumns implements CrdRule {
  @Override
  public void apply(GeneratedCrd crd) {
    List<String> declared =
        Arrays.stream(crd.kind().getAnnotationsByType(AdditionalPrinterColumn.class))
            .map(AdditionalPrinterColumn::name)
            .toList();
    List<CustomResourceColumnDefinition> columns = crd.version().getAdditionalPrinterColumns();
    crd.version()
        .setAdditionalPrinterColumns(
            columns.stream()
                .sorted(Comparator.comparingInt(column -> declared.indexOf(column.getName())))
                .toList());
  }
}
