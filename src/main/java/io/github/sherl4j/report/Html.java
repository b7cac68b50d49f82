package io.github.sherl4j.report;

import com.google.common.base.Preconditions;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * A page being written, element by element. Elements are closed as in XML, so that it is
 * well-formed to HTML and XML readers; texts and values of attributes are escaped. Not thread-safe.
 */
final class Html {

  private final StringBuilder out = new StringBuilder("<!DOCTYPE html>\n");
  private final Deque<String> open = new ArrayDeque<>();

  /** Begins an element; {@code attributes} are names and values in turn. */
  Html open(String tag, String... attributes) {
    start(tag, attributes);
    out.append('>');
    open.push(tag);
    return this;
  }

  /** Ends the innermost element. */
  Html close() {
    String tag = open.pop();
    out.append("</").append(tag).append('>');
    return this;
  }

  /** An element with nothing but text in it. */
  Html leaf(String tag, String text, String... attributes) {
    return open(tag, attributes).text(text).close();
  }

  /** An element that cannot have content. */
  Html empty(String tag, String... attributes) {
    start(tag, attributes);
    out.append("/>");
    return this;
  }

  Html text(String text) {
    escape(text);
    return this;
  }

  Html line() {
    out.append('\n');
    return this;
  }

  /** The content of a style element: written by us, never by a user. */
  Html style(String css) {
    Preconditions.checkArgument(css.indexOf('<') < 0 && css.indexOf('&') < 0, "markup in CSS");
    open("style");
    out.append(css);
    return close();
  }

  /** The whole page; every element must have ended. */
  String page() {
    Preconditions.checkState(open.isEmpty(), "still open: %s", open);
    return out.append('\n').toString();
  }

  private void start(String tag, String... attributes) {
    out.append('<').append(tag);
    for (int i = 0; i < attributes.length; i += 2) {
      out.append(' ').append(attributes[i]).append("=\"");
      escape(attributes[i + 1]);
      out.append('"');
    }
  }

  private void escape(String text) {
    text.codePoints()
        .forEach(
            c -> {
              switch (c) {
                case '&' -> out.append("&amp;");
                case '<' -> out.append("&lt;");
                case '>' -> out.append("&gt;");
                case '"' -> out.append("&quot;");
                case '\'' -> out.append("&#39;");
                default -> out.appendCodePoint(isAllowed(c) ? c : 0xFFFD);
              }
            });
  }

  /** What XML lets a text hold. */
  private static boolean isAllowed(int c) {
    return c == '\n'
        || c == '\t'
        || (c >= 0x20 && c < 0xD800)
        || (c >= 0xE000 && c < 0xFFFE)
        || c > 0xFFFF;
  }
}
