package io.github.sherl4j.internal;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.net.URLConnection;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * What the files under {@code META-INF/services} name, so that a failure can be told whose it is.
 */
final class ServiceFiles {

  private static final String FOLDER = "META-INF/services/";

  /** A name that stands in a file, and the jar or folder of the file. */
  record Entry(String className, String source) {}

  private ServiceFiles() {}

  /** All names for an extension point, in the order of the class path; never fails. */
  static List<Entry> entries(Class<?> type, ClassLoader loader) {
    List<Entry> entries = new ArrayList<>();
    String path = FOLDER + type.getName();
    try {
      for (URL url : Collections.list(loader.getResources(path))) {
        String source = Origins.source(url, path);
        text(url)
            .lines()
            .map(ServiceFiles::name)
            .filter(n -> !n.isEmpty())
            .forEach(n -> entries.add(new Entry(n, source)));
      }
    } catch (IOException e) {
      return entries; // ServiceLoader says what is wrong; this only adds whose file it is
    }
    return entries;
  }

  private static String text(URL url) throws IOException {
    URLConnection connection = url.openConnection();
    connection.setUseCaches(false); // a cached jar stays open and cannot be replaced
    try (InputStream in = connection.getInputStream()) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static String name(String line) {
    int comment = line.indexOf('#');
    return (comment < 0 ? line : line.substring(0, comment)).strip();
  }
}
