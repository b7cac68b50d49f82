package io.github.sherl4j.discover;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TandemTest {

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "amamam, 0, 2, 3",
    "aaaa, 0, 1, 4",
    "acmacm, 0, 3, 2",
    "xamam, 1, 2, 2",
    "amamx, 0, 2, 2",
    "amama, 0, 2, 2",
    "xaay, 1, 1, 2",
    "iididid, 1, 2, 3",
  })
  void findsThePatternOverMostItems(String items, int start, int period, int count) {
    assertEquals(
        Optional.of(new Tandem(start, period, count)),
        Tandem.longest(items.chars().boxed().toList()));
  }

  @ParameterizedTest
  @CsvSource({"a", "am", "abc"})
  void findsNoneWhereNothingRepeats(String items) {
    assertEquals(Optional.empty(), Tandem.longest(items.chars().boxed().toList()));
  }

  @Test
  void anEmptyListHasNone() {
    assertEquals(Optional.empty(), Tandem.longest(List.of()));
  }
}
