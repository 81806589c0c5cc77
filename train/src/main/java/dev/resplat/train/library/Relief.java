package dev.resplat.train.library;

/**
 * Noise in space, from the integers around a point: value noise (Perlin 1985), whose octaves are
 * half as large and half as strong as the one before.
 */
final class Relief {
    private final int seed;

    Relief(int seed) {
        this.seed = seed;
    }

    /** From -1 to 1. */
    float at(float x, float y, float z) {
        int i = floor(x);
        int j = floor(y);
        int k = floor(z);
        float u = smooth(x - i);
        float v = smooth(y - j);
        float w = smooth(z - k);
        float low = plane(i, j, k, u, v);
        return low + w * (plane(i, j, k + 1, u, v) - low);
    }

    /** Octaves of it, from about -1 to 1. */
    float octaves(float x, float y, float z, int count, float gain) {
        float sum = 0;
        float amplitude = 1;
        float total = 0;
        for (int i = 0; i < count; i++) {
            sum += amplitude * at(x + 17 * i, y - 31 * i, z);
            total += amplitude;
            amplitude *= gain;
            x *= 2;
            y *= 2;
            z *= 2;
        }
        return sum / total;
    }

    private float plane(int i, int j, int k, float u, float v) {
        float a = lattice(i, j, k);
        float b = lattice(i + 1, j, k);
        float c = lattice(i, j + 1, k);
        float d = lattice(i + 1, j + 1, k);
        float near = a + u * (b - a);
        return near + v * (c + u * (d - c) - near);
    }

    /** A hash of four integers (the finaliser of MurmurHash3) as a number from -1 to 1. */
    private float lattice(int i, int j, int k) {
        int h = seed + i * 0x8da6b343 + j * 0xd8163841 + k * 0xcb1ab31f;
        h = (h ^ h >>> 16) * 0x85ebca6b;
        h = (h ^ h >>> 13) * 0xc2b2ae35;
        h ^= h >>> 16;
        return (h >> 8) * (1f / (1 << 23));
    }

    private static float smooth(float t) {
        return t * t * (3 - 2 * t);
    }

    private static int floor(float x) {
        int i = (int) x;
        return x < i ? i - 1 : i;
    }
}
