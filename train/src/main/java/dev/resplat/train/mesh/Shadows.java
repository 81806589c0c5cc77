package dev.resplat.train.mesh;

import java.util.Optional;

/** What holds up the light of each {@link Light} of a scene. Safe for use by several threads. */
final class Shadows {
    /**
     * Cells along each side of an area light that have buffers; of more, triangles are searched.
     */
    private static final int MOST_CELLS = 2;

    private final MeshScene scene;
    private final Bvh triangles;

    /** By the number of cells along a side, less one; made when they are first wanted. */
    private final LightBuffer[][][] buffers = new LightBuffer[MOST_CELLS + 1][][];

    Shadows(MeshScene scene) {
        this.scene = scene;
        triangles = new Bvh(scene);
    }

    /** All triangles. */
    Bvh triangles() {
        return triangles;
    }

    /**
     * Those of each light, which an area light has for each cell, others have one; null where there
     * is none.
     *
     * @param areaSamples cells along each side of an area light
     */
    synchronized LightBuffer[][] buffers(int areaSamples) {
        int cells = Math.min(areaSamples, MOST_CELLS + 1);
        if (buffers[cells - 1] == null) {
            LightBuffer[][] made = new LightBuffer[scene.lights().size()][];
            for (int i = 0; i < made.length; i++) {
                made[i] = buffers(scene.lights().get(i), areaSamples);
            }
            buffers[cells - 1] = made;
        }
        return buffers[cells - 1];
    }

    private LightBuffer[] buffers(Light light, int areaSamples) {
        if (light instanceof Light.Area area) {
            LightBuffer[] cells = new LightBuffer[areaSamples * areaSamples];
            float[] place = new float[3];
            for (int i = 0; i < cells.length && areaSamples <= MOST_CELLS; i++) {
                area.cell(i, areaSamples, place);
                cells[i] = LightBuffer.from(triangles, place).orElse(null);
            }
            return cells;
        }
        Optional<LightBuffer> buffer =
                light instanceof Light.Directional sun
                        ? LightBuffer.along(triangles, sun.direction())
                        : LightBuffer.from(triangles, ((Light.Point) light).position());
        return new LightBuffer[] {buffer.orElse(null)};
    }
}
