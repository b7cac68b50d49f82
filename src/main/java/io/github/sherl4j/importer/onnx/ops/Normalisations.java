package io.github.sherl4j.importer.onnx.ops;

import io.github.sherl4j.engine.SafeNorms;
import io.github.sherl4j.importer.onnx.OpAttributes;
import io.github.sherl4j.importer.onnx.OpContext;
import io.github.sherl4j.importer.onnx.OpTable;
import io.github.sherl4j.importer.onnx.Operand;
import io.github.sherl4j.importer.shape.Dim;
import io.github.sherl4j.importer.shape.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.nd4j.autodiff.samediff.SDVariable;

/** Normalisations that are one operator in the file. */
public final class Normalisations extends OpTable {

  /** For {@link java.util.ServiceLoader}. */
  public Normalisations() {
    entry("BatchNormalization", Normalisations::training, Normalisations::batch);
    entry("LayerNormalization", Normalisations::layer);
    entry("RMSNormalization", Normalisations::rms);
    entry("InstanceNormalization", Normalisations::instance);
    entry("GroupNormalization", Normalisations::group);
  }

  private static double eps(OpContext op) {
    return op.attributes().real("epsilon", 1e-5);
  }

  private static Optional<String> training(OpAttributes a) {
    return a.integer("training_mode", 0) == 1
        ? Optional.of("export the model in evaluation mode")
        : Optional.empty();
  }

  private static long[] columns(OpContext op) {
    Operand a = op.operand(0);
    long[] columns = new long[a.rank()];
    Arrays.fill(columns, 1);
    columns[1] = op.operand(1).shape().size().value();
    return columns;
  }

  private static void batch(OpContext op) {
    op.statistic(3);
    op.statistic(4);
    Operand a = op.operand(0);
    SDVariable y =
        SafeNorms.batchNorm(
            op.graph(),
            op.variable(0),
            op.variable(1),
            op.variable(2),
            op.variable(3),
            op.variable(4),
            eps(op),
            columns(op));
    op.result(y, a.dtype(), a.shape());
  }

  private static int[] trailing(OpContext op) {
    int rank = op.operand(0).rank();
    return IntStream.range(op.axis(op.attributes().integer("axis", -1), rank), rank).toArray();
  }

  private static void layer(OpContext op) {
    SDVariable y = SafeNorms.standardize(op.graph(), op.variable(0), eps(op), trailing(op));
    scaled(op, y);
  }

  private static void rms(OpContext op) {
    scaled(op, SafeNorms.rms(op.graph(), op.variable(0), eps(op), trailing(op)));
  }

  private static void scaled(OpContext op, SDVariable y) {
    Operand a = op.operand(0);
    SDVariable scaled = y.mul(op.variable(1));
    op.result(op.has(2) ? scaled.add(op.variable(2)) : scaled, a.dtype(), a.shape());
  }

  private static void instance(OpContext op) {
    Operand a = op.operand(0);
    int[] axes = IntStream.range(2, a.rank()).toArray();
    SDVariable y = SafeNorms.standardize(op.graph(), op.variable(0), eps(op), axes);
    op.result(channels(op, y), a.dtype(), a.shape());
  }

  private static SDVariable channels(OpContext op, SDVariable y) {
    SDVariable scale = op.graph().reshape(op.variable(1), columns(op));
    return y.mul(scale).add(op.graph().reshape(op.variable(2), columns(op)));
  }

  private static void group(OpContext op) {
    Operand a = op.operand(0);
    Dim groups = Dim.of(op.attributes().integer("num_groups", 1));
    boolean byGroup = !op.operand(1).shape().size().equals(a.shape().dim(1));
    Dim each = a.shape().product(1, a.rank()).dividedBy(groups);
    Shape rows = new Shape(List.of(a.shape().dim(0), groups, each));
    SDVariable x = op.reshape(op.variable(0), rows);
    SDVariable y = SafeNorms.standardize(op.graph(), x, eps(op), 2);
    if (byGroup) {
      // Before version 21 a scale belongs to a group.
      Shape columns = new Shape(List.of(Dim.ONE, groups, Dim.ONE));
      y = y.mul(op.reshape(op.variable(1), columns)).add(op.reshape(op.variable(2), columns));
    }
    y = op.reshape(y, a.shape());
    op.result(byGroup ? y : channels(op, y), a.dtype(), a.shape());
  }
}
