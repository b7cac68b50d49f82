package io.github.sherl4j.format;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.sherl4j.BadInputException;
import java.io.IOException;
import java.nio.ByteBuffer;
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
    assertEquals(ABC, Fingerprints.ofText("abc"));
    assertEquals(ABC, Fingerprints.ofBytes(new byte[] {'a', 'b', 'c'}));
    assertThrows(BadInputException.class, () -> Fingerprints.ofFile(dir));
  }

  @Test
  void fieldsAreFramed() {
    String one = Fingerprints.start().put("ab").put("c").put(1).hex();
    assertEquals(one, Fingerprints.start().put("ab").put("c").put(1).hex());
    assertNotEquals(one, Fingerprints.start().put("a").put("bc").put(1).hex());
    ByteBuffer bytes = ByteBuffer.wrap(new byte[] {'a', 'b'});
    assertEquals(one, Fingerprints.start().put(bytes).put("c").put(1).hex());
    assertEquals(2, bytes.remaining());
  }
}
