package io.github.sherl4j.format;

import com.google.common.base.Splitter;
import io.github.sherl4j.BadInputException;
import io.github.sherl4j.CorruptFileException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * Reads NumPy's {@code .npz}: a zip of {@code .npy} arrays (format versions 1 to 3, little endian,
 * either order). Sizes are checked before anything is allocated.
 */
public final class Npz {

  private static final long MAX_ENTRY = 1L << 31;
  private static final Pattern HEADER =
      Pattern.compile(
          "\\{\\s*'descr':\\s*'([^']*)',\\s*'fortran_order':\\s*(True|False),"
              + "\\s*'shape':\\s*\\(([0-9,\\s]*)\\),?\\s*}\\s*");

  private Npz() {}

  /**
   * All arrays of a file, in file order.
   *
   * @throws BadInputException if the file is missing or is no npz
   * @throws CorruptFileException if an array is damaged or lies about its size
   */
  public static Map<String, NpyArray> read(Path file) {
    if (!Files.isRegularFile(file)) {
      throw new BadInputException(
          "no such file", "an .npz file", file.toString(), "check the path");
    }
    Map<String, NpyArray> arrays = new LinkedHashMap<>();
    try (ZipFile zip = new ZipFile(file.toFile())) {
      for (Enumeration<? extends ZipEntry> e = zip.entries(); e.hasMoreElements(); ) {
        ZipEntry entry = e.nextElement();
        String name = entry.getName().replaceFirst("\\.npy$", "");
        String where = file + "!" + entry.getName();
        if (entry.getSize() > MAX_ENTRY) {
          throw corrupt(where, entry.getSize() + " bytes", "at most " + MAX_ENTRY);
        }
        try (InputStream in = zip.getInputStream(entry)) {
          arrays.put(name, array(name, in, where));
        }
      }
    } catch (IOException e) {
      throw new BadInputException(
          "no readable zip (" + e.getMessage() + ")",
          "an .npz file",
          file.toString(),
          "save it with numpy.savez",
          e);
    }
    return arrays;
  }

  private static NpyArray array(String name, InputStream in, String where) throws IOException {
    byte[] magic = in.readNBytes(8);
    if (magic.length < 8 || magic[0] != (byte) 0x93 || magic[1] != 'N' || magic[5] != 'Y') {
      throw corrupt(where, "another start of file", "the magic of an .npy array");
    }
    int sizeBytes = magic[6] == 1 ? 2 : 4;
    byte[] size = in.readNBytes(sizeBytes);
    long headerLength = 0;
    for (int i = size.length - 1; i >= 0; i--) {
      headerLength = headerLength << 8 | (size[i] & 0xff);
    }
    if (size.length < sizeBytes || headerLength > 65_536) {
      throw corrupt(where, "a header of " + headerLength + " bytes", "at most 65536");
    }
    String header = new String(in.readNBytes((int) headerLength), StandardCharsets.UTF_8);
    Matcher m = HEADER.matcher(header.strip());
    if (!m.matches()) {
      throw corrupt(where, "header " + header.strip(), "an array description");
    }
    List<String> dims = Splitter.on(',').trimResults().omitEmptyStrings().splitToList(m.group(3));
    DataType dtype = dtype(m.group(1), where);
    List<Long> shape = new ArrayList<>();
    long bytes = dtype.width();
    for (String part : dims) {
      try {
        shape.add(Long.parseLong(part));
        bytes = Math.multiplyExact(bytes, shape.get(shape.size() - 1));
      } catch (NumberFormatException | ArithmeticException e) {
        throw corrupt(where, "shape (" + m.group(3) + ")", "a shape that fits into memory");
      }
    }
    if (bytes > MAX_ENTRY) {
      throw corrupt(where, "shape (" + m.group(3) + ")", "at most " + MAX_ENTRY + " bytes");
    }
    byte[] data = in.readNBytes((int) Math.min(bytes + 1, Integer.MAX_VALUE - 8));
    if (data.length != bytes) {
      throw corrupt(where, data.length + " bytes of data", bytes + " bytes for its shape");
    }
    boolean columnMajor = m.group(2).equals("True") && shape.size() > 1;
    byte[] rows = columnMajor ? rowMajor(data, shape, dtype.width()) : data;
    return new NpyArray(name, dtype, shape, ByteBuffer.wrap(rows));
  }

  /** The same elements with the last index running fastest. */
  private static byte[] rowMajor(byte[] data, List<Long> shape, int width) {
    byte[] out = new byte[data.length];
    int count = data.length / width;
    for (int i = 0; i < count; i++) {
      long rest = i;
      long source = 0;
      for (int d = shape.size() - 1; d >= 0; d--) {
        long stride = 1;
        for (int before = 0; before < d; before++) {
          stride *= shape.get(before);
        }
        source += rest % shape.get(d) * stride;
        rest /= shape.get(d);
      }
      System.arraycopy(data, (int) source * width, out, i * width, width);
    }
    return out;
  }

  private static DataType dtype(String descr, String where) {
    return switch (descr) {
      case "<f4" -> DataType.FLOAT;
      case "<f8" -> DataType.DOUBLE;
      case "<i8" -> DataType.INT64;
      case "<i4" -> DataType.INT32;
      case "|i1" -> DataType.INT8;
      case "|u1" -> DataType.UINT8;
      case "|b1" -> DataType.BOOL;
      default ->
          throw new BadInputException(
              "element type " + descr,
              "one of <f4 <f8 <i8 <i4 |i1 |u1 |b1",
              where,
              "convert the array with numpy's astype");
    };
  }

  private static CorruptFileException corrupt(String where, String found, String expected) {
    return new CorruptFileException(found, expected, where, "save the file again");
  }
}
