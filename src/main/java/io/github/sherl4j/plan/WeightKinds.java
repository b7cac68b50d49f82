package io.github.sherl4j.plan;

import io.github.sherl4j.importer.Backbone;
import io.github.sherl4j.importer.OpNode;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** What backbone weights are for, read off the operators that use them. */
public final class WeightKinds {

  /** What a weight is for. */
  public enum Kind {
    /** A matrix or filter of a linear layer. */
    MATRIX,
    /** Added to a linear layer's result. */
    BIAS,
    /** Gain or shift of a normalisation. */
    NORM,
    /** Anything else: embeddings, layer scale, position bias. */
    OTHER
  }

  private static final Set<String> LINEAR =
      Set.of("MatMul", "Gemm", "Conv", "ConvTranspose", "FusedMatMul");
  private static final Set<String> NORMS =
      Set.of(
          "LayerNormalization",
          "RMSNormalization",
          "SimplifiedLayerNormalization",
          "SkipLayerNormalization",
          "BatchNormalization",
          "InstanceNormalization",
          "GroupNormalization");
  private static final Set<String> PLAIN =
      Set.of("Identity", "Cast", "Reshape", "Transpose", "Unsqueeze", "Squeeze");

  private final Backbone backbone;
  private final Map<String, OpNode> producers = new HashMap<>();
  private final Map<String, Kind> kinds = new HashMap<>();

  private WeightKinds(Backbone backbone) {
    this.backbone = backbone;
    for (OpNode op : backbone.ops()) {
      op.outputs().forEach(o -> producers.put(o, op));
      op.weights().forEach(weight -> kinds.merge(weight, kind(op, weight), WeightKinds::stronger));
    }
  }

  /** The kind of every weight that an operator reads, by file name. */
  public static Map<String, Kind> of(Backbone backbone) {
    return Map.copyOf(new WeightKinds(backbone).kinds);
  }

  private static Kind stronger(Kind a, Kind b) {
    return a == Kind.OTHER ? b : a;
  }

  private Kind kind(OpNode op, String weight) {
    int rank = backbone.variable(weight).getArr().rank();
    if (LINEAR.contains(op.type())) {
      return rank >= 2 ? Kind.MATRIX : Kind.BIAS;
    }
    if (NORMS.contains(op.type())) {
      return Kind.NORM;
    }
    OpNode before = op.inputs().size() == 1 ? producer(op.inputs().get(0)) : null;
    if (rank != 1 || before == null) {
      return Kind.OTHER;
    }
    if (op.type().equals("Add")) {
      if (LINEAR.contains(before.type())) {
        return Kind.BIAS;
      }
      boolean gained = before.weights().stream().anyMatch(w -> kinds.get(w) == Kind.NORM);
      return gained ? Kind.NORM : Kind.OTHER;
    }
    return op.type().equals("Mul") && normalises(before) ? Kind.NORM : Kind.OTHER;
  }

  /** x / √… or x · (1 / √…): the end of a composed norm before its gain. */
  private boolean normalises(OpNode op) {
    if (op.type().equals("Div")) {
      return op.inputs().stream().map(this::producer).anyMatch(WeightKinds::root);
    }
    return op.type().equals("Mul")
        && op.inputs().stream()
            .map(this::producer)
            .anyMatch(
                p ->
                    p != null
                        && (p.type().equals("Reciprocal") || p.type().equals("Div"))
                        && p.inputs().stream().map(this::producer).anyMatch(WeightKinds::root));
  }

  private static boolean root(OpNode op) {
    return op != null && (op.type().equals("Sqrt") || op.type().equals("Pow"));
  }

  private OpNode producer(String tensor) {
    OpNode op = producers.get(tensor);
    return op != null && PLAIN.contains(op.type()) && op.inputs().size() == 1
        ? producer(op.inputs().get(0))
        : op;
  }
}
