package io.github.sherl4j.method.sherl;

/** Whether tokens are pooled before taps are mixed, and which token is added (CLIP). */
enum TokenPooling {
  /** Not pooled: every token is a row. */
  NONE,
  /** Pooled; the first token (an image's class token) is added. */
  FIRST,
  /** Pooled over real tokens; the last real one (a text's end token) is added. */
  LAST
}
