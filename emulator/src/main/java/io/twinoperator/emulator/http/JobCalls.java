package io.twinoperator.emulator.http;

/** Jobs, version 2. */
final class JobCalls {
  private JobCalls() {}

  static ServiceResponse get(Call call) {
    return ServiceResponse.ok(call.hub().jobs().get(call.id()));
  }

  static ServiceResponse create(Call call) {
    return ServiceResponse.ok(call.hub().jobs().create(call.id(), call.body()));
  }

  static ServiceResponse cancel(Call call) {
    return ServiceResponse.ok(call.hub().jobs().cancel(call.id()));
  }

  static ServiceResponse query(Call call) {
    return ServiceResponse.page(
        call.hub()
            .queryJobs(
                call.parameter("jobType"),
                call.parameter("jobStatus"),
                call.pageSize(),
                call.continuation()));
  }
}
