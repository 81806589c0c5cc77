package dev.resplat.train.mesh;

import dev.resplat.splat.Camera;

/**
 * Draws a {@link MeshScene}. What all views share is made once, in the constructor. Safe for use by
 * several threads; the same scene, camera and options give the same bits.
 */
public final class MeshRenderer {
    /**
     * How to draw.
     *
     * @param samples along each side of a pixel, 1 to 8: visibility is found for each sample,
     *     shading once for all that see the same triangle
     * @param shadows whether lights are hidden behind triangles
     * @param near triangles nearer than this along z are cut off
     * @param parallel whether one image is drawn by all cores; else by the calling thread
     */
    public record Options(int samples, boolean shadows, double near, boolean parallel) {
        /** 2 x 2 samples with shadows, by all cores. */
        public static final Options DEFAULT = new Options(2, true, 1e-3, true);
    }

    /** A renderer of a scene. */
    public MeshRenderer(MeshScene scene) {}

    /** What a camera sees. */
    public MeshImage render(Camera camera, Options options) {
        throw new UnsupportedOperationException("being written");
    }
}
