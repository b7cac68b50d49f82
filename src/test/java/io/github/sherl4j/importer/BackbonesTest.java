package io.github.sherl4j.importer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.sherl4j.BadInputException;
import io.github.sherl4j.CorruptFileException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BackbonesTest {

  @TempDir Path folder;

  private String found(byte[] content) throws IOException {
    Path file = folder.resolve("model.onnx");
    Files.write(file, content);
    return assertThrows(BadInputException.class, () -> Backbones.open(file)).found();
  }

  private static byte[] bytes(int... values) {
    byte[] out = new byte[values.length];
    for (int i = 0; i < out.length; i++) {
      out[i] = (byte) values[i];
    }
    return out;
  }

  private static byte[] zip(String entry) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(out)) {
      zip.putNextEntry(new ZipEntry(entry));
      zip.write(new byte[10]);
    }
    return out.toByteArray();
  }

  @Test
  void saysWhatAFileIs() throws IOException {
    assertEquals("an empty file", found(new byte[0]));
    assertEquals("a text file", found("hello".getBytes(StandardCharsets.UTF_8)));
    assertTrue(found(zip("archive/data.pkl")).contains("PyTorch"));
    assertTrue(found(zip("config.json")).contains("Keras"));
    assertTrue(found(bytes(0x80, 2, 0x8a, 10)).contains("pickle"));
    assertTrue(found(bytes(40, 0, 0, 0, 0, 0, 0, 0, '{', '"')).contains("safetensors"));
    assertTrue(found(bytes(8, 0, 0, 0, 'T', 'F', 'L', '3', 1)).contains("FlatBuffers"));
    byte[] flat = new byte[64];
    flat[0] = 32;
    flat[40] = (byte) 200;
    assertTrue(found(flat).contains("FlatBuffers"));
    assertEquals("a file of unknown content", found(bytes(0xff, 0xfe, 0xfd, 0xfc, 0, 1)));
  }

  @Test
  void whatAnImporterKnowsAndCannotReadIsDamaged() throws IOException {
    Path file = folder.resolve("network.onnx");
    Files.write(file, zip("configuration.json"));
    CorruptFileException thrown =
        assertThrows(CorruptFileException.class, () -> Backbones.open(file));
    assertTrue(thrown.getMessage().contains("Deeplearning4j"), thrown.getMessage());
  }

  @Test
  void missingFilesAndFolders() {
    Path missing = folder.resolve("none.onnx");
    assertEquals(
        "no such file",
        assertThrows(BadInputException.class, () -> Backbones.open(missing)).found());
    assertEquals(
        "a directory", assertThrows(BadInputException.class, () -> Backbones.open(folder)).found());
  }

  @Test
  void hdf5WithNothingBehindItsMagicIsDamaged() throws IOException {
    Path file = folder.resolve("model.h5");
    Files.write(file, bytes(0x89, 'H', 'D', 'F', 13, 10, 0x1a, 10));
    assertThrows(CorruptFileException.class, () -> Backbones.open(file));
  }
}
