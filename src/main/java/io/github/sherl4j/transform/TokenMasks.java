package io.github.sherl4j.transform;

import io.github.sherl4j.discover.BlockMap;
import io.github.sherl4j.discover.Chain;
import io.github.sherl4j.importer.Backbone;
import io.github.sherl4j.importer.TensorInfo;
import java.util.List;
import java.util.Optional;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * The mask that goes with a tensor's tokens: that of the input its stream of data starts from. A
 * decoder's tokens are as many as its own ids, whatever the encoder reads.
 */
final class TokenMasks {

  private static final String IDS = "input_ids";
  private static final String MASK = "attention_mask";
  private static final int MAP_RANK = 4;

  private final Backbone backbone;
  private final BlockMap blocks;

  TokenMasks(Backbone backbone, BlockMap blocks) {
    this.backbone = backbone;
    this.blocks = blocks;
  }

  /** See {@link io.github.sherl4j.plan.TuningGraph#tokenMask}. */
  Optional<SDVariable> of(String tensor, DataType dtype) {
    Optional<TensorInfo> start = start(tensor);
    if (start.map(s -> s.rank() == MAP_RANK).orElse(false)) {
      return Optional.empty();
    }
    String ids = start.map(TensorInfo::name).orElse("");
    String name = ids.contains(IDS) ? ids.replace(IDS, MASK) : MASK;
    SameDiff graph = backbone.graph();
    if (graph.hasVariable(name)) {
      return Optional.of(graph.getVariable(name).castTo(dtype));
    }
    boolean tokens = start.map(TokenMasks::ids).orElseGet(this::anyIds);
    return tokens ? Optional.of(graph.placeHolder(name, dtype, -1, -1)) : Optional.empty();
  }

  private Optional<TensorInfo> start(String tensor) {
    List<Chain> chains = blocks.nearest(tensor);
    return backbone.inputs().stream()
        .filter(i -> !chains.isEmpty() && i.name().equals(chains.get(0).input()))
        .findFirst();
  }

  private boolean anyIds() {
    return backbone.inputs().stream().anyMatch(TokenMasks::ids);
  }

  private static boolean ids(TensorInfo input) {
    return input.rank() == 2 && input.dtype().isIntType();
  }
}
