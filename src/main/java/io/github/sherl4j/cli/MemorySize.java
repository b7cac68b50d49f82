package io.github.sherl4j.cli;

import io.github.sherl4j.BadInputException;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A number of bytes as people write it: 900MB, 1.5GB, 512MiB. */
record MemorySize(long bytes) {

  private static final Pattern TEXT = Pattern.compile("(\\d+(?:\\.\\d+)?)\\s*([kKmMgG]i?)?[bB]?");
  private static final Map<String, Long> UNITS =
      Map.of(
          "k",
          1_000L,
          "m",
          1_000_000L,
          "g",
          1_000_000_000L,
          "ki",
          1L << 10,
          "mi",
          1L << 20,
          "gi",
          1L << 30);

  static MemorySize parse(String text) {
    Matcher matcher = TEXT.matcher(text.trim());
    if (!matcher.matches()) {
      throw new BadInputException(
          text, "a size such as 900MB, 1.5GB or 512MiB", "the options", "write it so");
    }
    String unit = matcher.group(2);
    long factor = unit == null ? 1 : UNITS.get(unit.toLowerCase(Locale.ROOT));
    return new MemorySize((long) (Double.parseDouble(matcher.group(1)) * factor));
  }

  /** Rounded up to what {@link #toString()} writes. */
  static MemorySize of(long bytes) {
    long mega = UNITS.get("m");
    return new MemorySize((bytes + mega - 1) / mega * mega);
  }

  @Override
  public String toString() {
    return bytes / UNITS.get("m") + "MB";
  }
}
