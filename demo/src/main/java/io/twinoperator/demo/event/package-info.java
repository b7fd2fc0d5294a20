/** What happens, as a log that can be written, read and shown again. */
@NullMarked
package io.twinoperator.demo.event;

import org.jspecify.annotations.NullMarked;
