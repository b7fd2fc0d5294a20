package io.twinoperator.emulator.hub;

/**
 * An {@link IfMatch} as this hub understands it.
 *
 * @param ifMatch what the client asked
 * @param unquotedEtag what an etag without quotes means here
 */
record Precondition(IfMatch ifMatch, Switches.UnquotedEtag unquotedEtag) {

  Precondition {
    if (ifMatch instanceof IfMatch.Unquoted unquoted
        && unquotedEtag == Switches.UnquotedEtag.REFUSED) {
      throw new HubError(
          ErrorCode.ARGUMENT_INVALID,
          "If-Match is " + unquoted.text() + " without quotes: send \"" + unquoted.text() + "\"");
    }
  }

  boolean isUnconditional() {
    return ifMatch instanceof IfMatch.Absent || ifMatch instanceof IfMatch.Unquoted;
  }

  /** Throws PreconditionFailed when another version than {@code etag} was asked for. */
  void check(String etag, String what) {
    if (ifMatch instanceof IfMatch.Tag tag && !tag.etag().equals(etag)) {
      throw new HubError(
          ErrorCode.PRECONDITION_FAILED,
          "Precondition failed: "
              + what
              + " version did not match, ETag "
              + tag.etag()
              + " was sent and it is "
              + etag);
    }
  }
}
