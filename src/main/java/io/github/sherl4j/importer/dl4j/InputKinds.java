package io.github.sherl4j.importer.dl4j;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.sherl4j.importer.ImportOptions;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

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

  private final Network network;
  private final Formats formats;
  private final ImportOptions options;

  InputKinds(Network network, Formats formats, ImportOptions options) {
    this.options = options;
    this.network = network;
    this.formats = formats;
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
    Kind kind = kind(input, new HashSet<>()).orElseGet(() -> pinned(input));
    return kind == Kind.FLAT && pinned(input) == Kind.MAPS && becomesMaps(input) ? Kind.MAPS : kind;
  }

  /** What takes pictures in rows takes them as maps as well; pinned sizes tell which. */
  private boolean becomesMaps(String input) {
    return network.readers(input).stream()
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

  private Optional<Kind> kind(String of, Set<String> seen) {
    if (!seen.add(of)) {
      return Optional.empty();
    }
    List<Node> readers = network.readers(of);
    for (Node reader : readers) {
      Optional<Kind> own = demand(reader);
      if (own.isPresent()) {
        return own;
      }
    }
    return readers.stream().flatMap(r -> kind(r.name(), seen).stream()).findFirst();
  }

  private static Optional<Kind> demand(Node node) {
    JsonNode before = node.preprocessor();
    if (node.type().equals("PreprocessorVertex")) {
      before = node.config().path("preProcessor");
    }
    while (Json.type(before).equals("ComposableInputPreProcessor")) {
      before = before.path("inputPreProcessors").path(0);
    }
    JsonNode layer = unwrapped(node.config());
    Optional<Kind> own = Table.find(Json.type(layer)).flatMap(Table.Entry::demand);
    if (own.equals(Optional.of(Kind.IDS))) {
      return own;
    }
    Kind first = Preprocessors.DEMANDS.get(Json.type(before));
    return first == null ? own : Optional.of(first);
  }

  /** Sizes but the batch, in the order of the network; −1 where nothing tells. */
  List<Long> sizes(String input, Kind kind) {
    if (kind == Kind.IDS) {
      return List.of(ids(input));
    }
    for (Node reader : network.readers(input)) {
      List<Long> said = Preprocessors.input(reader.preprocessor(), kind, formats);
      if (!said.isEmpty()) {
        return said;
      }
    }
    long width = width(input, new HashSet<>());
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
    for (Node reader : network.readers(input)) {
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

  private long width(String of, Set<String> seen) {
    if (!seen.add(of)) {
      return -1;
    }
    for (Node reader : network.readers(of)) {
      JsonNode layer = unwrapped(reader.config());
      long own = layer.path("nin").asLong(0);
      boolean counts = !KEEPING.contains(Json.type(layer)) && own > 0;
      long found =
          counts
              ? Math.min(own, Integer.MAX_VALUE)
              : KEEPING.contains(reader.type()) ? width(reader.name(), seen) : -1;
      if (found > 0) {
        return found;
      }
    }
    return -1;
  }
}
