package dev.resplat.train.mesh.io;

import dev.resplat.train.mesh.Environment;
import dev.resplat.train.mesh.Light;
import dev.resplat.train.mesh.Mesh;
import java.util.List;
import java.util.Locale;

/**
 * The light in which a mesh of a file is seen.
 *
 * <p>If the file has no lights: 0.3 from everywhere, and one directional light of irradiance 2 from
 * above, somewhat from the left, and from where the default camera begins, which is towards +z. A
 * white surface that faces it reflects 0.94.
 *
 * <p>If it has lights: these, and 0.05 from everywhere, so that shadows are not black. glTF has
 * them in lux and candela, and neither an exposure nor a white. Numbers are taken as they are, as
 * viewers take them; only if a surface in the middle of the mesh would get more than 100, they are
 * photometric, and all lights are made weaker by one factor so that the strongest gives pi there,
 * in which a white surface is white.
 */
final class Lighting {
    private static final double MOST = 100;

    private Lighting() {}

    static Environment environment(List<Light> lights) {
        float radiance = lights.isEmpty() ? 0.3f : 0.05f;
        return Environment.uniform(new float[] {radiance, radiance, radiance}, new float[3]);
    }

    static List<Light> of(List<Light> lights, Mesh mesh, Notes notes) {
        if (lights.isEmpty()) {
            return List.of(
                    new Light.Directional(
                            new float[] {0.48f, -0.6f, -0.64f}, new float[] {2, 2, 2}));
        }
        double strongest = 0;
        double[] middle = middle(mesh);
        for (Light light : lights) {
            strongest = Math.max(strongest, irradiance(light, middle));
        }
        if (strongest <= MOST) {
            return lights;
        }
        float factor = (float) (Math.PI / strongest);
        notes.once(
                String.format(
                        Locale.ROOT,
                        "lights are in photometric units, up to %.3g in the middle of the mesh: all"
                                + " are made weaker by the same factor, so that white is white",
                        strongest));
        return lights.stream().map(light -> weaker(light, factor)).toList();
    }

    /** The middle of the box around the mesh, and half of its diagonal, {@code [4]}. */
    private static double[] middle(Mesh mesh) {
        float[] positions = mesh.positions();
        double[] sphere = new double[4];
        double diagonal = 0;
        for (int axis = 0; axis < 3; axis++) {
            double least = Double.POSITIVE_INFINITY;
            double most = Double.NEGATIVE_INFINITY;
            for (int i = axis; i < positions.length; i += 3) {
                least = Math.min(least, positions[i]);
                most = Math.max(most, positions[i]);
            }
            sphere[axis] = (least + most) / 2;
            diagonal += (most - least) * (most - least);
        }
        sphere[3] = Math.sqrt(diagonal) / 2;
        return sphere;
    }

    /** In the middle; of a lamp within the mesh, a quarter of its size away. */
    private static double irradiance(Light light, double[] middle) {
        if (light instanceof Light.Directional sun) {
            return most(sun.irradiance());
        }
        Light.Point lamp = (Light.Point) light;
        double squared = middle[3] * middle[3] / 4;
        double distance = 0;
        for (int i = 0; i < 3; i++) {
            double apart = lamp.position()[i] - middle[i];
            distance += apart * apart;
        }
        return most(lamp.intensity()) / Math.max(Math.max(distance, squared), Float.MIN_NORMAL);
    }

    private static double most(float[] color) {
        return Math.max(color[0], Math.max(color[1], color[2]));
    }

    private static Light weaker(Light light, float factor) {
        return light instanceof Light.Directional sun
                ? new Light.Directional(sun.direction(), times(sun.irradiance(), factor))
                : new Light.Point(
                        ((Light.Point) light).position(),
                        times(((Light.Point) light).intensity(), factor));
    }

    private static float[] times(float[] color, float factor) {
        return new float[] {factor * color[0], factor * color[1], factor * color[2]};
    }
}
