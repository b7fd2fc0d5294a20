package io.twinoperator.reconcile;

import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.PrimaryUpdateAndCacheUtils;
import java.net.HttpURLConnection;

/**
 * Writes status in one way for all kinds: the whole of it, replaced under the object's resource
 * version. The next pass sees what was written even before the API server's watch tells of it.
 */
public final class StatusWriter {

  private StatusWriter() {}

  /**
   * Replaces status.
   *
   * @return the object as the API server has it now, to be used for a further write in this pass;
   *     the given object if it has been deleted meanwhile
   * @throws KubernetesClientException if the API server refuses it for another reason
   */
  public static <S, R extends CustomResource<?, S>> R write(
      R object, S status, Context<R> context) {
    try {
      return PrimaryUpdateAndCacheUtils.updateStatusAndCacheResource(
          object,
          context,
          current -> {
            current.setStatus(status);
            return current;
          });
    } catch (KubernetesClientException e) {
      if (e.getCode() == HttpURLConnection.HTTP_NOT_FOUND) {
        return object;
      }
      throw e;
    }
  }
}
