/** What the operator relies on in a hub, tested on every hub there is. */
@NullMarked
package io.twinoperator.hub.contract;

import org.jspecify.annotations.NullMarked;
