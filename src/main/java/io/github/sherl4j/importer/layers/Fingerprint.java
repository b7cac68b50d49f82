package io.github.sherl4j.importer.layers;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.common.hash.Hasher;
import com.google.common.hash.Hashing;
import io.github.sherl4j.importer.TensorInfo;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * SHA-256 over what a model computes: the calls in order with type, settings by name and edges, the
 * names of inputs and outputs, and each weight's name, type, shape and bytes. What only training
 * reads (initialisers, regularisers, constraints) does not count.
 */
final class Fingerprint {

  private static final int CHUNK = 1 << 16;

  /** What only training reads, or says what edges and weights say anyway. */
  private static final Set<String> IDLE =
      Set.of(
          "name",
          "trainable",
          "dtype",
          "momentum",
          "rate",
          "seed",
          "batch_shape",
          "batch_input_shape",
          "input_length",
          "build_config",
          "module",
          "registered_name");

  private final Hasher hasher = Hashing.sha256().newHasher();

  Fingerprint(String format) {
    text("sherl4j " + format + " 1");
  }

  void call(
      LayerCall call, String name, List<LayerTensor> read, Map<String, LayerTensor> keywords) {
    text(call.layer().type());
    text(name);
    settings(call.layer().config().json());
    read.forEach(t -> text(t.name()));
    new TreeMap<>(keywords).forEach((k, t) -> text(k + " " + t.name()));
    new TreeMap<>(call.options()).forEach((k, v) -> text(k + " " + v));
  }

  private void settings(JsonNode config) {
    Map<String, JsonNode> sorted = new TreeMap<>();
    config
        .properties()
        .forEach(
            e -> {
              if (counts(e.getKey())) {
                sorted.put(e.getKey(), e.getValue());
              }
            });
    sorted.forEach(
        (key, value) -> {
          text(key);
          if (value.isObject()) {
            settings(value);
          } else {
            text(value.toString());
          }
        });
  }

  private static boolean counts(String key) {
    return !key.endsWith("_initializer")
        && !key.endsWith("_regularizer")
        && !key.endsWith("_constraint")
        && !IDLE.contains(key);
  }

  void weight(String name, INDArray array) {
    text(name);
    text(array.dataType().toString());
    for (long d : array.shape()) {
      hasher.putLong(d);
    }
    int width = array.dataType() == DataType.DOUBLE ? Double.BYTES : Float.BYTES;
    ByteBuffer bytes = ByteBuffer.allocate(CHUNK * width).order(ByteOrder.LITTLE_ENDIAN);
    long count = array.length();
    for (long i = 0; i < count; i++) {
      if (width == Double.BYTES) {
        bytes.putDouble(array.data().getDouble(i));
      } else {
        bytes.putFloat(array.data().getFloat(i));
      }
      if (!bytes.hasRemaining()) {
        hasher.putBytes(bytes.flip());
        bytes.clear();
      }
    }
    hasher.putBytes(bytes.flip());
  }

  void names(List<TensorInfo> inputs, List<LayerTensor> outputs) {
    inputs.forEach(i -> text(i.name()));
    outputs.forEach(o -> text(o.name()));
  }

  String hex() {
    return hasher.hash().toString();
  }

  private void text(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    hasher.putInt(bytes.length).putBytes(bytes);
  }
}
