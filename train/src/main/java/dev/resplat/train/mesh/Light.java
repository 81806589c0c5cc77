package dev.resplat.train.mesh;

/** Light that comes from a place or a direction; {@link Environment} is what comes from all. */
public sealed interface Light {
    /**
     * Light from far away, such as of the sun.
     *
     * @param direction where the light goes, a unit vector {@code [3]}
     * @param irradiance on a surface that faces it, linear RGB {@code [3]}
     */
    record Directional(float[] direction, float[] irradiance) implements Light {}

    /**
     * A small lamp.
     *
     * @param position {@code [3]}
     * @param intensity linear RGB {@code [3]}: the irradiance on a surface that faces it from
     *     distance d is {@code intensity / d^2}
     */
    record Point(float[] position, float[] intensity) implements Light {}

    /**
     * A rectangle that shines to one side, which is that of {@code halfU x halfV}. It is not seen
     * itself; who wants it seen adds triangles that emit as much.
     *
     * @param center {@code [3]}
     * @param halfU from the centre to the middle of an edge, {@code [3]}
     * @param halfV from the centre to the middle of the next edge, at a right angle to {@code
     *     halfU}, {@code [3]}
     * @param radiance linear RGB {@code [3]}
     */
    record Area(float[] center, float[] halfU, float[] halfV, float[] radiance) implements Light {
        /** Sets the middle of a cell, of so many along each side. */
        void cell(int cell, int samples, float[] out) {
            float u = (2 * (cell % samples) + 1f) / samples - 1;
            float v = (2 * (cell / samples) + 1f) / samples - 1;
            for (int i = 0; i < 3; i++) {
                out[i] = center[i] + u * halfU[i] + v * halfV[i];
            }
        }
    }
}
