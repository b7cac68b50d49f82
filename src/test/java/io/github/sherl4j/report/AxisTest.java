package io.github.sherl4j.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Scales are round, hold all values and tell their marks apart. */
class AxisTest {

  private static List<String> texts(Axis axis) {
    return axis.marks().stream().map(axis::text).toList();
  }

  @Test
  void roundNumbers() {
    assertEquals(List.of("0.0", "0.5", "1.0", "1.5", "2.0"), texts(Axis.around(0, 1.8, 4)));
    assertEquals(List.of("0", "50", "100", "150", "200"), texts(Axis.counting(0, 200, 4)));
    assertEquals(List.of("50", "100", "150", "200"), texts(Axis.counting(1, 200, 4)));
    assertEquals(List.of("1", "2", "3"), texts(Axis.counting(1, 3, 4)));
    assertEquals(
        List.of("0", "2.0e-04", "4.0e-04", "6.0e-04", "8.0e-04"), texts(Axis.around(0, 8e-4, 4)));
  }

  @Test
  void anythingHasAScale() {
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < 2000; i++) {
      double least = (random.nextDouble() - 0.3) * Math.pow(10, random.nextInt(-6, 9));
      double most = random.nextInt(4) == 0 ? least : least + Math.abs(least) * random.nextDouble();
      Axis axis = Axis.around(least, most, 4);
      String told = least + " to " + most + ": " + axis + " " + texts(axis);
      assertTrue(axis.at(least) >= -1e-6 && axis.at(most) <= 1 + 1e-6, told);
      assertTrue(axis.marks().size() >= 2 && axis.marks().size() <= 8, told);
      if (axis.step() > Math.abs(most) * 1e-3) {
        assertEquals(axis.marks().size(), new HashSet<>(texts(axis)).size(), told);
      }
    }
    assertTrue(Axis.around(0, 0, 4).marks().size() > 1);
    assertTrue(Axis.counting(5, 5, 4).marks().size() > 1);
  }
}
