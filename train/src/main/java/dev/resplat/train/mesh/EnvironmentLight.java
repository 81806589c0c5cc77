package dev.resplat.train.mesh;

import java.util.Arrays;

/**
 * What surfaces receive of an {@link Environment}, which nothing hides: for diffuse reflection nine
 * spherical harmonics (Ramamoorthi and Hanrahan 2001, "An efficient representation for irradiance
 * environment maps"), for highlights the environment blurred by the lobe of GGX as seen from above
 * (the split sum of Karis 2013, "Real shading in Unreal Engine 4").
 */
final class EnvironmentLight {
    private static final int LEVELS = 5;
    private static final int MOST = 256;

    /** Texels of a side of what is blurred. */
    private static final int SMALL = 16;

    /** Of cosine lobes, by degree (Ramamoorthi and Hanrahan, equation 8), divided by pi. */
    private static final float[] LOBE = {1, 2 / 3f, 1 / 4f};

    /** The environment at rising roughness, from 0 to 1. */
    private final Octahedron[] levels = new Octahedron[LEVELS];

    /** {@code [9, 3]}. */
    private final float[] harmonics = new float[27];

    private final Panorama panorama;
    private final boolean isBlack;

    EnvironmentLight(Environment environment) {
        int detail = Integer.highestOneBit(2 * environment.height());
        int size = isEven(environment.picture()) ? 1 : Math.max(SMALL, Math.min(MOST, detail));
        panorama = new Panorama(environment);
        Octahedron sharp = new Octahedron(size, panorama::radiance);
        Octahedron small = size <= SMALL ? sharp : averaged(sharp);
        isBlack = isBlack(environment.picture());
        levels[0] = sharp;
        for (int level = 1; level < LEVELS; level++) {
            levels[level] = size == 1 ? sharp : blurred(small, level);
        }
        project(small);
    }

    private static boolean isEven(float[] picture) {
        for (int i = 3; i < picture.length; i++) {
            if (picture[i] != picture[i - 3]) {
                return false;
            }
        }
        return true;
    }

    private static boolean isBlack(float[] picture) {
        for (float value : picture) {
            if (value != 0) {
                return false;
            }
        }
        return true;
    }

    /** Whether nothing shines. */
    boolean isBlack() {
        return isBlack;
    }

    private static Octahedron averaged(Octahedron map) {
        int factor = map.size / SMALL;
        int[] next = {0};
        return new Octahedron(
                SMALL,
                (x, y, z, out) -> {
                    int left = next[0] % SMALL * factor;
                    int top = next[0] / SMALL * factor;
                    next[0]++;
                    for (int c = 0; c < 3; c++) {
                        out[c] = 0;
                        for (int i = 0; i < factor * factor; i++) {
                            out[c] += map.value(left + i % factor, top + i / factor, c);
                        }
                        out[c] /= factor * factor;
                    }
                });
    }

    /**
     * How much of each texel is seen in each other, {@code [LEVELS, SMALL^2, SMALL^2]}: weights
     * {@code D(N.H) N.L}, where the view is along the normal, times the solid angle, as parts of
     * their sum.
     */
    private static final class Lobes {
        static final float[][] WEIGHTS = new float[LEVELS][];

        static {
            Octahedron map = new Octahedron(SMALL, (x, y, z, out) -> {});
            for (int level = 1; level < LEVELS; level++) {
                float roughness = (float) level / (LEVELS - 1);
                WEIGHTS[level] = weights(map, roughness * roughness);
            }
        }

        private static float[] weights(Octahedron map, float alpha) {
            int texels = SMALL * SMALL;
            float[] weights = new float[texels * texels];
            float[] to = new float[4];
            float[] from = new float[4];
            for (int i = 0; i < texels; i++) {
                map.direction(i % SMALL, i / SMALL, to);
                double sum = 0;
                for (int j = 0; j < texels; j++) {
                    map.direction(j % SMALL, j / SMALL, from);
                    float cosine = to[0] * from[0] + to[1] * from[1] + to[2] * from[2];
                    // N.H squared is (1 + N.L) / 2 where the view is the normal.
                    float lobe = Ggx.distribution(0.5f + 0.5f * cosine, alpha);
                    weights[i * texels + j] = Math.max(0, cosine) * lobe * from[3];
                    sum += weights[i * texels + j];
                }
                for (int j = 0; j < texels; j++) {
                    weights[i * texels + j] /= (float) sum;
                }
            }
            return weights;
        }
    }

    private static Octahedron blurred(Octahedron map, int level) {
        int texels = SMALL * SMALL;
        float[] weights = Lobes.WEIGHTS[level];
        float[] colors = new float[3 * texels];
        for (int i = 0; i < colors.length; i++) {
            colors[i] = map.value(i / 3 % SMALL, i / 3 / SMALL, i % 3);
        }
        int[] next = {0};
        return new Octahedron(
                SMALL,
                (x, y, z, out) -> {
                    int row = texels * next[0]++;
                    float red = 0;
                    float green = 0;
                    float blue = 0;
                    for (int j = 0; j < texels; j++) {
                        float weight = weights[row + j];
                        red += weight * colors[3 * j];
                        green += weight * colors[3 * j + 1];
                        blue += weight * colors[3 * j + 2];
                    }
                    out[0] = red;
                    out[1] = green;
                    out[2] = blue;
                });
    }

    private void project(Octahedron map) {
        float[] direction = new float[4];
        float[] basis = new float[9];
        float total = 0;
        for (int i = 0; i < map.size * map.size; i++) {
            map.direction(i % map.size, i / map.size, direction);
            total += direction[3];
            basis(direction[0], direction[1], direction[2], basis);
            for (int k = 0; k < 9; k++) {
                for (int c = 0; c < 3; c++) {
                    float value = map.value(i % map.size, i / map.size, c);
                    harmonics[3 * k + c] += direction[3] * basis[k] * value;
                }
            }
        }
        if (map.size == 1) {
            // The only texel has a direction, and nothing comes from one more than from others.
            for (int c = 0; c < 3; c++) {
                harmonics[c] = map.value(0, 0, c) * 3.5449077f;
            }
            Arrays.fill(harmonics, 3, 27, 0);
            return;
        }
        float whole = (float) (4 * Math.PI) / total;
        for (int k = 0; k < 9; k++) {
            float lobe = LOBE[k == 0 ? 0 : k < 4 ? 1 : 2];
            for (int c = 0; c < 3; c++) {
                harmonics[3 * k + c] *= whole * lobe;
            }
        }
    }

    private static void basis(float x, float y, float z, float[] out) {
        out[0] = 0.2820948f;
        out[1] = 0.4886025f * y;
        out[2] = 0.4886025f * z;
        out[3] = 0.4886025f * x;
        out[4] = 1.0925484f * x * y;
        out[5] = 1.0925484f * y * z;
        out[6] = 0.3153916f * (3 * z * z - 1);
        out[7] = 1.0925484f * x * z;
        out[8] = 0.5462742f * (x * x - y * y);
    }

    /** Sets the irradiance of a surface, divided by pi: what a white one would reflect. */
    void diffuse(float x, float y, float z, float[] scratch, float[] out) {
        basis(x, y, z, scratch);
        float[] h = harmonics;
        float red = 0;
        float green = 0;
        float blue = 0;
        for (int k = 0; k < 9; k++) {
            red += h[3 * k] * scratch[k];
            green += h[3 * k + 1] * scratch[k];
            blue += h[3 * k + 2] * scratch[k];
        }
        out[0] = Math.max(0, red);
        out[1] = Math.max(0, green);
        out[2] = Math.max(0, blue);
    }

    /** Sets what comes from a direction and around it, as a surface of some roughness blurs it. */
    void specular(float x, float y, float z, float roughness, float[] out) {
        Octahedron.place(x, y, z, out);
        out[2] = 0;
        float level = roughness * (LEVELS - 1);
        int lower = Math.min((int) level, LEVELS - 2);
        float part = level - lower;
        float u = out[0];
        float v = out[1];
        out[0] = 0;
        out[1] = 0;
        levels[lower].add(u, v, 1 - part, out);
        levels[lower + 1].add(u, v, part, out);
    }

    /** Sets what comes from a direction, which is of any length but zero. */
    void behind(float x, float y, float z, float[] out) {
        panorama.radiance(x, y, z, out);
    }
}
