package io.github.sherl4j.importer.shape;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class DimTest {

  private static final Dim B = Dim.symbol("batch");
  private static final Dim S = Dim.symbol("seq");

  @Test
  void equalityIsCanonical() {
    Dim a = B.plus(S).times(B.minus(S));
    assertEquals(B.times(B).minus(S.times(S)), a);
    assertEquals(Dim.of(7), S.plus(Dim.of(7)).minus(S));
    assertEquals(Dim.ZERO, B.minus(B));
    assertNotEquals(B, S);
  }

  @Test
  void exactQuotientsSimplify() {
    assertEquals(S.times(Dim.of(8)), B.times(S).times(Dim.of(48)).dividedBy(B.times(Dim.of(6))));
    assertEquals(Dim.ONE, B.plus(S).dividedBy(B.plus(S)));
    assertEquals(Dim.of(-3), Dim.of(-7).dividedBy(Dim.of(2)));
  }

  @Test
  void otherQuotientsAreUnknownsOfTheirOwn() {
    Dim half = S.dividedBy(Dim.of(2));
    assertEquals(half, S.dividedBy(Dim.of(2)));
    assertNotEquals(half, S.dividedBy(Dim.of(3)));
    assertEquals(S.minus(half.times(Dim.of(2))), S.modulo(Dim.of(2)));
    assertEquals(Dim.ZERO, S.times(Dim.of(4)).modulo(Dim.of(2)));
  }

  @Test
  void namesCannotForgeProducts() {
    assertNotEquals(B.times(S), Dim.symbol("batch*seq"));
    assertNotEquals(B.plus(S), Dim.symbol("batch+seq"));
  }

  @Test
  void orderIsDecidedOnlyWhereItHolds() {
    assertEquals(OptionalInt.of(1), S.compare(Dim.of(-1)));
    assertEquals(OptionalInt.of(1), S.plus(Dim.ONE).compare(S));
    assertEquals(OptionalInt.of(0), S.compare(S));
    assertEquals(OptionalInt.empty(), S.compare(Dim.ONE));
    assertEquals(OptionalInt.empty(), S.compare(B));
    assertTrue(S.isAtLeast(1));
  }

  @Test
  void arithmeticNeverWrapsAround() {
    assertThrows(ArithmeticException.class, () -> Dim.of(Long.MAX_VALUE).plus(Dim.ONE));
    assertThrows(ArithmeticException.class, () -> Dim.of(1L << 40).times(Dim.of(1L << 40)));
    assertThrows(ArithmeticException.class, () -> S.dividedBy(Dim.ZERO));
    assertThrows(ArithmeticException.class, S::value);
  }

  @Test
  void polynomialsCannotGrowWithoutBound() {
    assertThrows(
        ArithmeticException.class,
        () -> {
          Dim d = Dim.ONE;
          for (int i = 0; i < 100; i++) {
            d = d.times(Dim.symbol("a" + i).plus(Dim.ONE));
          }
        });
  }

  @Test
  void aSumIsDividedByItsFactor() {
    Dim batch = Dim.symbol("batch");
    Dim time = Dim.symbol("length").minus(Dim.of(2)).dividedBy(Dim.of(2)).plus(Dim.ONE);
    Dim rows = batch.times(time);
    assertEquals(Dim.of(256), rows.times(Dim.of(256)).dividedBy(rows));
    assertEquals(batch, rows.dividedBy(time));
    assertFalse(rows.plus(Dim.ONE).dividedBy(rows).isKnown());
  }
}
