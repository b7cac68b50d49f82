package io.github.sherl4j.importer.dl4j;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.sherl4j.importer.layers.LayerConfig;
import io.github.sherl4j.importer.layers.TensorRef;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Vertices of a graph that are no layers. */
final class VertexWords {

  private static final Map<String, String> ELEMENTWISE =
      Map.of(
          "Add", "Add",
          "Subtract", "Subtract",
          "Product", "Multiply",
          "Average", "Average",
          "Max", "Maximum");

  private VertexWords() {}

  static void add() {
    Table.add("MergeVertex", null, VertexWords::merge);
    Table.add("ElementWiseVertex", null, VertexWords::elementwise);
    Table.add("SubsetVertex", null, VertexWords::subset);
    Table.add("ScaleVertex", null, s -> rescale(s, s.config().real("scaleFactor", 1), 0));
    Table.add("ShiftVertex", null, s -> rescale(s, 1, s.config().real("shiftFactor", 0)));
    Table.add("L2NormalizeVertex", null, VertexWords::normalise);
    Table.add("L2Vertex", null, VertexWords::distance);
    Table.add("StackVertex", null, s -> s.lastOfAll("StackVertex", Json.object()));
    Table.add("UnstackVertex", null, VertexWords::unstack);
    Table.add("PoolHelperVertex", Kind.MAPS, VertexWords::firstRowAndColumn);
    Table.add("LastTimeStepVertex", Kind.SEQUENCE, VertexWords::last);
    Table.add("ReverseTimeSeriesVertex", Kind.SEQUENCE, VertexWords::reversed);
    Table.add("DuplicateToTimeSeriesVertex", Kind.FLAT, VertexWords::duplicate);
    Table.add("PreprocessorVertex", null, VertexWords::preprocessor);
  }

  private static void merge(Scribe s) {
    Kind kind = s.kind();
    boolean first =
        kind == Kind.MAPS
            ? s.formats().mapsFirst()
            : kind != Kind.SEQUENCE || s.formats().sequencesFirst();
    long features = first ? 1 : kind == Kind.MAPS ? 3 : 2;
    long axis = s.config().integer("mergeAxis", features);
    if (axis != features) {
      s.unsupported(
          "a merge over axis " + axis + " is not mapped; merge over the features, " + features);
    }
    combine(s, "Concatenate");
  }

  private static void combine(Scribe s, String type) {
    boolean one = s.inputs().size() == 1;
    s.lastOfAll(one ? "Identity" : type, Json.object());
  }

  private static void elementwise(Scribe s) {
    String op = s.config().text("op", "");
    String type = ELEMENTWISE.get(op);
    if (type == null) {
      s.unsupported("ElementWiseVertex " + op + " is not mapped; known: " + ELEMENTWISE.keySet());
      return;
    }
    combine(s, type);
  }

  private static void subset(Scribe s) {
    LayerConfig c = s.config();
    boolean last =
        (s.kind() == Kind.MAPS && !s.formats().mapsFirst())
            || (s.kind() == Kind.SEQUENCE && !s.formats().sequencesFirst());
    if (last) {
      s.unsupported("a subset of axis 1 where it is no features is not mapped; use channels first");
    }
    ObjectNode settings = Json.object();
    settings.put("from", c.integer("from"));
    settings.put("to", c.integer("to"));
    s.last("SubsetVertex", settings);
  }

  private static void rescale(Scribe s, double scale, double offset) {
    ObjectNode settings = Json.object();
    settings.put("scale", scale);
    settings.put("offset", offset);
    s.last("Rescaling", settings);
  }

  private static void normalise(Scribe s) {
    if (s.config().json("dimension").size() > 0) {
      s.unsupported("an L2 norm over some dimensions is not mapped; take it over all");
    }
    ObjectNode settings = Json.object();
    settings.put("epsilon", s.config().real("eps", 1e-8));
    s.last("L2NormalizeVertex", settings);
  }

  private static void distance(Scribe s) {
    s.lastOfAll("L2Vertex", Json.object());
    s.becomes(Kind.FLAT);
  }

  private static void unstack(Scribe s) {
    ObjectNode settings = Json.object();
    settings.put("from", s.config().integer("from"));
    settings.put("parts", s.config().size("stackSize"));
    s.last("UnstackVertex", settings);
  }

  private static void firstRowAndColumn(Scribe s) {
    if (!s.formats().mapsFirst()) {
      s.unsupported("PoolHelperVertex on NHWC maps is not mapped; use NCHW");
    }
    ObjectNode settings = Json.object();
    settings.set(
        "cropping",
        Json.list(List.of()).add(Json.list(List.of(1L, 0L))).add(Json.list(List.of(1L, 0L))));
    s.last("Cropping2D", settings);
  }

  private static void reversed(Scribe s) {
    s.needsFeaturesFirst();
    s.last("ReverseTimeSeriesVertex", Json.object());
  }

  private static void last(Scribe s) {
    s.needsFeaturesFirst();
    s.last("LastTimeStep", Json.object());
    s.becomes(Kind.FLAT);
  }

  private static void duplicate(Scribe s) {
    s.needsFeaturesFirst();
    Optional<TensorRef> like = s.tensor(s.config().text("inputName", ""));
    if (like.isEmpty()) {
      throw s.config().corrupt("inputName that nothing has", "the name of an input");
    }
    s.lastWith("DuplicateToTimeSeriesVertex", Json.object(), like.get());
    s.becomes(Kind.SEQUENCE);
  }

  private static void preprocessor(Scribe s) {
    JsonNode inside = s.config().json("preProcessor");
    Preprocessors.say(s, inside);
    s.last("Identity", Json.object());
  }
}
