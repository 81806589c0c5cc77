package dev.resplat.train.data;

/** Trees, bushes, grass and branches. */
final class Plants {
    private final Things things;
    private final Surfaces surfaces;
    private final Palette palette;
    private final Draws draws;
    private final int width;
    private final int height;

    Plants(Things things) {
        this.things = things;
        surfaces = things.surfaces;
        palette = things.palette;
        draws = things.draws;
        width = things.width;
        height = things.height;
    }

    /** Leaves of a tree or bush: many of about one size and colour, the lower ones darker. */
    void foliage(float x, float y, float spreadX, float spreadY, int count, float blur) {
        float[] color = palette.leaves(draws);
        float size = draws.logRange(1.5f, 9);
        float ratio = draws.range(0.35f, 0.9f);
        float tilt = draws.range(0, 6.28f);
        float wild = draws.range(0.2f, 2);
        float contrast = draws.range(0.15f, 0.5f);
        crown(x, y, spreadX, spreadY, Palette.mixed(new float[3], color, 0.55f), blur);
        for (int i = 0; i < count; i++) {
            // Less and less towards the edge, beyond which some stand out.
            float far = (float) Math.sqrt(draws.uniform()) * draws.range(0.7f, 1.1f);
            float around = draws.range(0, 6.28f);
            float px = x + far * spreadX * (float) StrictMath.cos(around);
            float py = y + far * spreadY * (float) StrictMath.sin(around);
            float depth = 0.45f + 0.65f * i / count;
            float[] own = Palette.near(color, contrast, draws);
            own = Palette.mixed(new float[3], own, depth);
            float r = size * draws.logRange(0.6f, 1.6f);
            Material m = new Material(own, own);
            m.x = px;
            m.y = py;
            m.lightX = draws.normal(0, 0.15f) / r;
            m.lightY = draws.normal(0, 0.15f) / r;
            float angle = tilt + draws.normal(0, wild);
            things.add(new Outline.Ellipse(px, py, r, ratio * r, angle), m, blur, 1);
        }
    }

    /** The dark inside of a tree, on which its leaves are. */
    private void crown(float x, float y, float radiusX, float radiusY, float[] color, float blur) {
        Material m = surfaces.surface(color, x, y, radiusX);
        m.texture = Noise.ROUGH;
        m.amplitude = draws.range(0.1f, 0.4f);
        Leaf leaf =
                things.add(
                        new Outline.Ellipse(x, y, 0.9f * radiusX, 0.9f * radiusY, 0), m, blur, 1);
        leaf.roughness = 0.15f * radiusX;
        leaf.roughFrequency = Math.min(1, 60 / radiusX);
    }

    /** Blades from below, in tufts, the near ones lower in the picture. */
    void grass(float top, int tufts) {
        float[] color = palette.leaves(draws);
        float tall = draws.logRange(8, 60);
        float thin = draws.range(0.4f, 1.3f);
        for (int i = 0; i < tufts; i++) {
            float y = top + (height + tall - top) * (i + draws.uniform()) / tufts;
            float x = draws.uniform() * (width + 2 * Things.MARGIN) - Things.MARGIN;
            Strokes blades = new Strokes();
            int count = 2 + draws.below(5);
            for (int k = 0; k < count; k++) {
                float long_ = tall * draws.range(0.4f, 1.2f);
                float lean = draws.normal(0, 0.35f) * long_;
                float base = x + draws.normal(0, 5);
                blades.addCurve(
                        base,
                        y,
                        base + 0.2f * lean,
                        y - 0.7f * long_,
                        base + lean,
                        y - long_,
                        thin,
                        0.2f,
                        3);
            }
            float[] own = Palette.near(color, 0.3f, draws);
            Material m = new Material(own, own);
            m.x = x;
            m.y = y;
            m.lightY = -draws.range(0.2f, 0.6f) / tall;
            m.lightX = draws.normal(0, 0.3f) / 20;
            things.add(blades, m, 0, 1);
        }
    }

    /** A branch with twigs, from an edge of the picture. */
    void branch(float blur) {
        Strokes strokes = new Strokes();
        float x = draws.uniform() * width;
        float y = draws.chance(0.5) ? height + 10 : -10;
        float angle = y > 0 ? -1.57f : 1.57f;
        grow(strokes, x, y, angle + draws.normal(0, 0.5f), draws.logRange(1.5f, 14), 0);
        float[] color = Palette.mixed(new float[3], palette.earth(draws), 0.7f);
        Material m = surfaces.surface(color, x, y, 100);
        surfaces.texture(m, 0.2f);
        things.add(strokes, m, blur, 1);
    }

    private void grow(Strokes strokes, float x, float y, float angle, float radius, int depth) {
        float px = x;
        float py = y;
        float direction = angle;
        float r = radius;
        int pieces = 3 + draws.below(4);
        for (int i = 0; i < pieces && r > 0.35f; i++) {
            direction += draws.normal(0, 0.25f);
            float length = draws.range(8, 20) + 2.5f * r;
            float nx = px + length * (float) StrictMath.cos(direction);
            float ny = py + length * (float) StrictMath.sin(direction);
            strokes.add(px, py, nx, ny, r, 0.85f * r);
            px = nx;
            py = ny;
            r *= 0.85f;
            if (depth < 3 && draws.chance(0.6)) {
                float side = draws.chance(0.5) ? 0.7f : -0.7f;
                grow(strokes, px, py, direction + side, 0.6f * r, depth + 1);
            }
        }
    }
}
