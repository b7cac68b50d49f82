package io.github.sherl4j.importer.dl4j;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;

/** The entries of a saved network, to be changed and written again. */
final class NetworkZip {

  private final Map<String, byte[]> entries = new LinkedHashMap<>();

  static NetworkZip of(byte[] file) throws IOException {
    NetworkZip all = new NetworkZip();
    try (ZipInputStream in = new ZipInputStream(new ByteArrayInputStream(file))) {
      for (ZipEntry e = in.getNextEntry(); e != null; e = in.getNextEntry()) {
        all.entries.put(e.getName(), in.readAllBytes());
      }
    }
    return all;
  }

  static NetworkZip of(Path file) throws IOException {
    return of(Files.readAllBytes(file));
  }

  Map<String, byte[]> entries() {
    return entries;
  }

  byte[] weights() {
    return entries.get(Archive.WEIGHTS);
  }

  NetworkZip weights(byte[] bytes) {
    entries.put(Archive.WEIGHTS, bytes);
    return this;
  }

  String config() {
    return new String(entries.get(Archive.CONFIG), StandardCharsets.UTF_8);
  }

  NetworkZip config(String text) {
    entries.put(Archive.CONFIG, text.getBytes(StandardCharsets.UTF_8));
    return this;
  }

  NetworkZip entry(String name, byte[] bytes) {
    entries.put(name, bytes);
    return this;
  }

  NetworkZip without(String name) {
    entries.remove(name);
    return this;
  }

  byte[] bytes() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      for (Map.Entry<String, byte[]> e : entries.entrySet()) {
        zip.putNextEntry(new ZipEntry(e.getKey()));
        zip.write(e.getValue());
      }
    }
    return bytes.toByteArray();
  }

  Path write(Path file) throws IOException {
    return Files.write(file, bytes());
  }

  /** Calls one entry like another of as many letters, wherever the bytes of the archive say it. */
  static byte[] renamed(byte[] zip, String from, String to) {
    byte[] old = from.getBytes(StandardCharsets.US_ASCII);
    byte[] name = to.getBytes(StandardCharsets.US_ASCII);
    for (int i = 0; i + old.length <= zip.length; i++) {
      int n = 0;
      while (n < old.length && zip[i + n] == old[n]) {
        n++;
      }
      if (n == old.length) {
        System.arraycopy(name, 0, zip, i, name.length);
      }
    }
    return zip;
  }
}
