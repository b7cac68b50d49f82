package io.github.sherl4j.cli;

import io.github.sherl4j.plugin.Descriptor;
import picocli.CommandLine.IVersionProvider;

/** The version as the jar announces it. */
final class Version implements IVersionProvider {

  static String text() {
    return Descriptor.version();
  }

  @Override
  public String[] getVersion() {
    return new String[] {"sherl " + text()};
  }
}
