package dev.resplat.train.mesh;

import dev.resplat.splat.Camera;
import dev.resplat.train.image.Srgb;

/** An image that is being drawn, in bands of rows. */
final class Drawing {
    /** Samples of a band: as many as fit into the cache of a core. */
    private static final int SAMPLES_AT_ONCE = 1 << 18;

    /** Bands of an image, at least, so that all cores have some. */
    private static final int BANDS = 32;

    private final MeshScene scene;
    private final EnvironmentLight environment;
    private final Shadows shadows;
    private final Camera camera;
    private final MeshRenderer.Options options;
    private final int samples;
    private final ProjectedMesh projected;
    private final MeshImage image;

    /** The linear RGB of pixels without triangles, null if they show the environment. */
    private final float[] backdrop;

    /**
     * An empty image.
     *
     * @param shadows what holds up light, or null
     */
    Drawing(
            MeshScene scene,
            EnvironmentLight environment,
            Shadows shadows,
            Camera camera,
            MeshRenderer.Options options) {
        this.scene = scene;
        this.environment = environment;
        this.shadows = shadows;
        this.camera = camera;
        this.options = options;
        samples = options.samples();
        projected = new ProjectedMesh(scene, camera, options);
        backdrop = scene.environment().background().map(Drawing::linear).orElse(null);
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

    private static float[] linear(float[] color) {
        return new float[] {Srgb.linear(color[0]), Srgb.linear(color[1]), Srgb.linear(color[2])};
    }

    /** The image, empty before {@link #draw}. */
    MeshImage image() {
        return image;
    }

    /** Draws all of it. */
    void draw() {
        int height = camera.height();
        int rows = SAMPLES_AT_ONCE / Math.max(1, samples * samples * camera.width());
        if (options.parallel()) {
            rows = Math.min(rows, (height + BANDS - 1) / BANDS);
        }
        Chunks.run(height, Math.max(1, rows), options.parallel(), this::draw);
    }

    private void draw(int from, int to) {
        Visibility visibility =
                new Visibility(projected, options.near(), samples * from, samples * to);
        Shader shader = new Shader(scene, environment, shadows, projected, options);
        Pixel pixel = new Pixel(visibility, shader);
        for (int row = from; row < to; row++) {
            for (int column = 0; column < camera.width(); column++) {
                pixel.draw(column, row);
            }
        }
    }

    /** One pixel after the other, by one thread. */
    private final class Pixel {
        private final Visibility visibility;
        private final Shader shader;
        private final int[] triangles = new int[samples * samples];
        private final float[] sum = new float[3];
        private final float[] behind = new float[3];

        Pixel(Visibility visibility, Shader shader) {
            this.visibility = visibility;
            this.shader = shader;
        }

        void draw(int column, int row) {
            int pixel = row * camera.width() + column;
            for (int i = 0; i < triangles.length; i++) {
                triangles[i] =
                        visibility.triangle(
                                column * samples + i % samples, row * samples + i / samples);
            }
            int middle = triangles[samples / 2 * samples + samples / 2];
            int covered = shade(column, row, middle, pixel);
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
        private int shade(int column, int row, int middle, int pixel) {
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
