package dev.resplat.train.mesh;

import dev.resplat.splat.Camera;
import dev.resplat.train.data.Draws;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Puts small meshes together, and what is needed to look at them. */
final class MeshFixture {
    /** One sample per pixel, shadows. */
    static final MeshRenderer.Options SINGLE = new MeshRenderer.Options(1, true, 4, 1e-3, false);

    private final List<Float> positions = new ArrayList<>();
    private final List<Float> normals = new ArrayList<>();
    private final List<Float> uvs = new ArrayList<>();
    private final List<Integer> triangles = new ArrayList<>();
    private final List<Integer> materials = new ArrayList<>();

    /** Adds a vertex; returns its number. */
    int vertex(double[] position, double[] normal, double u, double v) {
        for (int i = 0; i < 3; i++) {
            positions.add((float) position[i]);
            normals.add((float) normal[i]);
        }
        uvs.add((float) u);
        uvs.add((float) v);
        return uvs.size() / 2 - 1;
    }

    MeshFixture triangle(int i, int j, int k, int material) {
        triangles.addAll(List.of(i, j, k));
        materials.add(material);
        return this;
    }

    /** A triangle of its own vertices, whose normals are its own. */
    MeshFixture triangle(double[] p, double[] q, double[] r, int material) {
        double[] normal = unit(cross(minus(q, p), minus(r, p)));
        int i = vertex(p, normal, 0, 0);
        vertex(q, normal, 1, 0);
        vertex(r, normal, 0, 1);
        return triangle(i, i + 1, i + 2, material);
    }

    /** A rectangle whose front is that of u x v; the picture's u goes along u, its v against v. */
    MeshFixture quad(double[] center, double[] u, double[] v, int material) {
        double[] normal = unit(cross(u, v));
        int first = vertex(plus(center, -1, u, -1, v), normal, 0, 1);
        vertex(plus(center, 1, u, -1, v), normal, 1, 1);
        vertex(plus(center, 1, u, 1, v), normal, 1, 0);
        vertex(plus(center, -1, u, 1, v), normal, 0, 0);
        triangle(first, first + 1, first + 2, material);
        return triangle(first, first + 2, first + 3, material);
    }

    /** A ball of smooth normals, its axis along z. */
    MeshFixture sphere(double[] center, double radius, int rings, int segments, int material) {
        int first = uvs.size() / 2;
        for (int ring = 0; ring <= rings; ring++) {
            double polar = Math.PI * ring / rings;
            for (int segment = 0; segment <= segments; segment++) {
                double azimuth = 2 * Math.PI * segment / segments;
                double[] n = {
                    Math.sin(polar) * Math.cos(azimuth),
                    Math.sin(polar) * Math.sin(azimuth),
                    Math.cos(polar)
                };
                double u = (double) segment / segments;
                vertex(plus(center, radius, n, 0, n), n, u, (double) ring / rings);
            }
        }
        for (int ring = 0; ring < rings; ring++) {
            for (int segment = 0; segment < segments; segment++) {
                int at = first + ring * (segments + 1) + segment;
                triangle(at, at + segments + 1, at + segments + 2, material);
                triangle(at, at + segments + 2, at + 1, material);
            }
        }
        return this;
    }

    Mesh mesh() {
        float[] p = new float[positions.size()];
        float[] n = new float[normals.size()];
        float[] uv = new float[uvs.size()];
        for (int i = 0; i < p.length; i++) {
            p[i] = positions.get(i);
            n[i] = normals.get(i);
        }
        for (int i = 0; i < uv.length; i++) {
            uv[i] = uvs.get(i);
        }
        return new Mesh(
                p,
                n,
                uv,
                triangles.stream().mapToInt(Integer::intValue).toArray(),
                materials.stream().mapToInt(Integer::intValue).toArray());
    }

    /** In the dark but for some lights. */
    MeshScene scene(List<Material> surfaces, Light... lights) {
        return new MeshScene(mesh(), surfaces, List.of(lights), dark());
    }

    static Environment dark() {
        return Environment.uniform(new float[3], new float[3]);
    }

    /** Reflects diffusely, and nothing else. */
    static Material lambert(float... color) {
        return material(color, new Material.Phong(new float[3], 1), false);
    }

    static Material material(float[] color, Material.Reflection reflection, boolean doubleSided) {
        return new Material(
                "surface",
                color,
                Optional.empty(),
                reflection,
                Optional.empty(),
                new float[3],
                doubleSided,
                0);
    }

    /** Reflects diffusely what a texture says. */
    static Material painted(Texture texture, float alphaCutoff) {
        return new Material(
                "picture",
                new float[] {1, 1, 1},
                Optional.of(texture),
                new Material.Phong(new float[3], 1),
                Optional.empty(),
                new float[3],
                true,
                alphaCutoff);
    }

    /** From a place to another, the principal point in the middle. */
    static Camera look(
            double[] eye, double[] target, double[] up, int width, int height, double f) {
        double[] z = unit(minus(target, eye));
        double[] x = unit(cross(z, up));
        double[] y = cross(z, x);
        double[] m = new double[16];
        double[][] rows = {x, y, z};
        for (int i = 0; i < 3; i++) {
            System.arraycopy(rows[i], 0, m, 4 * i, 3);
            m[4 * i + 3] = -dot(rows[i], eye);
        }
        m[15] = 1;
        return new Camera(width, height, f, f, width / 2.0, height / 2.0, m);
    }

    /** The linear RGB that is seen from one place at another. */
    static double[] seen(MeshScene scene, double[] eye, double[] target, MeshRenderer.Options how) {
        double[] up =
                Math.abs(target[2] - eye[2]) > 10 * Math.abs(target[1] - eye[1])
                        ? new double[] {0, 1, 0}
                        : new double[] {0, 0, 1};
        Camera camera = look(eye, target, up, 1, 1, 1000);
        return linear(new MeshRenderer(scene).render(camera, how), 0);
    }

    /** The linear RGB of a pixel. */
    static double[] linear(MeshImage image, int pixel) {
        double[] color = new double[3];
        for (int c = 0; c < 3; c++) {
            double v = image.colors()[3 * pixel + c];
            color[c] = v <= 0.04045 ? v / 12.92 : Math.pow((v + 0.055) / 1.055, 2.4);
        }
        return color;
    }

    /** A direction, uniform on the sphere. */
    static double[] direction(Draws draws) {
        double z = draws.range(-1, 1);
        double azimuth = draws.range(0, (float) (2 * Math.PI));
        double level = Math.sqrt(1 - z * z);
        return new double[] {level * Math.cos(azimuth), level * Math.sin(azimuth), z};
    }

    static float[] floats(double... values) {
        float[] result = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            result[i] = (float) values[i];
        }
        return result;
    }

    static double dot(double[] a, double[] b) {
        return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
    }

    static double[] cross(double[] a, double[] b) {
        return new double[] {
            a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]
        };
    }

    static double[] minus(double[] a, double[] b) {
        return new double[] {a[0] - b[0], a[1] - b[1], a[2] - b[2]};
    }

    /** {@code a + s u + t v}. */
    static double[] plus(double[] a, double s, double[] u, double t, double[] v) {
        double[] result = new double[3];
        for (int i = 0; i < 3; i++) {
            result[i] = a[i] + s * u[i] + t * v[i];
        }
        return result;
    }

    static double[] unit(double[] a) {
        double length = Math.sqrt(dot(a, a));
        return length > 0
                ? new double[] {a[0] / length, a[1] / length, a[2] / length}
                : new double[] {0, 0, 1};
    }
}
