package dev.resplat.train.data;

/** Makes the things of a scene: single leaves, and groups of leaves that belong together. */
final class Things {
    private final Scene scene;
    private final Palette palette;
    private final Draws draws;
    private final int width;
    private final int height;

    /** Blur of edges where the picture is in focus, in pixels. */
    private final float focus;

    /** Where light comes from. */
    private final float lightX;

    private final float lightY;

    /** How strong textures are in this picture. */
    private final float textured;

    /** Pixels around the picture where things are as well, since pictures move. */
    private final float margin;

    Things(Scene scene, Palette palette, Draws draws, int width, int height) {
        this.scene = scene;
        this.palette = palette;
        this.draws = draws;
        this.width = width;
        this.height = height;
        focus = draws.range(1.1f, 2f);
        lightX = draws.normal(0, 0.7f);
        lightY = draws.range(-1, -0.2f);
        textured = draws.logRange(0.9f, 3.2f);
        margin = 16;
    }

    // ---- Surfaces --------------------------------------------------------------------------

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
            texture(m, draws.logRange(0.04f, 0.35f) * textured);
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

    /** Gives a surface texture: fine or coarse, of equal or unequal extents. */
    void texture(Material m, float amplitude) {
        Noise[] kinds = {
            Noise.NATURAL, Noise.NATURAL, Noise.ROUGH, Noise.ROUGH, Noise.SMOOTH, Noise.RIDGED
        };
        m.texture = kinds[draws.below(kinds.length)];
        m.amplitude = amplitude;
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

    private void pattern(Material m) {
        Material.Pattern[] kinds = Material.Pattern.values();
        m.pattern = kinds[1 + draws.below(kinds.length - 1)];
        m.period = draws.logRange(4, 40);
        m.duty = m.pattern == Material.Pattern.BRICKS ? 0.88f : draws.range(0.3f, 0.9f);
        float angle = draws.chance(0.6) ? (draws.chance(0.5) ? 0 : 1.5708f) : draws.range(0, 6.28f);
        m.cos = (float) StrictMath.cos(angle);
        m.sin = (float) StrictMath.sin(angle);
    }

    /** Something as large as the picture: a wall, a floor, a cloth, or what is out of focus. */
    void background(boolean blurred) {
        float[] color = palette.any(draws);
        float[] other = draws.chance(0.5) ? palette.any(draws) : Palette.near(color, 0.6f, draws);
        Material m = new Material(color, other);
        m.x = draws.range(0, 1) * width;
        m.y = draws.range(0, 1) * height;
        float slope = draws.range(0, 0.5f) / 384;
        m.lightX = slope * lightX;
        m.lightY = slope * lightY;
        m.stained = draws.range(0.2f, 0.8f);
        m.stains = draws.range(0, 0.5f);
        m.stainFrequency = draws.logRange(0.08f, 0.6f);
        if (!blurred) {
            texture(m, draws.logRange(0.04f, 0.35f) * textured);
            if (draws.chance(0.35)) {
                pattern(m);
                m.stains *= 0.4f;
                m.stained = 0.1f;
            }
            m.uneven = draws.range(0.02f, 0.2f);
            m.unevenFrequency = draws.logRange(0.1f, 0.8f);
        }
        add(new Outline.Everything(), m, 0, 0.6f);
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
        add(new Outline.Everything(), m, 0, 0.1f);
    }

    /** Land from a line downwards, in haze if it is far. */
    void land(float top, float haze, float nearness) {
        float[] color = draws.chance(0.5) ? palette.leaves(draws) : palette.earth(draws);
        color = Palette.mixed(color, new float[] {0.72f, 0.76f, 0.82f}, haze);
        Material m = surface(color, width / 2f, top, 300);
        texture(m, draws.logRange(0.06f, 0.35f) * textured * (1 - haze));
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
        Leaf leaf = add(line, m, 0, nearness);
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
        add(new Outline.Ridge(top, 0, Noise.SMOOTH, 1, 0.3f, 5), m, 0, 0.8f);
    }

    // ---- Single things ---------------------------------------------------------------------

    Leaf add(Outline outline, Material material, float blur, float nearness) {
        Leaf leaf = new Leaf(outline, material);
        leaf.softness = focus + blur;
        leaf.nearness = nearness;
        if (blur > 0) {
            // What is out of focus has no fine texture; of an average nothing is left but this.
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
        leaf.shiftX = -distance * lightX;
        leaf.shiftY = -distance * lightY;
        leaf.roughness = of.roughness;
        leaf.roughFrequency = of.roughFrequency;
        scene.leaves.add(scene.leaves.size() - 1, leaf);
    }

    /** Some thing of this radius, of any shape. */
    void thing(float x, float y, float radius, float[] color, float blur) {
        Material m = surface(color, x, y, radius);
        Outline outline;
        float shape = draws.uniform();
        boolean rough = false;
        if (shape < 0.42f) {
            float ratio = draws.logRange(0.3f, 1);
            outline = new Outline.Ellipse(x, y, radius, ratio * radius, draws.range(0, 6.28f));
            rough = draws.chance(0.6);
            if (draws.chance(0.4)) {
                m.darkness = draws.range(0.2f, 0.6f);
                m.x += 0.4f * radius * lightX;
                m.y += 0.4f * radius * lightY;
                m.roundness = 0.7f / radius;
            }
        } else if (shape < 0.72f) {
            outline = polygon(x, y, radius, draws.chance(0.5) ? 4 : 3 + draws.below(4));
            rough = draws.chance(0.2);
            if (radius > 16 && draws.chance(0.25)) {
                pattern(m);
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
            Material m = surface(own, px, py, r);
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

    // ---- Many things -----------------------------------------------------------------------

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
        float w = width + 2 * margin;
        float h = height + 2 * margin;
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
            float x = draws.range(-radius, w + radius) - margin;
            float y = draws.range(-radius, h + radius) - margin;
            int kind = Math.min(draws.below(colors.length), draws.below(colors.length));
            float[] color = Palette.near(colors[kind], alike, draws);
            boolean far = blur > 0 && draws.chance(Math.min(0.8, radius / 60));
            thing(x, y, radius, color, far ? blur * draws.uniform() : 0);
        }
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
            add(new Outline.Ellipse(px, py, r, ratio * r, angle), m, blur, 1);
        }
    }

    /** The dark inside of a tree, on which its leaves are. */
    private void crown(float x, float y, float radiusX, float radiusY, float[] color, float blur) {
        Material m = surface(color, x, y, radiusX);
        m.texture = Noise.ROUGH;
        m.amplitude = draws.range(0.1f, 0.4f);
        Leaf leaf = add(new Outline.Ellipse(x, y, 0.9f * radiusX, 0.9f * radiusY, 0), m, blur, 1);
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
            float x = draws.uniform() * (width + 2 * margin) - margin;
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
            add(blades, m, 0, 1);
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
        Material m = surface(color, x, y, 100);
        texture(m, 0.2f * textured);
        add(strokes, m, blur, 1);
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

    /** Bars or wires at equal distances. */
    void fence() {
        Strokes bars = new Strokes();
        float gap = draws.logRange(8, 50);
        float thick = gap * draws.range(0.03f, 0.25f);
        boolean upright = draws.chance(0.6);
        float lean = draws.normal(0, 0.1f);
        float top = upright && draws.chance(0.6) ? draws.uniform() * height : -50;
        float reach = (upright ? width : height) + 2 * margin;
        for (float at = -margin + gap * draws.uniform(); at < reach; at += gap) {
            if (upright) {
                float bottom = height + 50;
                bars.add(at, bottom, at + lean * (bottom - top), top, thick, thick);
            } else {
                bars.add(-50, at, width + 50, at + lean * width, thick, thick);
            }
        }
        if (upright) {
            bars.add(-50, top + 2 * gap, width + 50, top + 2 * gap, thick, thick);
        }
        add(bars, surface(palette.any(draws), width / 2f, height / 2f, 200), 0, 1);
    }

    /** A board with lines of marks like letters. */
    void text(float x, float y) {
        float em = draws.logRange(5, 30);
        int columns = 3 + draws.below(12);
        int rows = 1 + draws.below(4);
        float w = columns * em * 0.8f + em;
        float h = rows * em * 1.5f + 0.8f * em;
        float[] paper = palette.any(draws);
        boolean dark = paper[1] > 0.45f;
        float[] ink = Palette.mixed(paper, dark ? new float[3] : new float[] {1, 1, 1}, 0.8f);
        float[] xs = {x, x + w, x + w, x};
        float[] ys = {y, y, y + h, y + h};
        if (draws.chance(0.7)) {
            Leaf board = add(new Outline.Polygon(xs, ys), surface(paper, x, y, w), 0, 1);
            shadow(board.outline, 2, 0.4f, board);
        }
        Strokes letters = new Strokes();
        float thick = em * draws.range(0.05f, 0.1f);
        for (int i = 0; i < columns * rows; i++) {
            float left = x + em * (0.5f + 0.8f * (i % columns));
            float top = y + em * (0.5f + 1.5f * (i / columns));
            if (draws.chance(0.85)) {
                letter(letters, left, top, em, thick);
            }
        }
        add(letters, new Material(ink, ink), 0, 1);
    }

    private void letter(Strokes letters, float x, float y, float em, float thick) {
        int count = 2 + draws.below(3);
        for (int i = 0; i < count; i++) {
            float x0 = x + 0.28f * em * draws.below(3);
            float y0 = y + 0.5f * em * draws.below(3);
            float x1 = x + 0.28f * em * draws.below(3);
            float y1 = y + 0.5f * em * draws.below(3);
            letters.add(x0, y0, x1, y1, thick, thick);
        }
    }

    /** A house front: a wall and rows of windows. */
    void house(float x, float bottom, float w, float h) {
        float[] wall = palette.any(draws);
        Material m = surface(wall, x, bottom, w);
        if (draws.chance(0.5)) {
            pattern(m);
            m.period = draws.logRange(3, 10);
        }
        float[] xs = {x, x + w, x + w, x};
        float[] ys = {bottom - h, bottom - h, bottom, bottom};
        add(new Outline.Polygon(xs, ys), m, 0, 0.8f);
        float[] glass = Palette.mixed(palette.sky(draws), new float[3], draws.range(0.2f, 0.8f));
        float cell = draws.logRange(12, 60);
        float part = draws.range(0.4f, 0.8f);
        for (float top = bottom - h + 0.3f * cell; top + cell < bottom; top += 1.4f * cell) {
            for (float left = x + 0.3f * cell; left + part * cell < x + w; left += cell) {
                float right = left + part * cell;
                float low = top + 0.9f * cell;
                float[] frameX = {left - 1.5f, right + 1.5f, right + 1.5f, left - 1.5f};
                float[] frameY = {top - 1.5f, top - 1.5f, low + 1.5f, low + 1.5f};
                float[] frame = Palette.near(wall, 0.6f, draws);
                add(new Outline.Polygon(frameX, frameY), new Material(frame, frame), 0, 0.8f);
                float[] paneX = {left, right, right, left};
                float[] paneY = {top, top, low, low};
                float[] own = Palette.near(glass, 0.3f, draws);
                add(new Outline.Polygon(paneX, paneY), surface(own, left, top, cell), 0, 0.8f);
            }
        }
    }
}
