/** The linear probe: the whole backbone frozen, only a head on its features is trained. */
package io.github.sherl4j.method.probe;
