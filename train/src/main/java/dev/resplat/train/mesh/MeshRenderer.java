package dev.resplat.train.mesh;

import dev.resplat.splat.Camera;

/**
 * Draws a {@link MeshScene}: finds which triangle each sample of the image sees, then shades what
 * is seen. What all views share is made once, in the constructor. Safe for use by several threads;
 * the same scene, camera and options give the same bits on every machine.
 */
public final class MeshRenderer {
    /**
     * How to draw.
     *
     * @param samples along each side of a pixel, 1 to 8: visibility is found for each sample,
     *     shading once for all that see the same triangle
     * @param shadows whether lights are hidden behind triangles
     * @param areaSamples along each side of an area light, 1 to 16
     * @param near triangles nearer than this along z are cut off
     * @param parallel whether one image is drawn by all cores; else by the calling thread
     */
    public record Options(
            int samples, boolean shadows, int areaSamples, double near, boolean parallel) {
        /** 3 x 3 samples with shadows, lights of 4 x 4 cells, by all cores. */
        public static final Options DEFAULT = new Options(3, true, 4, 1e-3, true);

        /**
         * Checks ranges.
         *
         * @throws IllegalArgumentException if something is out of range
         */
        public Options {
            if (samples < 1 || samples > 8) {
                throw new IllegalArgumentException("samples must be from 1 to 8, is " + samples);
            }
            if (areaSamples < 1 || areaSamples > 16) {
                throw new IllegalArgumentException(
                        "areaSamples must be from 1 to 16, is " + areaSamples);
            }
            if (!(near > 0)) {
                throw new IllegalArgumentException("near must be more than 0, is " + near);
            }
        }
    }

    private final MeshScene scene;
    private final EnvironmentLight environment;

    /** Null if no light throws shadows. */
    private final Bvh occluders;

    /** A renderer of a scene. */
    public MeshRenderer(MeshScene scene) {
        this.scene = scene;
        environment = new EnvironmentLight(scene.environment());
        occluders = scene.lights().isEmpty() ? null : new Bvh(scene);
    }

    /** What it draws. */
    public MeshScene scene() {
        return scene;
    }

    /** What a camera sees. */
    public MeshImage render(Camera camera, Options options) {
        Drawing drawing =
                new Drawing(
                        scene, environment, options.shadows() ? occluders : null, camera, options);
        drawing.draw();
        return drawing.image();
    }
}
