package dev.resplat.train.mesh;

import dev.resplat.splat.Camera;
import java.util.stream.IntStream;

/**
 * Draws a {@link MeshScene}: finds which triangle each sample of the image sees ({@link
 * Visibility}), then shades what is seen ({@link Shader}). What all views share is made once, in
 * the constructor. Safe for use by several threads; the same scene, camera and options give the
 * same bits on every machine.
 */
public final class MeshRenderer {
    private static final int ROWS_AT_ONCE = 8;

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
        Visibility visibility = Visibility.of(scene, camera, options);
        Drawing drawing = new Drawing(camera, options, visibility);
        int bands = (camera.height() + ROWS_AT_ONCE - 1) / ROWS_AT_ONCE;
        if (options.parallel()) {
            IntStream.range(0, bands)
                    .parallel()
                    .forEach(
                            band ->
                                    drawing.rows(
                                            band * ROWS_AT_ONCE,
                                            Math.min(camera.height(), (band + 1) * ROWS_AT_ONCE)));
        } else {
            drawing.rows(0, camera.height());
        }
        return drawing.image;
    }

    private static float[] linear(float[] color) {
        return new float[] {Srgb.linear(color[0]), Srgb.linear(color[1]), Srgb.linear(color[2])};
    }

    /** An image that is being shaded. */
    private final class Drawing {
        private final Camera camera;
        private final Options options;
        private final Visibility visibility;
        private final int samples;
        private final MeshImage image;

        /** The linear RGB of pixels without triangles, null if they show the environment. */
        private final float[] backdrop;

        Drawing(Camera camera, Options options, Visibility visibility) {
            this.camera = camera;
            this.options = options;
            this.visibility = visibility;
            samples = options.samples();
            backdrop = scene.environment().background().map(MeshRenderer::linear).orElse(null);
            int pixels = camera.width() * camera.height();
            image =
                    new MeshImage(
                            camera.width(),
                            camera.height(),
                            new float[3 * pixels],
                            new float[pixels],
                            new float[pixels],
                            new float[3 * pixels],
                            new int[pixels]);
        }

        void rows(int from, int to) {
            Shader shader = new Shader(scene, environment, occluders, visibility, camera, options);
            Pixel pixel = new Pixel();
            for (int row = from; row < to; row++) {
                for (int column = 0; column < camera.width(); column++) {
                    pixel.draw(shader, column, row);
                }
            }
        }

        /** One pixel after the other, by one thread. */
        private final class Pixel {
            private final int[] triangles = new int[samples * samples];
            private final float[] sum = new float[3];
            private final float[] behind = new float[3];

            void draw(Shader shader, int column, int row) {
                int pixel = row * camera.width() + column;
                for (int i = 0; i < triangles.length; i++) {
                    int at = (row * samples + i / samples) * visibility.width;
                    triangles[i] = visibility.triangles[at + column * samples + i % samples];
                }
                int middle = triangles[samples / 2 * samples + samples / 2];
                int covered = shade(shader, column, row, middle, pixel);
                if (covered < triangles.length) {
                    background(column, row);
                    float open = triangles.length - covered;
                    for (int c = 0; c < 3; c++) {
                        sum[c] += open * behind[c];
                    }
                }
                image.alpha()[pixel] = (float) covered / triangles.length;
                for (int c = 0; c < 3; c++) {
                    image.colors()[3 * pixel + c] = Srgb.encoded(sum[c] / triangles.length);
                }
                if (middle < 0) {
                    image.materials()[pixel] = -1;
                    return;
                }
                image.materials()[pixel] = scene.mesh().materials()[middle];
                double x = (column + 0.5) * samples;
                double y = (row + 0.5) * samples;
                double inverse = shader.inverseDepth(middle, x, y);
                image.depth()[pixel] = (float) (1 / inverse);
            }

            /** Adds what samples see of triangles; returns how many do. */
            private int shade(Shader shader, int column, int row, int middle, int pixel) {
                int covered = 0;
                sum[0] = 0;
                sum[1] = 0;
                sum[2] = 0;
                for (int i = 0; i < triangles.length; i++) {
                    int triangle = triangles[i];
                    if (triangle < 0) {
                        continue;
                    }
                    int same = 0;
                    int right = 0;
                    int down = 0;
                    for (int j = i; j < triangles.length; j++) {
                        if (triangles[j] == triangle) {
                            same++;
                            right += j % samples;
                            down += j / samples;
                            triangles[j] = -1;
                        }
                    }
                    // The mean of places inside a triangle is inside.
                    double x = column * samples + (double) right / same + 0.5;
                    double y = row * samples + (double) down / same + 0.5;
                    float[] radiance = shader.shade(triangle, x, y);
                    for (int c = 0; c < 3; c++) {
                        sum[c] += same * radiance[c];
                    }
                    covered += same;
                    if (triangle == middle) {
                        Surface surface = shader.surface();
                        image.normals()[3 * pixel] = surface.nx;
                        image.normals()[3 * pixel + 1] = surface.ny;
                        image.normals()[3 * pixel + 2] = surface.nz;
                    }
                }
                return covered;
            }

            private void background(int column, int row) {
                if (backdrop != null) {
                    System.arraycopy(backdrop, 0, behind, 0, 3);
                    return;
                }
                double[] m = camera.worldToCamera();
                double x = (column + 0.5 - camera.cx()) / camera.fx();
                double y = (row + 0.5 - camera.cy()) / camera.fy();
                environment.behind(
                        (float) (m[0] * x + m[4] * y + m[8]),
                        (float) (m[1] * x + m[5] * y + m[9]),
                        (float) (m[2] * x + m[6] * y + m[10]),
                        behind);
            }
        }
    }
}
