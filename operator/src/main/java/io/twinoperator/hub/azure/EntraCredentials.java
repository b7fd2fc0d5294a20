package io.twinoperator.hub.azure;

import com.azure.core.credential.TokenCredential;
import com.azure.core.http.jdk.httpclient.JdkHttpClientBuilder;
import com.azure.core.http.policy.FixedDelayOptions;
import com.azure.core.http.policy.RetryOptions;
import com.azure.identity.ClientAssertionCredentialBuilder;
import java.net.http.HttpClient;
import java.security.GeneralSecurityException;
import java.time.Duration;

/** Credentials of the vendor's identity library. */
final class EntraCredentials {

  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);
  private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(10);

  private EntraCredentials() {}

  /**
   * Exchanges the service account's token for one of Entra ID. The file is read for each exchange,
   * so a rotated one counts at once; the library's own credential for workload identity would read
   * it every five minutes.
   *
   * @throws GeneralSecurityException if the authority's certificate is none
   */
  static TokenCredential of(WorkloadIdentity identity, EntraSettings settings)
      throws GeneralSecurityException {
    HttpClient.Builder http = HttpClient.newBuilder().connectTimeout(CONNECT_TIMEOUT);
    if (settings.authorityCa().isPresent()) {
      http.sslContext(Trust.context(settings.authorityCa().get()));
    }
    ClientAssertionCredentialBuilder builder =
        new ClientAssertionCredentialBuilder()
            .clientId(identity.clientId())
            .tenantId(identity.tenantId())
            .clientAssertion(() -> EntraTokens.assertion(settings))
            .authorityHost(settings.authorityHost().toString())
            .retryOptions(new RetryOptions(new FixedDelayOptions(1, Duration.ofMillis(500))))
            .httpClient(new JdkHttpClientBuilder(http).responseTimeout(ANSWER_TIMEOUT).build());
    return (settings.isAzure() ? builder : builder.disableInstanceDiscovery()).build();
  }
}
