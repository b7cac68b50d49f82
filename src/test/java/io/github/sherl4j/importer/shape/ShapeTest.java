package io.github.sherl4j.importer.shape;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;

class ShapeTest {

  private static final Dim S = Dim.symbol("seq");

  @Test
  void broadcastKeepsSymbols() {
    Shape a = new Shape(List.of(Dim.of(2), Dim.ONE, S));
    Shape b = new Shape(List.of(S, Dim.ONE));
    assertEquals(new Shape(List.of(Dim.of(2), S, S)), a.broadcast(b));
    assertThrows(ArithmeticException.class, () -> Shape.of(2, 3).broadcast(Shape.of(4)));
  }

  @Test
  void sizesAndOrder() {
    Shape s = new Shape(List.of(Dim.of(2), S, Dim.of(4)));
    assertEquals(S.times(Dim.of(8)), s.size());
    assertArrayEquals(new long[] {2, -1, 4}, s.toLongs());
    assertEquals(new Shape(List.of(Dim.of(4), Dim.of(2), S)), s.permuted(new int[] {2, 0, 1}));
    assertEquals(1, s.dynamicCount());
  }

  @Test
  void elementsPickAndJoin() {
    Elements e = Elements.ofDims(List.of(S, Dim.of(3)));
    assertEquals(S, e.pick(new int[] {1, 0}).dim(1));
    assertEquals(3, e.then(Elements.ofLongs(5)).size());
    assertEquals(true, Elements.ofDims(List.of(Dim.of(3))).isKnown());
  }
}
