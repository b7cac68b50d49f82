package io.github.sherl4j.format;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.sherl4j.BadInputException;
import io.github.sherl4j.CorruptFileException;
import io.github.sherl4j.DivergedException;
import io.github.sherl4j.TooNewException;
import io.github.sherl4j.TooOldException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class AdapterFileTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path dir;

  static ObjectNode meta() {
    ObjectNode meta = JSON.createObjectNode().put("method", "sherl").put("seed", 42);
    meta.putObject("config").put("width", 32).put("note", "ümläut \" \\ \n");
    meta.putArray("labels").add("DESC").add("ENTY");
    return meta;
  }

  static Map<String, INDArray> tensors() {
    return Map.of(
        "head.weight", Nd4j.createFromArray(new float[][] {{1, 2, 3}, {-4, 5e-30f, 6}}),
        "head.bias", Nd4j.createFromArray(0.5f, -0.25f),
        "adapter.gate", Nd4j.scalar(0.125f));
  }

  @Test
  void whatIsWrittenIsReadBack() {
    Path file = dir.resolve("a.safetensors");
    AdapterFile.write(file, meta(), tensors());
    AdapterFile back = AdapterFile.read(file);
    ObjectNode expected = meta().put("formatVersion", 1);
    assertEquals(expected, back.meta());
    assertEquals(tensors(), back.toNd4j());
    back.meta().put("seed", 7);
    assertEquals(expected, back.meta());
  }

  @Test
  void everySafetensorsReaderOpensIt() throws IOException {
    Path file = dir.resolve("a");
    AdapterFile.write(file, meta(), tensors());
    Safetensors plain = SafetensorsReader.read(file);
    assertEquals(meta().put("formatVersion", 1), JSON.readTree(plain.metadata().get("sherl4j")));
    assertEquals(tensors().keySet(), plain.tensors().keySet());
    assertEquals(AdapterFile.read(file).sha256(), plain.metadata().get("sha256"));
  }

  @Test
  void checksumIsOverAllOtherBytes() throws IOException {
    Path file = dir.resolve("a");
    AdapterFile.write(file, meta(), tensors());
    byte[] bytes = Files.readAllBytes(file);
    assertArrayEquals(RawFile.withChecksum(bytes), bytes);
  }

  @Test
  void equalContentGivesEqualBytes() throws IOException {
    AdapterFile.write(dir.resolve("a"), meta(), tensors());
    AdapterFile read = AdapterFile.read(dir.resolve("a"));
    AdapterFile.write(dir.resolve("b"), read.meta(), read.toNd4j());
    assertEquals(-1, Files.mismatch(dir.resolve("a"), dir.resolve("b")));
  }

  @Test
  void versionOutsideTheRangeIsTooOldOrTooNew() {
    Path file = dir.resolve("a");
    AdapterFile.write(file, meta(), tensors(), 2);
    TooNewException e = assertThrows(TooNewException.class, () -> AdapterFile.read(file));
    assertTrue(e.getMessage().contains("version 1 to 1"), e.getMessage());
    AdapterFile.write(file, meta(), tensors(), 0);
    assertThrows(TooOldException.class, () -> AdapterFile.read(file));
  }

  @Test
  void versionOfADamagedFileIsNotJudged() throws IOException {
    Path file = dir.resolve("a");
    AdapterFile.write(file, meta(), tensors(), 2);
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length - 1] ^= 1;
    Files.write(file, bytes);
    assertThrows(CorruptFileException.class, () -> AdapterFile.read(file));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ",\"sherl4j\":\"\"",
        ",\"sherl4j\":\"{\"",
        ",\"sherl4j\":\"[]\"",
        ",\"sherl4j\":\"{}\"",
        ",\"sherl4j\":\"{\\\"formatVersion\\\":\\\"1\\\"}\"",
        ",\"sherl4j\":\"{\\\"formatVersion\\\":1.0}\"",
        ",\"sherl4j\":\"{\\\"formatVersion\\\":1,\\\"formatVersion\\\":1}\"",
        ",\"sherl4j\":\"{\\\"formatVersion\\\":1} {}\"",
        ",\"sherl4j\":\"{\\\"formatVersion\\\":1}\",\"more\":\"\"",
      })
  void metadataThatIsNotOurs(String metadata) throws IOException {
    Path file = RawFile.adapter(dir.resolve("a"), metadata, "", new byte[0]);
    assertThrows(CorruptFileException.class, () -> AdapterFile.read(file));
  }

  @Test
  void rightChecksumAloneIsEnoughForASmallestFile() throws IOException {
    String metadata = ",\"sherl4j\":\"{\\\"formatVersion\\\":1}\"";
    Path file = RawFile.adapter(dir.resolve("a"), metadata, "", new byte[0]);
    assertTrue(AdapterFile.read(file).tensors().isEmpty());
  }

  @Test
  void tensorsAreFloatBothWays() throws IOException {
    Map<String, INDArray> longs = Map.of("a", Nd4j.createFromArray(1L));
    assertThrows(BadInputException.class, () -> AdapterFile.write(dir.resolve("a"), meta(), longs));
    Path file =
        RawFile.adapter(
            dir.resolve("b"),
            ",\"sherl4j\":\"{\\\"formatVersion\\\":1}\"",
            ",\"a\":{\"dtype\":\"I64\",\"shape\":[1],\"data_offsets\":[0,8]}",
            new byte[8]);
    assertThrows(CorruptFileException.class, () -> AdapterFile.read(file));
  }

  @Test
  void badContentLeavesTheOldFileAndNothingElse() throws IOException {
    Path file = dir.resolve("a");
    AdapterFile.write(file, meta(), tensors());
    byte[] before = Files.readAllBytes(file);
    Map<String, INDArray> bad = Map.of("a", Nd4j.createFromArray(Float.POSITIVE_INFINITY));
    assertThrows(DivergedException.class, () -> AdapterFile.write(file, meta(), bad));
    assertThrows(
        BadInputException.class, () -> AdapterFile.write(file, JSON.createArrayNode(), tensors()));
    assertArrayEquals(before, Files.readAllBytes(file));
    try (var files = Files.list(dir)) {
      assertEquals(1, files.count());
    }
  }
}
