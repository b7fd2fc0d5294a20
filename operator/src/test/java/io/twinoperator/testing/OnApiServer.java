package io.twinoperator.testing;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A test class that starts a {@link TestCluster}: it runs on the mock in every build, and on a real
 * kube-apiserver in the profile kube-api.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Tag("api-server")
@ExtendWith(ApiServerIsThere.class)
public @interface OnApiServer {}
