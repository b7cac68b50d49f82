package io.github.sherl4j.internal;

import java.net.URL;
import java.security.CodeSource;
import java.util.Optional;

/** Which jar or folder classes come from. */
public final class Origins {

  private static final String JAR_MARK = "!/";

  private Origins() {}

  /** Whether a class is part of this library rather than of a plug-in. */
  public static boolean isOwn(Class<?> type) {
    return location(type).equals(location(Origins.class));
  }

  /** The name of the jar, or the folder; {@code unknown} where the loader does not say. */
  public static String source(Class<?> type) {
    return location(type).map(Origins::shortName).orElse("unknown");
  }

  /** The version in the jar's manifest. */
  public static Optional<String> version(Class<?> type) {
    Package owner = type.getPackage();
    return Optional.ofNullable(owner == null ? null : owner.getImplementationVersion());
  }

  /** A class and where it is from, for messages. */
  public static String describe(Class<?> type) {
    return type.getName() + " of " + source(type);
  }

  /** The jar or folder of a file below it. */
  static String source(URL resource, String path) {
    String text = resource.toString();
    int end = text.lastIndexOf(JAR_MARK);
    return shortName(end < 0 ? text.replace(path, "") : text.substring(0, end));
  }

  private static Optional<String> location(Class<?> type) {
    CodeSource source = type.getProtectionDomain().getCodeSource();
    return Optional.ofNullable(source == null ? null : source.getLocation()).map(URL::toString);
  }

  private static String shortName(String location) {
    String path = location.replaceFirst("^(jar:)?file:", "");
    boolean jar = path.endsWith(".jar");
    return jar ? path.substring(path.lastIndexOf('/') + 1) : path;
  }
}
