package dev.resplat.train.mesh;

/**
 * Finds out what color a pixel has where it sees a triangle: attributes with perspective, textures,
 * and the light that is not held up on its way. One object serves many pixels, in one thread.
 */
final class Shader {
    private final MeshScene scene;
    private final Mesh mesh;
    private final EnvironmentLight environment;

    private final ProjectedMesh projected;
    private final double perPixel;
    private final float[] eye = new float[3];
    private final Edges edges;
    private final Surface surface = new Surface();
    private final float[] base = new float[3];
    private final float[] scratch = new float[9];
    private final float[] color = new float[3];
    private final Illumination illumination;

    /** The triangle that {@link #edges} are of. */
    private int current = -1;

    /** Weights of its corners, and how they change from pixel to pixel. */
    private final float[] weights = new float[3];

    private final float[] right = new float[3];
    private final float[] below = new float[3];

    /** Where the point is. */
    private float px;

    private float py;
    private float pz;

    /**
     * A shader of one view.
     *
     * @param occluders what holds up light, or null
     */
    Shader(
            MeshScene scene,
            EnvironmentLight environment,
            Bvh occluders,
            ProjectedMesh projected,
            MeshRenderer.Options options) {
        this.scene = scene;
        this.mesh = scene.mesh();
        this.environment = environment;
        this.projected = projected;
        illumination = new Illumination(scene, occluders, options.areaSamples(), surface);
        perPixel = options.samples();
        edges = new Edges(projected.camera);
        double[] center = projected.camera.center();
        for (int i = 0; i < 3; i++) {
            eye[i] = (float) center[i];
        }
    }

    /** The normal of what was shaded last, which is that of the triangle's front or back. */
    Surface surface() {
        return surface;
    }

    /**
     * {@code 1 / z} of a triangle at a place in samples; half a sample to the right and below if
     * the triangle ends before that: there its plane may be behind the camera.
     */
    double inverseDepth(int triangle, double x, double y) {
        select(triangle);
        boolean inside = edges.at(0, x, y) >= 0 && edges.at(1, x, y) >= 0 && edges.at(2, x, y) >= 0;
        return inside ? edges.inverseDepth(x, y) : edges.inverseDepth(x + 0.5, y + 0.5);
    }

    private void select(int triangle) {
        if (triangle != current) {
            current = triangle;
            int[] corners = mesh.triangles();
            edges.set(
                    projected.points,
                    3 * corners[3 * triangle],
                    3 * corners[3 * triangle + 1],
                    3 * corners[3 * triangle + 2]);
        }
    }

    /**
     * Shades a triangle at a place.
     *
     * @param x column in samples, {@code y} row
     * @return radiance, linear RGB, until the next call
     */
    float[] shade(int triangle, double x, double y) {
        select(triangle);
        locate(x, y);
        int i = mesh.triangles()[3 * triangle];
        int j = mesh.triangles()[3 * triangle + 1];
        int k = mesh.triangles()[3 * triangle + 2];
        place(i, j, k);
        Material material = scene.materials().get(mesh.materials()[triangle]);
        paint(material, i, j, k);
        surface.begin(material.emission());
        illumination.add(px, py, pz, weights, i, j, k, edges.front);
        if (!environment.isBlack()) {
            surface.add(environment, 1, scratch, color);
        }
        return surface.radiance;
    }

    /** Weights of the corners, and their derivatives by pixels: those of a quotient. */
    private void locate(double x, double y) {
        double sum = 0;
        double sumA = 0;
        double sumB = 0;
        for (int edge = 0; edge < 3; edge++) {
            sum += edges.at(edge, x, y);
            sumA += edges.a[edge];
            sumB += edges.b[edge];
        }
        double inverse = 1 / sum;
        double scale = inverse * perPixel;
        for (int edge = 0; edge < 3; edge++) {
            double weight = edges.at(edge, x, y) * inverse;
            weights[edge] = (float) weight;
            right[edge] = (float) ((edges.a[edge] - weight * sumA) * scale);
            below[edge] = (float) ((edges.b[edge] - weight * sumB) * scale);
        }
    }

    private float mixed(float[] values, int i, int j, int k) {
        return weights[0] * values[i] + weights[1] * values[j] + weights[2] * values[k];
    }

    private static float change(float[] by, float[] values, int i, int j, int k) {
        return by[0] * values[i] + by[1] * values[j] + by[2] * values[k];
    }

    /** Sets position, normal and view. */
    private void place(int i, int j, int k) {
        float[] p = mesh.positions();
        px = mixed(p, 3 * i, 3 * j, 3 * k);
        py = mixed(p, 3 * i + 1, 3 * j + 1, 3 * k + 1);
        pz = mixed(p, 3 * i + 2, 3 * j + 2, 3 * k + 2);
        float[] n = mesh.normals();
        float side = edges.front ? 1 : -1;
        float nx = side * mixed(n, 3 * i, 3 * j, 3 * k);
        float ny = side * mixed(n, 3 * i + 1, 3 * j + 1, 3 * k + 1);
        float nz = side * mixed(n, 3 * i + 2, 3 * j + 2, 3 * k + 2);
        setNormal(nx, ny, nz);
        float vx = eye[0] - px;
        float vy = eye[1] - py;
        float vz = eye[2] - pz;
        float scale = 1 / (float) Math.sqrt(vx * vx + vy * vy + vz * vz);
        surface.vx = vx * scale;
        surface.vy = vy * scale;
        surface.vz = vz * scale;
    }

    private void setNormal(float x, float y, float z) {
        float length = (float) Math.sqrt(x * x + y * y + z * z);
        float scale = length > 0 ? 1 / length : 0;
        surface.nx = x * scale;
        surface.ny = y * scale;
        surface.nz = z * scale;
    }

    /** Looks textures up. */
    private void paint(Material material, int i, int j, int k) {
        System.arraycopy(material.baseColor(), 0, base, 0, 3);
        float metallic = 0;
        float roughness = 1;
        Texture both = null;
        if (material.reflection() instanceof Material.MetallicRoughness model) {
            metallic = model.metallic();
            roughness = model.roughness();
            both = model.texture().orElse(null);
        }
        if (material.baseTexture().isPresent()
                || material.normalMap().isPresent()
                || both != null) {
            float[] uv = mesh.uvs();
            float u = mixed(uv, 2 * i, 2 * j, 2 * k);
            float v = mixed(uv, 2 * i + 1, 2 * j + 1, 2 * k + 1);
            float ux = change(right, uv, 2 * i, 2 * j, 2 * k);
            float vx = change(right, uv, 2 * i + 1, 2 * j + 1, 2 * k + 1);
            float uy = change(below, uv, 2 * i, 2 * j, 2 * k);
            float vy = change(below, uv, 2 * i + 1, 2 * j + 1, 2 * k + 1);
            if (material.baseTexture().isPresent()) {
                material.baseTexture().get().sample(u, v, ux, vx, uy, vy, color);
                for (int c = 0; c < 3; c++) {
                    base[c] *= color[c];
                }
            }
            if (both != null) {
                both.sample(u, v, ux, vx, uy, vy, color);
                roughness *= color[1];
                metallic *= color[2];
            }
            if (material.normalMap().isPresent()) {
                material.normalMap().get().sample(u, v, ux, vx, uy, vy, color);
                bend(2 * color[0] - 1, 2 * color[1] - 1, 2 * color[2] - 1, i, j, k);
            }
        }
        if (material.reflection() instanceof Material.Phong phong) {
            surface.phong(base, phong);
        } else {
            surface.metallicRoughness(base, metallic, roughness);
        }
    }

    /**
     * Turns the normal to what a map says, in the frame that texture coordinates make on the
     * triangle.
     */
    private void bend(float alongU, float againstV, float outwards, int i, int j, int k) {
        float[] p = mesh.positions();
        float[] uv = mesh.uvs();
        float u1 = uv[2 * j] - uv[2 * i];
        float v1 = uv[2 * j + 1] - uv[2 * i + 1];
        float u2 = uv[2 * k] - uv[2 * i];
        float v2 = uv[2 * k + 1] - uv[2 * i + 1];
        float det = u1 * v2 - u2 * v1;
        if (det == 0) {
            return;
        }
        // A surface has one shape: where its front goes up its back goes down.
        float hand = edges.front ? Math.signum(det) : -Math.signum(det);
        float[] tangent = scratch;
        float along = 0;
        for (int c = 0; c < 3; c++) {
            float e1 = p[3 * j + c] - p[3 * i + c];
            float e2 = p[3 * k + c] - p[3 * i + c];
            tangent[c] = hand * (v2 * e1 - v1 * e2);
            along += tangent[c] * (c == 0 ? surface.nx : c == 1 ? surface.ny : surface.nz);
        }
        float tx = tangent[0] - along * surface.nx;
        float ty = tangent[1] - along * surface.ny;
        float tz = tangent[2] - along * surface.nz;
        float length = (float) Math.sqrt(tx * tx + ty * ty + tz * tz);
        if (!(length > 0)) {
            return;
        }
        tx /= length;
        ty /= length;
        tz /= length;
        // Up in the picture: to the left of u where the picture is not mirrored, seen from its
        // front; on the back both are turned.
        float bx = -hand * (surface.ny * tz - surface.nz * ty);
        float by = -hand * (surface.nz * tx - surface.nx * tz);
        float bz = -hand * (surface.nx * ty - surface.ny * tx);
        setNormal(
                alongU * tx + againstV * bx + outwards * surface.nx,
                alongU * ty + againstV * by + outwards * surface.ny,
                alongU * tz + againstV * bz + outwards * surface.nz);
    }
}
