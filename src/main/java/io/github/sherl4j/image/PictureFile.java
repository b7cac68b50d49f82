package io.github.sherl4j.image;

import io.github.sherl4j.format.Fingerprints;
import java.nio.file.Path;

/** A picture in a file of its own. */
record PictureFile(String name, Path file) implements Picture {

  @Override
  public Pixels decode() {
    return Decoder.decode(file);
  }

  @Override
  public String hash() {
    return Fingerprints.ofFile(file);
  }
}
