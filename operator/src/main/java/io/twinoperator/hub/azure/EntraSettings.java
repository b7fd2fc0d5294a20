package io.twinoperator.hub.azure;

import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;

/**
 * Where tokens of Microsoft Entra ID come from. The admission webhook of Azure Workload Identity
 * puts both into the pod's environment, as {@code AZURE_FEDERATED_TOKEN_FILE} and {@code
 * AZURE_AUTHORITY_HOST}.
 *
 * @param tokenFile the service account's token for Entra ID; Kubernetes writes it anew before it
 *     expires
 * @param authorityHost an https URL
 * @param authorityCa PEM that is trusted for the authority, in place of what the JVM trusts
 */
public record EntraSettings(Path tokenFile, URI authorityHost, Optional<String> authorityCa) {

  /** As it is in the public cloud, with the webhook's own place of the file. */
  public static final EntraSettings STANDARD =
      new EntraSettings(
          Path.of("/var/run/secrets/azure/tokens/azure-identity-token"),
          URI.create("https://login.microsoftonline.com/"),
          Optional.empty());

  /** Those of Azure's clouds, as the class AzureAuthorityHosts of azure-identity has them. */
  private static final Set<String> AZURE =
      Set.of("login.microsoftonline.com", "login.chinacloudapi.cn", "login.microsoftonline.us");

  /** Whether the authority is one of Azure's, so that Azure can say where its tenants are. */
  boolean isAzure() {
    return AZURE.contains(authorityHost.getHost());
  }
}
