/** JSON Schemas that specs name, in ConfigMaps, and what they say of desired properties. */
@NullMarked
package io.twinoperator.schema;

import org.jspecify.annotations.NullMarked;
