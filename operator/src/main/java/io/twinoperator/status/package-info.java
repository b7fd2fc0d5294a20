/** Conditions as Kubernetes and kstatus read them; pure, and beside the kinds themselves. */
@NullMarked
package io.twinoperator.status;

import org.jspecify.annotations.NullMarked;
