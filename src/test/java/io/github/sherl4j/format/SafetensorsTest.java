package io.github.sherl4j.format;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.sherl4j.BadInputException;
import io.github.sherl4j.CorruptFileException;
import io.github.sherl4j.DivergedException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

class SafetensorsTest {

  @TempDir Path dir;

  @Test
  void anythingWrittenIsReadBackEqual() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int round = 0; round < 20; round++) {
      Map<String, INDArray> tensors = new LinkedHashMap<>();
      for (int i = random.nextInt(6); i > 0; i--) {
        tensors.put("t\"é\n\\" + random.nextInt(1000), randomArray(random));
      }
      Map<String, String> metadata = Map.of("k\"ü", "v\u0000\u2028" + random.nextInt());
      Path file = dir.resolve("round.safetensors");
      SafetensorsWriter.write(file, metadata, tensors);
      Safetensors back = SafetensorsReader.read(file);
      assertEquals(metadata, back.metadata(), "seed " + seed);
      assertEquals(tensors.keySet(), back.tensors().keySet(), "seed " + seed);
      tensors.forEach(
          (name, array) -> {
            NpyArray found = back.tensors().get(name);
            assertEquals(array.dataType(), found.dtype(), "seed " + seed);
            assertEquals(array, found.toNd4j(), "seed " + seed);
          });
    }
  }

  private static INDArray randomArray(Random random) {
    long[] shape = new long[random.nextInt(4)];
    for (int i = 0; i < shape.length; i++) {
      shape[i] = 1L + random.nextInt(5);
    }
    DataType[] types = {
      DataType.FLOAT, DataType.DOUBLE, DataType.INT64, DataType.INT32, DataType.BOOL
    };
    INDArray array = Nd4j.rand(DataType.DOUBLE, shape).muli(9).castTo(types[random.nextInt(5)]);
    return shape.length > 1 && random.nextBoolean() ? array.transpose() : array;
  }

  @ParameterizedTest
  @EnumSource(TensorType.class)
  void everyElementTypeIsReadable(TensorType type) throws IOException {
    Path file =
        RawFile.safetensors(
            dir.resolve("f"),
            "{\"a\":{\"dtype\":\"%s\",\"shape\":[3],\"data_offsets\":[0,%d]}}"
                .formatted(type, 3L * type.width()),
            3 * type.width());
    NpyArray array = SafetensorsReader.read(file).tensors().get("a");
    assertEquals(type.nd4j(), array.dtype());
    assertEquals(3, array.length());
  }

  @Test
  void bytesAreThoseOfThePublicLayout() throws IOException {
    Path file = dir.resolve("f");
    SafetensorsWriter.write(file, Map.of("a", "b"), Map.of("x", Nd4j.createFromArray(1f, -2f)));
    byte[] bytes = Files.readAllBytes(file);
    String header =
        "{\"__metadata__\":{\"a\":\"b\"},\"x\":{\"dtype\":\"F32\",\"shape\":[2],"
            + "\"data_offsets\":[0,8]}}";
    int padded = (header.length() + 7) / 8 * 8;
    assertEquals(padded, bytes[0]);
    assertEquals(header, new String(bytes, 8, padded, StandardCharsets.UTF_8).strip());
    assertEquals(List.of(0, 0, 0x80, 0x3f), unsigned(bytes, 8 + padded, 4));
    assertEquals(List.of(0, 0, 0, 0xc0), unsigned(bytes, 12 + padded, 4));
  }

  private static List<Integer> unsigned(byte[] bytes, int from, int count) {
    List<Integer> out = new ArrayList<>();
    for (int i = from; i < from + count; i++) {
      out.add(bytes[i] & 0xff);
    }
    return out;
  }

  @Test
  void orderOfTheMapDoesNotMatterAndWideElementsComeFirst() throws IOException {
    INDArray wide = Nd4j.createFromArray(1.5, 2.5);
    INDArray narrow = Nd4j.createFromArray(true, false, true);
    Map<String, INDArray> one = new LinkedHashMap<>();
    one.put("a", narrow);
    one.put("b", wide);
    Map<String, INDArray> other = new LinkedHashMap<>();
    other.put("b", wide);
    other.put("a", narrow);
    SafetensorsWriter.write(dir.resolve("1"), Map.of(), one);
    SafetensorsWriter.write(dir.resolve("2"), Map.of(), other);
    assertEquals(-1, Files.mismatch(dir.resolve("1"), dir.resolve("2")));
    assertEquals(
        List.of("b", "a"),
        List.copyOf(SafetensorsReader.read(dir.resolve("1")).tensors().keySet()));
  }

  @Test
  void viewsAreWrittenAsTheirOwnElements() {
    INDArray view = Nd4j.arange(12).castTo(DataType.FLOAT).reshape(3, 4);
    INDArray column = view.get(NDArrayIndex.all(), NDArrayIndex.interval(1, 3));
    SafetensorsWriter.write(dir.resolve("f"), Map.of(), Map.of("x", column));
    INDArray back = SafetensorsReader.read(dir.resolve("f")).tensors().get("x").toNd4j();
    assertEquals(column.dup('c'), back);
  }

  @Test
  void emptyTensorsAndEmptyFilesAreFine() throws IOException {
    SafetensorsWriter.write(dir.resolve("none"), Map.of(), Map.of());
    assertTrue(SafetensorsReader.read(dir.resolve("none")).tensors().isEmpty());
    Path file =
        RawFile.safetensors(
            dir.resolve("f"),
            "{\"a\":{\"dtype\":\"F32\",\"shape\":[2,0],\"data_offsets\":[0,0]}}",
            0);
    INDArray array = SafetensorsReader.read(file).tensors().get("a").toNd4j();
    assertEquals(0, array.length());
    SafetensorsWriter.write(dir.resolve("g"), Map.of(), Map.of("a", array));
    assertEquals(
        List.of(2L, 0L), SafetensorsReader.read(dir.resolve("g")).tensors().get("a").shape());
  }

  @Test
  void notANumberIsRefusedBothWays() throws IOException {
    INDArray bad = Nd4j.createFromArray(0f, Float.NaN);
    Path file = dir.resolve("f");
    DivergedException e =
        assertThrows(
            DivergedException.class,
            () -> SafetensorsWriter.write(file, Map.of(), Map.of("x", bad)));
    assertTrue(e.found().contains("element 1 of tensor x"), e.found());
    assertTrue(Files.notExists(file));
    byte[] header =
        "{\"x\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}"
            .getBytes(StandardCharsets.UTF_8);
    RawFile.safetensors(file, header, new byte[] {0, 0, (byte) 0x80, 0x7f});
    assertThrows(CorruptFileException.class, () -> SafetensorsReader.read(file));
  }

  @Test
  void textsThatAreNoUnicodeAreRefused() {
    assertThrows(
        BadInputException.class,
        () -> SafetensorsWriter.write(dir.resolve("f"), Map.of("a", "\ud800"), Map.of()));
  }

  @Test
  void missingFileIsBadInput() {
    assertThrows(BadInputException.class, () -> SafetensorsReader.read(dir.resolve("none")));
    assertThrows(BadInputException.class, () -> SafetensorsReader.read(dir));
  }
}
