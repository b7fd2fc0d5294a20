/** Who may write which leaf of which device: claims and conflicts, pure. */
@NullMarked
package io.twinoperator.ownership;

import org.jspecify.annotations.NullMarked;
