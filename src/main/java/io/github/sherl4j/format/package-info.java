/**
 * What SHERL4J reads and writes on disk, and how it stays safe.
 *
 * <p>A tour, bottom to top:
 *
 * <ol>
 *   <li>{@link io.github.sherl4j.format.Npz} reads NumPy archives, the form in which reference
 *       numbers come; {@link io.github.sherl4j.format.NpyArray} is one array of a file.
 *   <li>{@link io.github.sherl4j.format.Fingerprints} gives SHA-256 in hex over files and over
 *       framed sequences of fields.
 *   <li>{@link io.github.sherl4j.format.AtomicFiles} replaces a file wholly or not at all:
 *       temporary file beside it, forced to disk, renamed, directory forced.
 *   <li>{@link io.github.sherl4j.format.SafetensorsWriter} and {@link
 *       io.github.sherl4j.format.SafetensorsReader} speak the public safetensors layout: 8 bytes of
 *       header length, a JSON header, raw little-endian tensors without holes.
 *   <li>{@link io.github.sherl4j.format.AdapterFile} is a safetensors file whose metadata carries
 *       one JSON object and a checksum over every other byte. It is what training leaves behind.
 *   <li>{@link io.github.sherl4j.format.RecordFile} holds many large records that are written in
 *       any order and over several starts, each with its checksum.
 * </ol>
 *
 * <p>Files are untrusted: sizes are checked against the real length of the file before anything is
 * allocated for them, no count is believed, no class name is ever read, and only exceptions of the
 * {@link io.github.sherl4j.SherlException} family come out. Readers and writers hold no state and
 * may be used from several threads; arrays handed out are the caller's.
 */
package io.github.sherl4j.format;
