package dev.resplat.splat.io;

import dev.resplat.splat.Splats3d;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.function.IntUnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Makes .sog files of both versions for tests. Tables of version 2 are evenly spaced. */
final class SogArchive {
    private final Splats3d splats;
    private final boolean first;
    private final int width;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final ZipOutputStream zip = new ZipOutputStream(bytes);

    private SogArchive(Splats3d splats, int version) {
        this.splats = splats;
        first = version == 1;
        width = (int) Math.ceil(Math.sqrt(splats.count()));
    }

    static byte[] of(Splats3d splats, int version) throws IOException {
        SogArchive archive = new SogArchive(splats, version);
        archive.write();
        archive.zip.close();
        return archive.bytes.toByteArray();
    }

    private void member(String name, byte[] content) throws IOException {
        ZipEntry entry = new ZipEntry(name);
        // Stored, so that damage reaches the images.
        entry.setMethod(ZipEntry.STORED);
        entry.setSize(content.length);
        CRC32 crc = new CRC32();
        crc.update(content);
        entry.setCrc(crc.getValue());
        zip.putNextEntry(entry);
        zip.write(content);
        zip.closeEntry();
    }

    private void image(String name, IntUnaryOperator argb) throws IOException {
        int height = (splats.count() + width - 1) / width;
        int[] pixels = new int[width * height];
        for (int i = 0; i < splats.count(); i++) {
            pixels[i] = argb.applyAsInt(i);
        }
        member(name, LosslessWebp.of(width, height, pixels));
    }

    private static int argb(int r, int g, int b, int a) {
        return a << 24 | r << 16 | g << 8 | b;
    }

    private static int code(double value, double low, double high, int most) {
        return (int) Math.round(Math.max(0, Math.min(1, (value - low) / (high - low))) * most);
    }

    private static double log(float x) {
        return Math.signum(x) * Math.log1p(Math.abs(x));
    }

    private int mean(int i, int axis) {
        return code(log(splats.means()[3 * i + axis]), -2, 1.5 + axis, 65535);
    }

    private void write() throws IOException {
        int n = splats.count();
        float[] logScales = splats.logScales();
        image("low.webp", i -> argb(mean(i, 0) & 255, mean(i, 1) & 255, mean(i, 2) & 255, 255));
        image("high.webp", i -> argb(mean(i, 0) >> 8, mean(i, 1) >> 8, mean(i, 2) >> 8, 255));
        image("scales.webp", i -> three(logScales, 3 * i, -5, 1, 255));
        image("quats.webp", this::quat);
        int terms = Splats3d.terms(splats.degree());
        image(
                "sh0.webp",
                i -> {
                    double logit = splats.opacityLogits()[i];
                    double opacity = 1 / (1 + Math.exp(-logit));
                    int alpha = first ? code(logit, -6, 8, 255) : code(opacity, 0, 1, 255);
                    return three(splats.sh(), 3 * terms * i, -2, 2, alpha);
                });
        if (terms > 1) {
            int rest = terms - 1;
            int rows = (n + 63) / 64;
            int[] kinds = new int[64 * rest * rows];
            for (int i = 0; i < n; i++) {
                for (int k = 0; k < rest; k++) {
                    kinds[i / 64 * 64 * rest + i % 64 * rest + k] =
                            three(splats.sh(), 3 * (terms * i + k + 1), -0.5, 0.5, 255);
                }
            }
            member("centroids.webp", LosslessWebp.of(64 * rest, rows, kinds));
            image("labels.webp", i -> argb(i & 255, i >> 8, 0, 255));
        }
        member("meta.json", meta(n, terms).getBytes(StandardCharsets.UTF_8));
    }

    private static int three(float[] values, int at, double low, double high, int alpha) {
        return argb(
                code(values[at], low, high, 255),
                code(values[at + 1], low, high, 255),
                code(values[at + 2], low, high, 255),
                alpha);
    }

    private int quat(int i) {
        double[] q = new double[4];
        double length = 0;
        int largest = 0;
        for (int k = 0; k < 4; k++) {
            q[k] = splats.quats()[4 * i + k];
            length += q[k] * q[k];
            largest = Math.abs(q[k]) > Math.abs(q[largest]) ? k : largest;
        }
        double scale = Math.signum(q[largest]) / Math.sqrt(length);
        int[] codes = new int[3];
        int next = 0;
        for (int k = 0; k < 4; k++) {
            if (k != largest) {
                codes[next++] = code(q[k] * scale, -Math.sqrt(0.5), Math.sqrt(0.5), 255);
            }
        }
        return argb(codes[0], codes[1], codes[2], 252 + largest);
    }

    private static String table(double low, double high) {
        return IntStream.range(0, 256)
                .mapToObj(i -> String.format(Locale.ROOT, "%.9f", low + (high - low) * i / 255))
                .collect(Collectors.joining(",", "\"codebook\":[", "]"));
    }

    private static String limits(double low, double high, int count) {
        double[] lows = new double[count];
        double[] highs = new double[count];
        Arrays.fill(lows, low);
        Arrays.fill(highs, high);
        return "\"mins\":%s,\"maxs\":%s".formatted(Arrays.toString(lows), Arrays.toString(highs));
    }

    private String meta(int n, int terms) {
        String means =
                "\"means\":{%s\"mins\":[-2,-2,-2],\"maxs\":[1.5,2.5,3.5],\"files\":[\"low.webp\",\"high.webp\"]}"
                        .formatted(first ? "\"shape\":[%d,3],".formatted(n) : "");
        String scales = first ? limits(-5, 1, 3) : table(-5, 1);
        String colors =
                first
                        ? "\"mins\":[-2,-2,-2,-6],\"maxs\":[2,2,2,8]"
                        : table(-2, 2).replaceFirst("\\[[-0-9.]+,", "[null,");
        String rest =
                first
                        ? "\"shape\":[%d,%d],\"mins\":-0.5,\"maxs\":0.5".formatted(n, 3 * terms - 3)
                        : "\"count\":%d,\"bands\":%d,%s"
                                .formatted(n, splats.degree(), table(-0.5, 0.5));
        String harmonics =
                terms == 1
                        ? ""
                        : ",\"shN\":{%s,\"files\":[\"centroids.webp\",\"labels.webp\"]}"
                                .formatted(rest);
        return ("{%s%s,\"scales\":{%s,\"files\":[\"scales.webp\"]},"
                        + "\"quats\":{\"files\":[\"quats.webp\"]},"
                        + "\"sh0\":{%s,\"files\":[\"sh0.webp\"]}%s}")
                .formatted(
                        first ? "" : "\"version\":2,\"count\":%d,".formatted(n),
                        means,
                        scales,
                        colors,
                        harmonics);
    }
}
