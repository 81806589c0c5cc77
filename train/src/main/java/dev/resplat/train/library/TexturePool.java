package dev.resplat.train.library;

import dev.resplat.train.data.Draws;
import dev.resplat.train.data.ImageSource;
import dev.resplat.train.data.ProceduralImages;
import dev.resplat.train.image.Image;
import dev.resplat.train.image.Srgb;
import dev.resplat.train.mesh.Texture;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * The textures that all scenes of a library share, 256 x 256 texels each. Texture k depends on the
 * seed and k only; it is painted when it is first wanted and then stays, so that scenes cost little
 * (some 90 MB when all are there). Safe for use by several threads.
 */
final class TexturePool {
    /** Texels of a side. */
    static final int SIDE = 256;

    /**
     * A texture.
     *
     * @param colors what it looks like
     * @param normals a map of normals that fits, what is bright being high; empty for what is flat
     * @param mean colour, linear RGB {@code [3]}
     */
    record Entry(Texture colors, Optional<Texture> normals, float[] mean) {}

    /** What is not flat. */
    private static final Set<Family> RELIEF =
            EnumSet.of(
                    Family.TILES,
                    Family.BRICKS,
                    Family.STONES,
                    Family.ROCK,
                    Family.ROOF,
                    Family.PAVEMENT,
                    Family.BARK);

    private final long seed;
    private final ImageSource painted;
    private final Optional<ImageSource> photographs;
    private final AtomicReferenceArray<Entry> entries = new AtomicReferenceArray<>(Family.TOTAL);

    /**
     * A pool.
     *
     * @param photographs where every other picture comes from; if empty, all are painted
     */
    TexturePool(long seed, Optional<ImageSource> photographs) {
        this.seed = seed;
        this.photographs = photographs;
        this.painted = new ProceduralImages(seed);
    }

    /** The number of a texture of a family. */
    static int draw(Family family, Draws draws) {
        return family.first + draws.below(family.count);
    }

    /** The family of a texture. */
    static Family family(int k) {
        Family result = Family.PLASTER;
        for (Family family : Family.values()) {
            if (family.first <= k) {
                result = family;
            }
        }
        return result;
    }

    /** Texture k, from 0 to {@link Family#TOTAL}. */
    Entry get(int k) {
        Entry entry = entries.get(k);
        if (entry == null) {
            // Two threads may paint the same; the bits are the same, and the first is kept.
            entries.compareAndSet(k, null, make(k));
            entry = entries.get(k);
        }
        return entry;
    }

    private Entry make(int k) {
        int[] texels = texels(k);
        Texture.Wrap wrap = family(k) == Family.PICTURE ? Texture.Wrap.CLAMP : Texture.Wrap.REPEAT;
        Optional<Texture> normals =
                RELIEF.contains(family(k))
                        ? Optional.of(Texture.of(SIDE, SIDE, normals(texels), wrap, wrap, false))
                        : Optional.empty();
        return new Entry(Texture.of(SIDE, SIDE, texels, wrap, wrap, true), normals, mean(texels));
    }

    /** The texels of texture k, {@code 0xAARRGGBB}. */
    int[] texels(int k) {
        Family family = family(k);
        if (family == Family.PICTURE) {
            int number = k - family.first;
            ImageSource source = number % 2 == 0 ? painted : photographs.orElse(painted);
            return packed(source.training(number, SIDE));
        }
        return Painter.paint(family, SIDE, new Draws(seed, Draws.Purpose.TEXTURES, k));
    }

    private static int[] packed(Image image) {
        int[] texels = new int[SIDE * SIDE];
        for (int i = 0; i < texels.length; i++) {
            texels[i] = 0xFF000000 | image.rgb(i % SIDE, i / SIDE);
        }
        return texels;
    }

    /** What is bright is taken as high: slopes are differences of green. */
    private static int[] normals(int[] texels) {
        int[] result = new int[texels.length];
        int mask = SIDE - 1;
        for (int y = 0; y < SIDE; y++) {
            for (int x = 0; x < SIDE; x++) {
                float dx = green(texels, x + 1 & mask, y) - green(texels, x - 1 & mask, y);
                float dy = green(texels, x, y + 1 & mask) - green(texels, x, y - 1 & mask);
                // v goes down in the texture, and green of the map goes up.
                float nx = -1.5f * dx;
                float ny = 1.5f * dy;
                float scale = 127.5f / (float) Math.sqrt(nx * nx + ny * ny + 1);
                result[y * SIDE + x] =
                        0xFF000000
                                | (int) (128 + scale * nx) << 16
                                | (int) (128 + scale * ny) << 8
                                | Math.min((int) (128 + scale), 255);
            }
        }
        return result;
    }

    private static float green(int[] texels, int x, int y) {
        return (texels[y * SIDE + x] >> 8 & 255) / 255f;
    }

    private static float[] mean(int[] texels) {
        float[] sum = new float[3];
        for (int y = 0; y < SIDE; y += 4) {
            for (int x = 0; x < SIDE; x += 4) {
                int texel = texels[y * SIDE + x];
                sum[0] += Srgb.linear(texel >> 16 & 255);
                sum[1] += Srgb.linear(texel >> 8 & 255);
                sum[2] += Srgb.linear(texel & 255);
            }
        }
        float count = SIDE * SIDE / 16f;
        return new float[] {sum[0] / count, sum[1] / count, sum[2] / count};
    }
}
