package dev.resplat.train.library;

import static dev.resplat.train.library.Solids.BOTTOM;

import dev.resplat.train.data.Draws;

/** A street along x between houses, or with a park at one side, with cars, lamps and trees. */
final class StreetSet {
    private final Stage s;
    private final MeshBuilder b;
    private final Draws draws;
    private final Plants plants;
    private final Surface glass;
    private final Surface metal;
    private final Surface rubber;
    private final Surface[] paints;
    private final float length;

    /** Half the road, and to the houses. */
    private final float road;

    private final float front;

    private StreetSet(Stage s) {
        this.s = s;
        this.b = s.mesh;
        this.draws = s.draws;
        SceneSurfaces f = s.surfaces;
        metal =
                f.make(
                        "metal",
                        Family.METAL,
                        SceneSurfaces.tint(0.6f, 0.1f, draws.range(0.3f, 0.9f)),
                        Sheen.ANY);
        paints =
                new Surface[] {
                    f.make("car paint", Family.PAINT, f.anyTint(), Sheen.ANY),
                    f.make("other car paint", Family.PAINT, f.anyTint(), Sheen.ANY),
                    f.make("sign paint", Family.PAINT, f.anyTint(), Sheen.ANY)
                };
        glass =
                f.make(
                        "glass",
                        Family.MARBLE,
                        SceneSurfaces.tint(0.58f, 0.2f, draws.range(0.25f, 0.6f)),
                        Sheen.POLISHED);
        rubber = f.make("rubber", Family.ASPHALT, SceneSurfaces.tint(0, 0, 0.4f), Sheen.MATTE);
        plants = new Plants(s);
        length = draws.range(28, 40);
        road = draws.range(2.6f, 4.2f);
        front = road + draws.range(1.8f, 4);
    }

    static void build(Stage stage) {
        new StreetSet(stage).build();
    }

    private void build() {
        ground();
        boolean park = draws.chance(0.3);
        row(1);
        if (park) {
            park();
        } else {
            row(-1);
        }
        ends();
        things();
        s.focus = new float[] {0, 0, 1.9f};
        s.radius = 0.8f * front;
        s.lowest = 1.4f;
        s.highest = 2.4f;
        float half = length / 2 - 0.5f;
        s.space.within(new float[] {-half, park ? -front - 6 : -front, 0, half, front, 60});
    }

    private void ground() {
        SceneSurfaces f = s.surfaces;
        float half = length / 2 + 6;
        s.useAligned(
                f.make(
                        "road",
                        draws.chance(0.7) ? Family.ASPHALT : Family.PAVEMENT,
                        Sheen.POLISHED));
        b.rectangle(0, 0, 0, 1, 0, 0, 0, 1, 0, -half, half, -road, road);
        Surface kerb = f.make("kerb", Family.CONCRETE, Sheen.MATTE);
        Surface pavement = f.make("pavement", Family.PAVEMENT, Sheen.POLISHED);
        for (int side = -1; side <= 1; side += 2) {
            float y0 = side > 0 ? road : -front - 0.5f;
            float y1 = side > 0 ? front + 0.5f : -road;
            s.useAligned(kerb);
            float k = side > 0 ? road : -road - 0.2f;
            Solids.box(b, -half, k, 0, half, k + 0.2f, 0.13f, BOTTOM);
            s.useAligned(pavement);
            float a = side > 0 ? y0 + 0.2f : y0;
            float c = side > 0 ? y1 : y1 - 0.2f;
            b.rectangle(0, 0, 0.12f, 1, 0, 0, 0, 1, 0, -half, half, a, c);
        }
        Surface paint =
                f.make(
                        "markings",
                        Family.PAINT,
                        SceneSurfaces.tint(0.1f, 0.05f, 0.95f),
                        Sheen.MATTE);
        s.use(paint);
        for (float x = -half; x < half; x += 4) {
            b.rectangle(0, 0, 0.008f, 1, 0, 0, 0, 1, 0, x, x + 2, -0.07f, 0.07f);
        }
        if (draws.chance(0.5)) {
            float at = draws.range(-6, 6);
            for (float y = -road + 0.4f; y < road - 0.5f; y += 0.9f) {
                b.rectangle(0, 0, 0.012f, 1, 0, 0, 0, 1, 0, at, at + 2.6f, y, y + 0.45f);
            }
        }
    }

    /** Houses, side by side. */
    private void row(int side) {
        float x = -length / 2;
        while (x < length / 2 - 2) {
            float w = Math.min(draws.range(6, 12), length / 2 - x);
            w = length / 2 - x - w < 4 ? length / 2 - x : w;
            int storeys = b.triangleCount() > 3500 ? 2 : 2 + draws.below(3);
            int mark = s.begin();
            float back = draws.range(0, 0.25f);
            boolean near = Math.abs(x + w / 2) < 7 && b.triangleCount() < 4500;
            b.push(x + w / 2, side * (front + back), 0.12f, side > 0 ? 0 : 3.1415927f);
            new House(s, glass).build(w, 8, storeys, draws.chance(0.4), false, near);
            b.pop();
            s.end(mark);
            x += w;
        }
    }

    private void park() {
        s.useAligned(s.surfaces.make("lawn", Family.GRASS, Sheen.MATTE));
        float half = length / 2 + 6;
        b.rectangle(0, 0, 0.1f, 1, 0, 0, 0, 1, 0, -half, half, -front - 26, -front - 0.5f);
        for (int i = 0; i < 9; i++) {
            float x = -length / 2 + length * (i + draws.uniform()) / 9;
            standing(x, -front - draws.range(2, 16), 0.1f, () -> plants.tree(draws.range(4, 9)));
        }
        for (int i = 0; i < 5; i++) {
            standing(
                    draws.range(-15, 15),
                    -front - draws.range(1, 6),
                    0.1f,
                    () -> plants.bush(draws.range(0.4f, 0.9f)));
        }
    }

    /** Houses across, where the street ends. */
    private void ends() {
        for (int side = -1; side <= 1; side += 2) {
            int mark = s.begin();
            b.push(side * (length / 2 + 5), 0, 0.14f, side > 0 ? -1.5707964f : 1.5707964f);
            new House(s, glass)
                    .build(2 * front + 12, 6, 2 + draws.below(2), draws.chance(0.4), false, false);
            b.pop();
            s.end(mark);
        }
    }

    private interface Piece {
        void build();
    }

    private void standing(float x, float y, float z, Piece piece) {
        int mark = s.begin();
        b.push(x, y, z, draws.range(0, 6.28f));
        piece.build();
        b.pop();
        s.end(mark);
    }

    private void things() {
        for (int i = 0; i < 2 + draws.below(4) && b.triangleCount() < 6600; i++) {
            int side = draws.chance(0.5) ? 1 : -1;
            float x = -length / 2 + 4 + 6 * i + draws.range(0, 1);
            int mark = s.begin();
            b.push(x, side * (road - 1), 0, side > 0 ? 0 : 3.1415927f);
            car();
            b.pop();
            s.end(mark);
        }
        float kerb = road + 0.5f;
        for (int side = -1; side <= 1; side += 2) {
            int mark = s.begin();
            b.push(side * draws.range(2.5f, 6), side * kerb, 0.12f, side > 0 ? 0 : 3.1415927f);
            lantern();
            b.pop();
            s.end(mark);
        }
        boolean trees = draws.chance(0.5);
        for (float x = -length / 2 + 3;
                x < length / 2 && b.triangleCount() < 7400;
                x += draws.range(6, 9)) {
            int side = draws.chance(0.5) ? 1 : -1;
            if (Math.abs(x) < 8) {
                continue;
            }
            if (trees && draws.chance(0.5)) {
                standing(x, side * kerb, 0.12f, () -> plants.tree(draws.range(3.5f, 6)));
            } else {
                int mark = s.begin();
                b.push(x, side * kerb, 0.12f, side > 0 ? 0 : 3.1415927f);
                lantern();
                b.pop();
                s.end(mark);
            }
        }
        for (int i = 0; i < 4; i++) {
            float y = (draws.chance(0.5) ? 1 : -1) * draws.range(road + 0.6f, front - 0.5f);
            standing(draws.range(-10, 10), y, 0.12f, this::small);
        }
    }

    private void lantern() {
        float h = draws.range(3, 4);
        s.use(metal);
        Solids.lathe(b, new float[] {0.1f, 0.1f, 0.05f, 0.04f}, new float[] {0, 0.5f, 0.6f, h}, 8);
        boolean lit = s.lighting == Lighting.LAMPS;
        s.use(
                s.surfaces.glowing(
                        "lantern",
                        lit ? new float[] {2.5f, 2.1f, 1.4f} : new float[] {0.3f, 0.3f, 0.28f}));
        Solids.lathe(
                b, new float[] {0, 0.1f, 0.17f, 0}, new float[] {h, h, h + 0.3f, h + 0.42f}, 8);
        // The nearest to the middle come first.
        // Beside the glass, which lets no light through.
        float[] at = b.world(0, -0.4f, h);
        int place = 0;
        while (place < s.lamps.size() && Math.abs(s.lamps.get(place)[0]) < Math.abs(at[0])) {
            place++;
        }
        s.lamps.add(place, at);
    }

    private void car() {
        float l = draws.range(3.7f, 4.6f);
        float w = 1.7f;
        Surface paint = s.one(paints[0], paints[1]);
        s.use(paint);
        b.push(0, 0, 0.62f, 0);
        Solids.beveled(b, l, w, 0.72f, 0.12f);
        b.pop();
        float a = draws.range(0.42f, 0.48f) * l;
        float top = draws.range(1.4f, 1.75f);
        float x0 = -a;
        float x1 = 0.22f * l;
        float y = 0.46f * w;
        float[][] low = {{x0, -y, 0.97f}, {x1, -y, 0.97f}, {x1, y, 0.97f}, {x0, y, 0.97f}};
        float[][] high = {
            {x0 + 0.35f, -y + 0.12f, top},
            {x1 - 0.55f, -y + 0.12f, top},
            {x1 - 0.55f, y - 0.12f, top},
            {x0 + 0.35f, y - 0.12f, top}
        };
        Solids.polygon(b, high, false);
        s.use(glass);
        for (int i = 0; i < 4; i++) {
            int j = (i + 1) % 4;
            Solids.polygon(b, new float[][] {low[i], low[j], high[j], high[i]}, false);
        }
        s.use(rubber);
        for (int i = 0; i < 4; i++) {
            b.pushTilted(
                    ((i & 1) == 0 ? -0.3f : 0.32f) * l,
                    ((i & 2) == 0 ? -1 : 1) * (w / 2 - 0.08f),
                    0.32f,
                    0,
                    1.5707964f);
            Solids.cylinder(b, 0.32f, -0.1f, 0.1f, 14);
            b.pop();
        }
        s.use(metal);
        Solids.box(b, l / 2 - 0.02f, -0.7f, 0.35f, l / 2 + 0.05f, 0.7f, 0.5f, 0);
        Solids.box(b, -l / 2 - 0.05f, -0.7f, 0.35f, -l / 2 + 0.02f, 0.7f, 0.5f, 0);
    }

    /** A bin, a sign, a bollard, a box of plants or a bench. */
    private void small() {
        switch (draws.below(5)) {
            case 0 -> {
                s.use(s.one(paints[2], metal));
                Solids.lathe(
                        b,
                        new float[] {0, 0.25f, 0.3f, 0.3f, 0},
                        new float[] {0, 0, 0.85f, 0.9f, 0.95f},
                        14);
            }
            case 1 -> {
                s.use(metal);
                Solids.cylinder(b, 0.03f, 0, 2.3f, 8);
                s.use(s.surfaces.picture("sign", Sheen.POLISHED));
                Solids.box(b, -0.35f, -0.06f, 1.7f, 0.35f, -0.04f, 2.4f, 0);
            }
            case 2 -> {
                s.use(metal);
                Solids.lathe(
                        b,
                        new float[] {0, 0.09f, 0.07f, 0.1f, 0},
                        new float[] {0, 0, 0.8f, 0.88f, 1},
                        10);
            }
            case 3 -> {
                s.use(s.surfaces.make("trough", Family.CONCRETE, Sheen.POLISHED));
                Solids.block(b, 1.2f, 0.5f, 0, 0.5f, BOTTOM);
                b.push(0, 0, 0.45f, 0);
                plants.bush(0.35f);
                b.pop();
            }
            default -> {
                s.use(s.surfaces.make("bench", Family.WOOD, Sheen.POLISHED));
                for (int i = 0; i < 3; i++) {
                    Solids.box(
                            b,
                            -0.8f,
                            -0.25f + 0.16f * i,
                            0.43f,
                            0.8f,
                            -0.12f + 0.16f * i,
                            0.47f,
                            0);
                }
                Solids.box(b, -0.8f, 0.24f, 0.55f, 0.8f, 0.28f, 0.85f, 0);
                s.use(metal);
                for (int i = -1; i <= 1; i += 2) {
                    Solids.box(
                            b, i * 0.6f - 0.03f, -0.2f, 0, i * 0.6f + 0.03f, 0.23f, 0.43f, BOTTOM);
                    Solids.box(
                            b,
                            i * 0.6f - 0.03f,
                            0.2f,
                            0.43f,
                            i * 0.6f + 0.03f,
                            0.24f,
                            0.85f,
                            BOTTOM);
                }
            }
        }
    }
}
