package dev.resplat.train.data;

/** What people make: fences, signs, houses. */
final class Buildings {
    private final Things things;
    private final Surfaces surfaces;
    private final Palette palette;
    private final Draws draws;
    private final int width;
    private final int height;

    Buildings(Things things) {
        this.things = things;
        surfaces = things.surfaces;
        palette = things.palette;
        draws = things.draws;
        width = things.width;
        height = things.height;
    }

    /** Bars or wires at equal distances. */
    void fence() {
        Strokes bars = new Strokes();
        float gap = draws.logRange(8, 50);
        float thick = gap * draws.range(0.03f, 0.25f);
        boolean upright = draws.chance(0.6);
        float lean = draws.normal(0, 0.1f);
        float top = upright && draws.chance(0.6) ? draws.uniform() * height : -50;
        float reach = (upright ? width : height) + 2 * Things.MARGIN;
        for (float at = -Things.MARGIN + gap * draws.uniform(); at < reach; at += gap) {
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
        things.add(bars, surfaces.surface(palette.any(draws), width / 2f, height / 2f, 200), 0, 1);
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
            Leaf board =
                    things.add(new Outline.Polygon(xs, ys), surfaces.surface(paper, x, y, w), 0, 1);
            things.shadow(board.outline, 2, 0.4f, board);
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
        things.add(letters, new Material(ink, ink), 0, 1);
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
        Material m = surfaces.surface(wall, x, bottom, w);
        if (draws.chance(0.5)) {
            surfaces.pattern(m);
            m.period = draws.logRange(3, 10);
        }
        float[] xs = {x, x + w, x + w, x};
        float[] ys = {bottom - h, bottom - h, bottom, bottom};
        things.add(new Outline.Polygon(xs, ys), m, 0, 0.8f);
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
                things.add(
                        new Outline.Polygon(frameX, frameY), new Material(frame, frame), 0, 0.8f);
                float[] paneX = {left, right, right, left};
                float[] paneY = {top, top, low, low};
                float[] own = Palette.near(glass, 0.3f, draws);
                things.add(
                        new Outline.Polygon(paneX, paneY),
                        surfaces.surface(own, left, top, cell),
                        0,
                        0.8f);
            }
        }
    }
}
