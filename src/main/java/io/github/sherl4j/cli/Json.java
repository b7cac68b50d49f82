package io.github.sherl4j.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.sherl4j.importer.TensorInfo;
import io.github.sherl4j.train.TrainingMemory;
import java.util.Locale;
import java.util.Map;

/** JSON results: one object on one line of standard output. */
final class Json {

  private static final ObjectMapper MAPPER = new ObjectMapper();

  private Json() {}

  static ObjectNode object() {
    return MAPPER.createObjectNode();
  }

  static void print(ObjectNode node) {
    try {
      System.out.println(MAPPER.writeValueAsString(node));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  static void tensor(ObjectNode into, TensorInfo info) {
    ArrayNode shape = into.put("dtype", dtype(info)).putArray("shape");
    info.shape().forEach(shape::add);
  }

  /** Types by the names that model files use. */
  private static String dtype(TensorInfo info) {
    return switch (info.dtype()) {
      case FLOAT -> "float32";
      case DOUBLE -> "float64";
      case HALF -> "float16";
      case LONG -> "int64";
      case INT -> "int32";
      default -> info.dtype().toString().toLowerCase(Locale.ROOT);
    };
  }

  /** Adds the memory of training by what it is there for. */
  static void memory(ObjectNode into, TrainingMemory memory) {
    into.put("weights", memory.weightBytes());
    into.put("optimizer", memory.optimizerBytes());
    into.put("accumulated", memory.accumulatedBytes());
    memory
        .step()
        .kinds()
        .forEach((kind, bytes) -> into.put(kind.name().toLowerCase(Locale.ROOT), bytes));
    into.put("total", memory.totalBytes());
  }

  /** Adds a number, {@code null} where it is not known. */
  static void known(ObjectNode into, String name, double value) {
    into.put(name, Double.isNaN(value) ? null : (Double) value);
  }

  /** Adds texts, numbers and arrays of numbers as they are. */
  static void values(ObjectNode into, Map<String, Object> values) {
    values.forEach((name, value) -> into.set(name, MAPPER.valueToTree(value)));
  }

  /** Adds numbers as they are: whole numbers whole, others as doubles. */
  static void numbers(ObjectNode into, Map<String, Number> values) {
    values.forEach(
        (name, value) -> {
          if (value instanceof Long || value instanceof Integer) {
            into.put(name, value.longValue());
          } else {
            into.put(name, value.doubleValue());
          }
        });
  }
}
