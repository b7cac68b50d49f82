package io.github.sherl4j.image;

/** A picture that can be decoded as often as needed. */
interface Picture {

  /** The name to show beside an answer: a path as the data set has it, or a record's number. */
  String name();

  /**
   * Its pixels.
   *
   * @throws io.github.sherl4j.BadInputException with its path if it is broken
   */
  Pixels decode();

  /** SHA-256 (hex) of what it is decoded from. */
  String hash();
}
