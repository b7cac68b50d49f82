package io.github.sherl4j.engine;

import static java.util.Map.entry;

import io.github.sherl4j.UnsupportedOpException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.nd4j.autodiff.functions.DifferentialFunction;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.api.ops.impl.summarystats.Variance;

/**
 * Operators whose native gradient is missing or wrong, each found by comparing it with finite
 * differences in double. They may be part of what is frozen, never of what a gradient passes.
 * Importers build others in their place; only graphs that come as they are can hold them.
 */
public final class GradientGaps {

  private static final String COMPOSE = "compose it of sums, products and exponentials";

  private static final Map<String, String> GAPS =
      Map.ofEntries(
          entry("precise_gelu", "use x·(erf(x/√2)+1)·0.5"),
          entry("reduce_logsumexp", "use log(sum(exp(x)))"),
          entry("cumsum", "use a product with a matrix of ones below the diagonal"),
          entry("cumprod", COMPOSE),
          entry("batchnorm", "use recorded statistics as scale and shift"),
          entry("tensormmul", "reshape and use mmul"),
          entry("gru", "use gates of matrix products, or LSTM"),
          entry("gruCell", "use gates of matrix products, or LSTM"),
          entry("lrn", COMPOSE),
          entry("clipbynorm", COMPOSE),
          entry("floormod", COMPOSE),
          entry("mod", COMPOSE),
          entry("resize_bilinear", "resize by products with matrices"),
          entry("resize_bicubic", "resize by products with matrices"),
          entry("resize_nearest_neighbor", "stack copies and reshape"),
          entry("image_resize", "resize by products with matrices"),
          entry("gather_nd", "use gather"),
          entry("embedding_lookup", "use gather"),
          entry("broadcast_to", "multiply by ones"),
          entry("mirror_pad", "concatenate the border"));

  private GradientGaps() {}

  /**
   * Refuses a graph whose gradient would be wrong.
   *
   * @param ops names of the operators that the gradient passes
   * @throws UnsupportedOpException naming every one without a right gradient
   */
  public static void check(SameDiff graph, Collection<String> ops) {
    List<String> found = new ArrayList<>();
    List<String> remedies = new ArrayList<>();
    for (String name : ops) {
      DifferentialFunction f = graph.getOpById(name);
      String remedy = remedy(f);
      if (remedy != null) {
        found.add(f.opName() + " (" + name + ")");
        remedies.add(f.opName() + ": " + remedy);
      }
    }
    if (!found.isEmpty()) {
      throw new UnsupportedOpException(
          "operators without a right gradient where one has to pass: " + String.join(", ", found),
          "such operators below the taps only",
          "the model's graph",
          "train fewer late layers, or rebuild the graph; " + String.join("; ", remedies));
    }
  }

  private static String remedy(DifferentialFunction f) {
    String name = f.opName();
    if (f instanceof Variance variance && !variance.isBiasCorrected() && name.equals("var")) {
      return "use mean((x − mean)²)";
    }
    if (f instanceof DynamicCustomOp op) {
      boolean hasMode = op.numIArguments() > 0 && op.getIArgument(0) != 0;
      if (name.equals("pad") && hasMode) {
        return "concatenate the border";
      }
      boolean named = op.numIArguments() > 0;
      if (name.equals("log_softmax") && named) {
        return "use log(softmax(x, axis))";
      }
      if (name.equals("conv2d") && op.numIArguments() > 10 && op.getIArgument(10) != 0) {
        return "permute the weights to [height, width, in, out]";
      }
      if (name.equals("upsampling2d") && op.numIArguments() > 2 && op.getIArgument(2) == 0) {
        return "stack copies and reshape";
      }
    }
    return GAPS.get(name);
  }
}
