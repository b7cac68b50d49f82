package io.github.sherl4j.train;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.sherl4j.CorruptFileException;
import io.github.sherl4j.plan.TuningConfig;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * An adapter file in memory: its description and its tensors. The tensors belong to the reader.
 *
 * @param where the file, for messages
 * @param description the JSON object under {@code sherl4j}
 * @param tensors name → float array
 */
public record StoredAdapter(String where, JsonNode description, Map<String, INDArray> tensors)
    implements AutoCloseable {

  /** Name of the method. */
  public String method() {
    return text("method");
  }

  /** Name of the task. */
  public String task() {
    return text("task");
  }

  /** Fingerprint of the backbone it was trained on. */
  public String fingerprint() {
    return text("fingerprint");
  }

  /** SHA-256 of the tokenizer file it was trained with; empty if none. */
  public String tokenizerHash() {
    return text("tokenizer");
  }

  /** The classes in order. */
  public List<String> labels() {
    List<String> labels = new ArrayList<>();
    node("labels").forEach(l -> labels.add(l.asText()));
    return labels;
  }

  /** Every setting in force when it was trained. */
  public TuningConfig config() {
    TuningConfig.Builder builder = TuningConfig.builder().seed(node("seed").asLong());
    node("config").properties().forEach(e -> builder.option(e.getKey(), e.getValue().asText()));
    return builder.build();
  }

  /** The sizes of inputs that were pinned while it was trained; −1 where dynamic, empty if none. */
  public Map<String, List<Long>> shapes() {
    Map<String, List<Long>> shapes = new LinkedHashMap<>();
    description
        .path("shapes")
        .properties()
        .forEach(
            e -> {
              List<Long> sizes = new ArrayList<>();
              e.getValue().forEach(size -> sizes.add(size.asLong()));
              shapes.put(e.getKey(), sizes);
            });
    return shapes;
  }

  /** The same, but for the number of rows: any number can be answered. */
  public Map<String, List<Long>> shapesOfAnyRows() {
    Map<String, List<Long>> shapes = shapes();
    shapes.values().stream().filter(sizes -> !sizes.isEmpty()).forEach(sizes -> sizes.set(0, -1L));
    return shapes;
  }

  /** A whole number under {@code input}, such as {@code maxLength}; 0 if absent. */
  public int input(String name) {
    return node("input").path(name).asInt();
  }

  /** An entry under {@code input} as text; empty if absent. */
  public String inputText(String name) {
    return node("input").path(name).asText();
  }

  private String text(String key) {
    return node(key).asText();
  }

  private JsonNode node(String key) {
    JsonNode node = description.get(key);
    if (node == null) {
      throw new CorruptFileException(
          "no entry '" + key + "'", "a complete description", where, "train the adapter again");
    }
    return node;
  }

  @Override
  public void close() {
    tensors.values().forEach(INDArray::close);
  }
}
