package io.github.sherl4j.importer.onnx;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.abort;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.github.sherl4j.importer.Backbone;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import onnx.Onnx.ModelProto;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Every single-operator model against ONNX Runtime, at each operator set in which ONNX Runtime
 * takes the node as it is written.
 */
class OnnxRuntimeOpsTest {

  private static final double RELATIVE = 1e-5;
  private static final int[] OPSETS = {9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20};

  private static final Map<String, Integer> COMPARED = new TreeMap<>();
  private static final TreeSet<String> REFUSED = new TreeSet<>();
  private static OrtEnvironment runtime;

  @BeforeAll
  static void load() {
    try {
      runtime = OrtEnvironment.getEnvironment();
    } catch (LinkageError e) {
      abort("no native ONNX Runtime for this machine: " + e);
    }
  }

  @AfterAll
  static void report() {
    System.out.printf(
        "compared with ONNX Runtime: %d operators, %d models; not run there: %s%n",
        COMPARED.size(), COMPARED.values().stream().mapToInt(Integer::intValue).sum(), REFUSED);
  }

  @TestFactory
  Stream<DynamicTest> atEveryOpset() {

    return OpCase.all().map(c -> DynamicTest.dynamicTest(c.name(), () -> check(c)));
  }

  private static void check(OpCase c) {
    boolean any = false;
    TreeSet<Integer> opsets = new TreeSet<>(List.of(c.opset()));
    for (int opset : c.isStandard() ? OPSETS : new int[0]) {
      opsets.add(opset);
    }
    for (int opset : opsets) {
      ModelProto model = c.model(opset, false, false);
      Map<String, INDArray> want = run(model, c.feed(false));
      if (want != null) {
        any = true;
        compare(c, opset, model, want);
      }
    }
    if (!any) {
      REFUSED.add(c.name());
    }
  }

  private static void compare(OpCase c, int opset, ModelProto model, Map<String, INDArray> want) {
    String where = c.op() + " opset " + opset + " ";
    try (Backbone backbone = OnnxImporter.open(model.toByteArray(), where)) {
      Map<String, INDArray> got = Fixture.run(backbone, c.feed(false), List.copyOf(want.keySet()));
      want.forEach(
          (name, array) -> {
            assertArrayEquals(array.shape(), got.get(name).shape(), where + name);
            double[] values = Fixture.values(array);
            double scale = Math.max(1, largest(values));
            double worst =
                values.length == 0
                    ? 0
                    : Fixture.difference(
                        where + name,
                        Fixture.values(got.get(name).castTo(DataType.DOUBLE)),
                        values);
            assertTrue(worst <= RELATIVE * scale, where + name + " differs by " + worst);
          });
    }
    COMPARED.merge(c.op(), 1, Integer::sum);
  }

  private static double largest(double[] values) {
    double largest = 0;
    for (double v : values) {
      largest = Double.isFinite(v) ? Math.max(largest, Math.abs(v)) : largest;
    }
    return largest;
  }

  /** The results; null if ONNX Runtime does not take the model. */
  private static Map<String, INDArray> run(ModelProto model, Map<String, INDArray> feed) {
    Map<String, OnnxTensor> tensors = new LinkedHashMap<>();
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions();
        OrtSession session = session(model, options)) {
      for (String name : session.getInputNames()) {
        tensors.put(name, tensor(feed.get(name)));
      }
      Map<String, INDArray> out = new LinkedHashMap<>();
      try (OrtSession.Result result = session.run(tensors)) {
        for (Map.Entry<String, ai.onnxruntime.OnnxValue> e : result) {
          out.put(e.getKey(), array((OnnxTensor) e.getValue()));
        }
      }
      return out;
    } catch (OrtException e) {
      return null;
    } finally {
      tensors.values().forEach(OnnxTensor::close);
    }
  }

  private static OrtSession session(ModelProto model, OrtSession.SessionOptions options)
      throws OrtException {
    options.setSessionLogLevel(ai.onnxruntime.OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL);
    return runtime.createSession(model.toByteArray(), options);
  }

  private static OnnxTensor tensor(INDArray a) throws OrtException {
    double[] values = Fixture.values(a.castTo(DataType.DOUBLE));
    OnnxJavaType type = type(a.dataType());
    ByteBuffer bytes =
        ByteBuffer.allocateDirect(values.length * type.size).order(ByteOrder.nativeOrder());
    for (double v : values) {
      switch (type) {
        case FLOAT -> bytes.putFloat((float) v);
        case INT64 -> bytes.putLong((long) v);
        case INT32 -> bytes.putInt((int) v);
        default -> bytes.put((byte) v);
      }
    }
    return OnnxTensor.createTensor(runtime, bytes.flip(), a.shape(), type);
  }

  private static OnnxJavaType type(DataType type) {
    return switch (type) {
      case LONG -> OnnxJavaType.INT64;
      case INT -> OnnxJavaType.INT32;
      case BYTE -> OnnxJavaType.INT8;
      case UBYTE -> OnnxJavaType.UINT8;
      case BOOL -> OnnxJavaType.BOOL;
      default -> OnnxJavaType.FLOAT;
    };
  }

  private static INDArray array(OnnxTensor t) {
    ByteBuffer bytes = t.getByteBuffer().order(ByteOrder.nativeOrder());
    OnnxJavaType type = t.getInfo().type;
    double[] values = new double[bytes.remaining() / type.size];
    for (int i = 0; i < values.length; i++) {
      values[i] =
          switch (type) {
            case FLOAT -> bytes.getFloat();
            case INT64 -> bytes.getLong();
            case INT32 -> bytes.getInt();
            case UINT8 -> bytes.get() & 0xff;
            default -> bytes.get();
          };
    }
    long[] shape = t.getInfo().getShape();
    return values.length == 0
        ? Nd4j.create(DataType.DOUBLE, shape)
        : Nd4j.createFromArray(values).reshape(shape);
  }
}
