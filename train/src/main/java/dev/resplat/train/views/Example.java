package dev.resplat.train.views;

import dev.resplat.splat.Camera;
import dev.resplat.train.run.Fingerprint;
import dev.resplat.train.scene.ViewPixels;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Some views of a scene that a model is given, and others that it is to render. All are opaque, of
 * one size, and in one frame.
 *
 * @param scene its name
 * @param labels what is known about the scene
 * @param context what the model is given
 * @param targets what it is to render
 * @param contextIndices which views of the scene these are; not copied
 * @param targetIndices which these are; not copied
 * @param near the least depth of what is seen, in units of this example
 * @param far the largest
 * @param scale units of this example per unit of the scene's world
 */
public record Example(
        String scene,
        Map<String, String> labels,
        List<ViewPixels> context,
        List<ViewPixels> targets,
        int[] contextIndices,
        int[] targetIndices,
        double near,
        double far,
        double scale) {
    /** Context views, then targets. */
    public List<ViewPixels> views() {
        return Stream.concat(context.stream(), targets.stream()).toList();
    }

    /**
     * A number that differs between examples of different views, but for bad luck: of the scene's
     * name, the indices, and all pixels and cameras.
     */
    public String fingerprint() {
        Fingerprint sum = new Fingerprint().add(scene).add(contextIndices).add(targetIndices);
        for (ViewPixels view : views()) {
            Camera camera = view.camera();
            sum.add(view.colors())
                    .add(camera.fx(), camera.fy(), camera.cx(), camera.cy())
                    .add(camera.worldToCamera());
        }
        return sum.add(near, far).text();
    }

    /** The same with other pixels or cameras, {@link #views} that were changed. */
    public Example withViews(List<ViewPixels> views) {
        return new Example(
                scene,
                labels,
                List.copyOf(views.subList(0, context.size())),
                List.copyOf(views.subList(context.size(), views.size())),
                contextIndices,
                targetIndices,
                near,
                far,
                scale);
    }

    /**
     * The same with fewer context views: the first, the last and as many between them, evenly.
     *
     * @param count how many, 2 to as many as there are
     */
    public Example withContext(int count) {
        int all = context.size();
        if (count < 2 || count > all) {
            throw new IllegalArgumentException(
                    "%d of %d context views: allowed are 2 to %d".formatted(count, all, all));
        }
        List<ViewPixels> views = new ArrayList<>();
        int[] indices = new int[count];
        for (int i = 0; i < count; i++) {
            int from = Math.round((float) i * (all - 1) / (count - 1));
            views.add(context.get(from));
            indices[i] = contextIndices[from];
        }
        return new Example(
                scene,
                labels,
                List.copyOf(views),
                targets,
                indices,
                targetIndices,
                near,
                far,
                scale);
    }
}
