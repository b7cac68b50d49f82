package io.github.sherl4j.importer.onnx.ops;

import io.github.sherl4j.engine.SafeMatmul;
import io.github.sherl4j.importer.onnx.OpContext;
import io.github.sherl4j.importer.onnx.OpTable;
import io.github.sherl4j.importer.shape.Dim;
import io.github.sherl4j.importer.shape.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;

/**
 * Sums of products in index notation: each pair of operands is one stack of matrix products,
 * operands are taken from left to right, and an index is summed as soon as nothing reads it.
 */
public final class Einsums extends OpTable {

  /** Labels of the axes that an ellipsis stands for, counted from the last. */
  private static final char ELLIPSIS = '0';

  /** For {@link java.util.ServiceLoader}. */
  public Einsums() {
    entry("Einsum", Einsums::einsum);
  }

  /** A tensor whose axes have labels. */
  private record Term(SDVariable x, Shape shape, String labels) {

    Dim dim(char label) {
      return shape.dim(labels.indexOf(label));
    }
  }

  private static void einsum(OpContext op) {
    String equation = op.attributes().text("equation", "").replace(" ", "");
    String[] sides = equation.split("->", -1);
    String[] inputs = sides[0].split(",", -1);
    if (inputs.length != op.operandCount() || sides.length > 2) {
      throw op.corrupt("equation " + equation, "a term for each of its operands");
    }
    List<Term> terms = new ArrayList<>();
    StringBuilder spelled = new StringBuilder();
    for (int i = 0; i < inputs.length; i++) {
      Shape shape = op.operand(i).shape();
      String labels = spelled(op, inputs[i], shape.rank());
      if (labels.length() != shape.rank()) {
        throw op.corrupt("term " + inputs[i] + " for shape " + shape, "a label for each axis");
      }
      spelled.append(labels);
      terms.add(diagonal(op, new Term(op.variable(i), shape, labels)));
    }
    String result =
        sides.length == 2 ? result(sides[1], terms) : implied(terms, spelled.toString());
    Term all = null;
    for (int i = 0; i < terms.size(); i++) {
      StringBuilder later = new StringBuilder(result);
      terms.subList(i + 1, terms.size()).forEach(t -> later.append(t.labels()));
      all =
          all == null
              ? summed(op, terms.get(i), later.toString(), "")
              : joined(op, all, terms.get(i), later.toString());
    }
    Term y = all;
    int[] order = result.chars().map(y.labels()::indexOf).toArray();
    if (order.length != y.labels().length()
        || result.chars().anyMatch(c -> y.labels().indexOf(c) < 0)) {
      throw op.corrupt("equation " + equation, "a result whose labels are in its terms");
    }
    Shape shape = y.shape().permuted(order);
    op.result(Axes.permute(op, y.x(), order), op.operand(0).dtype(), shape);
  }

  /** A term with a label for each axis that its ellipsis stands for. */
  private static String spelled(OpContext op, String term, int rank) {
    int hidden = rank - term.replace("...", "").length();
    if (hidden < 0 || hidden > 9) {
      throw op.corrupt("term " + term + " for rank " + rank, "a label for each axis");
    }
    return term.replace("...", ellipsis(hidden));
  }

  private static String ellipsis(int axes) {
    StringBuilder labels = new StringBuilder();
    for (int i = axes - 1; i >= 0; i--) {
      labels.append((char) (ELLIPSIS + i));
    }
    return labels.toString();
  }

  private static String result(String side, List<Term> terms) {
    int hidden = 0;
    for (Term t : terms) {
      hidden = Math.max(hidden, (int) t.labels().chars().filter(Character::isDigit).count());
    }
    return side.replace("...", ellipsis(hidden));
  }

  /** The result that an equation without one has: what occurs once, in alphabetical order. */
  private static String implied(List<Term> terms, String spelled) {
    Map<Character, Integer> counts = new TreeMap<>();
    spelled.chars().forEach(c -> counts.merge((char) c, 1, Integer::sum));
    StringBuilder labels = new StringBuilder();
    counts.forEach((label, n) -> labels.append(n == 1 && !Character.isDigit(label) ? label : ""));
    return result("...", terms) + labels;
  }

  /** Keeps the diagonal of axes with one label: a product with ones there, summed. */
  private static Term diagonal(OpContext op, Term t) {
    SameDiff sd = op.graph();
    for (int i = 0; i < t.labels().length(); i++) {
      int j = t.labels().indexOf(t.labels().charAt(i), i + 1);
      if (j > 0) {
        SDVariable counted = Fillings.counted(op, t.shape().dim(i));
        long[] first = ones(t.shape().rank());
        long[] second = ones(t.shape().rank());
        first[i] = -1;
        second[j] = -1;
        SDVariable same = sd.eq(sd.reshape(counted, first), sd.reshape(counted, second));
        SDVariable x = sd.sum(t.x().mul(same.castTo(t.x().dataType())), false, j);
        String labels = t.labels().substring(0, j) + t.labels().substring(j + 1);
        return diagonal(op, new Term(x, t.shape().without(List.of(j)), labels));
      }
    }
    return t;
  }

  private static long[] ones(int rank) {
    long[] ones = new long[rank];
    Arrays.fill(ones, 1);
    return ones;
  }

  /** Sums the axes that are neither needed later nor in the other term. */
  private static Term summed(OpContext op, Term t, String later, String other) {
    List<Integer> axes = new ArrayList<>();
    StringBuilder labels = new StringBuilder();
    for (int i = 0; i < t.labels().length(); i++) {
      char label = t.labels().charAt(i);
      if (later.indexOf(label) < 0 && other.indexOf(label) < 0) {
        axes.add(i);
      } else {
        labels.append(label);
      }
    }
    if (axes.isEmpty()) {
      return t;
    }
    int[] dims = axes.stream().mapToInt(Integer::intValue).toArray();
    SDVariable x = op.graph().sum(t.x(), false, dims);
    return new Term(x, t.shape().without(axes), labels.toString());
  }

  /** Without the axes of size one that the other term has larger: they are broadcast. */
  private static Term narrowed(OpContext op, Term t, Term other) {
    List<Integer> axes = new ArrayList<>();
    StringBuilder labels = new StringBuilder();
    for (int i = 0; i < t.labels().length(); i++) {
      char label = t.labels().charAt(i);
      boolean wider = other.labels().indexOf(label) >= 0 && !other.dim(label).equals(Dim.ONE);
      if (wider && t.shape().dim(i).equals(Dim.ONE)) {
        axes.add(i);
      } else {
        labels.append(label);
      }
    }
    Shape shape = t.shape().without(axes);
    return axes.isEmpty() ? t : new Term(op.reshape(t.x(), shape), shape, labels.toString());
  }

  private static Term joined(OpContext op, Term left, Term right, String later) {
    Term a = summed(op, narrowed(op, left, right), later, right.labels());
    Term b = summed(op, narrowed(op, right, a), later, a.labels());
    Map<Character, Dim> sizes = new HashMap<>();
    StringBuilder batch = new StringBuilder();
    StringBuilder inner = new StringBuilder();
    StringBuilder rows = new StringBuilder();
    StringBuilder columns = new StringBuilder();
    for (char c : a.labels().toCharArray()) {
      boolean shared = b.labels().indexOf(c) >= 0;
      (shared ? later.indexOf(c) >= 0 ? batch : inner : rows).append(c);
      sizes.put(c, a.dim(c));
    }
    for (char c : b.labels().toCharArray()) {
      sizes.putIfAbsent(c, b.dim(c));
      if (a.labels().indexOf(c) < 0) {
        columns.append(c);
      }
    }
    SDVariable x = stack(op, a, sizes, batch, rows, inner);
    SDVariable y = stack(op, b, sizes, batch, inner, columns);
    SDVariable product = SafeMatmul.matmul(op.graph(), x, y, false, false, false);
    String labels = "" + batch + rows + columns;
    Shape shape = new Shape(labels.chars().mapToObj(c -> sizes.get((char) c)).toList());
    return new Term(op.reshape(product, shape), shape, labels);
  }

  private static SDVariable stack(
      OpContext op,
      Term t,
      Map<Character, Dim> sizes,
      CharSequence batch,
      CharSequence rows,
      CharSequence columns) {
    String labels = "" + batch + rows + columns;
    SDVariable x = Axes.permute(op, t.x(), labels.chars().map(t.labels()::indexOf).toArray());
    List<Dim> dims = new ArrayList<>();
    for (CharSequence part : List.of(batch, rows, columns)) {
      Dim product = Dim.ONE;
      for (int i = 0; i < part.length(); i++) {
        product = product.times(sizes.get(part.charAt(i)));
      }
      dims.add(product);
    }
    return op.reshape(x, new Shape(dims));
  }
}
