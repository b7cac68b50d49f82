package io.github.sherl4j.format;

import com.google.common.hash.Hashing;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** Builds files byte by byte, as an attacker would. */
final class RawFile {

  private RawFile() {}

  /** A safetensors file of this header and so many bytes of data. */
  static Path safetensors(Path file, String header, int dataBytes) throws IOException {
    return safetensors(file, header.getBytes(StandardCharsets.UTF_8), new byte[dataBytes]);
  }

  static Path safetensors(Path file, byte[] header, byte[] data) throws IOException {
    return raw(file, header.length, header, data);
  }

  static Path raw(Path file, long statedLength, byte[] header, byte[] data) throws IOException {
    ByteBuffer bytes =
        ByteBuffer.allocate(8 + header.length + data.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.putLong(statedLength).put(header).put(data);
    return Files.write(file, bytes.array());
  }

  /** An adapter file with a right checksum, whatever else is wrong with it. */
  static Path adapter(Path file, String restOfMetadata, String tensors, byte[] data)
      throws IOException {
    String header =
        "{\"__metadata__\":{\"sha256\":\"" + "0".repeat(64) + "\"" + restOfMetadata + "}" + tensors;
    safetensors(file, (header + "}").getBytes(StandardCharsets.UTF_8), data);
    return Files.write(file, withChecksum(Files.readAllBytes(file)));
  }

  /** The definition of the checksum, written a second time. */
  static byte[] withChecksum(byte[] file) {
    byte[] others = Arrays.copyOf(file, file.length - 64);
    System.arraycopy(file, 99, others, 35, file.length - 99);
    byte[] digits =
        Hashing.sha256().hashBytes(others).toString().getBytes(StandardCharsets.US_ASCII);
    byte[] out = file.clone();
    System.arraycopy(digits, 0, out, 35, 64);
    return out;
  }
}
