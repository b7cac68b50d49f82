package io.github.sherl4j.method.sherl;

import io.github.sherl4j.testing.TinyEncoderDecoder;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * Side memory on {@link TinyEncoderDecoder} written by hand on arrays of doubles, from the formulas
 * of the specification alone: one example, its logits. The last decoder layer is late.
 *
 * @param weights of the backbone and parameters of adapters and head, row after row
 * @param t5 the T5 form; else the base form
 */
record HandWiring(Function<String, double[]> weights, boolean t5) {

  private static final int D = TinyEncoderDecoder.WIDTH;
  private static final int LAST = TinyEncoderDecoder.BLOCKS;

  double[] logits(long[] ids, long[] mask, long[] decoderIds) {
    List<double[][]> encoder = new ArrayList<>();
    encoder.add(look("enc.table", ids));
    for (int i = 0; i < LAST; i++) {
      encoder.add(feedForward("enc." + i, encoder.get(i)));
    }
    double[][] memory = gain("enc.gain", encoder.get(LAST));
    List<double[][]> decoder = new ArrayList<>();
    decoder.add(look("dec.table", decoderIds));
    for (int i = 0; i < LAST - 1; i++) {
      decoder.add(block(i, decoder.get(i), memory, mask));
    }
    double[][] side = adapter("encoder", encoder, t5 ? encoder.get(LAST) : memory);
    side = t5 ? rms("encoder", side) : side;
    double[][] late = adapter("decoder", decoder, decoder.get(LAST - 1));
    late = block(LAST - 1, late, side, mask);
    late = t5 ? rms("decoder", late) : gain("dec.gain", late);
    double[] mean = new double[D];
    for (double[] token : late) {
      for (int k = 0; k < D; k++) {
        mean[k] += token[k] / late.length;
      }
    }
    return add(times(weights.apply("head.weight"), mean), weights.apply("head.bias"));
  }

  private double[][] look(String table, long[] ids) {
    double[][] rows = new double[ids.length][D];
    for (int t = 0; t < ids.length; t++) {
      System.arraycopy(weights.apply(table), (int) ids[t] * D, rows[t], 0, D);
    }
    return rows;
  }

  private double[][] block(int i, double[][] y, double[][] memory, long[] mask) {
    String name = "dec." + i;
    double[][] after = new double[y.length][];
    for (int t = 0; t < y.length; t++) {
      double[] query = right(y[t], name + ".Q");
      double[] share = new double[memory.length];
      double sum = 0;
      for (int m = 0; m < memory.length; m++) {
        share[m] = Math.exp(dot(query, right(memory[m], name + ".K")) + (mask[m] - 1) * 10_000.0);
        sum += share[m];
      }
      double[] seen = new double[D];
      for (int m = 0; m < memory.length; m++) {
        seen = add(seen, scaled(right(memory[m], name + ".V"), share[m] / sum));
      }
      after[t] = add(y[t], right(seen, name + ".O"));
    }
    return feedForward(name, after);
  }

  private double[][] feedForward(String name, double[][] x) {
    double[][] after = new double[x.length][];
    for (int t = 0; t < x.length; t++) {
      after[t] = add(x[t], right(relu(right(x[t], name + ".A")), name + ".B"));
    }
    return after;
  }

  private double[][] gain(String name, double[][] x) {
    double[][] after = new double[x.length][];
    for (int t = 0; t < x.length; t++) {
      after[t] = each(x[t], weights.apply(name));
    }
    return after;
  }

  private double[][] rms(String tower, double[][] x) {
    double[][] after = new double[x.length][];
    for (int t = 0; t < x.length; t++) {
      double root = Math.sqrt(dot(x[t], x[t]) / D + 1e-6);
      after[t] = each(scaled(x[t], 1 / root), weights.apply("adapter." + tower + ".norm.weight"));
    }
    return after;
  }

  /** Section 2 of the specification, or section 3.5. */
  private double[][] adapter(String tower, List<double[][]> taps, double[][] last) {
    String name = "adapter." + tower;
    double eps = t5 ? 1e-6 : 1e-8;
    double open = Math.tanh(weights.apply(name + ".gate")[0] / 0.1);
    double[][] out = new double[last.length][];
    for (int t = 0; t < last.length; t++) {
      List<double[]> features = new ArrayList<>();
      for (int i = 0; i < taps.size(); i++) {
        features.add(down(name + ".down." + i, taps.get(i)[t]));
      }
      double[] guide = features.remove(taps.size() - 1);
      double[] raw = new double[features.size()];
      double sum = eps;
      for (int i = 0; i < raw.length; i++) {
        double redundancy = 0;
        for (double[] other : features) {
          redundancy += Math.max(0, cosine(features.get(i), other, eps));
        }
        double[] product = each(features.get(i), guide);
        double score =
            dot(weights.apply(name + ".attn.weight"), product)
                + weights.apply(name + ".attn.bias")[0];
        raw[i] = Math.max(0, score) / redundancy;
        sum += raw[i];
      }
      double[] mix = guide;
      for (int i = 0; i < raw.length; i++) {
        mix = add(mix, scaled(features.get(i), raw[i] / sum));
      }
      double[] up = linear(name + ".up", relu(mix));
      up = t5 ? up : norm(name + ".lnout", up, 1e-12);
      out[t] = add(up, scaled(last[t], open));
    }
    return out;
  }

  private double[] down(String name, double[] x) {
    if (!t5) {
      return norm(name + ".ln", linear(name + ".fc", x), 1e-5);
    }
    double[] h = relu(linear(name + ".fc", x));
    double[] value = add(linear(name + ".fc2", h), h);
    double[] gate = linear(name + ".fc3", h);
    for (int k = 0; k < value.length; k++) {
      value[k] /= 1 + Math.exp(-gate[k]);
    }
    return value;
  }

  private double[] norm(String name, double[] x, double eps) {
    double mean = 0;
    for (double v : x) {
      mean += v / x.length;
    }
    double variance = 0;
    for (double v : x) {
      variance += (v - mean) * (v - mean) / x.length;
    }
    double[] result = new double[x.length];
    for (int k = 0; k < x.length; k++) {
      result[k] =
          (x[k] - mean) / Math.sqrt(variance + eps) * weights.apply(name + ".weight")[k]
              + weights.apply(name + ".bias")[k];
    }
    return result;
  }

  private double[] linear(String name, double[] x) {
    return add(times(weights.apply(name + ".weight"), x), weights.apply(name + ".bias"));
  }

  /** x·W with W [in, out], as in the backbone's file. */
  private double[] right(double[] x, String weight) {
    double[] w = weights.apply(weight);
    int columns = w.length / x.length;
    double[] result = new double[columns];
    for (int i = 0; i < w.length; i++) {
      result[i % columns] += x[i / columns] * w[i];
    }
    return result;
  }

  /** W·x with W [out, in], as in adapters. */
  private static double[] times(double[] w, double[] x) {
    double[] result = new double[w.length / x.length];
    for (int i = 0; i < w.length; i++) {
      result[i / x.length] += w[i] * x[i % x.length];
    }
    return result;
  }

  private static double[] each(double[] a, double[] by) {
    double[] result = a.clone();
    for (int k = 0; k < a.length; k++) {
      result[k] *= by[k];
    }
    return result;
  }

  private static double cosine(double[] a, double[] b, double eps) {
    return dot(a, b) / ((Math.sqrt(dot(a, a)) + eps) * (Math.sqrt(dot(b, b)) + eps));
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int k = 0; k < a.length; k++) {
      sum += a[k] * b[k];
    }
    return sum;
  }

  private static double[] add(double[] a, double[] b) {
    double[] sum = a.clone();
    for (int k = 0; k < a.length; k++) {
      sum[k] += b[k];
    }
    return sum;
  }

  private static double[] scaled(double[] a, double by) {
    double[] result = a.clone();
    for (int k = 0; k < a.length; k++) {
      result[k] *= by;
    }
    return result;
  }

  private static double[] relu(double[] a) {
    double[] result = a.clone();
    for (int k = 0; k < a.length; k++) {
      result[k] = Math.max(0, a[k]);
    }
    return result;
  }
}
