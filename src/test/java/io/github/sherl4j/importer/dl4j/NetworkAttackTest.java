package io.github.sherl4j.importer.dl4j;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.sherl4j.BadInputException;
import io.github.sherl4j.CorruptFileException;
import io.github.sherl4j.SherlException;
import io.github.sherl4j.UnsupportedOpException;
import io.github.sherl4j.importer.Backbone;
import io.github.sherl4j.importer.Backbones;
import io.github.sherl4j.testing.Dl4jNets;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Files that lie: what they are refused with, and that nothing is allocated or written for them.
 */
class NetworkAttackTest {

  private static final Duration QUICKLY = Duration.ofSeconds(20);

  @TempDir Path folder;
  private NetworkZip rows;
  private NetworkZip pictures;

  @BeforeEach
  void sound() throws IOException {
    rows = NetworkZip.of(Dl4jNets.save(Dl4jNets.rows(1), folder.resolve("rows.zip")));
    pictures = NetworkZip.of(Dl4jNets.save(Dl4jNets.pictures(1), folder.resolve("pictures.zip")));
  }

  private <T extends SherlException> T refused(Class<T> type, NetworkZip zip) throws IOException {
    return refused(type, zip.bytes());
  }

  private <T extends SherlException> T refused(Class<T> type, byte[] zip) throws IOException {
    Path file = Files.write(folder.resolve("lie.zip"), zip);
    return assertTimeoutPreemptively(
        QUICKLY, () -> assertThrows(type, () -> Backbones.open(file).close()));
  }

  private static NetworkZip replaced(NetworkZip zip, String pattern, String by) {
    String config = zip.config().replaceFirst(pattern, by);
    assertTrue(!config.equals(zip.config()), pattern);
    return zip.config(config);
  }

  @Test
  void theSoundOnesOpen() throws IOException {
    for (NetworkZip zip : new NetworkZip[] {rows, pictures}) {
      try (Backbone b = Backbones.open(zip.write(folder.resolve("again.zip")))) {
        assertTrue(b.parameters() > 100);
      }
    }
  }

  @Test
  void sizesThatTheWeightsDoNotHave() throws IOException {
    for (String size :
        new String[] {"7", "2147483647", "1000000000000", "0", "-3", "1.5", "\"x\""}) {
      for (String key : new String[] {"nin", "nout"}) {
        sound();
        refused(
            CorruptFileException.class,
            replaced(rows, "\"" + key + "\" : \\d+", "\"" + key + "\" : " + size));
      }
    }
    refused(
        CorruptFileException.class,
        replaced(
            pictures, "\"kernelSize\" : \\[[^]]*\\]", "\"kernelSize\" : [ 1000000, 1000000 ]"));
  }

  @Test
  void countsThatTheFileDoesNotHave() throws IOException {
    byte[] weights = rows.weights();
    int at = new String(weights, StandardCharsets.ISO_8859_1).indexOf("FLOAT") - 10;
    for (long count : new long[] {0, -1, 1L << 40, Long.MAX_VALUE, Long.MIN_VALUE}) {
      byte[] lie = weights.clone();
      ByteBuffer.wrap(lie).putLong(at, count);
      refused(CorruptFileException.class, rows.weights(lie));
      lie = weights.clone();
      ByteBuffer.wrap(lie).putLong(2 + "MIXED_DATA_TYPES".length(), count);
      refused(CorruptFileException.class, rows.weights(lie));
    }
    int shape = 2 + "MIXED_DATA_TYPES".length() + 8 + 2 + "LONG".length();
    for (int word : new int[] {4, 6, 7}) { // stride of the numbers, of all, order
      byte[] lie = weights.clone();
      ByteBuffer.wrap(lie).putLong(shape + 8 * word, 3);
      refused(CorruptFileException.class, rows.weights(lie));
    }
    byte[] elsewhere = weights.clone();
    elsewhere[3] = 'X';
    refused(CorruptFileException.class, rows.weights(elsewhere));
    for (int length : new int[] {0, 1, 20, at, weights.length - 1, weights.length + 4}) {
      refused(CorruptFileException.class, rows.weights(Arrays.copyOf(weights, length)));
    }
  }

  @Test
  void graphsThatAreNone() throws IOException {
    String cycle = "\"block0_conv\" : [ \"block2_out\" ]";
    refused(
        CorruptFileException.class,
        replaced(pictures, "\"block0_conv\" : \\[ \"stem\" \\]", cycle));
    sound();
    String unordered = pictures.config().replaceAll("\"topologicalOrderStr\"", "\"nothing\"");
    refused(
        CorruptFileException.class,
        replaced(pictures.config(unordered), "\"block0_conv\" : \\[ \"stem\" \\]", cycle));
    sound();
    refused(
        CorruptFileException.class,
        replaced(pictures, "\"networkOutputs\" : \\[[^]]*\\]", "\"networkOutputs\" : [ \"x\" ]"));
    sound();
    refused(
        CorruptFileException.class,
        replaced(pictures, "\"networkInputs\" : \\[[^]]*\\]", "\"networkInputs\" : [ ]"));
    sound();
    refused(CorruptFileException.class, rows.config("{\"confs\":[]}"));
    refused(CorruptFileException.class, rows.config("[1,2]"));
    refused(CorruptFileException.class, rows.config("{\"confs\":"));
    refused(CorruptFileException.class, rows.config("{\"a\":".repeat(100_000)));
  }

  private static String chain(String type, int count) {
    String layer = "{\"layer\":{\"@class\":\"org.deeplearning4j.nn.conf.layers." + type + "\"}}";
    return "{\"confs\":[" + String.join(",", Collections.nCopies(count, layer)) + "]}";
  }

  /** A file of a few kilobytes with many layers is read, one with too many refused, both soon. */
  @Test
  void longChains() throws IOException {
    rows.without(Archive.WEIGHTS).entry(Archive.NOTHING, new byte[0]);
    for (String type : new String[] {"DropoutLayer", "ActivationLayer"}) {
      Path file = rows.config(chain(type, 4_000)).write(folder.resolve("long.zip"));
      assertTimeoutPreemptively(
          QUICKLY,
          () -> {
            try (Backbone b = Backbones.open(file)) {
              assertEquals(4_000, b.ops().size());
            }
          });
      refused(CorruptFileException.class, rows.config(chain(type, 40_000)));
    }
    String open = "{\"@class\":\"org.deeplearning4j.nn.conf.layers.misc.FrozenLayer\",\"layer\":";
    refused(
        SherlException.class,
        rows.config("{\"confs\":[{\"layer\":" + open.repeat(900) + "{}" + "}".repeat(902) + "]}"));
  }

  @Test
  void archives() throws IOException {
    byte[] config = rows.entries().get(Archive.CONFIG);
    String twin = "coefficients.bim";
    byte[] twice = rows.entry(twin, config).bytes();
    refused(CorruptFileException.class, NetworkZip.renamed(twice, twin, Archive.WEIGHTS));
    sound();
    refused(BadInputException.class, rows.without(Archive.WEIGHTS));
    sound();
    refused(BadInputException.class, rows.without(Archive.CONFIG));
    sound();
    byte[] weights = rows.weights();
    rows.without(Archive.WEIGHTS).entry("../../" + Archive.WEIGHTS, weights);
    refused(BadInputException.class, rows);
    assertTrue(Files.notExists(folder.resolve("../../" + Archive.WEIGHTS)));
    sound();
    byte[] cut = rows.bytes();
    refused(SherlException.class, Arrays.copyOf(cut, cut.length / 2));
  }

  @Test
  void bombs() throws IOException {
    byte[] spaces = new byte[1 << 27];
    Arrays.fill(spaces, (byte) ' ');
    byte[] weights = rows.weights();
    refused(CorruptFileException.class, rows.entry(Archive.CONFIG, spaces));
    sound();
    refused(CorruptFileException.class, rows.weights(Arrays.copyOf(weights, 1 << 26)));
  }

  /** What versions before 1.0.0 wrote is told from damage. */
  @Test
  void filesOfOldVersions() throws IOException {
    String list = "{\"confs\":[{\"layer\":{\"dense\":{\"nin\":6,\"nout\":8}}}]}";
    String graph =
        "{\"networkInputs\":[\"in\"],\"networkOutputs\":[\"a\"],\"vertexInputs\":{\"a\":[\"in\"]},"
            + "\"vertices\":{\"a\":{\"LayerVertex\":{\"layerConf\":{\"layer\":{\"dense\":{}}}}}}}";
    for (String config : new String[] {list, graph}) {
      UnsupportedOpException e = refused(UnsupportedOpException.class, rows.config(config));
      assertTrue(e.getMessage().contains("before 1.0.0"), e.getMessage());
      assertTrue(e.getMessage().contains("save it again"), e.getMessage());
    }
    sound();
    byte[] weights = rows.weights();
    byte[] old = new byte[weights.length];
    ByteBuffer.wrap(old).putShort((short) 4).put("HEAP".getBytes(StandardCharsets.US_ASCII));
    UnsupportedOpException e = refused(UnsupportedOpException.class, rows.weights(old));
    assertTrue(e.getMessage().contains("before 1.0.0"), e.getMessage());
  }

  /** Archives that others of the same family save. */
  @Test
  void otherArchives() throws IOException {
    NetworkZip vectors = NetworkZip.of(new byte[0]);
    vectors
        .entry("syn0.txt", new byte[10])
        .entry("config.json", "{}".getBytes(StandardCharsets.UTF_8));
    BadInputException e = refused(BadInputException.class, vectors);
    assertTrue(e.getMessage().contains("word vectors"), e.getMessage());
    NetworkZip nothing = NetworkZip.of(new byte[0]).entry("readme.txt", new byte[3]);
    e = refused(BadInputException.class, nothing);
    assertTrue(e.getMessage().contains("zip archive"), e.getMessage());
  }
}
