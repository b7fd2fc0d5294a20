/**
 * What a rollout must remember to be stopped and started again at any instant: its plan, its
 * batches with before-images, and its progress. Written before the write it describes.
 */
@NullMarked
package io.twinoperator.fleetrollout.ledger;

import org.jspecify.annotations.NullMarked;
