package dev.resplat.tensor.io;

import static dev.resplat.tensor.io.FormatException.quote;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.TreeMap;

/**
 * The JSON header of a safetensors file: what tensors there are and where.
 *
 * @param metadata free text by key, sorted
 * @param entries the tensors by name, in the order of their data
 */
record SafetensorsHeader(Map<String, String> metadata, Map<String, Entry> entries) {
    private static final String METADATA = "__metadata__";
    private static final int ALIGNMENT = 8;

    /**
     * Where a tensor is.
     *
     * @param begin first byte, counted from the end of the header
     * @param end one past the last byte
     */
    record Entry(DType dtype, int[] dims, long begin, long end) {
        String toJson() {
            return ("{\"dtype\":\"" + dtype + "\",\"shape\":" + Arrays.toString(dims))
                    + (",\"data_offsets\":[" + begin + "," + end + "]}");
        }

        @Override
        public String toString() {
            return HostArray.show(dtype, dims) + " at bytes " + begin + " to " + end;
        }
    }

    /**
     * Reads a header.
     *
     * @param text UTF-8
     * @param dataSize bytes that follow the header, all of which must belong to one tensor
     * @param file for messages
     */
    static SafetensorsHeader parse(byte[] text, long dataSize, Object file) {
        Json json = new Json(text, file);
        Map<String, String> metadata = new TreeMap<>();
        Map<String, Entry> entries = new LinkedHashMap<>();
        json.object(
                name -> {
                    if (name.equals(METADATA)) {
                        json.object(key -> metadata.put(key, json.string()));
                    } else {
                        entries.put(name, new EntryReader(json, name).read());
                    }
                });
        json.end();
        return new SafetensorsHeader(metadata, inOrderOfData(entries, dataSize, file));
    }

    /** Sorts the entries and checks that together they cover the data, each byte once. */
    private static Map<String, Entry> inOrderOfData(
            Map<String, Entry> entries, long dataSize, Object file) {
        List<String> names = entries.keySet().stream().sorted(byPosition(entries)).toList();
        Map<String, Entry> ordered = new LinkedHashMap<>();
        long covered = 0;
        for (String name : names) {
            Entry entry = entries.get(name);
            if (entry.begin != covered || entry.end > dataSize) {
                String allowed = "must begin at " + covered + " and end within " + dataSize;
                throw new FormatException(
                        file, "tensor " + quote(name) + " is " + entry + ", " + allowed);
            }
            covered = entry.end;
            ordered.put(name, entry);
        }
        if (covered != dataSize) {
            throw new FormatException(
                    file, "tensors end at data byte " + covered + ", data at " + dataSize);
        }
        return ordered;
    }

    private static Comparator<String> byPosition(Map<String, Entry> entries) {
        return Comparator.comparingLong((String name) -> entries.get(name).begin)
                .thenComparingLong(name -> entries.get(name).end);
    }

    /**
     * Places arrays one after the other: large element types first, so that all are aligned, then
     * by name.
     *
     * @throws IllegalArgumentException if an array is called {@code __metadata__}
     */
    static SafetensorsHeader layOut(
            Map<String, ? extends ArraySource> arrays, Map<String, String> metadata) {
        if (arrays.containsKey(METADATA)) {
            throw new IllegalArgumentException(METADATA + " cannot be the name of a tensor");
        }
        Comparator<String> bySize = Comparator.comparingInt(n -> -arrays.get(n).dtype().bytes());
        Map<String, Entry> entries = new LinkedHashMap<>();
        long begin = 0;
        Comparator<String> order = bySize.thenComparing(Comparator.naturalOrder());
        for (String name : arrays.keySet().stream().sorted(order).toList()) {
            ArraySource array = arrays.get(name);
            long end = begin + HostArray.byteSize(array.dtype(), array.dims());
            entries.put(name, new Entry(array.dtype(), array.dims(), begin, end));
            begin = end;
        }
        return new SafetensorsHeader(new TreeMap<>(metadata), entries);
    }

    /** The header as JSON, padded with spaces to a multiple of 8 bytes. */
    byte[] encode() {
        StringJoiner members = new StringJoiner(",", "{", "}");
        if (!metadata.isEmpty()) {
            StringJoiner texts = new StringJoiner(",", "{", "}");
            metadata.forEach((key, value) -> texts.add(Json.quote(key) + ":" + Json.quote(value)));
            members.add(Json.quote(METADATA) + ":" + texts);
        }
        entries.forEach((name, entry) -> members.add(Json.quote(name) + ":" + entry.toJson()));
        byte[] text = members.toString().getBytes(StandardCharsets.UTF_8);
        byte[] padded = Arrays.copyOf(text, (text.length + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT);
        Arrays.fill(padded, text.length, padded.length, (byte) ' ');
        return padded;
    }

    /** Reads one entry, whose members may come in any order. */
    private static final class EntryReader {
        private final Json json;
        private final String tensor;
        private Optional<DType> dtype = Optional.empty();
        private Optional<int[]> dims = Optional.empty();
        private long[] offsets = {};

        EntryReader(Json json, String name) {
            this.json = json;
            this.tensor = "tensor " + quote(name);
        }

        Entry read() {
            json.object(this::readMember);
            if (dtype.isEmpty() || dims.isEmpty() || offsets.length != 2) {
                throw json.error(tensor + " must have dtype, shape and data_offsets [begin, end]");
            }
            Entry entry = new Entry(dtype.get(), dims.get(), offsets[0], offsets[1]);
            long size = entry.end - entry.begin;
            long expected = HostArray.byteSize(entry.dtype, entry.dims);
            if (entry.begin < 0 || size < 0 || size != expected) {
                throw json.error(tensor + ": offsets do not fit the shape: " + entry);
            }
            return entry;
        }

        private void readMember(String key) {
            switch (key) {
                case "dtype" -> dtype = Optional.of(readDType());
                case "shape" -> dims = Optional.of(readDims());
                case "data_offsets" -> offsets = json.integers(2);
                default -> throw unknown("member", key, "expected dtype, shape, data_offsets");
            }
        }

        private DType readDType() {
            String name = json.string();
            String allowed = "expected one of " + Arrays.toString(DType.values());
            return DType.ofName(name).orElseThrow(() -> unknown("dtype", name, allowed));
        }

        private FormatException unknown(String what, String value, String allowed) {
            return json.error(tensor + ": unknown " + what + " " + quote(value) + ", " + allowed);
        }

        private int[] readDims() {
            long[] dims = json.integers(HostArray.MAX_RANK);
            for (long dim : dims) {
                if (dim < 0 || dim > Integer.MAX_VALUE) {
                    throw json.error(
                            tensor + ": dimension " + dim + ", expected 0 to " + Integer.MAX_VALUE);
                }
            }
            return Arrays.stream(dims).mapToInt(Math::toIntExact).toArray();
        }
    }
}
