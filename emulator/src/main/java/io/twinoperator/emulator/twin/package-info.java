/** The twin document: merge, versions, metadata, sizes and limits. */
@NullMarked
package io.twinoperator.emulator.twin;

import org.jspecify.annotations.NullMarked;
