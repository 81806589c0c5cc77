package dev.resplat.train.render;

import dev.resplat.splat.Camera;
import dev.resplat.train.config.UserMistake;
import dev.resplat.train.image.Image;
import dev.resplat.train.metrics.Quality;
import dev.resplat.train.scene.View;
import dev.resplat.train.scene.ViewLoader;
import dev.resplat.train.scene.ViewPixels;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Photographs that frames are compared with: those of the same cameras, as 8 bits hold them, on the
 * background of the frames where they are transparent, and without what their masks hide.
 */
public final class Comparison {
    private static final int NONE = -1;

    private final ViewLoader views;
    private final int factor;
    private final float[] background;

    /** The view of each frame. */
    private final int[] viewOf;

    private Comparison(List<View> views, int factor, float[] background, int[] viewOf) {
        this.views = new ViewLoader(views, 0);
        this.factor = factor;
        this.background = background;
        this.viewOf = viewOf;
    }

    /**
     * With the photographs of a scene.
     *
     * @param cameras the file or folder that cameras are from
     * @param names of cameras, as the file has them
     * @param shown their frames, in the same order
     * @param factor by how much frames are smaller than photographs
     * @param background behind transparent photographs {@code [3]}
     * @param notes takes a line about cameras that have no photograph
     * @throws UserMistake if there is no photograph, or one has another size than its frame
     */
    public static Comparison of(
            Path cameras,
            List<String> names,
            List<Frame> shown,
            int factor,
            float[] background,
            Consumer<String> notes) {
        // What is to be said of the scene was said when its cameras were read.
        List<View> views = View.read(cameras, note -> {});
        Map<String, Integer> byName = new HashMap<>();
        for (int i = 0; i < views.size(); i++) {
            byName.put(views.get(i).name(), i);
        }
        int[] viewOf = new int[shown.size()];
        int missing = 0;
        for (int i = 0; i < viewOf.length; i++) {
            Camera camera = shown.get(i).camera();
            viewOf[i] = byName.getOrDefault(names.get(i), NONE);
            if (viewOf[i] == NONE || !isOf(camera, views.get(viewOf[i]))) {
                viewOf[i] = NONE;
                missing++;
                continue;
            }
            Camera photo = views.get(viewOf[i]).camera(factor);
            if (photo.width() != camera.width() || photo.height() != camera.height()) {
                throw new UserMistake(
                        "--compare: frame %s has %d x %d pixels and its photograph %d x %d; give its size, or --downscale with a whole number"
                                .formatted(
                                        names.get(i),
                                        camera.width(),
                                        camera.height(),
                                        photo.width(),
                                        photo.height()));
            }
        }
        if (missing == viewOf.length) {
            throw new UserMistake(
                    "--compare: %s has no photographs of these cameras".formatted(cameras));
        }
        if (missing > 0) {
            notes.accept("%d of %d frames have no photograph".formatted(missing, viewOf.length));
        }
        return new Comparison(views, factor, background, viewOf);
    }

    private static boolean isOf(Camera camera, View view) {
        return Arrays.equals(camera.worldToCamera(), view.camera().worldToCamera());
    }

    /** How alike a frame and its photograph are; empty if there is none, or nothing to be seen. */
    Optional<Quality> of(int frame, Image render) {
        if (viewOf[frame] == NONE) {
            return Optional.empty();
        }
        ViewPixels photo = views.load(viewOf[frame], factor);
        float[] mask = photo.mask();
        boolean seen = mask == null;
        for (int i = 0; !seen && i < mask.length; i++) {
            seen = mask[i] != 0;
        }
        if (!seen) {
            return Optional.empty();
        }
        float[] colors = photo.colors().clone();
        for (int i = 0; photo.alpha() != null && i < colors.length; i++) {
            float alpha = photo.alpha()[i / 3];
            colors[i] = alpha * colors[i] + (1 - alpha) * background[i % 3];
        }
        Image target = new Image(render.width(), render.height(), colors).stored();
        return Optional.of(Quality.masked(render.stored(), target, mask));
    }
}
