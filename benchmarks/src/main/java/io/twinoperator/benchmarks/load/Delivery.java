package io.twinoperator.benchmarks.load;

import java.util.concurrent.CompletableFuture;

/**
 * Sends something to each of many receivers once, some at a time, and takes how long each was on
 * its way. Runs on the client's one thread.
 */
final class Delivery {

  /** How something is sent. */
  interface Way {
    /**
     * Sends.
     *
     * @param sender the number of the one of the senders that is free
     * @param receiver the number of the receiver
     * @param arrival told what becomes of it
     */
    void send(int sender, int receiver, Arrival arrival);
  }

  /** What becomes of one thing that was sent. */
  interface Arrival {
    /** The receiver has it. */
    void arrived();

    /** The sender has its answer. */
    void answered();
  }

  private final Way way;
  private final int receivers;
  private final Samples samples = new Samples();
  private final CompletableFuture<Samples> done = new CompletableFuture<>();
  private int next;

  Delivery(Way way, int receivers) {
    this.way = way;
    this.receivers = receivers;
  }

  /** Complete when every receiver has its own. */
  CompletableFuture<Samples> done() {
    return done;
  }

  /**
   * Begins.
   *
   * @param senders how many are under way at a time
   */
  void start(int senders) {
    for (int sender = 0; sender < senders; sender++) {
      sendNext(sender);
    }
  }

  private void sendNext(int sender) {
    if (next == receivers) {
      return;
    }
    int receiver = next;
    next++;
    way.send(sender, receiver, new Timed(sender, System.nanoTime()));
  }

  private final class Timed implements Arrival {
    private final int sender;
    private final long sent;
    private boolean arrived;
    private boolean answered;

    Timed(int sender, long sent) {
      this.sender = sender;
      this.sent = sent;
    }

    @Override
    public void arrived() {
      samples.add(System.nanoTime() - sent);
      arrived = true;
      goOn();
    }

    @Override
    public void answered() {
      answered = true;
      goOn();
    }

    private void goOn() {
      if (!arrived || !answered) {
        return;
      }
      sendNext(sender);
      if (samples.size() == receivers) {
        done.complete(samples);
      }
    }
  }
}
