package dev.resplat.train.data;

/** Puts things into a scene: single ones of any shape, and things of all sizes. */
final class Things {
    /** Pixels around the picture where things are as well, since pictures move. */
    static final int MARGIN = 16;

    final Palette palette;
    final Draws draws;
    final Surfaces surfaces;
    final int width;
    final int height;
    private final Scene scene;

    /** Blur of edges where the picture is in focus, in pixels. */
    private final float focus;

    Things(Scene scene, Palette palette, Draws draws, int width, int height) {
        this.scene = scene;
        this.palette = palette;
        this.draws = draws;
        this.width = width;
        this.height = height;
        focus = draws.range(1, 1.7f);
        surfaces = new Surfaces(draws);
    }

    Leaf add(Outline outline, Material material, float blur, float nearness) {
        Leaf leaf = new Leaf(outline, material);
        leaf.softness = focus + blur;
        leaf.nearness = nearness;
        if (blur > 0) {
            // What is out of focus has no fine texture: what is left of it is weaker and coarser.
            float sharp = focus / (focus + blur);
            material.amplitude *= sharp;
            float slower = Math.max(sharp, 0.15f);
            for (int i = 0; i < 4; i++) {
                material.map[i] *= slower;
            }
        }
        scene.leaves.add(leaf);
        return leaf;
    }

    /** What light does not reach behind a thing: the same outline, moved and soft. */
    void shadow(Outline outline, float distance, float strength, Leaf of) {
        Material dark = new Material(new float[] {0.02f, 0.02f, 0.04f}, new float[3]);
        Leaf leaf = new Leaf(outline, dark);
        leaf.softness = of.softness + 1.5f * distance;
        leaf.opacity = strength;
        leaf.nearness = of.nearness;
        leaf.speedX = of.speedX;
        leaf.speedY = of.speedY;
        leaf.shiftX = -distance * surfaces.lightX;
        leaf.shiftY = -distance * surfaces.lightY;
        leaf.rough = of.rough;
        leaf.roughness = of.roughness;
        leaf.roughFrequency = of.roughFrequency;
        scene.leaves.add(scene.leaves.size() - 1, leaf);
    }

    /** Some thing of this radius, of any shape. */
    void thing(float x, float y, float radius, float[] color, float blur) {
        Material m = surfaces.surface(color, x, y, radius);
        Outline outline;
        float shape = draws.uniform();
        boolean rough = false;
        if (shape < 0.42f) {
            float ratio = draws.logRange(0.3f, 1);
            outline = new Outline.Ellipse(x, y, radius, ratio * radius, draws.range(0, 6.28f));
            rough = draws.chance(0.6);
            if (draws.chance(0.4)) {
                m.darkness = draws.range(0.2f, 0.6f);
                m.x += 0.4f * radius * surfaces.lightX;
                m.y += 0.4f * radius * surfaces.lightY;
                m.roundness = 0.7f / radius;
            }
        } else if (shape < 0.72f) {
            outline = polygon(x, y, radius, draws.chance(0.5) ? 4 : 3 + draws.below(4));
            rough = draws.chance(0.2);
            if (radius > 16 && draws.chance(0.25)) {
                surfaces.pattern(m);
            }
        } else {
            outline = stroke(x, y, radius);
        }
        Leaf leaf = add(outline, m, blur, 1);
        if (rough) {
            boolean torn = draws.chance(0.3);
            leaf.rough = torn ? Noise.NATURAL : Noise.SMOOTH;
            leaf.roughness = draws.range(0.05f, torn ? 0.12f : 0.3f) * radius;
            leaf.roughFrequency = draws.logRange(20, 100) / Math.max(radius, 4);
            leaf.roughFrequency = Math.min(leaf.roughFrequency, 1);
        }
        if (radius > 4 && draws.chance(0.25)) {
            leaf.speedX = draws.normal(0, 0.7f);
            leaf.speedY = draws.normal(0, 0.7f);
        }
        if (radius > 3 && draws.chance(0.45)) {
            shadow(outline, radius * draws.range(0.03f, 0.25f), draws.range(0.2f, 0.6f), leaf);
        }
        if (radius > 14 && !rough && blur == 0 && draws.chance(0.6)) {
            decorate(leaf, x, y, radius, color);
        }
    }

    /** Parts of a thing that end where it ends: spots, bands, folds. */
    private void decorate(Leaf whole, float x, float y, float radius, float[] color) {
        float[] other = draws.chance(0.4) ? palette.any(draws) : Palette.near(color, 0.5f, draws);
        int count = 1 + draws.below(8);
        float largest = radius * draws.logRange(0.08f, 0.6f);
        float bands = draws.range(0, 6.28f);
        boolean banded = draws.chance(0.4);
        for (int i = 0; i < count; i++) {
            float px = x + draws.range(-0.8f, 0.8f) * radius;
            float py = y + draws.range(-0.8f, 0.8f) * radius;
            float r = largest * draws.logRange(0.4f, 1);
            float[] own = Palette.near(other, 0.15f, draws);
            Outline part =
                    banded
                            ? new Outline.Ellipse(px, py, 2 * radius, 0.4f * r, bands)
                            : draws.chance(0.5)
                                    ? new Outline.Ellipse(
                                            px, py, r, draws.range(0.4f, 1) * r, bands)
                                    : polygon(px, py, r, 4);
            Material m = surfaces.surface(own, px, py, r);
            m.lightX = whole.material.lightX;
            m.lightY = whole.material.lightY;
            Leaf leaf = new Leaf(new Outline.Both(part, whole.outline), m);
            leaf.softness = whole.softness * (draws.chance(0.3) ? 4 : 1);
            leaf.opacity = draws.range(0.5f, 1);
            leaf.speedX = whole.speedX;
            leaf.speedY = whole.speedY;
            scene.leaves.add(leaf);
        }
    }

    /** A shadow of something that is not in the picture, over all that is there so far. */
    void dark() {
        float r = draws.logRange(60, 400);
        float x = draws.uniform() * width;
        float y = draws.uniform() * height;
        Outline outline =
                draws.chance(0.5)
                        ? polygon(x, y, r, 4)
                        : new Outline.Ellipse(x, y, r, 0.6f * r, draws.range(0, 6.28f));
        Leaf leaf =
                new Leaf(outline, new Material(new float[] {0.03f, 0.03f, 0.05f}, new float[3]));
        leaf.softness = draws.logRange(2, 120);
        leaf.opacity = draws.range(0.2f, 0.6f);
        leaf.rough = Noise.SMOOTH;
        leaf.roughness = draws.chance(0.6) ? draws.range(0.02f, 0.2f) * r : 0;
        leaf.roughFrequency = draws.logRange(0.1f, 1);
        scene.leaves.add(leaf);
    }

    private Outline polygon(float x, float y, float radius, int corners) {
        boolean upright = draws.chance(0.6);
        float turn = upright ? 0 : draws.range(0, 6.28f);
        float ratio = draws.logRange(0.25f, 1);
        boolean swapped = draws.chance(0.5);
        float[] xs = new float[corners];
        float[] ys = new float[corners];
        for (int i = 0; i < corners; i++) {
            float jitter = corners == 4 ? 0 : draws.range(-0.3f, 0.3f);
            double angle = 2 * Math.PI * (i + 0.5 + jitter) / corners;
            float u = radius * (float) StrictMath.cos(angle) * (swapped ? ratio : 1);
            float v = radius * (float) StrictMath.sin(angle) * (swapped ? 1 : ratio);
            float cos = (float) StrictMath.cos(turn);
            float sin = (float) StrictMath.sin(turn);
            xs[i] = x + cos * u - sin * v;
            ys[i] = y + sin * u + cos * v;
        }
        return new Outline.Polygon(xs, ys);
    }

    private Strokes stroke(float x, float y, float radius) {
        Strokes result = new Strokes();
        float angle = draws.range(0, 6.28f);
        float dx = radius * (float) StrictMath.cos(angle);
        float dy = radius * (float) StrictMath.sin(angle);
        float bend = draws.normal(0, 0.5f);
        float wide = Math.max(0.5f, radius * draws.logRange(0.02f, 0.25f));
        result.addCurve(
                x - dx,
                y - dy,
                x - bend * dy,
                y + bend * dx,
                x + dx,
                y + dy,
                wide,
                wide * draws.range(0.3f, 1),
                6);
        return result;
    }

    /**
     * Things of all sizes all over the picture: radii have density r^-3 on the plane, so that what
     * meets the window has {@code r^-3 (side + 2 r)^2}.
     *
     * @param smallest radius, in pixels
     * @param layers by how many things a pixel is covered on average
     * @param largest radius, in pixels
     * @param blur of the largest; smaller ones are all in focus
     */
    void leaves(float layers, float smallest, float largest, float blur) {
        float w = width + 2 * MARGIN;
        float h = height + 2 * MARGIN;
        double a = smallest;
        double b = largest;
        double cubes = (1 / (a * a) - 1 / (b * b)) / 2;
        double squares = 1 / a - 1 / b;
        double logs = StrictMath.log(b / a);
        double few = w * h * cubes;
        double more = 2 * (w + h) * squares;
        double all = few + more + 4 * logs;
        // The mean of pi r^2 / 2.5, about what a thing covers, over all things of the plane.
        double area = 1.25 * logs / cubes;
        int count = (int) Math.min(3000, layers * w * h / area * all / few);
        float[][] colors = new float[2 + draws.below(4)][];
        for (int i = 0; i < colors.length; i++) {
            colors[i] = palette.any(draws);
        }
        float alike = draws.range(0.1f, 0.5f);
        Gathering gathering = new Gathering(draws);
        for (int i = 0; i < count; i++) {
            double which = draws.uniform() * all;
            double u = draws.uniform();
            double r;
            if (which < few) {
                r = 1 / Math.sqrt(1 / (a * a) - u * 2 * cubes);
            } else if (which < few + more) {
                r = 1 / (1 / a - u * squares);
            } else {
                r = a * StrictMath.exp(u * logs);
            }
            float radius = (float) r;
            float x = draws.range(-radius, w + radius) - MARGIN;
            float y = draws.range(-radius, h + radius) - MARGIN;
            if (!gathering.has(x, y, radius)) {
                continue;
            }
            int kind = Math.min(draws.below(colors.length), draws.below(colors.length));
            float[] color = Palette.near(colors[kind], alike, draws);
            boolean far = blur > 0 && draws.chance(Math.min(0.8, radius / 60));
            thing(x, y, radius, color, far ? blur * draws.uniform() : 0);
        }
    }

    /** Where things lie: all over the picture, or gathered in places. */
    private static final class Gathering {
        private static final float LARGE = 40;

        private final float threshold;
        private final float frequency;
        private final float phase;

        Gathering(Draws draws) {
            threshold = draws.chance(0.35) ? -10 : draws.range(-0.6f, 1);
            frequency = draws.logRange(0.15f, 1.2f);
            phase = draws.range(0, 512);
        }

        boolean has(float x, float y, float radius) {
            float density = Noise.SMOOTH.at(phase + x * frequency, phase + y * frequency);
            return radius > LARGE || density > threshold;
        }
    }
}
