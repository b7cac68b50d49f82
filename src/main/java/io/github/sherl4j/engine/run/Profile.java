package io.github.sherl4j.engine.run;

import com.google.common.primitives.Longs;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Where the time of runs goes: elapsed time of every kind of call, and the arithmetic of matrix
 * products and convolutions. Not thread-safe.
 */
public final class Profile {

  private static final String MATMUL = "matmul";

  private final Map<String, Row> rows = new HashMap<>();

  /**
   * One kind of call.
   *
   * @param op name of the op, for products with their sizes; {@code rows(…)} for calls that run by
   *     rows together
   * @param backward whether it is there for the gradient only
   * @param calls how often
   * @param nanos elapsed in all of them
   * @param flops floating-point operations of products, each of two; 0 for other ops
   */
  public record Row(String op, boolean backward, long calls, long nanos, double flops) {
    private Row plus(Row other) {
      return new Row(op, backward, calls + other.calls, nanos + other.nanos, flops + other.flops);
    }
  }

  void add(Step step, Sizes sizes, long nanos) {
    Row row = new Row(name(step, sizes), step.backward(), 1, nanos, flops(step, sizes));
    rows.merge(row.op() + " " + row.backward(), row, Row::plus);
  }

  /** Products are told apart by their sizes: how fast they are depends on them. */
  private static String name(Step step, Sizes sizes) {
    if (!step.name().equals(MATMUL)) {
      return step.name();
    }
    return step.inputs().stream()
        .map(i -> Longs.join("x", sizes.of(i).shape()))
        .collect(Collectors.joining(" · ", MATMUL + " ", ""));
  }

  private static double flops(Step step, Sizes sizes) {
    if (!step.name().equals(MATMUL) && !step.name().equals("conv2d")) {
      return 0;
    }
    Sized out = sizes.of(step.outputs().get(0));
    Sized a = sizes.of(step.inputs().get(0));
    Sized b = sizes.of(step.inputs().get(1));
    long[] shape = out.shape();
    if (step.name().equals(MATMUL) && shape.length < 2) {
      return 2.0 * a.length();
    }
    if (step.name().equals(MATMUL)) {
      double matrices = (double) out.length() / shape[shape.length - 1] / shape[shape.length - 2];
      double inner = Math.sqrt((double) a.length() * b.length() / (out.length() * matrices));
      return 2.0 * out.length() * inner;
    }
    return 2.0 * out.length() * b.length() / b.shape()[b.rank() - 1];
  }

  /** All kinds, the longest first; products of different sizes are kinds of their own. */
  public List<Row> rows() {
    return rows.values().stream().sorted(Comparator.comparingLong(r -> -r.nanos())).toList();
  }

  /** Fraction of the elapsed time that matrix products and convolutions took. */
  public double productShare() {
    double all = rows.values().stream().mapToLong(Row::nanos).sum();
    double products = rows.values().stream().filter(r -> r.flops() > 0).mapToLong(Row::nanos).sum();
    return all == 0 ? 0 : products / all;
  }

  /** Floating-point operations of all products. */
  public double flops() {
    return rows.values().stream().mapToDouble(Row::flops).sum();
  }
}
