package io.github.sherl4j.docs;

import java.util.ArrayList;
import java.util.List;

/** Command lines as a shell would split them: quotes, comments, lines that go on. */
final class Shell {

  private Shell() {}

  /** The words of every line of a block. */
  static List<List<String>> lines(String block) {
    List<List<String>> lines = new ArrayList<>();
    for (String line : block.replace("\\\n", " ").split("\n", -1)) {
      List<String> words = words(line);
      if (!words.isEmpty()) {
        lines.add(words);
      }
    }
    return lines;
  }

  /** The words of one line; without settings of variables in front and without a comment. */
  static List<String> words(String line) {
    List<String> words = new ArrayList<>();
    StringBuilder word = new StringBuilder();
    boolean begun = false;
    char quote = 0;
    for (char c : (line + " ").toCharArray()) {
      if (quote != 0) {
        if (c == quote) {
          quote = 0;
        } else {
          word.append(c);
        }
      } else if (c == '"' || c == '\'') {
        quote = c;
        begun = true;
      } else if (!Character.isWhitespace(c)) {
        if (c == '#' && !begun) {
          break;
        }
        word.append(c);
        begun = true;
      } else if (begun) {
        if (!words.isEmpty() || !word.toString().matches("[A-Z_]+=.*")) {
          words.add(word.toString());
        }
        word.setLength(0);
        begun = false;
      }
    }
    return words;
  }
}
