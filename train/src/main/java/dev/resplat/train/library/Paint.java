package dev.resplat.train.library;

import dev.resplat.train.data.Draws;

/** A square that textures are painted on; colours are encoded as sRGB and may leave [0, 1]. */
final class Paint {
    final int side;
    final float[] colors;
    final Draws draws;

    Paint(int side, Draws draws) {
        this.side = side;
        this.draws = draws;
        colors = new float[3 * side * side];
    }

    /** Of hue in turns, saturation and value (Smith 1978). */
    static float[] hsv(float hue, float saturation, float value) {
        float turns = (hue - (float) Math.floor(hue)) * 6;
        float[] result = new float[3];
        for (int c = 0; c < 3; c++) {
            float k = (5 - 2 * c + turns) % 6;
            float ramp = Math.max(0, Math.min(Math.min(k, 4 - k), 1));
            result[c] = value - value * saturation * ramp;
        }
        return result;
    }

    /** A colour near this one. */
    float[] near(float[] color, float much) {
        float light = (float) StrictMath.exp(draws.normal(0, much));
        float warm = draws.normal(0, 0.3f * much);
        return new float[] {
            color[0] * light * (1 + warm), color[1] * light, color[2] * light * (1 - warm)
        };
    }

    void fill(float[] color) {
        for (int i = 0; i < colors.length; i++) {
            colors[i] = color[i % 3];
        }
    }

    /** Between two colours: the first where {@code noise < middle - width}. */
    void blend(float[] first, float[] second, float[] noise, float middle, float width) {
        for (int i = 0; i < noise.length; i++) {
            float t = Math.min(Math.max((noise[i] - middle) / (2 * width) + 0.5f, 0), 1);
            for (int c = 0; c < 3; c++) {
                colors[3 * i + c] = first[c] + t * (second[c] - first[c]);
            }
        }
    }

    /** Sets a texel to {@code light} times a colour. */
    void set(int i, float[] color, float light) {
        colors[3 * i] = light * color[0];
        colors[3 * i + 1] = light * color[1];
        colors[3 * i + 2] = light * color[2];
    }

    /** Lighter and darker by noise. */
    void shade(float[] noise, float amplitude) {
        for (int i = 0; i < noise.length; i++) {
            float light = Math.max(1 + amplitude * noise[i], 0.1f);
            colors[3 * i] *= light;
            colors[3 * i + 1] *= light;
            colors[3 * i + 2] *= light;
        }
    }

    /** Noise of all scales, isotropic, as strong as usual in photographs. */
    float[] natural() {
        return Tile.noise(draws, side, 4, 4, 0.85f, false);
    }

    float[] noise(int across, int down, float gain, boolean ridged) {
        return Tile.noise(draws, side, across, down, gain, ridged);
    }

    /** Texels {@code 0xAARRGGBB}. */
    int[] argb() {
        int[] texels = new int[side * side];
        for (int i = 0; i < texels.length; i++) {
            texels[i] =
                    0xFF000000
                            | level(colors[3 * i]) << 16
                            | level(colors[3 * i + 1]) << 8
                            | level(colors[3 * i + 2]);
        }
        return texels;
    }

    private static int level(float value) {
        return (int) (255 * Math.min(Math.max(value, 0), 1) + 0.5f);
    }
}
