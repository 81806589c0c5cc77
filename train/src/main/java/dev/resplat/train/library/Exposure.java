package dev.resplat.train.library;

import dev.resplat.splat.Camera;
import dev.resplat.train.data.Draws;
import dev.resplat.train.mesh.Environment;
import dev.resplat.train.mesh.Light;
import dev.resplat.train.mesh.Mesh;
import java.util.List;

/**
 * What the automatic of a camera does: finds the factor for all lights with which pictures are
 * neither dark nor burnt out. It looks at some points of the surfaces, without shadows.
 */
final class Exposure {
    private static final int POINTS = 400;

    /** Means of logarithms of light, in pictures that people take. */
    private static final float DARKEST = 0.15f;

    private static final float BRIGHTEST = 0.24f;

    /** Rooms have white walls. */
    private static final float INDOORS = 1.35f;

    /** What an eighth of the picture may be brighter than. */
    private static final float BRIGHT = 0.75f;

    private static final float BRIGHT_PART = 0.88f;

    /** The sky is not burnt out, and dark where lamps are lit. */
    private static final float SKY = 0.8f;

    private static final float NIGHT = 0.3f;

    private final Mesh mesh;
    private final SceneSurfaces surfaces;
    private final SceneLights lights;
    private final boolean indoor;
    private final float[] harmonics;

    Exposure(Mesh mesh, SceneSurfaces surfaces, SceneLights lights, boolean indoor) {
        this.mesh = mesh;
        this.surfaces = surfaces;
        this.lights = lights;
        this.indoor = indoor;
        this.harmonics = ambient(lights.environment());
    }

    /** Means of the upper and the lower half of the environment: {@code [2, 3]}. */
    private static float[] ambient(Environment environment) {
        float[] sum = new float[6];
        float[] weights = new float[2];
        int height = environment.height();
        for (int i = 0; i < height; i++) {
            int half = i < height / 2 ? 0 : 1;
            float weight = (float) StrictMath.sin(Math.PI * (i + 0.5) / height);
            for (int j = 0; j < 2 * height; j++) {
                int at = 3 * (2 * height * i + j);
                for (int c = 0; c < 3; c++) {
                    sum[3 * half + c] += weight * environment.picture()[at + c];
                }
                weights[half] += weight;
            }
        }
        for (int c = 0; c < 6; c++) {
            sum[c] /= weights[c / 3];
        }
        return sum;
    }

    /**
     * The factor.
     *
     * @param cameras that look at the scene; some of them are taken
     */
    float factor(List<Camera> cameras, Draws draws) {
        double logs = 0;
        double weights = 0;
        float[] seen = new float[POINTS];
        float[] light = new float[POINTS];
        int count = 0;
        float[] areas = areas();
        float total = areas[areas.length - 1];
        for (int i = 0; i < POINTS; i++) {
            int triangle = find(areas, total * (i + draws.uniform()) / POINTS);
            float u = draws.uniform();
            float v = draws.uniform() * (1 - u);
            float[] point = new float[3];
            float[] normal = new float[3];
            place(triangle, u, v, point, normal);
            float weight = 0;
            for (int k = 0; k < cameras.size(); k += Math.max(1, cameras.size() / 4)) {
                weight += seen(cameras.get(k), point, normal);
            }
            if (weight > 0) {
                light[count] = light(triangle, point, normal);
                logs += weight * StrictMath.log(Math.max(light[count], 1e-4f));
                seen[count++] = weight;
                weights += weight;
            }
        }
        float target = draws.range(DARKEST, BRIGHTEST);
        if (weights == 0) {
            return 1;
        }
        double factor = (indoor ? INDOORS : 1) * target / StrictMath.exp(logs / weights);
        factor = Math.min(factor, BRIGHT / quantile(light, seen, count, weights));
        if (!indoor) {
            boolean night = lights.lights().stream().anyMatch(l -> l instanceof Light.Point);
            float sky = Math.max(harmonics[0], Math.max(harmonics[1], harmonics[2]));
            factor = Math.min(factor, (night ? NIGHT : SKY) / sky);
        }
        return (float) Math.min(Math.max(factor, 1e-3), 1e3);
    }

    /** What a part of the picture is darker than. */
    private static float quantile(float[] light, float[] weights, int count, double total) {
        float low = 0;
        float high = 1e4f;
        for (int i = 0; i < 40; i++) {
            float middle =
                    i < 8 ? (float) Math.sqrt(Math.max(low, 1e-4f) * high) : (low + high) / 2;
            double below = 0;
            for (int k = 0; k < count; k++) {
                below += light[k] <= middle ? weights[k] : 0;
            }
            if (below < BRIGHT_PART * total) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return high;
    }

    /** Running totals of the areas of triangles. */
    private float[] areas() {
        float[] areas = new float[mesh.triangleCount()];
        float sum = 0;
        float[] p = mesh.positions();
        for (int t = 0; t < areas.length; t++) {
            int a = 3 * mesh.triangles()[3 * t];
            int b = 3 * mesh.triangles()[3 * t + 1];
            int c = 3 * mesh.triangles()[3 * t + 2];
            float ux = p[b] - p[a];
            float uy = p[b + 1] - p[a + 1];
            float uz = p[b + 2] - p[a + 2];
            float vx = p[c] - p[a];
            float vy = p[c + 1] - p[a + 1];
            float vz = p[c + 2] - p[a + 2];
            float x = uy * vz - uz * vy;
            float y = uz * vx - ux * vz;
            float z = ux * vy - uy * vx;
            sum += 0.5f * (float) Math.sqrt(x * x + y * y + z * z);
            areas[t] = sum;
        }
        return areas;
    }

    private static int find(float[] sums, float at) {
        int low = 0;
        int high = sums.length - 1;
        while (low < high) {
            int middle = (low + high) / 2;
            if (sums[middle] < at) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    private void place(int triangle, float u, float v, float[] point, float[] normal) {
        for (int i = 0; i < 3; i++) {
            float weight = i == 0 ? 1 - u - v : i == 1 ? u : v;
            int at = 3 * mesh.triangles()[3 * triangle + i];
            for (int k = 0; k < 3; k++) {
                point[k] += weight * mesh.positions()[at + k];
                normal[k] += weight * mesh.normals()[at + k];
            }
        }
    }

    /** How large a surface there appears to a camera; 0 if it is not in its picture. */
    private static float seen(Camera camera, float[] p, float[] n) {
        double[] m = camera.worldToCamera();
        double z = m[8] * p[0] + m[9] * p[1] + m[10] * p[2] + m[11];
        if (z < 0.3) {
            return 0;
        }
        double x = (m[0] * p[0] + m[1] * p[1] + m[2] * p[2] + m[3]) / z * camera.fx();
        double y = (m[4] * p[0] + m[5] * p[1] + m[6] * p[2] + m[7]) / z * camera.fy();
        if (Math.abs(x) > camera.width() / 2.0 || Math.abs(y) > camera.height() / 2.0) {
            return 0;
        }
        double[] eye = camera.center();
        double dx = eye[0] - p[0];
        double dy = eye[1] - p[1];
        double dz = eye[2] - p[2];
        double d2 = dx * dx + dy * dy + dz * dz;
        double cosine = (dx * n[0] + dy * n[1] + dz * n[2]) / Math.sqrt(d2);
        return cosine <= 0 ? 0 : (float) (cosine / d2);
    }

    /** About what it sends back, as green as it is bright. */
    private float light(int triangle, float[] p, float[] n) {
        int material = mesh.materials()[triangle];
        float[] albedo = surfaces.albedo(material);
        float[] glow = surfaces.drafts().get(material).glow();
        float t = 0.5f + 0.5f * n[2];
        float sum = 0;
        float[] direct = new float[3];
        for (Light light : lights.lights()) {
            add(light, p, n, direct);
        }
        for (int c = 0; c < 3; c++) {
            float around = harmonics[3 + c] + t * (harmonics[c] - harmonics[3 + c]);
            float weight = c == 0 ? 0.2126f : c == 1 ? 0.7152f : 0.0722f;
            sum += weight * (glow[c] + albedo[c] * (around + direct[c] / 3.1415927f));
        }
        return sum;
    }

    private void add(Light light, float[] p, float[] n, float[] out) {
        if (light instanceof Light.Directional sun) {
            float cosine = -Solids.dot(n, sun.direction());
            // Of the sun a small part comes through windows; outside some is in the shadow.
            add(out, sun.irradiance(), (indoor ? 0.04f : 0.75f) * Math.max(cosine, 0));
        } else if (light instanceof Light.Point lamp) {
            float[] to = Solids.minus(lamp.position(), p);
            float d2 = Math.max(Solids.dot(to, to), 0.04f);
            float cosine = Solids.dot(n, to) / (float) Math.sqrt(d2);
            add(out, lamp.intensity(), 0.85f * Math.max(cosine, 0) / d2);
        } else if (light instanceof Light.Area area) {
            float[] to = Solids.minus(area.center(), p);
            float d2 = Solids.dot(to, to);
            float[] face = Solids.cross(area.halfU(), area.halfV());
            float size = 4 * (float) Math.sqrt(Solids.dot(face, face));
            float own = -Solids.dot(Solids.unit(face), to) / (float) Math.sqrt(d2);
            float cosine = Solids.dot(n, to) / (float) Math.sqrt(d2);
            float factor = size * Math.max(own, 0) * Math.max(cosine, 0) / (d2 + size / 4);
            add(out, area.radiance(), 0.85f * factor);
        }
    }

    private static void add(float[] out, float[] color, float factor) {
        for (int c = 0; c < 3; c++) {
            out[c] += factor * color[c];
        }
    }
}
