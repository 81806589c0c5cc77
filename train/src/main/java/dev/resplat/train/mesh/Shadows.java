package dev.resplat.train.mesh;

/** What holds up the light of each {@link Light} of a scene. Safe for use by several threads. */
final class Shadows {
    private final Bvh triangles;

    /** Those of lights that have some, else null. */
    private final LightBuffer[] buffers;

    Shadows(MeshScene scene) {
        triangles = new Bvh(scene);
        buffers = new LightBuffer[scene.lights().size()];
        for (int i = 0; i < buffers.length; i++) {
            if (scene.lights().get(i) instanceof Light.Directional sun) {
                buffers[i] = LightBuffer.of(triangles, sun.direction()).orElse(null);
            }
        }
    }

    /** Length of the diagonal of all that is there. */
    float diagonal() {
        return triangles.diagonal();
    }

    /**
     * Which triangle is between a point and a light, or -1 if none is.
     *
     * @param light the number of the light
     * @param x of the point; y and z too
     * @param dx to the light; dy and dz too
     * @param reach how far, in terms of the length of that
     * @param hint what was returned for the light and a point nearby, or -1
     */
    int blocker(
            int light,
            float x,
            float y,
            float z,
            float dx,
            float dy,
            float dz,
            float reach,
            int hint) {
        return buffers[light] != null
                ? buffers[light].blocker(x, y, z, hint)
                : triangles.blocker(x, y, z, dx, dy, dz, reach, hint);
    }
}
