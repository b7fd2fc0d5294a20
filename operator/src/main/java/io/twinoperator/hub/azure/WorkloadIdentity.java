package io.twinoperator.hub.azure;

/**
 * An application or managed identity of Microsoft Entra ID that trusts the operator's service
 * account.
 *
 * @param clientId its application id
 * @param tenantId the tenant that it lives in
 */
public record WorkloadIdentity(String clientId, String tenantId) {}
