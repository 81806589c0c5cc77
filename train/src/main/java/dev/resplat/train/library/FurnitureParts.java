package dev.resplat.train.library;

import static dev.resplat.train.library.Solids.BACK;

import dev.resplat.train.data.Draws;

/**
 * What the furniture of one room is made of: its surfaces, and shapes that many pieces have.
 * Lengths are metres, places are in the frame of the mesh.
 */
final class FurnitureParts {
    final Stage s;
    final MeshBuilder b;
    final Draws draws;
    final Surface wood;
    final Surface second;
    final Surface cloth;
    final Surface cushion;
    final Surface fittings;
    final Surface stone;
    final Surface dark;
    final Surface books;
    final Surface pottery;
    final Surface glaze;
    final Surface leaves;

    FurnitureParts(Stage s) {
        this.s = s;
        this.b = s.mesh;
        this.draws = s.draws;
        SceneSurfaces f = s.surfaces;
        fittings = f.make("fittings", Family.METAL, f.anyTint(), Sheen.ANY);
        pottery = f.make("pottery", Family.MARBLE, f.anyTint(), Sheen.ANY);
        glaze = f.make("glaze", Family.PAINT, f.anyTint(), Sheen.ANY);
        wood = f.make("wood", Family.WOOD, Sheen.POLISHED);
        second =
                draws.chance(0.5)
                        ? f.make("painted wood", Family.PAINT, f.anyTint(), Sheen.POLISHED)
                        : f.make("other wood", Family.WOOD, Sheen.POLISHED);
        stone =
                f.make(
                        "worktop",
                        draws.chance(0.5) ? Family.GRANITE : Family.MARBLE,
                        Sheen.POLISHED);
        cloth = f.make("cloth", Family.FABRIC, f.anyTint(), Sheen.MATTE);
        cushion = f.make("cushion", Family.FABRIC, f.anyTint(), Sheen.MATTE);
        dark =
                f.make(
                        "dark plastic",
                        Family.METAL,
                        SceneSurfaces.tint(0, 0, 0.15f),
                        Sheen.POLISHED);
        books = f.make("books", Family.BOOKS, Sheen.MATTE);
        leaves = f.make("leaves", Family.FOLIAGE, Sheen.MATTE);
    }

    /**
     * A box around (x, y), from one height to another.
     *
     * @param w along x
     * @param d along y
     * @param without which sides nobody sees, as for {@link Solids#box}
     */
    void block(float x, float y, float w, float d, float z0, float z1, int without) {
        Solids.box(b, x - w / 2, y - d / 2, z0, x + w / 2, y + d / 2, z1, without);
    }

    /** A box on z whose edges are cut: a mattress, a seat. */
    void soft(float x, float y, float z, float w, float d, float h, float cut) {
        b.push(x, y, z + h / 2, 0);
        Solids.beveled(b, w, d, h, Math.min(cut, 0.45f * Math.min(w, Math.min(d, h))));
        b.pop();
    }

    /** An ellipsoid around a place, with dents. */
    void ball(float x, float y, float z, float rx, float ry, float rz, float rough) {
        b.push(x, y, z, 0);
        Organics.ball(b, new float[] {rx, ry, rz}, rough, 1.7f, draws.below(1 << 20), 6, 10);
        b.pop();
    }

    /** An upright pole. */
    void pole(float x, float y, float radius, float z0, float z1, int sides) {
        b.push(x, y, 0, 0);
        Solids.cylinder(b, radius, z0, z1, sides);
        b.pop();
    }

    /** A door with a panel, in front of y. */
    void front(float x0, float z0, float x1, float z1, float y) {
        float rim = Math.min(0.07f, 0.2f * Math.min(x1 - x0, z1 - z0));
        Solids.box(b, x0, y - 0.012f, z0, x1, y, z1, BACK);
        Solids.box(b, x0 + rim, y - 0.02f, z0 + rim, x1 - rim, y - 0.012f, z1 - rim, BACK);
    }
}
