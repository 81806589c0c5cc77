package dev.resplat.train.render;

import dev.resplat.splat.Camera;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * A frame that is to be rendered.
 *
 * @param name of its file, without ending
 * @param camera that it is seen with
 */
public record Frame(String name, Camera camera) {
    /**
     * As {@code render.json} and {@code cameras.json} list it.
     *
     * @param file of the image
     */
    public Map<String, Object> listed(String file) {
        Map<String, Object> entry = new LinkedHashMap<>();
        entry.put("file", file);
        entry.put("w", camera.width());
        entry.put("h", camera.height());
        entry.put("fx", camera.fx());
        entry.put("fy", camera.fy());
        entry.put("cx", camera.cx());
        entry.put("cy", camera.cy());
        List<double[]> rows = new ArrayList<>();
        for (int row = 0; row < 3; row++) {
            rows.add(Arrays.copyOfRange(camera.worldToCamera(), 4 * row, 4 * row + 4));
        }
        entry.put("w2c", rows);
        return entry;
    }

    /** Named by their numbers, from {@code 00000}. */
    public static List<Frame> numbered(List<Camera> cameras) {
        List<Frame> frames = new ArrayList<>();
        for (Camera camera : cameras) {
            frames.add(new Frame(String.format(Locale.ROOT, "%05d", frames.size()), camera));
        }
        return frames;
    }

    /**
     * Named as photographs are. What separates folders becomes a dash, and names that are then the
     * same, or those of other files of a render, get a number.
     *
     * @param names of photographs, without endings
     * @param cameras as many
     */
    public static List<Frame> named(List<String> names, List<Camera> cameras) {
        List<Frame> frames = new ArrayList<>();
        // Some disks do not tell letters of different case apart.
        Set<String> taken = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        taken.add("animation");
        for (int i = 0; i < names.size(); i++) {
            String plain = names.get(i).replaceAll("[/\\\\:]+", "-");
            String name = plain;
            for (int n = 2; !taken.add(name); n++) {
                name = plain + "-" + n;
            }
            frames.add(new Frame(name, cameras.get(i)));
        }
        return frames;
    }
}
