package io.twinoperator.api.v1alpha1;

import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Categories;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Kind;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Singular;
import io.fabric8.kubernetes.model.annotation.Version;

/** One shard of what a rollout must remember; written by the operator alone. */
@Group(Api.GROUP)
@Version(Api.VERSION)
@Kind("FleetRolloutLedger")
@Singular("fleetrolloutledger")
@Plural("fleetrolloutledgers")
@ShortNames("frledger")
@Categories("twin-operator")
@AdditionalPrinterColumn(
    name = "Rollout",
    jsonPath = ".spec.rollout",
    type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(
    name = "Shard",
    jsonPath = ".spec.shard",
    type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(
    name = "Kind",
    jsonPath = ".spec.kind",
    type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(
    name = "Revision",
    jsonPath = ".spec.revision",
    type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(
    name = "Outcome",
    jsonPath = ".spec.outcome",
    type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(
    name = "Age",
    jsonPath = ".metadata.creationTimestamp",
    type = AdditionalPrinterColumn.Type.DATE)
public class FleetRolloutLedger extends CustomResource<FleetRolloutLedgerSpec, Void>
    implements Namespaced {}
