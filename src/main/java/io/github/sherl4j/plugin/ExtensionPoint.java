package io.github.sherl4j.plugin;

import io.github.sherl4j.importer.BackboneImporter;
import io.github.sherl4j.importer.ForwardProvider;
import io.github.sherl4j.importer.ReferenceProvider;
import io.github.sherl4j.importer.layers.LayerMapper;
import io.github.sherl4j.importer.onnx.OpMapper;
import io.github.sherl4j.internal.Services;
import io.github.sherl4j.plan.Task;
import io.github.sherl4j.plan.TuningMethod;
import io.github.sherl4j.text.TextTokenizerProvider;
import io.github.sherl4j.train.data.LabelCodec;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * Something that a jar may add to: its word in results, its interface, and what an implementation
 * says it brings.
 */
record ExtensionPoint<T>(
    String word, Class<T> type, Rule<T> rule, Function<T, List<String>> names) {

  /** How several implementations get along. */
  @FunctionalInterface
  interface Rule<T> {
    Services.Found<T> find(Class<T> type);
  }

  /** All of them, in the order in which a model passes them. */
  static final List<ExtensionPoint<?>> ALL =
      List.of(
          named("importer", BackboneImporter.class, BackboneImporter::format),
          many("onnx-op", OpMapper.class, ExtensionPoint::operators),
          many("keras-layer", LayerMapper.class, m -> sorted(m.types())),
          named("reference", ReferenceProvider.class, ReferenceProvider::format),
          named("early-engine", ForwardProvider.class, ForwardProvider::name),
          named("method", TuningMethod.class, TuningMethod::name),
          named("task", Task.class, Task::name),
          named("labels", LabelCodec.class, LabelCodec::task),
          many(
              "tokenizer",
              TextTokenizerProvider.class,
              t -> List.of(t.getClass().getSimpleName())));

  /** Implementations have names; the first of a name is used. */
  private static <T> ExtensionPoint<T> named(String word, Class<T> type, Function<T, String> name) {
    return new ExtensionPoint<>(
        word, type, t -> Services.named(t, name), service -> List.of(name.apply(service)));
  }

  /** Implementations share the work. */
  private static <T> ExtensionPoint<T> many(
      String word, Class<T> type, Function<T, List<String>> names) {
    return new ExtensionPoint<>(word, type, t -> Services.find(t, names), names);
  }

  Services.Found<T> find() {
    return rule.find(type);
  }

  private static List<String> operators(OpMapper mapper) {
    String domain = mapper.domain().isEmpty() ? "" : mapper.domain() + ".";
    return mapper.types().stream().map(t -> domain + t).sorted().toList();
  }

  private static List<String> sorted(Collection<String> names) {
    return names.stream().sorted().toList();
  }

  /** Names of others than ours that several bring, and who is first; only that one is asked. */
  static <T> Map<String, T> firstOfOthers(List<T> others, Function<T, List<String>> names) {
    Map<String, T> first = new TreeMap<>();
    others.forEach(o -> names.apply(o).forEach(n -> first.putIfAbsent(n, o)));
    return first;
  }
}
