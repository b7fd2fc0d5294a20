/** IoT Hub's query language: text to an immutable tree, and the tree's value for a row. */
@NullMarked
package io.twinoperator.emulator.query;

import org.jspecify.annotations.NullMarked;
