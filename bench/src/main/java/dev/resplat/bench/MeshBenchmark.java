package dev.resplat.bench;

import dev.resplat.splat.Camera;
import dev.resplat.tensor.Philox;
import dev.resplat.train.mesh.Environment;
import dev.resplat.train.mesh.Light;
import dev.resplat.train.mesh.Material;
import dev.resplat.train.mesh.Mesh;
import dev.resplat.train.mesh.MeshImage;
import dev.resplat.train.mesh.MeshRenderer;
import dev.resplat.train.mesh.MeshScene;
import dev.resplat.train.mesh.Texture;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * An image of 800 x 600 pixels of 100,000 triangles: hills with textured spheres of all materials
 * on them, in the light of sun and sky, so that most triangles are some pixels large, half of them
 * hidden.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
public class MeshBenchmark {
    private static final int WIDTH = 800;
    private static final int HEIGHT = 600;

    /** Squares of the hills along each side. */
    private static final int HILLS = 158;

    private static final int SPHERES = 16;

    /** Steps around a sphere; half as many from pole to pole. */
    private static final int AROUND = 56;

    /** Along each side of a pixel. */
    @Param({"1", "3"})
    public int samples;

    /** Whether a ray to the sun is followed from every pixel. */
    @Param({"true", "false"})
    public boolean shadows;

    private MeshScene scene;
    private MeshRenderer renderer;
    private Camera camera;

    /** Makes the scene. */
    @Setup
    public void prepare() {
        scene = scene();
        renderer = new MeshRenderer(scene);
        double c = 0.6;
        double s = -0.8;
        // From above and from the side: right, down, forward.
        double[] pose = {1, 0, 0, 0, 0, s, -c, 0, 0, c, s, 0, 0, 0, 0, 1};
        double[] eye = {0, -7, 6.5};
        for (int i = 0; i < 3; i++) {
            for (int j = 0; j < 3; j++) {
                pose[4 * i + 3] -= pose[4 * i + j] * eye[j];
            }
        }
        camera = new Camera(WIDTH, HEIGHT, 700, 700, WIDTH / 2.0, HEIGHT / 2.0, pose);
    }

    private static MeshScene scene() {
        int sphere = (AROUND + 1) * (AROUND / 2 + 1);
        int vertices = (HILLS + 1) * (HILLS + 1) + SPHERES * sphere;
        int triangles = 2 * HILLS * HILLS + SPHERES * AROUND * AROUND;
        Mesh mesh =
                new Mesh(
                        new float[3 * vertices],
                        new float[3 * vertices],
                        new float[2 * vertices],
                        new int[3 * triangles],
                        new int[triangles]);
        grid(mesh, 0, 0, HILLS, HILLS, 0, MeshBenchmark::hill);
        for (int i = 0; i < SPHERES; i++) {
            double x = (i % 4 - 1.5) * 2.2;
            double y = (i / 4 - 1.5) * 2.2;
            grid(
                    mesh,
                    (HILLS + 1) * (HILLS + 1) + i * sphere,
                    2 * HILLS * HILLS + i * AROUND * AROUND,
                    AROUND,
                    AROUND / 2,
                    1 + i % 4,
                    (u, v, p, n) -> {
                        double polar = Math.PI * v;
                        double azimuth = 2 * Math.PI * u;
                        n[0] = (float) (Math.sin(polar) * Math.cos(azimuth));
                        n[1] = (float) (Math.sin(polar) * Math.sin(azimuth));
                        n[2] = (float) -Math.cos(polar);
                        p[0] = (float) (x + 0.8 * n[0]);
                        p[1] = (float) (y + 0.8 * n[1]);
                        p[2] = (float) (1 + 0.8 * n[2]);
                    });
        }
        float[] white = {1, 1, 1};
        Optional<Texture> texture = Optional.of(texture());
        List<Material> materials =
                List.of(
                        material(white, texture, 0, 0.8f),
                        material(white, texture, 0, 0.3f),
                        material(new float[] {0.9f, 0.7f, 0.4f}, Optional.empty(), 1, 0.2f),
                        material(white, texture, 0, 0.6f),
                        material(new float[] {0.2f, 0.3f, 0.8f}, Optional.empty(), 0, 0.1f));
        Light sun = new Light.Directional(new float[] {0.6f, 0.48f, -0.64f}, new float[] {3, 3, 2});
        Environment sky =
                Environment.of(
                        new float[] {0, 0, 1},
                        16,
                        (x, y, z, out) -> {
                            out[0] = 0.3f + 0.1f * z;
                            out[1] = 0.4f + 0.1f * z;
                            out[2] = 0.5f + 0.2f * z;
                        },
                        Optional.empty());
        return new MeshScene(mesh, materials, List.of(sun), sky);
    }

    private static Material material(
            float[] color, Optional<Texture> texture, float metallic, float roughness) {
        return new Material(
                "",
                color,
                texture,
                new Material.MetallicRoughness(metallic, roughness, Optional.empty()),
                Optional.empty(),
                new float[3],
                false,
                0);
    }

    private static Texture texture() {
        int[] texels = new int[256 * 256];
        int[] words = new int[4];
        for (int i = 0; i < texels.length; i++) {
            Philox.block(words, 1, 0, i / 64 % 4 + i / 4096 * 4);
            texels[i] = 0xFF404040 | words[0] & 0x7F7F7F;
        }
        return Texture.of(256, 256, texels, Texture.Wrap.REPEAT, Texture.Wrap.REPEAT, true);
    }

    private static void hill(double u, double v, float[] p, float[] n) {
        double x = 14 * u - 7;
        double y = 14 * v - 7;
        p[0] = (float) x;
        p[1] = (float) y;
        p[2] = (float) (0.3 * Math.sin(2.1 * x) * Math.cos(1.7 * y));
        double dx = 0.63 * Math.cos(2.1 * x) * Math.cos(1.7 * y);
        double dy = -0.51 * Math.sin(2.1 * x) * Math.sin(1.7 * y);
        double length = Math.sqrt(dx * dx + dy * dy + 1);
        n[0] = (float) (-dx / length);
        n[1] = (float) (-dy / length);
        n[2] = (float) (1 / length);
    }

    /** A surface over u and v from 0 to 1: sets a point and its normal. */
    private interface Patch {
        void at(double u, double v, float[] point, float[] normal);
    }

    private static void grid(
            Mesh mesh, int vertex, int triangle, int columns, int rows, int material, Patch patch) {
        float[] point = new float[3];
        float[] normal = new float[3];
        for (int row = 0; row <= rows; row++) {
            for (int column = 0; column <= columns; column++) {
                int at = vertex + row * (columns + 1) + column;
                double u = (double) column / columns;
                double v = (double) row / rows;
                patch.at(u, v, point, normal);
                System.arraycopy(point, 0, mesh.positions(), 3 * at, 3);
                System.arraycopy(normal, 0, mesh.normals(), 3 * at, 3);
                mesh.uvs()[2 * at] = (float) (4 * u);
                mesh.uvs()[2 * at + 1] = (float) (4 * v);
            }
        }
        for (int i = 0; i < columns * rows; i++) {
            int corner = vertex + i / columns * (columns + 1) + i % columns;
            int[] square = {corner, corner + 1, corner + columns + 2, corner + columns + 1};
            for (int half = 0; half < 2; half++) {
                int at = triangle + 2 * i + half;
                mesh.triangles()[3 * at] = square[0];
                mesh.triangles()[3 * at + 1] = square[1 + half];
                mesh.triangles()[3 * at + 2] = square[2 + half];
                mesh.materials()[at] = material;
            }
        }
    }

    /** An image on all cores, of a scene that was drawn before. */
    @Benchmark
    public MeshImage render() {
        return renderer.render(camera, new MeshRenderer.Options(samples, shadows, 4, 1e-3, true));
    }

    /** What is done once for a scene. */
    @Benchmark
    public MeshRenderer begin() {
        return new MeshRenderer(scene);
    }
}
