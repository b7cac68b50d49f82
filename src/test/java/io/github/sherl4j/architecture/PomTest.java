package io.github.sherl4j.architecture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.sherl4j.testing.Pom;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The POM as somebody else's build reads it. */
class PomTest {

  private final Pom pom = Pom.read();

  @Test
  void centralFindsWhatItAsksFor() {
    for (String element :
        List.of(
            "name",
            "description",
            "url",
            "licenses/license/name",
            "licenses/license/url",
            "developers/developer/name",
            "scm/connection",
            "scm/developerConnection",
            "scm/url")) {
      assertFalse(pom.text(element).isBlank(), element);
    }
  }

  @Test
  void noBackendAndNoLoggingIsForcedOnAnyone() {
    Set<String> inherited = pom.inheritedLibraries();
    assertTrue(inherited.contains("org.nd4j:nd4j-api"), inherited.toString());
    for (String library : inherited) {
      assertFalse(library.contains("nd4j-native"), library);
      assertFalse(library.contains("nd4j-cuda"), library);
      assertFalse(library.contains("${nd4j.backend}"), library);
      assertFalse(library.contains("logback"), library);
      assertFalse(library.contains("slf4j") && !library.endsWith("slf4j-api"), library);
    }
    for (String optional :
        List.of("tokenizers", "onnxruntime", "opennlp-tools", "logback-classic")) {
      assertFalse(inherited.stream().anyMatch(i -> i.endsWith(":" + optional)), optional);
    }
  }

  @Test
  void backendsAreChosenByProfile() {
    assertEquals("nd4j-native", pom.text("profiles/profile[id='cpu']/properties/nd4j.backend"));
    assertEquals("nd4j-cuda-11.6", pom.text("profiles/profile[id='cuda']/properties/nd4j.backend"));
    assertEquals("nd4j-native", pom.property("nd4j.backend"), "what a build without profile has");
  }
}
