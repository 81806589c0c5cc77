package dev.resplat.train.mesh;

import dev.resplat.splat.Camera;

/**
 * Finds out what color a pixel has where it sees a triangle: attributes with perspective, textures,
 * and the light that is not held up on its way. One object serves many pixels, in one thread.
 */
final class Shader {
    /** Rays to lights graze a triangle if the cosine with its normal is less. */
    private static final float GRAZING = 0.1f;

    private final MeshScene scene;
    private final Mesh mesh;
    private final EnvironmentLight environment;

    /** Null if there are no shadows. */
    private final Bvh occluders;

    private final int areaSamples;
    private final Visibility visibility;
    private final double perPixel;
    private final float[] eye = new float[3];
    private final Edges edges;
    private final Surface surface = new Surface();
    private final float[] base = new float[3];
    private final float[] scratch = new float[9];
    private final float[] color = new float[3];
    private final int[] stack = new int[Bvh.DEPTH];
    private final float margin;

    /** Of each cell of an area light: 1 seen, 0 hidden. */
    private final boolean[] seen;

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

    /** Where rays to lights begin that do not graze the triangle. */
    private float sx;

    private float sy;
    private float sz;

    /** From the triangle to the smooth surface that its normals pretend. */
    private final float[] lift = new float[3];

    /** The normal of the triangle, on the side that is seen, a unit vector. */
    private final float[] flat = new float[3];

    Shader(
            MeshScene scene,
            EnvironmentLight environment,
            Bvh occluders,
            Visibility visibility,
            Camera camera,
            MeshRenderer.Options options) {
        this.scene = scene;
        this.mesh = scene.mesh();
        this.environment = environment;
        this.occluders = options.shadows() ? occluders : null;
        this.areaSamples = options.areaSamples();
        this.visibility = visibility;
        perPixel = options.samples();
        edges = new Edges(camera.resized(visibility.width, visibility.height));
        double[] center = camera.center();
        for (int i = 0; i < 3; i++) {
            eye[i] = (float) center[i];
        }
        margin = occluders == null ? 0 : 1e-5f * occluders.diagonal();
        seen = new boolean[areaSamples * areaSamples];
    }

    /** The normal of what was shaded last, which is that of the triangle's front or back. */
    Surface surface() {
        return surface;
    }

    /** {@code 1 / z} of a triangle, or of its plane, at a place in samples. */
    double inverseDepth(int triangle, double x, double y) {
        select(triangle);
        return edges.inverseDepth(x, y);
    }

    private void select(int triangle) {
        if (triangle != current) {
            current = triangle;
            int[] corners = mesh.triangles();
            edges.set(
                    visibility.points,
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
        lift(i, j, k);
        for (int light = 0; light < scene.lights().size(); light++) {
            add(scene.lights().get(light));
        }
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
        float sign = Math.signum(det);
        float[] tangent = scratch;
        float along = 0;
        for (int c = 0; c < 3; c++) {
            float e1 = p[3 * j + c] - p[3 * i + c];
            float e2 = p[3 * k + c] - p[3 * i + c];
            tangent[c] = sign * (v2 * e1 - v1 * e2);
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
        // front.
        float hand = edges.front ? sign : -sign;
        float bx = -hand * (surface.ny * tz - surface.nz * ty);
        float by = -hand * (surface.nz * tx - surface.nx * tz);
        float bz = -hand * (surface.nx * ty - surface.ny * tx);
        setNormal(
                alongU * tx + againstV * bx + outwards * surface.nx,
                alongU * ty + againstV * by + outwards * surface.ny,
                alongU * tz + againstV * bz + outwards * surface.nz);
    }

    /**
     * Rays to lights begin a bit above the triangle, and those that graze it as far above as the
     * smooth surface is that its normals pretend: else coarse meshes throw shadows on themselves
     * (Hanika 2021, "Hacking the shadow terminator").
     */
    private void lift(int i, int j, int k) {
        if (occluders == null) {
            return;
        }
        sx = px + margin * surface.nx;
        sy = py + margin * surface.ny;
        sz = pz + margin * surface.nz;
        lift[0] = 0;
        lift[1] = 0;
        lift[2] = 0;
        lift(weights[0], 3 * i);
        lift(weights[1], 3 * j);
        lift(weights[2], 3 * k);
        float[] p = mesh.positions();
        float side = edges.front ? 1 : -1;
        float ux = p[3 * j] - p[3 * i];
        float uy = p[3 * j + 1] - p[3 * i + 1];
        float uz = p[3 * j + 2] - p[3 * i + 2];
        float vx = p[3 * k] - p[3 * i];
        float vy = p[3 * k + 1] - p[3 * i + 1];
        float vz = p[3 * k + 2] - p[3 * i + 2];
        flat[0] = side * (uy * vz - uz * vy);
        flat[1] = side * (uz * vx - ux * vz);
        flat[2] = side * (ux * vy - uy * vx);
        float length = (float) Math.sqrt(flat[0] * flat[0] + flat[1] * flat[1] + flat[2] * flat[2]);
        float scale = length > 0 ? 1 / length : 0;
        flat[0] *= scale;
        flat[1] *= scale;
        flat[2] *= scale;
    }

    /** Adds how far the point is below the tangent plane of a corner, times the corner's weight. */
    private void lift(float weight, int corner) {
        float[] p = mesh.positions();
        float[] n = mesh.normals();
        float side = edges.front ? 1 : -1;
        float x = side * n[corner];
        float y = side * n[corner + 1];
        float z = side * n[corner + 2];
        float above = (px - p[corner]) * x + (py - p[corner + 1]) * y + (pz - p[corner + 2]) * z;
        if (above < 0) {
            lift[0] -= weight * above * x;
            lift[1] -= weight * above * y;
            lift[2] -= weight * above * z;
        }
    }

    private void add(Light light) {
        if (light instanceof Light.Directional sun) {
            float[] d = sun.direction();
            if (isLit(-d[0], -d[1], -d[2], Float.MAX_VALUE)) {
                surface.add(-d[0], -d[1], -d[2], sun.irradiance(), 1, 0);
            }
        } else if (light instanceof Light.Point lamp) {
            float[] at = lamp.position();
            float x = at[0] - px;
            float y = at[1] - py;
            float z = at[2] - pz;
            float inverse = 1 / (float) Math.sqrt(x * x + y * y + z * z);
            if (isLit(x * inverse, y * inverse, z * inverse, 1 / inverse)) {
                surface.add(
                        x * inverse,
                        y * inverse,
                        z * inverse,
                        lamp.intensity(),
                        inverse * inverse,
                        0);
            }
        } else if (light instanceof Light.Area area) {
            add(area);
        }
    }

    private boolean isLit(float x, float y, float z, float distance) {
        if (!(surface.nx * x + surface.ny * y + surface.nz * z > 0)) {
            return false;
        }
        if (occluders == null) {
            return true;
        }
        // Rays that leave steeply need no lift, which can end within another solid.
        float cosine = flat[0] * x + flat[1] * y + flat[2] * z;
        float part = Math.max(0, Math.min(1, 1 - cosine / GRAZING));
        return !occluders.blocks(
                sx + part * lift[0],
                sy + part * lift[1],
                sz + part * lift[2],
                x,
                y,
                z,
                distance,
                stack);
    }

    /** A rectangle as a grid of cells, each of which shines from its middle. */
    private void add(Light.Area area) {
        float[] u = area.halfU();
        float[] v = area.halfV();
        float nx = u[1] * v[2] - u[2] * v[1];
        float ny = u[2] * v[0] - u[0] * v[2];
        float nz = u[0] * v[1] - u[1] * v[0];
        float[] center = area.center();
        float above = (px - center[0]) * nx + (py - center[1]) * ny + (pz - center[2]) * nz;
        if (!(above > 0)) {
            return;
        }
        look(area);
        // The cross product is a quarter of the area, times the normal.
        float cell = 4f / (areaSamples * areaSamples);
        for (int i = 0; i < seen.length; i++) {
            if (seen[i]) {
                float[] to = toCell(area, i);
                float squared = to[0] * to[0] + to[1] * to[1] + to[2] * to[2];
                float inverse = 1 / (float) Math.sqrt(squared);
                float cosine = -(to[0] * nx + to[1] * ny + to[2] * nz) * inverse;
                float solidAngle = Math.max(0, cell * cosine) / squared;
                surface.add(
                        to[0] * inverse,
                        to[1] * inverse,
                        to[2] * inverse,
                        area.radiance(),
                        solidAngle,
                        solidAngle);
            }
        }
    }

    /** Sets which cells are seen; if the corners agree, all others are taken to agree with them. */
    private void look(Light.Area area) {
        int n = areaSamples;
        int last = n - 1;
        int count = 0;
        for (int corner = 0; corner < 4; corner++) {
            int cell = (corner & 1) * last + (corner >> 1) * last * n;
            seen[cell] = isLit(area, cell);
            count += seen[cell] ? 1 : 0;
        }
        boolean agree = count == 0 || count == 4;
        for (int cell = 0; cell < seen.length; cell++) {
            boolean corner =
                    (cell % n == 0 || cell % n == last) && (cell / n == 0 || cell / n == last);
            if (!corner) {
                seen[cell] = agree ? count == 4 : isLit(area, cell);
            }
        }
    }

    private boolean isLit(Light.Area area, int cell) {
        float[] to = toCell(area, cell);
        float distance = (float) Math.sqrt(to[0] * to[0] + to[1] * to[1] + to[2] * to[2]);
        return isLit(to[0] / distance, to[1] / distance, to[2] / distance, distance);
    }

    /** From the point to the middle of a cell. */
    private float[] toCell(Light.Area area, int cell) {
        float u = (2 * (cell % areaSamples) + 1f) / areaSamples - 1;
        float v = (2 * (cell / areaSamples) + 1f) / areaSamples - 1;
        color[0] = area.center()[0] + u * area.halfU()[0] + v * area.halfV()[0] - px;
        color[1] = area.center()[1] + u * area.halfU()[1] + v * area.halfV()[1] - py;
        color[2] = area.center()[2] + u * area.halfU()[2] + v * area.halfV()[2] - pz;
        return color;
    }
}
