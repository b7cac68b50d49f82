package io.github.sherl4j.engine.run;

import io.github.sherl4j.SherlException;
import io.github.sherl4j.engine.StandIns;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.nd4j.autodiff.functions.DifferentialFunction;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.autodiff.samediff.VariableType;
import org.nd4j.autodiff.samediff.internal.SameDiffOp;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.BaseOp;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.api.ops.OpContext;
import org.nd4j.linalg.api.shape.LongShapeDescriptor;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Shape and type of every tensor of a graph, from those of its placeholders; whole numbers that
 * follow from shapes alone are computed on the way, as shapes further on may depend on them. Makes
 * use of each op's own shape function, fed with arrays of one element and stride 0.
 */
final class Sizes {

  private static final long FOLDED = 1 << 16;

  private final SameDiff graph;
  private final Map<String, Sized> sizes = new HashMap<>();
  private final Map<String, INDArray> held = new HashMap<>();
  private final Map<String, StandIns.Source> read = new HashMap<>();
  private final Map<String, INDArray> known = new HashMap<>();
  private final Map<DataType, INDArray> elements = new EnumMap<>(DataType.class);

  Sizes(SameDiff graph, Map<String, Sized> feeds) {
    this.graph = graph;
    sizes.putAll(feeds);
    for (SDVariable v : graph.variables()) {
      if (v.getVariableType() == VariableType.CONSTANT
          || v.getVariableType() == VariableType.VARIABLE) {
        INDArray array = v.getArr();
        if (array != null) {
          StandIns.source(array)
              .ifPresentOrElse(
                  source -> read.put(v.name(), source), () -> held.put(v.name(), array));
          sizes.put(v.name(), new Sized(array.dataType(), array.shape()));
        }
      }
    }
  }

  /** The size of a tensor that was inferred, fed or held. */
  Sized of(String tensor) {
    Sized sized = sizes.get(tensor);
    if (sized == null) {
      throw new UnplannableException("no shape of " + tensor);
    }
    return sized;
  }

  boolean has(String tensor) {
    return sizes.containsKey(tensor);
  }

  /** Names a tensor that only the plan has. */
  void put(String tensor, Sized sized) {
    sizes.put(tensor, sized);
  }

  /** Array of a constant or variable of the graph, or of a number that follows from shapes. */
  INDArray array(String tensor) {
    INDArray array = held.get(tensor);
    return array != null ? array : known.get(tensor);
  }

  boolean isHeld(String tensor) {
    return held.containsKey(tensor);
  }

  /** Where the numbers of a weight are that a run has to read; empty for any other tensor. */
  Optional<StandIns.Source> source(String tensor) {
    return Optional.ofNullable(read.get(tensor));
  }

  /** Whether the values are known while compiling. */
  boolean isKnown(String tensor) {
    return known.containsKey(tensor)
        || (held.containsKey(tensor)
            && !of(tensor).type().isFPType()
            && graph.getVariable(tensor).getVariableType() == VariableType.CONSTANT);
  }

  /** Whether nothing needs to run for this tensor. */
  boolean isGiven(String tensor) {
    return held.containsKey(tensor) || known.containsKey(tensor);
  }

  /** Infers the results of an op whose inputs are inferred. */
  void infer(SameDiffOp op) {
    DifferentialFunction f = op.getOp();
    String[] names = f.argNames() == null ? new String[0] : f.argNames();
    List<String> outs = op.getOutputsOfOp();
    if (f.opName().equals("shape_of")) {
      know(outs.get(0), Nd4j.createFromArray(of(names[0]).shape()));
      return;
    }
    if (f.opName().equals("size_at") && f instanceof DynamicCustomOp size) {
      long[] shape = of(names[0]).shape();
      int axis = Math.toIntExact(size.getIArgument(0));
      know(outs.get(0), Nd4j.scalar(shape[axis < 0 ? axis + shape.length : axis]));
      return;
    }
    INDArray[] in = new INDArray[names.length];
    boolean allKnown = names.length > 0;
    for (int i = 0; i < in.length; i++) {
      boolean value = isKnown(names[i]);
      allKnown &= value;
      if (!value
          && f instanceof DynamicCustomOp
          && ShapeValues.decides(f.opName(), i, of(names[i]).type())) {
        throw new UnplannableException(
            "the shape of "
                + outs.get(0)
                + " depends on numbers that "
                + f.opName()
                + " reads from "
                + names[i]);
      }
      in[i] = value || held.containsKey(names[i]) ? array(names[i]) : stand(of(names[i]));
    }
    List<LongShapeDescriptor> shapes = shapes(f, in);
    if (shapes == null || shapes.size() != outs.size()) {
      throw new UnplannableException("no shapes from " + f.opName() + " of " + outs.get(0));
    }
    for (int i = 0; i < outs.size(); i++) {
      LongShapeDescriptor shape = shapes.get(i);
      DataType type =
          f instanceof DynamicCustomOp
              ? graph.getVariable(outs.get(i)).dataType()
              : shape.dataType();
      Sized sized = new Sized(type, shape.getShape());
      if (shape.isEmpty() || sized.length() == 0) {
        throw new UnplannableException(outs.get(i) + " has no elements");
      }
      sizes.put(outs.get(i), sized);
    }
    if (allKnown && outs.stream().allMatch(o -> of(o).length() <= FOLDED)) {
      fold(f, in, outs);
    }
  }

  private void fold(DifferentialFunction f, INDArray[] in, List<String> outs) {
    if (f.opName().startsWith("random")) {
      return;
    }
    INDArray[] out = outs.stream().map(o -> blank(of(o))).toArray(INDArray[]::new);
    try (OpContext context = Contexts.of(f, in, out)) {
      Contexts.run(f, context);
    } catch (SherlException e) {
      throw e;
    } catch (Exception e) {
      throw new UnplannableException("cannot compute " + outs.get(0) + ": " + e.getMessage(), e);
    }
    for (int i = 0; i < out.length; i++) {
      know(outs.get(i), out[i]);
    }
  }

  private static INDArray blank(Sized sized) {
    return Nd4j.createUninitializedDetached(sized.type(), sized.shape());
  }

  private void know(String tensor, INDArray value) {
    known.put(tensor, value);
    sizes.put(tensor, new Sized(value.dataType(), value.shape()));
  }

  private static List<LongShapeDescriptor> shapes(DifferentialFunction f, INDArray[] in) {
    if (!(f instanceof DynamicCustomOp) && !(f instanceof BaseOp && in.length == 1)) {
      throw new UnplannableException(
          "op " + f.opName() + " with " + in.length + " inputs is run by sessions only");
    }
    try (OpContext context = Contexts.of(f, in)) {
      return f instanceof DynamicCustomOp op
          ? op.calculateOutputShape(context)
          : ((BaseOp) f).calculateOutputShape(context);
    } catch (Exception e) {
      throw new UnplannableException("no shape of " + f.opName() + ": " + e.getMessage(), e);
    }
  }

  /** An array of the right type and sizes without its memory. */
  INDArray stand(Sized sized) {
    INDArray element =
        elements.computeIfAbsent(
            sized.type(), t -> Nd4j.createUninitializedDetached(t, 1).assign(0));
    return Views.of(element, sized.shape(), new long[sized.rank()], 0, sized.type());
  }
}
