/**
 * What plug-ins brought: the extension points of this library, and every implementation of them on
 * the class path, ours and others'.
 *
 * <p>An extension point is an interface; an implementation is a public class with a constructor
 * without arguments, named in a file {@code META-INF/services/<interface>} of its jar. {@link
 * io.github.sherl4j.plugin.InstalledPlugins} lists what was found and what could not be used, with
 * the reason; a broken jar costs itself only. What our own jar brings is written down in {@code
 * META-INF/sherl4j/plugin.json}, read by {@link io.github.sherl4j.plugin.Descriptor}.
 */
package io.github.sherl4j.plugin;
