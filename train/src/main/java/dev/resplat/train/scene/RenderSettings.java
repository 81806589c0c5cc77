package dev.resplat.train.scene;

import com.fasterxml.jackson.databind.JsonNode;
import dev.resplat.train.config.UserMistake;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How the splats of a scene are meant to be rendered, as {@code cameras.json} of a run and {@code
 * render.json} say it beside their frames.
 *
 * @param background {@code [3]}, 0 to 1: what is behind the splats; null if it is not said
 * @param antialiased whether footprints are compensated for their blur; null if it is not said
 * @param blur variance in square pixels that is added to footprints; null if it is not said
 */
public record RenderSettings(float[] background, Boolean antialiased, Double blur) {
    /** Where nothing is said. */
    public static final RenderSettings NONE = new RenderSettings(null, null, null);

    private static final String FILE = "cameras.json";
    private static final String BACKGROUND = "background";
    private static final String ANTIALIASED = "antialiased";
    private static final String BLUR = "blur";

    /**
     * Reads what a file of cameras says.
     *
     * @param cameras the file, or a folder that may have {@code cameras.json}
     * @return {@link #NONE} if it is of another format
     * @throws UserMistake if one of the values is none
     */
    public static RenderSettings read(Path cameras) {
        Path file = Files.isDirectory(cameras) ? cameras.resolve(FILE) : cameras;
        if (!Files.isRegularFile(file) || !file.getFileName().toString().endsWith(".json")) {
            return NONE;
        }
        JsonPart root = JsonPart.read(file);
        if (!root.listsObjectsWith("frames", "w2c")) {
            return NONE;
        }
        return new RenderSettings(background(root), antialiased(root), blur(root));
    }

    private static float[] background(JsonPart root) {
        if (!root.has(BACKGROUND)) {
            return null;
        }
        double[] color = root.vector(BACKGROUND);
        float[] result = new float[3];
        for (int c = 0; c < 3; c++) {
            if (color[c] < 0 || color[c] > 1) {
                throw root.wrong(BACKGROUND, "3 numbers from 0 to 1");
            }
            result[c] = (float) color[c];
        }
        return result;
    }

    private static Boolean antialiased(JsonPart root) {
        JsonNode value = root.node().path(ANTIALIASED);
        if (root.has(ANTIALIASED) && !value.isBoolean()) {
            throw root.wrong(ANTIALIASED, "true or false");
        }
        return root.has(ANTIALIASED) ? value.booleanValue() : null;
    }

    private static Double blur(JsonPart root) {
        if (!root.has(BLUR)) {
            return null;
        }
        double blur = root.require(BLUR);
        if (blur < 0) {
            throw root.wrong(BLUR, "a number that is not negative");
        }
        return blur;
    }

    /** As {@link #read} reads it; frames are to be added. */
    public Map<String, Object> listed() {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put(BACKGROUND, background);
        values.put(ANTIALIASED, antialiased);
        values.put(BLUR, blur);
        return values;
    }
}
