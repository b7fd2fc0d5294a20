/** Fields that several kinds have in their specs, and how they are read and checked. Pure. */
@NullMarked
package io.twinoperator.spec;

import org.jspecify.annotations.NullMarked;
