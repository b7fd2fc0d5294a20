/** Tests of what is shipped beside the code: definitions, chart, examples. */
package io.twinoperator.packaging;
