/**
 * What is shown. Pure: events make a dashboard, a dashboard makes lines, lines make a screen or a
 * picture.
 */
@NullMarked
package io.twinoperator.demo.view;

import org.jspecify.annotations.NullMarked;
