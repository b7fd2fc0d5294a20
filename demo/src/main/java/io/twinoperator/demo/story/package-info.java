/**
 * What is done with it: examples are applied, devices switched off and on, and what happens is
 * told.
 */
@NullMarked
package io.twinoperator.demo.story;

import org.jspecify.annotations.NullMarked;
