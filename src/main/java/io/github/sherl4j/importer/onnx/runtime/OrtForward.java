package io.github.sherl4j.importer.onnx.runtime;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import io.github.sherl4j.BadInputException;
import io.github.sherl4j.importer.Forward;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** A part of a model in ONNX Runtime, with all of its optimisations. */
final class OrtForward implements Forward {

  private final OrtEnvironment environment = OrtEnvironment.getEnvironment();
  private final OrtSession session;
  private final List<String> tensors;
  private final String where;

  private OrtForward(OrtSession session, List<String> tensors, String where) {
    this.session = session;
    this.tensors = List.copyOf(tensors);
    this.where = where;
  }

  static OrtForward open(ByteBuffer model, List<String> tensors, String where) {
    try {
      OrtSession session = session(model, OrtSession.SessionOptions.OptLevel.ALL_OPT);
      if (doubles(session)) {
        // The fused norms of ONNX Runtime keep 4 digits of a model of doubles.
        session.close();
        session = session(model, OrtSession.SessionOptions.OptLevel.BASIC_OPT);
      }
      return new OrtForward(session, tensors, where);
    } catch (OrtException e) {
      throw refused(e, where);
    }
  }

  private static OrtSession session(ByteBuffer model, OrtSession.SessionOptions.OptLevel level)
      throws OrtException {
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      options.setOptimizationLevel(level);
      options.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR);
      // Idle threads sleep: the late part runs between two calls.
      options.addConfigEntry("session.intra_op.allow_spinning", "0");
      return OrtEnvironment.getEnvironment().createSession(model, options);
    }
  }

  private static boolean doubles(OrtSession session) throws OrtException {
    for (NodeInfo output : session.getOutputInfo().values()) {
      if (output.getInfo() instanceof TensorInfo tensor && tensor.type == OnnxJavaType.DOUBLE) {
        return true;
      }
    }
    return false;
  }

  @Override
  public String name() {
    return "ONNX Runtime " + environment.getVersion();
  }

  @Override
  public Map<String, INDArray> run(Map<String, INDArray> feeds) {
    Map<String, OnnxTensor> inputs = new LinkedHashMap<>();
    List<INDArray> copies = new ArrayList<>();
    Map<String, INDArray> values = new LinkedHashMap<>();
    try {
      for (String input : session.getInputNames()) {
        INDArray dense = feeds.get(input).dup('c');
        copies.add(dense);
        OnnxJavaType type = ((TensorInfo) session.getInputInfo().get(input).getInfo()).type;
        inputs.put(input, OnnxTensor.createTensor(environment, bytes(dense), dense.shape(), type));
      }
      try (OrtSession.Result result = session.run(inputs)) {
        for (String tensor : tensors) {
          values.put(tensor, copy(tensor, (OnnxTensor) result.get(tensor).orElseThrow()));
        }
      }
      return values;
    } catch (OrtException e) {
      values.values().forEach(INDArray::close);
      throw refused(e, where);
    } finally {
      inputs.values().forEach(OnnxTensor::close);
      copies.forEach(INDArray::close);
    }
  }

  private INDArray copy(String name, OnnxTensor tensor) {
    long[] shape = tensor.getInfo().getShape();
    OnnxJavaType type = tensor.getInfo().type;
    if (type != OnnxJavaType.FLOAT && type != OnnxJavaType.DOUBLE) {
      throw new BadInputException(
          "elements of type " + type,
          "FLOAT or DOUBLE",
          "tensor " + name + " of " + where,
          "leave --early-engine out");
    }
    boolean single = type == OnnxJavaType.FLOAT;
    INDArray copy = Nd4j.createUninitialized(single ? DataType.FLOAT : DataType.DOUBLE, shape, 'c');
    if (single) {
      bytes(copy).asFloatBuffer().put(tensor.getFloatBuffer());
    } else {
      bytes(copy).asDoubleBuffer().put(tensor.getDoubleBuffer());
    }
    return copy;
  }

  private static ByteBuffer bytes(INDArray dense) {
    return dense.data().asNio().order(ByteOrder.nativeOrder());
  }

  private static BadInputException refused(OrtException e, String where) {
    return new BadInputException(
        "a model that ONNX Runtime does not run (" + e.getMessage() + ")",
        "one that it runs on such inputs",
        where,
        "leave --early-engine out: SameDiff runs whatever was imported",
        e);
  }

  @Override
  public void close() {
    try {
      session.close();
    } catch (OrtException e) {
      throw refused(e, where);
    }
  }
}
