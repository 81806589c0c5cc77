package dev.resplat.train.library;

import static dev.resplat.train.library.Solids.TOP;

import dev.resplat.train.data.Draws;

/** A rectangular room, which may have a corner cut out, with furniture and lamps. */
final class RoomSet {
    private final Stage s;
    private final MeshBuilder b;
    private final Draws draws;
    private final RoomShell shell;
    private final FurnitureParts parts;
    private final SmallThings things;
    private final Furnishing furnishing;

    private RoomSet(Stage s) {
        this.s = s;
        this.b = s.mesh;
        this.draws = s.draws;
        shell = new RoomShell(s);
        parts = new FurnitureParts(s);
        things = new SmallThings(parts);
        furnishing = new Furnishing(shell, parts, things);
    }

    static void build(Stage stage) {
        new RoomSet(stage).build();
    }

    private void build() {
        s.indoor = true;
        shell.build(parts);
        s.space.within(
                new float[] {
                    -shell.width / 2,
                    -shell.length / 2,
                    0,
                    shell.width / 2,
                    shell.length / 2,
                    shell.height
                });
        if (draws.chance(0.35)) {
            shell.corner().ifPresent(furnishing::keepFree);
        }
        furnishing.furnish();
        ceilingLights();
        s.focus = new float[] {0, 0, 0.9f};
        s.radius = Math.min(shell.width, shell.length) / 2;
        s.lowest = 1.1f;
        s.highest = Math.min(1.75f, shell.height - 0.6f);
    }

    private void ceilingLights() {
        int n = 1 + draws.below(3);
        boolean panels = s.lighting == Lighting.AREA && draws.chance(0.6);
        for (int i = 0; i < n; i++) {
            float x = draws.range(-0.25f, 0.25f) * shell.width;
            float y = (-0.5f + (i + 0.5f) / n) * 0.8f * shell.length;
            b.push(x, y, 0, 0);
            if (panels) {
                panel();
            } else if (draws.chance(0.7)) {
                hanging();
            }
            b.pop();
        }
        if (s.lamps.isEmpty()) {
            b.push(0, 0, 0, 0);
            hanging();
            b.pop();
        }
    }

    private void hanging() {
        int mark = s.begin();
        float drop = draws.range(0.35f, 0.7f);
        s.use(parts.fittings);
        b.push(0, 0, shell.height - drop, 0);
        Solids.lathe(b, new float[] {0.008f, 0.008f}, new float[] {0, drop}, 5);
        things.shade(0, true);
        b.pop();
        s.end(mark);
    }

    private void panel() {
        float u = draws.range(0.3f, 0.6f);
        float v = draws.range(0.15f, 0.6f);
        Surface glow = s.surfaces.glowing("panel", new float[] {3, 3, 2.9f});
        s.glowing.add(glow);
        s.use(glow);
        Solids.box(b, -u, -v, shell.height - 0.03f, u, v, shell.height, TOP);
        float[] c = b.world(0, 0, shell.height - 0.035f);
        // u x v is down.
        s.openings.add(new Stage.Opening(c, new float[] {u, 0, 0}, new float[] {0, -v, 0}));
    }
}
