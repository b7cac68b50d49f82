package io.github.sherl4j.train;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.common.collect.Sets;
import io.github.sherl4j.MismatchException;
import io.github.sherl4j.format.AdapterFile;
import io.github.sherl4j.transform.TunedModel;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Writes what training changed, and nothing else, into the adapter file of {@link AdapterFile}, and
 * puts it back. Strict both ways: a tensor too many, too few or of another shape is an error.
 */
public final class AdapterStore {

  private AdapterStore() {}

  /** Writes the adapter atomically; returns the file's size in bytes. */
  public static long save(Path file, TunedModel model, Provenance provenance) {
    ObjectNode meta = new ObjectMapper().createObjectNode();
    meta.put("method", model.plan().method()).put("preset", model.plan().preset());
    ObjectNode config = meta.putObject("config");
    new TreeMap<>(model.plan().settings()).forEach(config::put);
    meta.put("task", model.task().name());
    model.labels().forEach(meta.putArray("labels")::add);
    meta.put("fingerprint", model.backbone().fingerprint());
    if (!model.backbone().pinned().isEmpty()) {
      ObjectNode shapes = meta.putObject("shapes");
      new TreeMap<>(model.backbone().pinned())
          .forEach((input, sizes) -> sizes.forEach(shapes.putArray(input)::add));
    }
    meta.put("tokenizer", provenance.tokenizerHash());
    meta.put("data", provenance.dataHash());
    meta.put("seed", provenance.seed());
    ObjectNode input = meta.putObject("input");
    new TreeMap<>(provenance.input()).forEach((name, value) -> put(input, name, value));
    ObjectNode metrics = meta.putObject("metrics");
    new TreeMap<>(provenance.metrics()).forEach((k, v) -> metrics.put(k, v.doubleValue()));
    meta.putObject("versions").put("java", Runtime.version().toString()).put("nd4j", "1.0.0-M2.1");
    Map<String, INDArray> tensors = new LinkedHashMap<>();
    model.changed().forEach(n -> tensors.put(n, model.value(n)));
    AdapterFile.write(file, meta, tensors);
    return file.toFile().length();
  }

  private static void put(ObjectNode into, String name, Object value) {
    if (value instanceof Number number) {
      into.put(name, number.longValue());
    } else {
      into.put(name, value.toString());
    }
  }

  /**
   * Reads and checks a file; the caller closes the result.
   *
   * @throws io.github.sherl4j.SherlException corrupt, too old or too new
   */
  public static StoredAdapter read(Path file) {
    AdapterFile content = AdapterFile.read(file);
    return new StoredAdapter(file.toString(), content.meta(), content.toNd4j());
  }

  /**
   * Refuses an adapter of another backbone.
   *
   * @throws MismatchException showing both fingerprints
   */
  public static void requireBackbone(StoredAdapter adapter, String fingerprint) {
    if (!adapter.fingerprint().equals(fingerprint)) {
      throw new MismatchException(
          "a backbone with fingerprint " + fingerprint,
          "the one it was trained on, " + adapter.fingerprint(),
          adapter.where(),
          "give the very model file that the adapter was trained on");
    }
  }

  /**
   * Copies the adapter's tensors into a model attached with {@link StoredAdapter#config()}.
   *
   * @throws MismatchException naming the tensor that differs
   */
  public static void restore(StoredAdapter adapter, TunedModel model) {
    requireBackbone(adapter, model.backbone().fingerprint());
    Set<String> wanted = Set.copyOf(model.changed());
    Set<String> stored = adapter.tensors().keySet();
    if (!wanted.equals(stored)) {
      throw new MismatchException(
          "tensors missing "
              + Sets.difference(wanted, stored)
              + ", extra "
              + Sets.difference(stored, wanted),
          "exactly the tensors of method " + model.plan().method(),
          adapter.where(),
          "train the adapter again");
    }
    adapter.tensors().forEach((name, value) -> copy(adapter, name, value, model.value(name)));
  }

  private static void copy(StoredAdapter adapter, String name, INDArray from, INDArray to) {
    if (!Arrays.equals(from.shape(), to.shape())) {
      throw new MismatchException(
          "shape " + Arrays.toString(from.shape()),
          "shape " + Arrays.toString(to.shape()),
          "tensor " + name + " of " + adapter.where(),
          "train the adapter again");
    }
    to.assign(from);
  }
}
