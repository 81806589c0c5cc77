package dev.resplat.train.library;

import dev.resplat.train.data.Draws;
import dev.resplat.train.mesh.Environment;
import java.util.Optional;

/** Pictures of all directions: skies, and rooms full of bright and dark things. z is up. */
final class Sky {
    private static final float[] UP = {0, 0, 1};

    /** Rows of the picture. */
    private static final int HEIGHT = 32;

    private Sky() {}

    /**
     * A sky with clouds over a ground that is far away.
     *
     * @param zenith radiance above {@code [3]}
     * @param horizon radiance at the horizon {@code [3]}
     * @param ground radiance below {@code [3]}
     * @param clouds how strong they are, 0 for none
     */
    static Environment sky(
            float[] zenith, float[] horizon, float[] ground, float clouds, Draws draws) {
        Relief relief = new Relief(draws.below(1 << 20));
        float cover = draws.normal(0, 0.25f);
        float scale = draws.logRange(1.5f, 4);
        return paint(
                (d, out) -> {
                    float up = d[2];
                    float t = (float) Math.sqrt(Math.min(Math.max(up, 0), 1));
                    float cloud = 0;
                    if (clouds > 0 && up > 0) {
                        float far = scale / (up + 0.15f);
                        float n = relief.octaves(far * d[0] + 40, far * d[1] + 40, 0, 4, 0.55f);
                        cloud = clouds * Math.min(Math.max(3 * (n - cover), 0), 1);
                    }
                    // The ground begins a little below, with haze between.
                    float below = Math.min(Math.max(-6 * up, 0), 1);
                    for (int c = 0; c < 3; c++) {
                        float sky = horizon[c] + t * (zenith[c] - horizon[c]);
                        sky += cloud * (1.6f * horizon[1] - sky);
                        out[c] = sky + below * (ground[c] - sky);
                    }
                });
    }

    /**
     * A dim or bright base with some bright lights in it, of any colours.
     *
     * @param base radiance between the lights
     * @param lowest how high the lights are at least, the sine of it
     * @param widest how wide they are at most, radians
     */
    static Environment varied(float base, float lowest, float widest, Draws draws) {
        int count = 2 + draws.below(5);
        float[] lights = new float[8 * count];
        for (int i = 0; i < count; i++) {
            float z = draws.range(lowest, 0.95f);
            double angle = draws.range(0, 6.2831853f);
            float r = (float) Math.sqrt(1 - z * z);
            lights[8 * i] = r * (float) StrictMath.cos(angle);
            lights[8 * i + 1] = r * (float) StrictMath.sin(angle);
            lights[8 * i + 2] = z;
            lights[8 * i + 3] = draws.logRange(0.1f, widest);
            float[] color = SceneSurfaces.tint(draws.uniform(), draws.range(0, 0.5f), 1);
            // Small ones are brighter, so that all matter.
            float bright = 0.8f / (lights[8 * i + 3] * lights[8 * i + 3] + 0.05f);
            for (int c = 0; c < 3; c++) {
                lights[8 * i + 4 + c] = bright * draws.range(0.3f, 1) * color[c];
            }
        }
        Relief relief = new Relief(draws.below(1 << 20));
        float[] below = SceneSurfaces.tint(draws.uniform(), draws.range(0, 0.4f), 0.6f);
        float[] above = SceneSurfaces.tint(draws.uniform(), draws.range(0, 0.4f), 0.9f);
        return paint(
                (d, out) -> {
                    float light =
                            base
                                    * (1
                                            + 0.8f
                                                    * relief.octaves(
                                                            3 * d[0], 3 * d[1], 3 * d[2], 3, 0.6f));
                    float t = 0.5f + 0.5f * d[2];
                    for (int c = 0; c < 3; c++) {
                        out[c] = light * (below[c] + t * (above[c] - below[c]));
                    }
                    for (int i = 0; i < lights.length; i += 8) {
                        float cosine =
                                d[0] * lights[i] + d[1] * lights[i + 1] + d[2] * lights[i + 2];
                        float inside = 1 - (1 - cosine) / (lights[i + 3] * lights[i + 3]);
                        if (inside > 0) {
                            float soft = Math.min(1, 3 * inside);
                            for (int c = 0; c < 3; c++) {
                                out[c] += soft * lights[i + 4 + c];
                            }
                        }
                    }
                });
    }

    /** Light that is stronger from one side, and from above than from below; for rooms. */
    static Environment sided(float[] color, float[] from, float strength) {
        return paint(
                (d, out) -> {
                    float side = d[0] * from[0] + d[1] * from[1];
                    float light = Math.max(0.25f, 1 + strength * side + 0.15f * d[2]);
                    for (int c = 0; c < 3; c++) {
                        out[c] = light * color[c];
                    }
                });
    }

    /** The same with a bright sky and what is below it, for rooms whose windows show it. */
    static Environment outside(float[] color, float[] from, float strength, Draws draws) {
        Relief relief = new Relief(draws.below(1 << 20));
        float[] ground =
                SceneSurfaces.tint(draws.range(0.15f, 0.3f), draws.range(0.1f, 0.5f), 0.8f);
        return paint(
                (d, out) -> {
                    float side = d[0] * from[0] + d[1] * from[1];
                    float light = Math.max(0.25f, 1 + strength * side);
                    float noise = relief.octaves(9 * d[0], 9 * d[1], 9 * d[2], 3, 0.7f);
                    float sky = Math.min(Math.max(8 * (d[2] + 0.12f * noise), 0), 1);
                    for (int c = 0; c < 3; c++) {
                        float below = (0.8f + 0.5f * noise) * ground[c];
                        out[c] = light * color[c] * (below + sky * (1.3f - below));
                    }
                });
    }

    /** Radiance by direction, a unit vector. */
    private interface Radiance {
        void at(float[] direction, float[] out);
    }

    private static Environment paint(Radiance radiance) {
        // Ahead, the middle of the picture, is x; right is -y.
        float[][] axes = {{0, -1, 0}, {1, 0, 0}, UP};
        float[] picture = new float[6 * HEIGHT * HEIGHT];
        float[] d = new float[3];
        float[] out = new float[3];
        float[] around = Solids.circle(2 * HEIGHT);
        for (int i = 0; i < HEIGHT; i++) {
            double down = Math.PI * (i + 0.5) / HEIGHT;
            float above = (float) StrictMath.cos(down);
            float level = (float) StrictMath.sin(down);
            for (int j = 0; j < 2 * HEIGHT; j++) {
                // Half a column off, which nobody sees.
                float ahead = -level * around[2 * j];
                float right = -level * around[2 * j + 1];
                for (int k = 0; k < 3; k++) {
                    d[k] = right * axes[0][k] + ahead * axes[1][k] + above * axes[2][k];
                }
                radiance.at(d, out);
                System.arraycopy(out, 0, picture, 3 * (2 * HEIGHT * i + j), 3);
            }
        }
        return new Environment(UP, picture, HEIGHT, Optional.empty());
    }

    /** The same, all radiances multiplied. */
    static Environment scaled(Environment environment, float factor) {
        float[] picture = environment.picture().clone();
        for (int i = 0; i < picture.length; i++) {
            picture[i] *= factor;
        }
        return new Environment(
                environment.up(), picture, environment.height(), environment.background());
    }
}
