package dev.resplat.train.mesh.io;

import com.fasterxml.jackson.databind.JsonNode;
import de.javagl.jgltf.impl.v2.GlTF;
import de.javagl.jgltf.impl.v2.Node;
import dev.resplat.train.mesh.Light;
import java.util.ArrayList;
import java.util.List;

/**
 * Lights of a glTF file (KHR_lights_punctual): directional ones in lux, points in candela; see
 * {@link Lighting} for what becomes of these units. They shine however far.
 */
final class GltfLights {
    private static final String NAME = "KHR_lights_punctual";

    private final JsonNode stored;
    private final Notes notes;
    private final List<Light> lights = new ArrayList<>();

    GltfLights(GlTF root, Notes notes) {
        stored = GltfTextures.extension(root.getExtensions(), NAME).path("lights");
        this.notes = notes;
    }

    /** Those of all nodes that were added. */
    List<Light> lights() {
        return lights;
    }

    /** Adds the light of a node, if it has one. */
    void add(Node node, Transform world) {
        JsonNode index = GltfTextures.extension(node.getExtensions(), NAME).path("light");
        JsonNode light = stored.path(index.asInt(-1));
        if (index.isMissingNode()) {
            return;
        }
        float[] color = new float[3];
        for (int c = 0; c < 3; c++) {
            double value =
                    light.path("intensity").asDouble(1) * light.path("color").path(c).asDouble(1);
            if (!(value >= 0 && value <= Float.MAX_VALUE)) {
                throw notes.mistake("a light without a brightness; export the mesh again");
            }
            color[c] = (float) value;
        }
        float[] position = new float[3];
        double[] direction = new double[3];
        for (int row = 0; row < 3; row++) {
            position[row] = (float) world.point(row, 0, 0, 0);
            direction[row] = world.direction(row, 0, 0, -1);
        }
        switch (light.path("type").asText()) {
            case "directional" ->
                    lights.add(
                            new Light.Directional(
                                    Normals.unit(direction[0], direction[1], direction[2]), color));
            case "point" -> lights.add(new Light.Point(position, color));
            case "spot" -> {
                notes.once("spot lights shine to all sides");
                lights.add(new Light.Point(position, color));
            }
            default -> notes.once("lights of unknown types are left out");
        }
    }
}
