package io.github.sherl4j.cli.doctor;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.sherl4j.engine.Backends;
import java.io.IOException;
import java.net.URL;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Libraries beside ours: which of the optional ones are there, and any that is there twice. */
final class PartsCheck implements Check {

  /**
   * A library.
   *
   * @param name as in results
   * @param mark a file of its jar
   * @param coordinates to add it, group and artifact
   */
  private record Part(String name, String mark, String coordinates) {}

  private static final List<Part> OPTIONAL =
      List.of(
          new Part(
              "tokenizers",
              "ai/djl/huggingface/tokenizers/HuggingFaceTokenizer.class",
              "ai.djl.huggingface:tokenizers"),
          new Part(
              "onnxruntime",
              "ai/onnxruntime/OrtEnvironment.class",
              "com.microsoft.onnxruntime:onnxruntime"),
          new Part(
              "opennlp",
              "opennlp/tools/doccat/DocumentCategorizer.class",
              "org.apache.opennlp:opennlp-tools"),
          new Part("jhdf", "io/jhdf/HdfFile.class", "io.jhdf:jhdf"),
          new Part(
              "deeplearning4j",
              "org/deeplearning4j/nn/conf/MultiLayerConfiguration.class",
              "org.deeplearning4j:deeplearning4j-core"));

  /** What must not be there twice: the second copy is hidden, in whatever version it is. */
  private static final List<Part> ONCE =
      List.of(
          new Part("sherl4j", "io/github/sherl4j/Sherl.class", "io.github.sherl4j:sherl4j"),
          new Part("nd4j-api", "org/nd4j/autodiff/samediff/SameDiff.class", "org.nd4j:nd4j-api"),
          new Part("slf4j-api", "org/slf4j/LoggerFactory.class", "org.slf4j:slf4j-api"),
          new Part(
              "logging behind slf4j",
              "META-INF/services/org.slf4j.spi.SLF4JServiceProvider",
              "ch.qos.logback:logback-classic"));

  @Override
  public void examine(ObjectNode result, List<String> problems) {
    ObjectNode parts = result.putObject("optional");
    for (Part part : OPTIONAL) {
      List<String> jars = jars(part.mark());
      parts.put(part.name(), jars.isEmpty() ? null : jars.get(0));
      twice(part, jars, problems);
    }
    ONCE.forEach(part -> twice(part, jars(part.mark()), problems));
  }

  private static void twice(Part part, List<String> jars, List<String> problems) {
    if (jars.size() > 1) {
      problems.add(
          part.name()
              + " is on the class path "
              + jars.size()
              + " times ("
              + String.join(", ", jars)
              + "); keep one, such as "
              + part.coordinates());
    }
  }

  /** Names of the jars, or the folders, that have a file. */
  private static List<String> jars(String mark) {
    try {
      List<String> jars = new ArrayList<>();
      for (URL url : Collections.list(Backends.class.getClassLoader().getResources(mark))) {
        String text = url.toString();
        int jar = text.indexOf(".jar!/");
        int end = jar < 0 ? text.length() - mark.length() : jar + ".jar".length();
        jars.add(text.substring(jar < 0 ? 0 : text.lastIndexOf('/', jar) + 1, end));
      }
      return jars;
    } catch (IOException e) {
      return List.of(); // a class path that cannot be read fails elsewhere
    }
  }
}
