package io.github.sherl4j.engine;

import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Forms of elementwise operations whose results and gradients are right and that cannot end the
 * JVM. Each method adds operations to a graph; none keeps state.
 */
public final class SafeOps {

  private SafeOps() {}

  /** Exact GELU, x·(erf(x/√2)+1)/2; the native gelu and preciseGelu are other functions. */
  public static SDVariable gelu(SameDiff sd, SDVariable x) {
    return x.mul(sd.math.erf(x.mul(Math.sqrt(0.5))).add(1.0)).mul(0.5);
  }

  /**
   * GELU in its tanh form, with (tanh(u) + 1)/2 = sigmoid(2u): half the time of the native tanh,
   * and no cancellation far below zero.
   */
  public static SDVariable geluTanh(SameDiff sd, SDVariable x) {
    double rate = 2 * Math.sqrt(2 / Math.PI);
    return x.mul(sd.nn.sigmoid(x.mul(x).mul(rate * 0.044715).add(rate).mul(x)));
  }

  /** x above zero and alpha·(exp(x·rate) − 1) below; the native elu and selu take no parameters. */
  public static SDVariable elu(SameDiff sd, SDVariable x, double alpha, double rate) {
    SDVariable negative = sd.nn.relu(x.neg(), 0).mul(-rate);
    return sd.nn.relu(x, 0).add(sd.math.exp(negative).sub(1.0).mul(alpha));
  }

  /** Inverse hyperbolic sine, composed so that its gradient is right. */
  public static SDVariable asinh(SameDiff sd, SDVariable x) {
    return sd.math.log(x.add(sd.math.sqrt(x.mul(x).add(1.0))));
  }

  /** Inverse hyperbolic cosine. */
  public static SDVariable acosh(SameDiff sd, SDVariable x) {
    return sd.math.log(x.add(sd.math.sqrt(x.mul(x).sub(1.0))));
  }

  /** Inverse hyperbolic tangent. */
  public static SDVariable atanh(SameDiff sd, SDVariable x) {
    return sd.math.log(x.add(1.0).div(x.rsub(1.0))).mul(0.5);
  }

  /**
   * Logarithm of the softmax over an axis ≥ 0, finite for all finite {@code x}: the native {@code
   * log_softmax} is −∞ where a value lies 104 or more below the largest, and −∞ times a label of 0
   * is NaN. It also fails over other axes than the last.
   */
  public static SDVariable logSoftmax(SameDiff sd, SDVariable x, int axis) {
    SDVariable shifted = x.sub(sd.max(x, true, axis));
    return shifted.sub(sd.math.log(sd.sum(sd.math.exp(shifted), true, axis)));
  }

  /** A power with a known exponent; squares and roots take their short forms. */
  public static SDVariable power(SameDiff sd, SDVariable x, double exponent) {
    if (exponent == 2) {
      return x.mul(x);
    }
    if (exponent == 3) {
      return x.mul(x).mul(x);
    }
    return exponent == 0.5 ? sd.math.sqrt(x) : sd.math.pow(x, exponent);
  }

  /**
   * The quotient of whole numbers, rounded down, by way of doubles: a whole division by zero in
   * native code would end the JVM. Exact below 2^53.
   */
  public static SDVariable wholeQuotient(SameDiff sd, SDVariable a, SDVariable b) {
    SDVariable q = sd.math.floor(a.castTo(DataType.DOUBLE).div(b.castTo(DataType.DOUBLE)));
    return q.castTo(a.dataType());
  }

  /** Like {@link #wholeQuotient}, rounded towards zero as ONNX and C divide. */
  public static SDVariable truncatedQuotient(SDVariable a, SDVariable b) {
    return a.castTo(DataType.DOUBLE).div(b.castTo(DataType.DOUBLE)).castTo(a.dataType());
  }

  /** The nearest whole number, the even one of two; the native round goes away from zero. */
  public static SDVariable roundHalfEven(SameDiff sd, SDVariable x) {
    SDVariable below = sd.math.floor(x);
    SDVariable rest = x.sub(below);
    SDVariable odd = below.sub(sd.math.floor(below.mul(0.5)).mul(2.0));
    SDVariable half = sd.eq(rest, 0.5).castTo(x.dataType());
    return below.add(sd.gt(rest, 0.5).castTo(x.dataType())).add(half.mul(odd));
  }

  /** Cut off after the point, towards zero. */
  public static SDVariable truncated(SameDiff sd, SDVariable x) {
    return sd.math.sign(x).mul(sd.math.floor(sd.math.abs(x)));
  }

  /** Larger or smaller of two; broadcast operands are made equal in shape for the gradient. */
  public static SDVariable extremum(
      SameDiff sd, SDVariable a, SDVariable b, boolean larger, boolean sameShape, boolean floats) {
    SDVariable x = a;
    SDVariable y = b;
    if (!sameShape) {
      SDVariable zeros = floats ? a.mul(0.0).add(b.mul(0.0)) : a.sub(a).add(b.sub(b));
      x = a.add(zeros);
      y = b.add(zeros);
    }
    return larger ? sd.math.max(x, y) : sd.math.min(x, y);
  }

  /** {@code condition ? yes : no}, for finite operands, as a sum of products. */
  public static SDVariable where(
      SameDiff sd, SDVariable condition, SDVariable yes, SDVariable no, DataType dtype) {
    DataType work = dtype == DataType.BOOL ? DataType.FLOAT : dtype;
    SDVariable c = condition.castTo(work);
    SDVariable y = finite(sd, yes).castTo(work);
    SDVariable n = finite(sd, no).castTo(work);
    SDVariable chosen = y.mul(c).add(n.mul(c.rsub(1.0)));
    return work == dtype ? chosen : chosen.castTo(dtype);
  }

  /** A constant that holds infinities is clipped: its product with zero would be NaN. */
  private static SDVariable finite(SameDiff sd, SDVariable v) {
    INDArray array = v.isConstant() && v.dataType().isFPType() ? StandIns.value(v) : null;
    if (array == null || array.isEmpty() || !array.isInfinite().any()) {
      return v;
    }
    return sd.math.clipByValue(v, -1e38, 1e38);
  }

  /**
   * Places of the k largest along the last axis, largest first, as LONG: the largest, k times over.
   * The native operation is given its numbers in another order than it reads them and finds one.
   *
   * @param counted 0 … n−1, LONG, with as many axes as x
   */
  public static SDVariable largestPlaces(
      SameDiff sd, SDVariable x, SDVariable counted, int rank, int k) {
    SDVariable[] places = new SDVariable[k];
    SDVariable left = x;
    for (int i = 0; i < k; i++) {
      places[i] = sd.argmax(left, true, rank - 1).castTo(DataType.INT64);
      SDVariable taken = sd.eq(counted, places[i]).castTo(x.dataType());
      left = left.mul(taken.rsub(1.0)).add(taken.mul(-3e38));
    }
    return k == 1 ? places[0] : sd.concat(rank - 1, places);
  }

  /** Logical not. */
  public static SDVariable not(SameDiff sd, SDVariable a) {
    return sd.lt(number(a), 0.5);
  }

  /** Logical and. */
  public static SDVariable and(SameDiff sd, SDVariable a, SDVariable b) {
    return sd.gt(number(a).mul(number(b)), 0.5);
  }

  /** Logical or. */
  public static SDVariable or(SameDiff sd, SDVariable a, SDVariable b) {
    return sd.gt(number(a).add(number(b)), 0.5);
  }

  /** Logical exclusive or. */
  public static SDVariable xor(SameDiff sd, SDVariable a, SDVariable b) {
    return sd.eq(number(a).add(number(b)), 1.0);
  }

  private static SDVariable number(SDVariable bool) {
    return bool.castTo(DataType.FLOAT);
  }

  /** The error function of a number, to 1e-7 and better. */
  public static double erf(double x) {
    double t = 1 / (1 + 0.5 * Math.abs(x));
    double[] c = {
      -1.26551223, 1.00002368, 0.37409196, 0.09678418, -0.18628806,
      0.27886807, -1.13520398, 1.48851587, -0.82215223, 0.17087277
    };
    double sum = 0;
    for (int i = c.length - 1; i >= 0; i--) {
      sum = sum * t + c[i];
    }
    double tail = t * Math.exp(-x * x + sum);
    return x >= 0 ? 1 - tail : tail - 1;
  }
}
