package io.github.sherl4j.importer.dl4j;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.common.primitives.Longs;
import io.github.sherl4j.testing.MutantProcess;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** A process of its own that damages saved networks, opens and runs them. */
final class NetworkMutantMain {

  private static final long[] LIES = {
    -1,
    0,
    1,
    2,
    3,
    7,
    -2,
    64,
    4096,
    65_536,
    1 << 20,
    (1L << 31) - 1,
    1L << 31,
    1L << 40,
    1L << 62,
    Long.MIN_VALUE
  };

  /** A place in a tree of JSON. */
  private record Place(JsonNode in, String key, int index) {

    JsonNode value() {
      return in instanceof ObjectNode ? in.get(key) : in.get(index);
    }

    void put(JsonNode value) {
      if (in instanceof ObjectNode object) {
        object.set(key, value);
      } else {
        ((ArrayNode) in).set(index, value);
      }
    }

    void remove() {
      if (in instanceof ObjectNode object) {
        object.remove(key);
      } else {
        ((ArrayNode) in).remove(index);
      }
    }
  }

  private NetworkMutantMain() {}

  public static void main(String[] arguments) throws IOException {
    MutantProcess.run(arguments, NetworkMutantMain::damaged);
  }

  private static byte[] damaged(byte[] whole, SplittableRandom random) throws IOException {
    NetworkZip zip = NetworkZip.of(whole);
    switch (random.nextInt(8)) {
      case 0 -> {
        return MutantProcess.bytes(whole, random);
      }
      case 1, 2, 3, 4 -> {
        JsonNode config = new ObjectMapper().readTree(zip.config());
        for (int n = random.nextInt(3); n >= 0; n--) {
          lie(config, random);
        }
        return zip.config(config.toString()).bytes();
      }
      case 5 -> {
        byte[] config = zip.entries().get(Archive.CONFIG);
        return zip.entry(Archive.CONFIG, MutantProcess.bytes(config, random)).bytes();
      }
      case 6 -> {
        return zip.weights(header(zip.weights(), random)).bytes();
      }
      default -> {
        return entries(zip, random);
      }
    }
  }

  /** Another value, no value, or the value of another place. */
  private static void lie(JsonNode config, SplittableRandom random) {
    List<Place> places = new ArrayList<>();
    collect(config, places);
    List<Place> numbers = places.stream().filter(p -> p.value().isNumber()).toList();
    Place place = places.get(random.nextInt(places.size()));
    switch (random.nextInt(5)) {
      case 0, 1 -> {
        long lie = LIES[random.nextInt(LIES.length)];
        numbers.get(random.nextInt(numbers.size())).put(JsonNodeFactory.instance.numberNode(lie));
      }
      case 2 -> place.remove();
      case 3 -> place.put(JsonNodeFactory.instance.nullNode());
      default -> {
        List<Place> alike =
            places.stream()
                .filter(p -> p.value().getNodeType() == place.value().getNodeType())
                .toList();
        List<Place> others = random.nextInt(4) == 0 ? places : alike;
        place.put(others.get(random.nextInt(others.size())).value().deepCopy());
      }
    }
  }

  private static void collect(JsonNode node, List<Place> places) {
    if (node.isObject()) {
      for (Map.Entry<String, JsonNode> e : node.properties()) {
        places.add(new Place(node, e.getKey(), 0));
        collect(e.getValue(), places);
      }
    } else {
      for (int i = 0; i < node.size(); i++) {
        places.add(new Place(node, "", i));
        collect(node.get(i), places);
      }
    }
  }

  /** Sizes and words before the numbers, or their end. */
  private static byte[] header(byte[] weights, SplittableRandom random) {
    switch (random.nextInt(4)) {
      case 0 -> {
        return Arrays.copyOf(weights, random.nextInt(weights.length + 200));
      }
      case 1 -> weights[random.nextInt(100)] = (byte) random.nextInt(256);
      default -> {
        byte[] lie = Longs.toByteArray(LIES[random.nextInt(LIES.length)]);
        System.arraycopy(lie, 0, weights, random.nextInt(100), lie.length);
      }
    }
    return weights;
  }

  private static byte[] entries(NetworkZip zip, SplittableRandom random) throws IOException {
    List<String> names = List.copyOf(zip.entries().keySet());
    String name = names.get(random.nextInt(names.size()));
    byte[] other = zip.entries().get(names.get(random.nextInt(names.size())));
    switch (random.nextInt(5)) {
      case 0 -> zip.without(name);
      case 1 -> zip.entry("../../" + name, other);
      case 2 -> zip.without(name).entry("/../" + name, other);
      case 3 -> {
        String twin = name.substring(0, name.length() - 1) + "_";
        return NetworkZip.renamed(zip.entry(twin, other).bytes(), twin, name);
      }
      default -> zip.entry(name, other);
    }
    return zip.bytes();
  }
}
