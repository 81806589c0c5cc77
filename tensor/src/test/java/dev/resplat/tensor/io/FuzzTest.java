package dev.resplat.tensor.io;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files with random damage: a reader returns arrays or throws {@link FormatException}. */
class FuzzTest {
    private static final int ROUNDS = 600;

    /** Bytes that mean something in these formats. */
    private static final byte[] TELLING =
            "\"\\'{}[](),:-0189<>|\0\u007f".getBytes(StandardCharsets.US_ASCII);

    @TempDir Path folder;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "version1.npy",
                "version3.npy",
                "layouts.npz",
                "types.npz",
                "mixed.safetensors"
            })
    void damagedFilesAreReadOrRefused(String name) {
        byte[] whole = Fixtures.bytes(name);
        Path file = folder.resolve(name);
        int refused = 0;
        for (int seed = 0; seed < ROUNDS; seed++) {
            Fixtures.write(file, damage(whole, new Random(seed)));
            try {
                read(file);
            } catch (FormatException e) {
                refused++;
            } catch (Throwable e) {
                throw new AssertionError(name + " with seed " + seed, e);
            }
        }
        assertTrue(refused > ROUNDS / 4, "only " + refused + " refused: is anything checked?");
    }

    /** One to four bytes changed, bits turned, pieces cut out, repeated or cut off. */
    private static byte[] damage(byte[] whole, Random random) {
        byte[] bytes = whole.clone();
        for (int n = random.nextInt(4); n >= 0 && bytes.length > 1; n--) {
            int at = random.nextInt(bytes.length);
            int length = random.nextInt(Math.min(16, bytes.length - at));
            switch (random.nextInt(6)) {
                case 0 -> bytes[at] = (byte) random.nextInt();
                case 1 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
                case 2 -> bytes[at] = TELLING[random.nextInt(TELLING.length)];
                case 3 -> Arrays.fill(bytes, at, at + length, (byte) -random.nextInt(2));
                case 4 -> bytes = splice(bytes, at, at + length, at);
                default -> bytes = splice(bytes, at, at, Math.max(0, at - length));
            }
        }
        return random.nextInt(8) == 0
                ? Arrays.copyOf(bytes, random.nextInt(bytes.length + 16))
                : bytes;
    }

    /** {@code bytes[0, begin)}, then from {@code end} on, with {@code [from, begin)} repeated. */
    private static byte[] splice(byte[] bytes, int begin, int end, int from) {
        byte[] spliced = Arrays.copyOf(bytes, bytes.length - (end - begin) + (begin - from));
        System.arraycopy(bytes, from, spliced, begin, begin - from);
        System.arraycopy(bytes, end, spliced, begin + begin - from, bytes.length - end);
        return spliced;
    }

    private static void read(Path file) {
        String name = file.getFileName().toString();
        if (name.endsWith(".npy")) {
            NpyFile.read(file).toDoubles();
        } else if (name.endsWith(".npz")) {
            NpzFile.read(file).values().forEach(HostArray::toDoubles);
        } else {
            SafetensorsFile tensors = SafetensorsFile.open(file);
            tensors.names().forEach(tensor -> tensors.get(tensor).toDoubles());
        }
    }
}
