/** Shared access signatures and policies: who may ask an emulated hub for what. */
@NullMarked
package io.twinoperator.emulator.auth;

import org.jspecify.annotations.NullMarked;
