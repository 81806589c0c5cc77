package dev.resplat.train.data;

/** What is behind things: walls, skies, land, water. */
final class Grounds {
    private final Things things;
    private final Surfaces surfaces;
    private final Palette palette;
    private final Draws draws;
    private final int width;
    private final int height;

    Grounds(Things things) {
        this.things = things;
        surfaces = things.surfaces;
        palette = things.palette;
        draws = things.draws;
        width = things.width;
        height = things.height;
    }

    /** Something as large as the picture: a wall, a floor, a cloth, or what is out of focus. */
    void background(boolean blurred) {
        float[] color = palette.any(draws);
        float[] other = draws.chance(0.5) ? palette.any(draws) : Palette.near(color, 0.6f, draws);
        Material m = new Material(color, other);
        m.x = draws.range(0, 1) * width;
        m.y = draws.range(0, 1) * height;
        float slope = draws.range(0, 0.5f) / 384;
        m.lightX = slope * surfaces.lightX;
        m.lightY = slope * surfaces.lightY;
        m.stained = draws.range(0.2f, 0.8f);
        m.stains = draws.range(0, 0.5f);
        m.stainFrequency = draws.logRange(0.08f, 0.6f);
        if (!blurred) {
            surfaces.texture(m, draws.logRange(0.04f, 0.35f));
            if (draws.chance(0.35)) {
                surfaces.pattern(m);
                m.stains *= 0.4f;
                m.stained = 0.1f;
            }
            m.uneven = draws.range(0.02f, 0.2f);
            m.unevenFrequency = draws.logRange(0.1f, 0.8f);
        }
        things.add(new Outline.Everything(), m, 0, 0.6f);
    }

    /** From a bright horizon to a deeper colour above, with clouds. */
    void sky(float horizon) {
        float[] high = palette.sky(draws);
        float[] clouds = {0.93f, 0.92f, 0.91f};
        Material m = new Material(high, Palette.mixed(high, clouds, draws.range(0.3f, 1)));
        m.y = horizon;
        m.lightY = draws.range(0, 0.5f) / 512;
        m.stained = draws.range(-0.3f, 0.7f);
        m.stains = draws.chance(0.4) ? 0.03f : draws.range(0.1f, 0.6f);
        m.stainFrequency = draws.logRange(0.15f, 0.7f);
        m.amplitude = draws.range(0, 0.015f);
        m.texture = Noise.SMOOTH;
        things.add(new Outline.Everything(), m, 0, 0.1f);
    }

    /** Land from a line downwards, in haze if it is far. */
    void land(float top, float haze, float nearness) {
        float[] color = draws.chance(0.5) ? palette.leaves(draws) : palette.earth(draws);
        color = Palette.mixed(color, new float[] {0.72f, 0.76f, 0.82f}, haze);
        Material m = surfaces.surface(color, width / 2f, top, 300);
        surfaces.texture(m, draws.logRange(0.06f, 0.35f) * (1 - haze));
        boolean straight = draws.chance(0.4);
        float amplitude = straight ? draws.range(0, 2) : draws.logRange(4, 50);
        Noise noise = draws.chance(0.5) ? Noise.SMOOTH : Noise.NATURAL;
        Outline line =
                new Outline.Ridge(
                        top,
                        straight ? 0 : draws.normal(0, 0.1f),
                        noise,
                        amplitude,
                        draws.logRange(0.1f, 0.7f),
                        draws.range(0, 512));
        Leaf leaf = things.add(line, m, 0, nearness);
        leaf.roughness = draws.chance(0.4) ? draws.range(0.5f, 3) : 0;
    }

    /** Waves: noise that is much wider than high. */
    void water(float top) {
        float[] color = palette.sky(draws);
        Material m =
                new Material(Palette.mixed(color, new float[] {0.1f, 0.15f, 0.15f}, 0.5f), color);
        m.y = top;
        m.stained = 0.4f;
        float f = draws.logRange(0.3f, 1);
        m.texture = draws.chance(0.5) ? Noise.NATURAL : Noise.RIDGED;
        m.map = new float[] {f * draws.range(0.1f, 0.35f), 0, 0, f};
        m.amplitude = draws.logRange(0.05f, 0.3f);
        m.lightY = draws.normal(0, 0.4f) / 384;
        things.add(new Outline.Ridge(top, 0, Noise.SMOOTH, 1, 0.3f, 5), m, 0, 0.8f);
    }
}
