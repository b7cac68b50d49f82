package io.github.sherl4j.format;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.sherl4j.BadInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FingerprintsTest {

  private static final String ABC =
      "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

  @Test
  void plainBytesHashAsEverywhere(@TempDir Path dir) throws IOException {
    Path file = Files.writeString(dir.resolve("f"), "abc");
    assertEquals(ABC, Fingerprints.ofFile(file));
    assertThrows(BadInputException.class, () -> Fingerprints.ofFile(dir));
  }
}
