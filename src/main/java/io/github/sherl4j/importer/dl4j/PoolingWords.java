package io.github.sherl4j.importer.dl4j;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.sherl4j.importer.layers.LayerConfig;
import java.util.List;

/** Pooling, padding, cutting and enlarging. */
final class PoolingWords {

  private PoolingWords() {}

  static void add() {
    for (String type : List.of("SubsamplingLayer", "Pooling2D")) {
      Table.add(type, Kind.MAPS, s -> windows(s, 2));
    }
    for (String type : List.of("Subsampling1DLayer", "Pooling1D")) {
      Table.add(type, Kind.SEQUENCE, firstOnly(s -> windows(s, 1)));
    }
    Table.add("GlobalPoolingLayer", null, PoolingWords::global);
    Table.add("ZeroPaddingLayer", Kind.MAPS, s -> sides(s, "padding", "ZeroPadding2D", 2));
    Table.add(
        "ZeroPadding1DLayer",
        Kind.SEQUENCE,
        firstOnly(s -> sides(s, "padding", "ZeroPadding1D", 1)));
    Table.add("Cropping2D", Kind.MAPS, s -> sides(s, "cropping", "Cropping2D", 2));
    Table.add("Cropping1D", Kind.SEQUENCE, firstOnly(s -> sides(s, "cropping", "Cropping1D", 1)));
    Table.add("Upsampling2D", Kind.MAPS, s -> enlarge(s, 2));
    Table.add("Upsampling1D", Kind.SEQUENCE, firstOnly(s -> enlarge(s, 1)));
  }

  private static Words firstOnly(Words words) {
    return s -> {
      s.needsFeaturesFirst();
      words.say(s);
    };
  }

  private static void windows(Scribe s, int axes) {
    LayerConfig c = s.config();
    List<Long> pads = s.window("padding", axes, 0, 0);
    boolean same = c.text("convolutionMode", "Truncate").equals("Same");
    boolean padded = !same && pads.stream().anyMatch(p -> p > 0);
    String kind = c.text("poolingType", "MAX");
    boolean included = c.flag("avgPoolIncludePadInDivisor", false);
    if (s.window("dilation", axes, 1, 1).stream().anyMatch(d -> d != 1)) {
      s.unsupported("pooling with dilation is not mapped; use none");
    }
    if (c.text("convolutionMode", "Truncate").equals("Causal")) {
      s.unsupported("causal pooling is not mapped; use Same or Truncate");
    }
    if (same && (kind.equals("PNORM") || (kind.equals("AVG") && included))) {
      s.unsupported(kind + " pooling with Same that counts padding is not mapped; pad before it");
    }
    ObjectNode settings = Json.object();
    settings.set("pool_size", Json.list(s.window("kernelSize", axes, 1, 1)));
    settings.set("strides", Json.list(s.window("stride", axes, 1, 1)));
    settings.put("padding", same ? "same" : "valid");
    boolean shared = kind.equals("MAX") || kind.equals("AVG");
    if (shared && !padded) {
      s.last((kind.equals("MAX") ? "MaxPooling" : "AveragePooling") + axes + "D", settings);
      return;
    }
    settings.set("pads", Json.list(pads));
    settings.put("kind", kind);
    settings.put("included", included);
    settings.put("power", c.integer("pnorm", 2));
    s.last("PaddedPooling" + axes + "D", settings);
  }

  private static void global(Scribe s) {
    LayerConfig c = s.config();
    if (s.kind() != Kind.MAPS && s.kind() != Kind.SEQUENCE) {
      s.unsupported("global pooling of a matrix is not mapped; leave it out");
    }
    boolean maps = s.kind() == Kind.MAPS;
    if (s.kind() == Kind.SEQUENCE) {
      s.needsFeaturesFirst();
    }
    if (c.has("poolingDimensions") && !usual(s, c.integers("poolingDimensions"))) {
      s.unsupported("pooling over some dimensions is not mapped; pool over all places or steps");
    }
    ObjectNode settings = Json.object();
    settings.put("kind", c.text("poolingType", "MAX"));
    settings.put("power", c.integer("pnorm", 2));
    boolean keep = !c.flag("collapseDimensions", true);
    settings.put("keepdims", keep);
    s.last("GlobalPooling" + (maps ? 2 : 1) + "D", settings);
    s.becomes(keep ? s.kind() : Kind.FLAT);
  }

  private static boolean usual(Scribe s, List<Long> given) {
    boolean first = s.kind() == Kind.MAPS ? s.formats().mapsFirst() : s.formats().sequencesFirst();
    long from = first ? 2 : 1;
    return given.equals(s.kind() == Kind.MAPS ? List.of(from, from + 1) : List.of(from));
  }

  /** Pairs for each axis from [top, bottom, left, right], a pair, or one number. */
  private static void sides(Scribe s, String key, String type, int axes) {
    List<Long> given = s.config().integers(key);
    ArrayNode pairs = Json.list(List.of());
    for (int i = 0; i < axes; i++) {
      if (given.size() == 2 * axes) {
        pairs.add(Json.list(given.subList(2 * i, 2 * i + 2)));
      } else if (given.size() == axes || given.size() == 1) {
        long side = given.get(given.size() == 1 ? 0 : i);
        pairs.add(Json.list(List.of(side, side)));
      } else {
        throw s.config().corrupt(key + " = " + given, "two sizes for each axis");
      }
    }
    ObjectNode settings = Json.object();
    settings.set(key, pairs);
    s.last(type, settings);
  }

  private static void enlarge(Scribe s, int axes) {
    ObjectNode settings = Json.object();
    settings.set("size", Json.list(s.window("size", axes, 1, 1)));
    s.last("UpSampling" + axes + "D", settings);
  }
}
