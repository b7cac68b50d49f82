package io.github.sherl4j.cli;

import com.google.common.base.Splitter;
import com.google.common.primitives.Longs;
import io.github.sherl4j.BadInputException;
import java.util.ArrayList;
import java.util.List;

/**
 * An input's sizes as they are written on the command line: {@code name=2x128} or {@code
 * name=batch,128}.
 *
 * @param input name of the input
 * @param sizes one a dimension; −1 where a name or −1 stands
 */
record ShapeText(String input, List<Long> sizes) {

  private static final Splitter COMMAS = Splitter.on(',').trimResults();
  private static final Splitter CROSSES = Splitter.on('x');

  ShapeText {
    sizes = List.copyOf(sizes);
  }

  static ShapeText parse(String text) {
    int equals = text.lastIndexOf('=');
    if (equals < 1) {
      throw bad(text, "INPUT=SIZES");
    }
    String input = text.substring(0, equals);
    String list = text.substring(equals + 1).strip();
    List<Long> sizes = new ArrayList<>();
    boolean numbers = list.matches("-?\\d+(x-?\\d+)*");
    for (String part :
        list.isEmpty() ? List.<String>of() : (numbers ? CROSSES : COMMAS).split(list)) {
      sizes.add(size(part, text));
    }
    return new ShapeText(input, sizes);
  }

  private static long size(String part, String text) {
    if (part.matches("[A-Za-z_?].*")) {
      return -1;
    }
    Long size = Longs.tryParse(part);
    if (size == null || (size < 1 && size != -1)) {
      throw bad(text, "a size of at least 1, a name or -1 instead of '" + part + "'");
    }
    return size;
  }

  private static BadInputException bad(String text, String expected) {
    return new BadInputException(
        "--shape " + text, expected, "the options", "write for instance input_ids=batch,128");
  }
}
