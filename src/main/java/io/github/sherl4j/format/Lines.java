package io.github.sherl4j.format;

import io.github.sherl4j.BadInputException;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** The lines of a UTF-8 file, with numbers for the errors; only LF and CRLF end a line. */
public final class Lines implements AutoCloseable {

  private static final String BYTE_ORDER_MARK = "\uFEFF";
  private static final int LONGEST = 1 << 26;

  private final Path file;
  private final InputStream in;
  private final String remedy;
  private int number;

  private Lines(Path file, InputStream in, String remedy) {
    this.file = file;
    this.in = in;
    this.remedy = remedy;
  }

  /**
   * Rows of data, of which one can be removed.
   *
   * @throws BadInputException if there is no such file
   */
  public static Lines open(Path file) {
    return open(file, "correct or remove the line");
  }

  /**
   * With what to do about a bad line.
   *
   * @throws BadInputException if there is no such file
   */
  public static Lines open(Path file, String remedy) {
    if (!Files.isRegularFile(file)) {
      throw new BadInputException(
          "no such file", "a text file of tab-separated rows", file.toString(), "check the path");
    }
    try {
      return new Lines(file, new BufferedInputStream(Files.newInputStream(file), 1 << 16), remedy);
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  /**
   * The next line without its end, or {@code null} after the last.
   *
   * @throws BadInputException if it is too long or not UTF-8
   */
  public String next() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      int b = in.read();
      if (b < 0) {
        return null;
      }
      number++;
      for (; b >= 0 && b != '\n'; b = in.read()) {
        bytes.write(b);
        if (bytes.size() > LONGEST) {
          throw bad("more than " + LONGEST + " bytes", "a shorter line");
        }
      }
    } catch (IOException e) {
      throw unreadable(file, e);
    }
    try {
      String line =
          StandardCharsets.UTF_8
              .newDecoder()
              .decode(ByteBuffer.wrap(bytes.toByteArray()))
              .toString();
      int from = number == 1 && line.startsWith(BYTE_ORDER_MARK) ? 1 : 0;
      return line.substring(from, line.length() - (line.endsWith("\r") ? 1 : 0));
    } catch (CharacterCodingException e) {
      throw bad("bytes that are not UTF-8", "a UTF-8 text file");
    }
  }

  /** Of the line that {@link #next()} gave last, from 1. */
  public int number() {
    return number;
  }

  /** What to throw about that line. */
  public BadInputException bad(String found, String expected) {
    return new BadInputException(found, expected, file + ", line " + number, remedy);
  }

  private static BadInputException unreadable(Path file, IOException e) {
    return new BadInputException(
        "an unreadable file (" + e.getMessage() + ")",
        "a text file",
        file.toString(),
        "check its permissions",
        e);
  }

  @Override
  public void close() {
    try {
      in.close();
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }
}
