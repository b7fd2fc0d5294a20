/** The one device of the demo that is a program of its own, on the vendor's device SDK. */
@NullMarked
package io.twinoperator.demo.device;

import org.jspecify.annotations.NullMarked;
