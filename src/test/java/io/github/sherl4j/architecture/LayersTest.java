package io.github.sherl4j.architecture;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import io.github.sherl4j.SherlException;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.nd4j.autodiff.samediff.SameDiff;

/** The package list is the data flow: a package uses those before it, never those after it. */
class LayersTest {

  private static final String ROOT = "io.github.sherl4j";
  private static final List<String> ORDER =
      List.of(
          "internal",
          "format",
          "engine",
          "importer",
          "discover",
          "plan",
          "transform",
          "method",
          "train",
          "serve");
  private static final List<String> ON_TOP =
      List.of("text", "image", "report", "plugin", "cli", "spark");
  private static JavaClasses classes;

  @BeforeAll
  static void read() {
    classes =
        new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages(ROOT);
    assertTrue(classes.size() > 50, "only " + classes.size() + " classes found");
  }

  @Test
  void aPackageUsesOnlyThoseBeforeIt() {
    for (int i = 0; i < ORDER.size(); i++) {
      for (int later = i + 1; later < ORDER.size(); later++) {
        forbid(ORDER.get(i), ORDER.get(later));
      }
      for (String top : ON_TOP) {
        forbid(ORDER.get(i), top);
      }
    }
  }

  @Test
  void onlyTheCommandLineStandsAboveEverything() {
    for (String top : List.of("text", "image", "report", "plugin")) {
      forbid(top, "cli");
    }
  }

  @Test
  void theFrontDoorIsUsedByTheCommandLineOnly() {
    DescribedPredicate<JavaClass> rootButErrors =
        DescribedPredicate.describe(
            "the front door",
            c -> c.getPackageName().equals(ROOT) && !c.isAssignableTo(SherlException.class));
    noClasses()
        .that(
            resideInAPackage(ROOT + ".(*)..")
                .and(DescribedPredicate.not(resideInAPackage(ROOT + ".cli.."))))
        .should()
        .dependOnClassesThat(rootButErrors)
        .check(classes);
  }

  @Test
  void methodsNeverSeeEachOther() {
    SlicesRuleDefinition.slices()
        .matching(ROOT + ".method.(*)..")
        .should()
        .notDependOnEachOther()
        .check(classes);
  }

  @Test
  void sessionsAndGradientFunctionsLiveInEngine() {
    noClasses()
        .that(DescribedPredicate.not(resideInAPackage(ROOT + ".engine..")))
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.nd4j.autodiff.samediff.internal..")
        .orShould()
        .callMethod(SameDiff.class, "createGradFunction")
        .check(classes);
  }

  @Test
  void nothingNamesABackend() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "org.nd4j.linalg.cpu..", "org.nd4j.linalg.jcublas..", "org.nd4j.nativeblas..")
        .check(classes);
  }

  /** It is optional: whoever has it not must never meet it. */
  @Test
  void onlyItsOwnPackageNeedsOpenNlp() {
    noClasses()
        .that(DescribedPredicate.not(resideInAPackage(ROOT + ".text.opennlp..")))
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("opennlp..", ROOT + ".text.opennlp..")
        .check(classes);
  }

  private static void forbid(String from, String to) {
    noClasses()
        .that()
        .resideInAPackage(ROOT + "." + from + "..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage(ROOT + "." + to + "..")
        .allowEmptyShould(true)
        .check(classes);
  }
}
