package io.github.sherl4j.importer.onnx.ops;

import io.github.sherl4j.engine.SafeMatmul;
import io.github.sherl4j.engine.SafeShapes;
import io.github.sherl4j.importer.onnx.OpContext;
import io.github.sherl4j.importer.onnx.Operand;
import io.github.sherl4j.importer.shape.Dim;
import io.github.sherl4j.importer.shape.Shape;
import java.util.List;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;

/** Self-attention with joint weights for queries, keys and values, as ONNX Runtime fuses it. */
final class Attention {

  private Attention() {}

  static void map(OpContext op) {
    Operand a = op.operand(0);
    Shape weights = op.operand(1).shape();
    long heads = op.attributes().integer("num_heads", 0);
    if (!weights.isKnown() || heads < 1 || a.rank() != 3) {
      throw op.corrupt("weights " + weights + ", " + heads + " heads", "known sizes");
    }
    if (op.has(4) || op.has(5) || op.attributes().integer("do_rotary", 0) != 0) {
      throw op.unsupported("a past, a bias of scores or rotation", "none", "export unoptimised");
    }
    long third = weights.dim(1).value() / 3;
    long[] sizes =
        op.attributes().integers("qkv_hidden_sizes").orElse(new long[] {third, third, third});
    if (sizes.length != 3
        || sizes[0] % heads != 0
        || sizes[2] % heads != 0
        || sizes[0] != sizes[1]) {
      throw op.corrupt("sizes that " + heads + " heads do not divide", "whole heads");
    }
    SameDiff sd = op.graph();
    Dim batch = a.shape().dim(0);
    Dim time = a.shape().dim(1);
    Shape rows = new Shape(List.of(batch.times(time), a.shape().dim(2)));
    SDVariable joint =
        SafeMatmul.matmul(
            sd, op.reshape(op.variable(0), rows), op.variable(1), false, false, false);
    joint = op.has(2) ? joint.add(op.variable(2)) : joint;
    SDVariable[] parts = new SDVariable[3];
    long from = 0;
    for (int i = 0; i < 3; i++) {
      SDVariable part = SafeShapes.slice(sd, joint, 2, 1, from, from + sizes[i], 1);
      Shape split = new Shape(List.of(batch, time, Dim.of(heads), Dim.of(sizes[i] / heads)));
      parts[i] = sd.permute(op.reshape(part, split), 0, 2, 1, 3);
      from += sizes[i];
    }
    double scale = op.attributes().real("scale", 0);
    scale = scale == 0 ? 1 / Math.sqrt((double) sizes[0] / heads) : scale;
    SDVariable scores = SafeMatmul.matmul(sd, parts[0], parts[1], false, true, false).mul(scale);
    SDVariable hidden = hidden(op, batch, time);
    scores = hidden == null ? scores : scores.add(hidden);
    SDVariable mixed =
        SafeMatmul.matmul(sd, sd.nn.softmax(scores, 3), parts[2], false, false, false);
    Shape out = new Shape(List.of(batch, time, Dim.of(sizes[2])));
    op.result(op.reshape(sd.permute(mixed, 0, 2, 1, 3), out), a.dtype(), out);
  }

  /** What is added to the scores where no one may look; null if all is seen. */
  private static SDVariable hidden(OpContext op, Dim batch, Dim time) {
    SameDiff sd = op.graph();
    Operand a = op.operand(0);
    double filter = op.attributes().real("mask_filter_value", -10000);
    SDVariable sum = null;
    if (op.has(3)) {
      Operand mask = op.operand(3);
      SDVariable seen = op.variable(3).castTo(a.dtype());
      if (mask.rank() == 1 && mask.shape().dim(0).equals(batch)) {
        SDVariable places = sd.reshape(Fillings.counted(op, time), 1, -1);
        seen = sd.lt(places.castTo(a.dtype()), sd.reshape(seen, -1, 1)).castTo(a.dtype());
      } else if (mask.rank() == 3) {
        seen = op.reshape(seen, new Shape(List.of(batch, Dim.ONE, time, time)));
      } else if (mask.rank() != 2) {
        throw op.unsupported("a mask of shape " + mask.shape(), "[batch, time]", "export plainly");
      }
      if (mask.rank() < 3) {
        seen = op.reshape(seen, new Shape(List.of(batch, Dim.ONE, Dim.ONE, time)));
      }
      sum = seen.rsub(1.0).mul(filter);
    }
    if (op.attributes().integer("unidirectional", 0) == 1) {
      SDVariable to = sd.reshape(Fillings.counted(op, time), 1, 1, 1, -1);
      SDVariable from = sd.reshape(Fillings.counted(op, time), 1, 1, -1, 1);
      SDVariable later = sd.gt(to, from).castTo(a.dtype()).mul(-1e9);
      sum = sum == null ? later : sum.add(later);
    }
    return sum;
  }
}
