package io.twinoperator.ownership;

import io.twinoperator.twin.LeafPath;

/** One owner's claim on one leaf of one device. */
public record Claim(Owner owner, LeafPath path) {}
