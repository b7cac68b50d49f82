package io.github.sherl4j.engine.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;

/** Tensors that live together never overlap. */
class PlacementTest {

  @RepeatedTest(20)
  void noTwoThatLiveTogetherOverlap() {
    long seed = new SplittableRandom().nextLong();
    SplittableRandom random = new SplittableRandom(seed);
    List<Placement.Life> lives = new ArrayList<>();
    int steps = 60;
    for (int i = 0; i < 120; i++) {
      int birth = random.nextInt(steps);
      int death = Math.min(steps, birth + random.nextInt(12));
      DataType type = random.nextInt(5) == 0 ? DataType.INT64 : DataType.FLOAT;
      lives.add(
          new Placement.Life("t" + i, new Sized(type, 1 + random.nextInt(500)), birth, death));
    }
    long live = 0;
    for (long bytes : Placement.timeline(lives, steps)) {
      live = Math.max(live, bytes);
    }
    Map<DataType, Long> extents = new EnumMap<>(DataType.class);
    Map<String, Long> offsets = Placement.offsets(lives, live, extents);
    for (Placement.Life a : lives) {
      long end = offsets.get(a.root()) + a.sized().bytes();
      assertTrue(end <= extents.get(a.sized().type()), "seed " + seed + ": " + a);
      for (Placement.Life b : lives) {
        if (!a.equals(b) && a.meets(b) && a.sized().type() == b.sized().type()) {
          boolean apart =
              end <= offsets.get(b.root())
                  || offsets.get(b.root()) + b.sized().bytes() <= offsets.get(a.root());
          assertTrue(apart, "seed " + seed + ": " + a + " and " + b);
        }
      }
    }
    long arena = extents.values().stream().mapToLong(Long::longValue).sum();
    assertTrue(arena >= live, "seed " + seed + ": " + arena + " " + live);
  }

  @Test
  void aTimelineCountsBothEndsOfALife() {
    List<Placement.Life> lives =
        List.of(
            new Placement.Life("a", new Sized(DataType.FLOAT, 16), 0, 1),
            new Placement.Life("b", new Sized(DataType.FLOAT, 32), 1, 2));
    long[] live = Placement.timeline(lives, 3);
    assertEquals(64, live[0]);
    assertEquals(192, live[1]);
    assertEquals(128, live[2]);
    assertEquals(0, live[3]);
    assertTrue(lives.get(0).meets(lives.get(1)));
    assertFalse(lives.get(0).meets(new Placement.Life("c", new Sized(DataType.FLOAT, 1), 2, 2)));
  }
}
