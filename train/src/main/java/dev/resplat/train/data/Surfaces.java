package dev.resplat.train.data;

/** Makes what things of one picture are filled with: all are in one light. */
final class Surfaces {
    private final Draws draws;

    /** The deviation of light by texture; beyond, surfaces are black and white. */
    private static final float STRONGEST = 0.36f;

    /** Where light comes from: to the right, and down. */
    final float lightX;

    final float lightY;

    /** How strong textures are in this picture. */
    private final float textured;

    Surfaces(Draws draws) {
        this.draws = draws;
        lightX = draws.normal(0, 0.7f);
        lightY = draws.range(-1, -0.2f);
        textured = draws.logRange(1, 3.2f);
    }

    /** A surface of this colour and about this radius in pixels, at this place. */
    Material surface(float[] color, float x, float y, float radius) {
        Material m = new Material(color, Palette.near(color, 0.35f, draws));
        m.x = x;
        m.y = y;
        float slope = draws.range(0, 0.25f) / Math.max(radius, 4);
        m.lightX = slope * lightX;
        m.lightY = slope * lightY;
        if (radius < 5) {
            return m;
        }
        if (draws.chance(0.92)) {
            texture(m, draws.logRange(0.06f, 0.35f));
        }
        if (radius > 16 && draws.chance(0.6)) {
            m.uneven = draws.range(0.03f, 0.2f);
            m.unevenFrequency = Math.min(1, draws.logRange(10, 80) / radius);
        }
        if (draws.chance(0.3)) {
            m.stains = draws.range(0.1f, 0.6f);
            m.stained = draws.range(0, 0.6f);
            m.stainFrequency = draws.logRange(0.05f, 1f);
        }
        return m;
    }

    /**
     * Gives a surface texture, strong or weak as all in this picture: fine or coarse, of equal or
     * unequal extents.
     */
    void texture(Material m, float amplitude) {
        Noise[] kinds = {
            Noise.NATURAL, Noise.NATURAL, Noise.ROUGH, Noise.ROUGH, Noise.SMOOTH, Noise.RIDGED
        };
        m.texture = kinds[draws.below(kinds.length)];
        m.amplitude = Math.min(STRONGEST, amplitude * textured);
        float frequency = draws.logRange(0.5f, 1f);
        float stretch = draws.chance(0.35) ? draws.logRange(0.08f, 0.6f) : 1;
        float angle = draws.chance(0.5) ? 0 : draws.range(0, 6.28f);
        float cos = (float) StrictMath.cos(angle);
        float sin = (float) StrictMath.sin(angle);
        m.map =
                new float[] {
                    frequency * stretch * cos,
                    frequency * stretch * sin,
                    -frequency * sin,
                    frequency * cos
                };
    }

    void pattern(Material m) {
        Material.Pattern[] kinds = Material.Pattern.values();
        m.pattern = kinds[1 + draws.below(kinds.length - 1)];
        m.period = draws.logRange(4, 40);
        m.duty = m.pattern == Material.Pattern.BRICKS ? 0.88f : draws.range(0.3f, 0.9f);
        float angle = draws.chance(0.6) ? (draws.chance(0.5) ? 0 : 1.5708f) : draws.range(0, 6.28f);
        m.cos = (float) StrictMath.cos(angle);
        m.sin = (float) StrictMath.sin(angle);
    }
}
