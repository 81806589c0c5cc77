package dev.resplat.train.data;

/** The colours of one picture: a few families, of which one dominates, and how bright it is. */
final class Palette {
    /** Hue in turns, its deviation, saturation from, to, and how often it occurs in photographs. */
    private static final float[][] FAMILIES = {
        {0.08f, 0.025f, 0.10f, 0.50f, 5}, // earth, wood, skin, stone
        {0.11f, 0.03f, 0.03f, 0.25f, 5}, // sand, plaster
        {0.24f, 0.05f, 0.15f, 0.55f, 4}, // leaves
        {0.58f, 0.04f, 0.08f, 0.50f, 3}, // sky, water
        {0.60f, 0.10f, 0.00f, 0.10f, 4}, // greys
        {0.01f, 0.02f, 0.45f, 0.78f, 0.9f}, // red paint
        {0.13f, 0.02f, 0.40f, 0.78f, 0.8f}, // yellow
        {0.90f, 0.05f, 0.15f, 0.55f, 0.5f}, // blossoms
        {0.48f, 0.05f, 0.15f, 0.60f, 0.5f} // turquoise
    };

    private static final int OCCURRENCE = 4;

    /** By how much a picture's colours may be more saturated than usual. */
    private static final float VIVID = 0.18f;

    private static final double DOMINANCE = 0.45;

    private final int[] families;
    private final float key;
    private final float spread;
    private final float vividness;

    Palette(Draws draws) {
        families = new int[2 + draws.below(4)];
        for (int i = 0; i < families.length; i++) {
            families[i] = draw(draws);
        }
        key = draws.range(0.36f, 0.7f);
        spread = draws.range(0.14f, 0.3f);
        vividness = draws.logRange(0.8f, 2.6f);
    }

    private static int draw(Draws draws) {
        float sum = 0;
        for (float[] family : FAMILIES) {
            sum += family[OCCURRENCE];
        }
        float at = draws.uniform() * sum;
        int i = 0;
        while (i < FAMILIES.length - 1 && at >= FAMILIES[i][OCCURRENCE]) {
            at -= FAMILIES[i++][OCCURRENCE];
        }
        return i;
    }

    /** Of anything in the picture. */
    float[] any(Draws draws) {
        int i = draws.chance(DOMINANCE) ? 0 : draws.below(families.length);
        return of(families[i], draws.normal(key, spread), draws);
    }

    float[] earth(Draws draws) {
        return of(draws.below(2), draws.normal(key, 0.7f * spread), draws);
    }

    float[] leaves(Draws draws) {
        return of(draws.chance(0.85) ? 2 : 0, draws.normal(0.8f * key, 0.6f * spread), draws);
    }

    float[] sky(Draws draws) {
        return of(draws.chance(0.7) ? 3 : 4, draws.range(0.6f, 0.98f), draws);
    }

    private float[] of(int family, float value, Draws draws) {
        float[] f = FAMILIES[family];
        float hue = draws.normal(f[0], f[1]);
        // Saturated colours of great brightness are rare.
        float bright = Math.min(Math.max(value, 0.03f), 0.97f);
        float saturation = vividness * draws.range(f[2], f[3]) * (1.1f - 0.4f * bright);
        return rgb(hue, Math.min(saturation, f[3] + VIVID), bright);
    }

    /** A colour like another: a little lighter or darker, warmer or colder. */
    static float[] near(float[] color, float much, Draws draws) {
        float light = (float) StrictMath.exp(draws.normal(0, much));
        float warm = draws.normal(0, 0.25f * much);
        return new float[] {
            Material.clamp(color[0] * light * (1 + warm)),
            Material.clamp(color[1] * light),
            Material.clamp(color[2] * light * (1 - warm))
        };
    }

    static float[] mixed(float[] a, float[] b, float weight) {
        return new float[] {
            a[0] + weight * (b[0] - a[0]),
            a[1] + weight * (b[1] - a[1]),
            a[2] + weight * (b[2] - a[2])
        };
    }

    /** Of hue in turns, saturation and value (Smith 1978). */
    private static float[] rgb(float hue, float saturation, float value) {
        float turns = (hue - (float) Math.floor(hue)) * 6;
        float[] result = new float[3];
        for (int c = 0; c < 3; c++) {
            float k = (5 - 2 * c + turns) % 6;
            float ramp = Math.max(0, Math.min(Math.min(k, 4 - k), 1));
            result[c] = value - value * saturation * ramp;
        }
        return result;
    }
}
