package io.twinoperator.fleetrollout.ledger;

import java.util.List;

/** All that is remembered of one rollout. */
public record Ledger(RolloutPlan plan, List<Chunk> chunks, Progress progress) {

  /** Copies the chunks. */
  public Ledger {
    chunks = List.copyOf(chunks);
  }

  /** The ledger of a plan of which nothing has been done. */
  public static Ledger of(RolloutPlan plan) {
    return new Ledger(plan, List.of(), Progress.none(plan));
  }

  /** The same with other progress. */
  public Ledger with(Progress changed) {
    return new Ledger(plan, chunks, changed);
  }

  /** What has become of a chunk; one that the progress does not know yet is open. */
  public Progress.ChunkProgress chunkProgress(Chunk chunk) {
    List<Progress.ChunkProgress> known = progress.chunks();
    return chunk.number() < known.size() ? known.get(chunk.number()) : Progress.ChunkProgress.OPEN;
  }

  /** Chunks whose job has not ended. */
  public List<Chunk> openChunks() {
    return chunks.stream()
        .filter(chunk -> chunkProgress(chunk) == Progress.ChunkProgress.OPEN)
        .toList();
  }
}
