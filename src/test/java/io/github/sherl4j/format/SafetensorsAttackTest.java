package io.github.sherl4j.format;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import io.github.sherl4j.CorruptFileException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that lie: each is refused as corrupt, quickly and without allocating what it claims. */
class SafetensorsAttackTest {

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  @TempDir Path dir;

  @BeforeAll
  static void loadClasses(@TempDir Path dir) throws IOException {
    Path file = RawFile.safetensors(dir.resolve("f"), "{}", 0);
    SafetensorsReader.read(file);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " {}",
        "[]",
        "{",
        "{}}",
        "{}{}",
        "{}\n",
        "{\"a\":1}",
        "{\"a\":{}}",
        "{\"a\":null}",
        "{\"__metadata__\":1}",
        "{\"__metadata__\":{\"a\":1}}",
        "{\"__metadata__\":{\"a\":\"1\",\"a\":\"2\"}}",
        "{\"__metadata__\":{},\"__metadata__\":{}}",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]},"
            + "\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}}",
        "{\"a\":{\"dtype\":\"F32\",\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}}",
        "{\"a\":{\"dtype\":\"F33\",\"shape\":[2],\"data_offsets\":[0,8]}}",
        "{\"a\":{\"dtype\":\"f32\",\"shape\":[2],\"data_offsets\":[0,8]}}",
        "{\"a\":{\"dtype\":null,\"shape\":[2],\"data_offsets\":[0,8]}}",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[2]}}",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8],\"more\":1}}",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[8]}}",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8,8]}}",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,4]}}",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,8]}}",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[4],\"data_offsets\":[0,16]}}",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[8,0]}}",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[-8,0]}}",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[-2],\"data_offsets\":[0,8]}}",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[-1,-2],\"data_offsets\":[0,8]}}",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[2.0],\"data_offsets\":[0,8]}}",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[\"2\"],\"data_offsets\":[0,8]}}",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[[2]],\"data_offsets\":[0,8]}}",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[9223372036854775807],\"data_offsets\":[0,8]}}",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[9223372036854775808],\"data_offsets\":[0,8]}}",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[4294967296,4294967296,2],\"data_offsets\":[0,8]}}",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[4611686018427387906],\"data_offsets\":[0,8]}}",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,18446744073709551624]}}",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[1073741824],\"data_offsets\":[0,4294967296]}}",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,"
            + "1,1,1,1,1,1,2],\"data_offsets\":[0,8]}}",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]},"
            + "\"b\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}}",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]},"
            + "\"b\":{\"dtype\":\"F32\",\"shape\":[0],\"data_offsets\":[6,6]}}",
      })
  void liesInTheHeader(String header) throws IOException {
    refused(RawFile.safetensors(dir.resolve("f"), header, 8));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 3, 100, 1_000_000_000, Integer.MAX_VALUE, 1L << 32, Long.MAX_VALUE, -1})
  void liesAboutTheLengthOfTheHeader(long stated) throws IOException {
    byte[] header = "{}".getBytes(StandardCharsets.UTF_8);
    refused(RawFile.raw(dir.resolve("f"), stated, header, new byte[0]));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 7})
  void filesTooShortForALength(int size) throws IOException {
    refused(Files.write(dir.resolve("f"), new byte[size]));
  }

  @Test
  void headerAbove100MegabytesThatReallyIsThere() throws IOException {
    Path file = RawFile.raw(dir.resolve("f"), 100_000_001, new byte[] {'{'}, new byte[0]);
    try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
      sparse.setLength(200_000_000);
    }
    refused(file);
  }

  @Test
  void tensorOfTerabytesThatReallyIsThere() throws IOException {
    String header =
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[1073741824,256],\"data_offsets\":[0,%d]}}";
    Path file = RawFile.safetensors(dir.resolve("f"), header.formatted(1L << 40), 0);
    try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
      sparse.setLength((1L << 40) + sparse.length());
    }
    refused(file);
  }

  @Test
  void bytesThatAreNoUtf8() throws IOException {
    for (byte[] bad :
        new byte[][] {
          {(byte) 0xff}, {(byte) 0xc0, (byte) 0x80}, {(byte) 0xed, (byte) 0xa0, -128}
        }) {
      byte[] header = "{\"__metadata__\":{\"a\":\"???\"}}".getBytes(StandardCharsets.UTF_8);
      System.arraycopy(bad, 0, header, 22, bad.length);
      refused(RawFile.safetensors(dir.resolve("f"), header, new byte[0]));
    }
  }

  @Test
  void nestingOf100000Levels() throws IOException {
    String deep = "{\"a\":".repeat(100_000) + "1" + "}".repeat(100_000);
    refused(RawFile.safetensors(dir.resolve("f"), deep, 0));
    refused(RawFile.safetensors(dir.resolve("f"), "{\"a\":" + "[".repeat(100_000) + "}", 0));
    String shape = "{\"a\":{\"shape\":" + "[".repeat(100_000) + "}";
    refused(RawFile.safetensors(dir.resolve("f"), shape, 0));
  }

  @Test
  void millionTensors() throws IOException {
    StringBuilder header = new StringBuilder("{");
    for (int i = 0; i < 1_000_000; i++) {
      header.append(i == 0 ? "" : ",").append('"').append(i);
      header.append("\":{\"dtype\":\"U8\",\"shape\":[0],\"data_offsets\":[0,0]}");
    }
    Path file = RawFile.safetensors(dir.resolve("f"), header.append('}').toString(), 0);
    // the bytes of the header, and what the tensors up to the bound cost at about 1.2 KiB each
    long allowance = header.length() + 1200L * Safetensors.MAX_TENSORS + (16L << 20);
    refused(file, allowance, Duration.ofSeconds(2));
  }

  private static void refused(Path file) {
    refused(file, 16L << 20, Duration.ofMillis(500));
  }

  private static void refused(Path file, long mostBytes, Duration mostTime) {
    long bytesBefore = THREADS.getCurrentThreadAllocatedBytes();
    long before = System.nanoTime();
    assertThrows(CorruptFileException.class, () -> SafetensorsReader.read(file));
    Duration took = Duration.ofNanos(System.nanoTime() - before);
    long allocated = THREADS.getCurrentThreadAllocatedBytes() - bytesBefore;
    assertTrue(allocated < mostBytes, "allocated " + allocated);
    assertTrue(took.compareTo(mostTime) < 0, "took " + took);
  }
}
