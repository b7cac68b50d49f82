package io.github.sherl4j.importer.onnx;

import io.github.sherl4j.UnsupportedOpException;
import io.github.sherl4j.engine.SafeShapes;
import io.github.sherl4j.importer.shape.Atom;
import io.github.sherl4j.importer.shape.Dim;
import io.github.sherl4j.importer.shape.Shape;
import io.github.sherl4j.importer.shape.Term;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Symbolic dimensions as variables of the graph, each made once. They are read off the shape of an
 * input and added or multiplied; a quotient is read off a tensor that has it as a dimension, never
 * divided.
 */
final class RuntimeDims {

  /** Elements of a vector of dimensions; shape arithmetic of real models has a dozen. */
  private static final int MAX_RANK = 1 << 10;

  /** Different vectors; each one is a few operators of the graph. */
  private static final int MAX_MADE = 1 << 12;

  private final SameDiff graph;
  private final Map<String, SDVariable> made = new HashMap<>();
  private final Map<Dim, Source> sources = new HashMap<>();
  private final Map<String, SDVariable> shapes = new HashMap<>();

  private record Source(SDVariable tensor, int axis) {}

  RuntimeDims(SameDiff graph) {
    this.graph = graph;
  }

  /** Remembers where dimensions can be read off. */
  void note(SDVariable tensor, Shape shape) {
    for (int axis = 0; axis < shape.rank(); axis++) {
      Dim d = shape.dim(axis);
      if (!d.isKnown()) {
        sources.putIfAbsent(d, new Source(tensor, axis));
      }
    }
  }

  /** All dimensions as one LONG vector. */
  SDVariable vector(Shape shape) {
    if (shape.rank() > MAX_RANK || made.size() > MAX_MADE) {
      throw new UnsupportedOpException(
          shape.rank() + " computed dimensions, besides " + made.size() + " others",
          "at most " + MAX_RANK + " in one tensor and " + MAX_MADE + " in all",
          "the model's shape arithmetic",
          "export the model with fewer dynamic axes, or pin them with --shape");
    }
    SDVariable known = made.get(shape.toString());
    if (known != null) {
      return known;
    }
    SDVariable vector;
    if (shape.isKnown()) {
      vector = constant(shape.toLongs());
    } else if (shape.rank() == 1) {
      vector = one(shape.dim(0));
    } else {
      vector = graph.concat(0, shape.dims().stream().map(this::one).toArray(SDVariable[]::new));
    }
    made.put(shape.toString(), vector);
    return vector;
  }

  /** A dimension as a LONG vector of length one. */
  private SDVariable one(Dim dim) {
    String key = new Shape(List.of(dim)).toString();
    SDVariable known = made.get(key);
    if (known == null) {
      known = dim.isKnown() ? constant(dim.value()) : sum(dim);
      made.put(key, known);
    }
    return known;
  }

  private SDVariable sum(Dim dim) {
    if (isPlain(dim) || dim.terms().stream().anyMatch(RuntimeDims::hasQuotient)) {
      return read(dim);
    }
    SDVariable sum = null;
    for (Term t : dim.terms()) {
      SDVariable product = t.factor() == 1 && !t.atoms().isEmpty() ? null : constant(t.factor());
      for (Atom a : t.atoms()) {
        SDVariable factor = one(Dim.symbol(a.name()));
        product = product == null ? factor : product.mul(factor);
      }
      sum = sum == null ? product : sum.add(product);
    }
    return sum;
  }

  private static boolean isPlain(Dim dim) {
    List<Term> terms = dim.terms();
    return terms.size() == 1 && terms.get(0).factor() == 1 && terms.get(0).atoms().size() == 1;
  }

  private static boolean hasQuotient(Term term) {
    return term.atoms().stream().anyMatch(a -> !a.isSymbol());
  }

  private SDVariable read(Dim dim) {
    Source source = sources.get(dim);
    if (source == null) {
      throw new UnsupportedOpException(
          "a dimension computed as " + dim,
          "dimensions that are sums and products of the inputs' dimensions",
          "the model's shape arithmetic",
          "export the model with fewer dynamic axes");
    }
    SDVariable shape =
        shapes.computeIfAbsent(source.tensor().name(), n -> graph.shape(source.tensor()));
    return SafeShapes.slice(graph, shape, 1, 0, source.axis(), source.axis() + 1L, 1);
  }

  private SDVariable constant(long... values) {
    return graph.constant(Nd4j.createFromArray(values));
  }
}
