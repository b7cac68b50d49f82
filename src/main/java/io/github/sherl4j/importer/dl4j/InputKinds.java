package io.github.sherl4j.importer.dl4j;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.sherl4j.importer.ImportOptions;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * What a network is fed with. A configuration does not say it: the first layer that minds decides
 * what an input is, and its settings how wide.
 */
final class InputKinds {

  /** Through these the features of an input reach later layers unchanged in number. */
  private static final Set<String> KEEPING =
      Set.of(
          "ActivationLayer",
          "DropoutLayer",
          "MaskLayer",
          "LocalResponseNormalization",
          "SubsamplingLayer",
          "Subsampling1DLayer",
          "ZeroPaddingLayer",
          "ZeroPadding1DLayer",
          "Cropping2D",
          "Cropping1D",
          "Upsampling2D",
          "Upsampling1D",
          "ElementWiseVertex",
          "ScaleVertex",
          "ShiftVertex",
          "L2NormalizeVertex",
          "StackVertex",
          "UnstackVertex",
          "LastTimeStepVertex",
          "ReverseTimeSeriesVertex",
          "GlobalPoolingLayer",
          "LossLayer");

  private final Map<String, List<Node>> readers;
  private final Formats formats;
  private final ImportOptions options;

  InputKinds(Network network, Formats formats, ImportOptions options) {
    this.options = options;
    this.readers = network.readers();
    this.formats = formats;
  }

  private List<Node> readers(String name) {
    return readers.getOrDefault(name, List.of());
  }

  /** The layer inside wrappers. */
  static JsonNode unwrapped(JsonNode config) {
    JsonNode at = config;
    for (int i = 0; i < 8; i++) {
      JsonNode inside = at.path("underlying");
      inside = Json.type(at).equals("FrozenLayer") ? at.path("layer") : inside;
      inside = Json.type(at).equals("Bidirectional") ? at.path("fwd") : inside;
      if (Json.type(inside).isEmpty()) {
        return at;
      }
      at = inside;
    }
    return at;
  }

  Kind kind(String input) {
    Kind kind = nearest(input, InputKinds::demand, node -> true).orElseGet(() -> pinned(input));
    return kind == Kind.FLAT && pinned(input) == Kind.MAPS && becomesMaps(input) ? Kind.MAPS : kind;
  }

  /**
   * What the nearest node that an input reaches says.
   *
   * @param through whether the input reaches what reads a node
   */
  private <T> Optional<T> nearest(
      String input, Function<Node, Optional<T>> says, Predicate<Node> through) {
    Set<String> seen = new HashSet<>(Set.of(input));
    Deque<String> open = new ArrayDeque<>(seen);
    while (!open.isEmpty()) {
      for (Node reader : readers(open.removeFirst())) {
        Optional<T> said = says.apply(reader);
        if (said.isPresent()) {
          return said;
        }
        if (through.test(reader) && seen.add(reader.name())) {
          open.add(reader.name());
        }
      }
    }
    return Optional.empty();
  }

  /** What takes pictures in rows takes them as maps as well; pinned sizes tell which. */
  private boolean becomesMaps(String input) {
    return readers(input).stream()
        .allMatch(r -> Json.type(r.preprocessor()).equals("FeedForwardToCnnPreProcessor"));
  }

  /** Where no layer minds, the number of pinned sizes tells. */
  private Kind pinned(String input) {
    return switch (options.shapes().getOrDefault(input, List.of()).size()) {
      case 4 -> Kind.MAPS;
      case 3 -> Kind.SEQUENCE;
      default -> Kind.FLAT;
    };
  }

  private static Optional<Kind> demand(Node node) {
    JsonNode before = node.preprocessor();
    if (node.type().equals("PreprocessorVertex")) {
      before = node.config().path("preProcessor");
    }
    while (Json.type(before).equals("ComposableInputPreProcessor")) {
      before = before.path("inputPreProcessors").path(0);
    }
    Optional<Kind> own = Table.demand(node.type());
    Optional<Kind> inside = Table.demand(Json.type(unwrapped(node.config())));
    if (inside.equals(Optional.of(Kind.IDS))) {
      return inside;
    }
    own = own.or(() -> inside);
    Kind first = Preprocessors.DEMANDS.get(Json.type(before));
    return first == null ? own : Optional.of(first);
  }

  /** Sizes but the batch, in the order of the network; −1 where nothing tells. */
  List<Long> sizes(String input, Kind kind) {
    if (kind == Kind.IDS) {
      return List.of(ids(input));
    }
    for (Node reader : readers(input)) {
      List<Long> said = Preprocessors.input(reader.preprocessor(), kind, formats);
      if (!said.isEmpty()) {
        return said;
      }
    }
    long width = nearest(input, InputKinds::width, n -> KEEPING.contains(n.type())).orElse(-1L);
    List<Long> sizes = new ArrayList<>(List.of(width));
    if (kind == Kind.MAPS) {
      sizes.addAll(formats.mapsFirst() ? 1 : 0, List.of(-1L, -1L));
    } else if (kind == Kind.SEQUENCE) {
      sizes.add(formats.sequencesFirst() ? 1 : 0, -1L);
    }
    return sizes;
  }

  /** Ids one a row, or as many as the layer says; −1 where it takes any number. */
  private long ids(String input) {
    for (Node reader : readers(input)) {
      JsonNode layer = unwrapped(reader.config());
      if (Json.type(layer).equals("EmbeddingLayer")) {
        return 1;
      }
      long length = layer.path("inputLength").asLong(1);
      if (length > 1 && length <= 1 << 20 && !layer.path("inferInputLength").asBoolean(false)) {
        return length;
      }
    }
    return -1;
  }

  private static Optional<Long> width(Node reader) {
    JsonNode layer = unwrapped(reader.config());
    long own = layer.path("nin").asLong(0);
    boolean counts = !KEEPING.contains(Json.type(layer)) && own > 0;
    return counts ? Optional.of(Math.min(own, Integer.MAX_VALUE)) : Optional.empty();
  }
}
