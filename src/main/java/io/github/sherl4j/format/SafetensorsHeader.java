package io.github.sherl4j.format;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import io.github.sherl4j.CorruptFileException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * Parses and checks the JSON header of a safetensors file: strict UTF-8, no key twice, only known
 * keys, every tensor as long as type and shape say, and tensors that cover the data part one after
 * the other without hole or overlap. Streams, so that a bad header costs no more than its good
 * part.
 */
final class SafetensorsHeader {

  private static final JsonFactory JSON =
      JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

  private final Map<String, String> metadata = new LinkedHashMap<>();
  private final List<TensorEntry> entries = new ArrayList<>();
  private final String where;

  private SafetensorsHeader(String where) {
    this.where = where;
  }

  /**
   * Parses {@code header} for a data part of {@code dataBytes} bytes.
   *
   * @throws CorruptFileException if anything in it is wrong
   */
  static SafetensorsHeader parse(byte[] header, long dataBytes, String where) {
    SafetensorsHeader parsed = new SafetensorsHeader(where);
    int length = header.length;
    while (length > 0 && header[length - 1] == ' ') {
      length--;
    }
    if (length < 2 || header[0] != '{' || header[length - 1] != '}') {
      throw parsed.corrupt("a header that is not one JSON object", "{...} padded with spaces");
    }
    try (Reader text =
            new InputStreamReader(
                new ByteArrayInputStream(header, 0, length), StandardCharsets.UTF_8.newDecoder());
        JsonParser json = JSON.createParser(text)) {
      parsed.object(json);
    } catch (CharacterCodingException e) {
      throw parsed.corrupt("a header that is not UTF-8", "UTF-8", e);
    } catch (IOException e) {
      throw parsed.corrupt("a header that is no JSON (" + e.getMessage() + ")", "JSON", e);
    }
    parsed.checkCoverage(dataBytes);
    return parsed;
  }

  Map<String, String> metadata() {
    return metadata;
  }

  /** In the order of their bytes. */
  List<TensorEntry> entries() {
    return entries;
  }

  private void object(JsonParser json) throws IOException {
    expect(json, json.nextToken(), JsonToken.START_OBJECT);
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String name = json.currentName();
      expect(json, json.nextToken(), JsonToken.START_OBJECT);
      if (name.equals(Safetensors.METADATA)) {
        texts(json);
      } else {
        entries.add(tensor(json, name));
        if (entries.size() > Safetensors.MAX_TENSORS) {
          throw corrupt("more than " + Safetensors.MAX_TENSORS + " tensors", "fewer");
        }
      }
    }
    expect(json, json.currentToken(), JsonToken.END_OBJECT);
    expect(json, json.nextToken(), null);
  }

  private void texts(JsonParser json) throws IOException {
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String key = json.currentName();
      expect(json, json.nextToken(), JsonToken.VALUE_STRING);
      metadata.put(key, json.getText());
    }
    expect(json, json.currentToken(), JsonToken.END_OBJECT);
  }

  private TensorEntry tensor(JsonParser json, String name) throws IOException {
    TensorType type = null;
    List<Long> shape = null;
    List<Long> offsets = null;
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String key = json.currentName();
      switch (key) {
        case "dtype" -> type = type(json, name);
        case "shape" -> shape = integers(json, Safetensors.MAX_RANK);
        case "data_offsets" -> offsets = integers(json, 2);
        default ->
            throw corrupt("key '" + key + "' in tensor " + name, "dtype, shape, data_offsets");
      }
    }
    expect(json, json.currentToken(), JsonToken.END_OBJECT);
    if (type == null || shape == null || offsets == null || offsets.size() != 2) {
      throw corrupt(
          "tensor " + name + " without dtype, shape or two data_offsets", "all three of them");
    }
    long begin = offsets.get(0);
    long end = offsets.get(1);
    OptionalLong bytes = TensorEntry.bytes(type, shape);
    if (bytes.isEmpty() || begin < 0 || end < begin || end - begin != bytes.getAsLong()) {
      throw corrupt(
          "tensor " + name + " of " + type + " " + shape + " at bytes " + offsets,
          "a shape and offsets that agree");
    }
    return new TensorEntry(name, type, shape, begin, end);
  }

  private TensorType type(JsonParser json, String name) throws IOException {
    expect(json, json.nextToken(), JsonToken.VALUE_STRING);
    String text = json.getText();
    return TensorType.named(text)
        .orElseThrow(
            () ->
                corrupt(
                    "element type '" + text + "' of tensor " + name,
                    "one of " + List.of(TensorType.values())));
  }

  private List<Long> integers(JsonParser json, int most) throws IOException {
    expect(json, json.nextToken(), JsonToken.START_ARRAY);
    List<Long> numbers = new ArrayList<>();
    while (json.nextToken() == JsonToken.VALUE_NUMBER_INT) {
      numbers.add(json.getLongValue());
      if (numbers.size() > most) {
        throw corrupt("a list of more than " + most + " numbers", "at most " + most);
      }
    }
    expect(json, json.currentToken(), JsonToken.END_ARRAY);
    return numbers;
  }

  private void checkCoverage(long dataBytes) {
    entries.sort(Comparator.comparingLong(TensorEntry::begin).thenComparingLong(TensorEntry::end));
    long covered = 0;
    for (TensorEntry entry : entries) {
      if (entry.begin() != covered) {
        throw corrupt(
            "tensor " + entry.name() + " at byte " + entry.begin(),
            "byte " + covered + ": no hole, no overlap");
      }
      covered = entry.end();
    }
    if (covered != dataBytes) {
      throw corrupt(dataBytes + " bytes of tensors", covered + " bytes by the header");
    }
  }

  private void expect(JsonParser json, JsonToken found, JsonToken expected) {
    if (found != expected) {
      throw corrupt(
          (found == null ? "the end" : found.name())
              + " in the header at character "
              + json.currentTokenLocation().getCharOffset(),
          expected == null ? "the end" : expected.name());
    }
  }

  private CorruptFileException corrupt(String found, String expected) {
    return corrupt(found, expected, null);
  }

  private CorruptFileException corrupt(String found, String expected, IOException cause) {
    return new CorruptFileException(found, expected, where, SafetensorsReader.REMEDY, cause);
  }
}
