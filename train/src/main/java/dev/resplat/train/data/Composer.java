package dev.resplat.train.data;

/** Thinks of a scene: what kind of picture it is, what is in it, and how it was taken. */
final class Composer {
    /** The photograph of which a picture is a window. */
    private static final int PHOTOGRAPH_WIDTH = 768;

    private static final int PHOTOGRAPH_HEIGHT = 512;

    private final int width;
    private final int height;
    private final Draws draws;
    private final Scene scene;
    private final Things things;
    private final Grounds grounds;
    private final Plants plants;
    private final Buildings buildings;

    Composer(int width, int height, Draws draws) {
        this.width = width;
        this.height = height;
        this.draws = draws;
        scene = new Scene(width, height);
        things = new Things(scene, new Palette(draws), draws, width, height);
        grounds = new Grounds(things);
        plants = new Plants(things);
        buildings = new Buildings(things);
    }

    Scene scene() {
        int kind = draws.below(100);
        if (kind < 28) {
            landscape();
        } else if (kind < 44) {
            wall();
        } else if (kind < 58) {
            closeUp();
        } else if (kind < 78) {
            clutter();
        } else {
            thicket();
        }
        int shadows = draws.chance(0.6) ? 0 : 1 + draws.below(2);
        for (int i = 0; i < shadows; i++) {
            things.dark();
        }
        take();
        return scene;
    }

    /** How many of something there are, of so many per 256 x 256 pixels. */
    private int perArea(float count) {
        return Math.round(count * width * height / 65536f);
    }

    /** The smallest of the things of one kind: some pictures have nothing small in them. */
    private float small() {
        return draws.chance(0.15) ? 1.5f : draws.logRange(2, 40);
    }

    private float anyX() {
        return draws.range(-0.1f, 1.1f) * width;
    }

    private float anyY() {
        return draws.range(-0.1f, 1.1f) * height;
    }

    /** Sky, land in some distances, and what stands there. */
    private void landscape() {
        float above = draws.uniform() * Math.max(0, PHOTOGRAPH_HEIGHT - height);
        float horizon = draws.range(0.15f, 0.85f) * PHOTOGRAPH_HEIGHT - above;
        grounds.sky(horizon);
        int hills = draws.below(3);
        for (int i = 0; i < hills; i++) {
            grounds.land(
                    horizon - 40 + 25 * i, draws.range(0.3f, 0.7f) * (hills - i) / hills, 0.4f);
        }
        if (draws.chance(0.3)) {
            grounds.water(horizon);
        } else {
            grounds.land(horizon, 0, 0.8f);
        }
        if (draws.chance(0.35)) {
            int houses = 1 + draws.below(3);
            for (int i = 0; i < houses; i++) {
                float w = draws.logRange(60, 250);
                float h = draws.logRange(60, 250);
                buildings.house(anyX() - w / 2, horizon + draws.range(0, 30), w, h);
            }
        }
        int trees = draws.below(5);
        for (int i = 0; i < trees; i++) {
            float r = draws.logRange(25, 120);
            int count = Math.min(900, (int) (r * r * draws.range(0.05f, 0.25f)));
            plants.foliage(anyX(), horizon - 0.4f * r, r, 0.8f * r, count, 0);
        }
        if (draws.chance(0.3)) {
            plants.grass(Math.max(0, horizon + 20), perArea(draws.logRange(30, 250)));
        }
        if (draws.chance(0.5)) {
            things.leaves(draws.logRange(0.02f, 0.4f), small(), 80, 0);
        }
        details(0.2);
    }

    /** A surface that fills the picture, and things on it. */
    private void wall() {
        grounds.background(false);
        if (draws.chance(0.4)) {
            buildings.house(-50, height + 50, width + 100, height + 100);
        }
        things.leaves(draws.logRange(0.05f, 1.2f), small(), draws.logRange(60, 300), 0);
        details(0.35);
    }

    /** Few things in focus before a blurred background. */
    private void closeUp() {
        grounds.background(true);
        things.leaves(draws.logRange(0.5f, 3), draws.logRange(10, 60), 250, draws.logRange(6, 40));
        int count = 1 + draws.below(4);
        for (int i = 0; i < count; i++) {
            float r = draws.logRange(25, 220);
            things.thing(anyX(), anyY(), r, new Palette(draws).any(draws), 0);
        }
        details(0.15);
    }

    /** Things of all sizes, many or few. */
    private void clutter() {
        grounds.background(draws.chance(0.5));
        float small = small();
        things.leaves(draws.logRange(0.8f, 5), small, 384, draws.range(0, 6));
        if (draws.chance(0.4)) {
            things.leaves(draws.range(0.3f, 2), small(), 100, 0);
        }
        details(0.2);
    }

    /** Leaves, grass and branches everywhere. */
    private void thicket() {
        grounds.background(true);
        int bushes = 1 + perArea(4);
        for (int i = 0; i < bushes; i++) {
            float r = draws.logRange(40, 200);
            int count = Math.min(700, (int) (r * r * draws.range(0.03f, 0.2f)));
            float blur = draws.chance(0.4) ? draws.logRange(1, 10) : 0;
            plants.foliage(anyX(), anyY(), r, r, count, blur);
        }
        if (draws.chance(0.4)) {
            plants.grass(0, perArea(draws.logRange(60, 350)));
        }
        things.leaves(draws.logRange(0.02f, 0.5f), small(), 100, 0);
        details(0.4);
    }

    /** Thin and near things. */
    private void details(double chance) {
        if (draws.chance(chance)) {
            plants.branch(draws.chance(0.7) ? 0 : 3);
        }
        if (draws.chance(chance / 2)) {
            buildings.fence();
        }
        if (draws.chance(chance)) {
            buildings.text(anyX() - 60, anyY() - 20);
        }
    }

    private void take() {
        scene.exposure = (float) StrictMath.exp(draws.normal(0, 0.12f));
        scene.contrast = draws.range(0.8f, 1.25f);
        // A window off the centre of a photograph has less of its vignette.
        float part = (float) width / PHOTOGRAPH_WIDTH;
        scene.vignette = draws.chance(0.3) ? draws.range(0, 0.4f) * part : 0;
        scene.noise = draws.chance(0.7) ? draws.logRange(0.001f, 0.015f) : 0;
        scene.panX = draws.normal(0, 1);
        scene.panY = draws.normal(0, 0.6f);
        scene.zoom = draws.normal(0, 0.004f);
    }
}
