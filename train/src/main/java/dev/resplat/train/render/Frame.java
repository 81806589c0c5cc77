package dev.resplat.train.render;

import dev.resplat.splat.Camera;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/**
 * A frame that is to be rendered.
 *
 * @param name of its file, without ending
 * @param camera that it is seen with
 */
public record Frame(String name, Camera camera) {
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
