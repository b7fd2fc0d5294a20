/** The rows of the scenario, each judged by what was seen of it. Pure. */
@NullMarked
package io.twinoperator.demo.check;

import org.jspecify.annotations.NullMarked;
