package dev.resplat.train.data;

/**
 * What a leaf is filled with: {@code light (first + blend (second - first))}, where light is
 * shading and texture, and blend a pattern or stains.
 */
final class Material {
    enum Pattern {
        NONE,
        STRIPES,
        CHECKS,
        BRICKS
    }

    /** [3] each. */
    final float[] first;

    final float[] second;

    /** The origin of everything below, in the scene. */
    float x;

    float y;

    /** How light changes per pixel: a plane. */
    float lightX;

    float lightY;

    /** How much darker it is at {@code 1 / roundness} pixels from the origin: a ball. */
    float darkness;

    float roundness;

    /** Texture: its noise, amplitude and map from pixels to texels [4]. */
    Noise texture = Noise.NATURAL;

    float amplitude;
    float[] map = {1, 0, 0, 1};

    /** Uneven light: the amplitude and texels per pixel of coarse noise. */
    float uneven;

    float unevenFrequency = 0.3f;

    /** Stains of the second colour: amplitude, mean, and texels per pixel. */
    float stains;

    float stained;
    float stainFrequency = 0.2f;

    Pattern pattern = Pattern.NONE;

    /** Pixels of a period, the part of it that is of the first colour, and the direction. */
    float period = 8;

    float duty = 0.5f;
    float cos = 1;
    float sin;

    Material(float[] first, float[] second) {
        this.first = first;
        this.second = second;
    }

    /** Fills rows of light and blend at (left + i step, top), for i in [from, to). */
    void fill(float[] light, float[] blend, int from, int to, float left, float step, float top) {
        float u = left - x;
        float v = top - y;
        float bend = darkness * roundness * roundness;
        for (int i = from; i < to; i++) {
            float across = u + i * step;
            float ball = bend * (across * across + v * v);
            light[i] = 1 + across * lightX + v * lightY - Math.min(ball, darkness);
            blend[i] = stained;
        }
        if (amplitude > 0) {
            float mapX = map[0] * u + map[1] * v;
            float mapY = map[2] * u + map[3] * v;
            texture.addRow(light, from, to, amplitude, mapX, mapY, map[0] * step, map[2] * step);
        }
        if (uneven > 0) {
            float f = unevenFrequency;
            Noise.SMOOTH.addRow(light, from, to, uneven, u * f + 33, v * f + 71, step * f, 0);
        }
        if (stains > 0) {
            float f = stainFrequency;
            Noise.SMOOTH.addRow(blend, from, to, stains, u * f + 91, v * f + 17, step * f, 0);
        }
        if (pattern != Pattern.NONE) {
            for (int i = from; i < to; i++) {
                float across = u + i * step;
                blend[i] += pattern(cos * across + sin * v, cos * v - sin * across, step);
            }
        }
    }

    /** How much of a pixel is of the second colour. */
    private float pattern(float along, float across, float step) {
        float edge = 1 / step;
        return switch (pattern) {
            case STRIPES -> wave(along, period, edge);
            case CHECKS -> {
                float a = wave(along, period, edge);
                float b = wave(across, period, edge);
                yield a + b - 2 * a * b;
            }
            default -> bricks(along, across, edge);
        };
    }

    /** Bricks are twice as wide as high; every other row is moved by half of one. */
    private float bricks(float along, float across, float edge) {
        float row = across / period;
        int number = (int) Math.floor(row);
        float shift = (number & 1) * period;
        float mortar = wave(across, period, edge);
        return Math.max(mortar, joint(along + shift, 2 * period, edge));
    }

    private float joint(float at, float length, float edge) {
        float place = at - length * (float) Math.floor(at / length);
        return clamp(0.5f + edge * (place - (length - period * (1 - duty))));
    }

    /** 0 in the first part of each period and 1 in the rest, with edges of one pixel. */
    private float wave(float at, float length, float edge) {
        float place = at - length * (float) Math.floor(at / length);
        float width = length * duty;
        float rise = 0.5f + edge * (place - width);
        float fall = 0.5f + edge * (length - place);
        float start = 0.5f - edge * place;
        return clamp(Math.max(Math.min(rise, fall), start));
    }

    static float clamp(float x) {
        return Math.min(Math.max(x, 0), 1);
    }
}
