package dev.resplat.train.scene;

import dev.resplat.train.config.UserMistake;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Points of a {@code .ply} file (Turk 1994): element {@code vertex}, the first one, with {@code x,
 * y, z} and, if it has them, {@code red, green, blue}; ASCII or binary with the low byte first.
 */
final class PlyPoints {
    private static final int LONGEST_LINE = 4096;
    private static final float GREY = 127.5f;

    private static final Map<String, Integer> BYTES =
            Map.ofEntries(
                    Map.entry("char", 1),
                    Map.entry("int8", 1),
                    Map.entry("uchar", 1),
                    Map.entry("uint8", 1),
                    Map.entry("short", 2),
                    Map.entry("int16", 2),
                    Map.entry("ushort", 2),
                    Map.entry("uint16", 2),
                    Map.entry("int", 4),
                    Map.entry("int32", 4),
                    Map.entry("uint", 4),
                    Map.entry("uint32", 4),
                    Map.entry("float", 4),
                    Map.entry("float32", 4),
                    Map.entry("double", 8),
                    Map.entry("float64", 8));

    private final Path file;
    private final List<String> names = new ArrayList<>();
    private final List<String> types = new ArrayList<>();
    private boolean binary;
    private long count = -1;

    private PlyPoints(Path file) {
        this.file = file;
    }

    /**
     * Reads a file.
     *
     * @throws UserMistake if it is not such a file
     */
    static PointCloud read(Path file) {
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 16)) {
            PlyPoints ply = new PlyPoints(file);
            ply.readHeader(in);
            return ply.readPoints(in);
        } catch (IOException e) {
            throw new UserMistake("cannot read %s: %s".formatted(file, e.getMessage()), e);
        }
    }

    /** Writes points as floats and levels, with the low byte first. */
    static void write(Path file, PointCloud points) throws IOException {
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), 1 << 16)) {
            StringBuilder header = new StringBuilder("ply\nformat binary_little_endian 1.0\n");
            header.append("element vertex ").append(points.count()).append('\n');
            for (String name : List.of("x", "y", "z")) {
                header.append("property float ").append(name).append('\n');
            }
            for (String name : List.of("red", "green", "blue")) {
                header.append("property uchar ").append(name).append('\n');
            }
            header.append("end_header\n");
            out.write(header.toString().getBytes(StandardCharsets.US_ASCII));
            ByteBuffer row = ByteBuffer.allocate(15).order(ByteOrder.LITTLE_ENDIAN);
            for (int i = 0; i < points.positions().length; i += 3) {
                row.clear();
                for (int k = i; k < i + 3; k++) {
                    row.putFloat(points.positions()[k]);
                }
                for (int k = i; k < i + 3; k++) {
                    row.put((byte) points.level(k));
                }
                out.write(row.array());
            }
        }
    }

    private UserMistake wrong(String what) {
        return new UserMistake("%s: not a PLY file with points: %s".formatted(file, what));
    }

    private void readHeader(InputStream in) throws IOException {
        if (!line(in).equals("ply")) {
            throw wrong("it does not begin with \"ply\"");
        }
        boolean inVertex = false;
        boolean after = false;
        for (String line = line(in); !line.equals("end_header"); line = line(in)) {
            String[] words = line.trim().split("\\s+");
            if (words[0].equals("format") && words.length > 1) {
                binary = words[1].equals("binary_little_endian");
                if (!binary && !words[1].equals("ascii")) {
                    throw wrong(
                            "its format is " + words[1] + ", not ascii or binary_little_endian");
                }
            } else if (words[0].equals("element") && words.length == 3) {
                inVertex = words[1].equals("vertex") && !after;
                after = true;
                count = inVertex ? (long) Numbers.parse(words[2], file, 1) : count;
            } else if (words[0].equals("property") && inVertex) {
                if (words.length != 3 || !BYTES.containsKey(words[1])) {
                    throw wrong("a property of vertices is \"" + line + "\"");
                }
                types.add(words[1]);
                names.add(words[2]);
            }
        }
        if (count < 0 || !names.containsAll(List.of("x", "y", "z"))) {
            throw wrong("its first element must be vertex, with x, y and z");
        }
    }

    private String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0 || line.length() > LONGEST_LINE) {
                throw wrong("it is cut off, or a line is too long");
            }
            line.append((char) c);
        }
        return line.toString().stripTrailing();
    }

    private PointCloud readPoints(InputStream in) throws IOException {
        int x = names.indexOf("x");
        int y = names.indexOf("y");
        int z = names.indexOf("z");
        int red = names.indexOf("red");
        int green = names.indexOf("green");
        int blue = names.indexOf("blue");
        boolean colored = red >= 0 && green >= 0 && blue >= 0;
        // Real colours are from 0 to 1.
        double level = colored && BYTES.get(types.get(red)) >= 4 ? 255 : 1;
        LittleEndian data = new LittleEndian(in, file);
        double[] row = new double[names.size()];
        PointCloud.Builder points = new PointCloud.Builder();
        for (long n = 0; n < count; n++) {
            if (binary) {
                for (int i = 0; i < row.length; i++) {
                    row[i] = data.read(types.get(i));
                }
            } else {
                String[] words = line(in).trim().split("\\s+");
                row = Numbers.parse(words, 0, row.length, file, (int) n + 1);
            }
            points.add(
                    row[x],
                    row[y],
                    row[z],
                    colored ? level * row[red] : GREY,
                    colored ? level * row[green] : GREY,
                    colored ? level * row[blue] : GREY);
        }
        return points.build();
    }
}
