package dev.resplat.train.views;

import dev.resplat.splat.Camera;
import dev.resplat.tensor.io.FormatException;
import dev.resplat.train.config.UserMistake;
import dev.resplat.train.scene.Crop;
import dev.resplat.train.scene.PosedScene;
import dev.resplat.train.scene.View;
import dev.resplat.train.scene.ViewPixels;
import dev.resplat.train.scene.ViewStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Photographs of a scene in a wanted size: the largest part in the middle that has its shape, each
 * pixel the mean of what it covers; intrinsics follow, nothing is enlarged. Depths are those of the
 * nearest pixel, in units of the scene's world. Where a photograph is transparent the background
 * shows, so {@link ViewPixels#alpha} is null; a mask is handed on.
 */
public final class PosedViews implements ViewSet {
    /** How far from each other neighbours of a path are, of what any two are. */
    private static final double PATH = 0.5;

    /** Whether it is a path is seen from so many cameras. */
    private static final int LOOKED_AT = 200;

    private final String name;
    private final List<View> views;
    private final List<Crop> crops;
    private final List<Camera> cameras;
    private final float[] background;
    private final boolean path;
    private final Map<String, String> labels;
    private final ViewStore store;

    /**
     * The views of a scene. Whether they are a path is seen from the cameras: neighbours are at
     * most half as far from each other as any two.
     *
     * @param background {@code [3]}, from 0 to 1, gamma-encoded
     * @param store where pixels come from, shared with other scenes
     * @throws UserMistake if a photograph is smaller than what is wanted
     */
    public PosedViews(
            PosedScene scene,
            int width,
            int height,
            float[] background,
            Map<String, String> labels,
            ViewStore store) {
        this(scene, width, height, background, labels, isPath(scene.views()), store);
    }

    /** The same where it is known whether they are a path. */
    PosedViews(
            PosedScene scene,
            int width,
            int height,
            float[] background,
            Map<String, String> labels,
            boolean path,
            ViewStore store) {
        this.name = scene.name();
        this.views = scene.views();
        this.background = background.clone();
        this.labels = Map.copyOf(labels);
        this.path = path;
        this.store = store;
        List<Crop> parts = new ArrayList<>();
        List<Camera> seen = new ArrayList<>();
        for (View view : views) {
            Crop part = crop(scene, view, width, height);
            parts.add(part);
            seen.add(part.of(view.camera()));
        }
        crops = List.copyOf(parts);
        cameras = List.copyOf(seen);
    }

    private static Crop crop(PosedScene scene, View view, int width, int height) {
        Camera full = view.camera();
        return Crop.middle(full.width(), full.height(), width, height)
                .orElseThrow(
                        () ->
                                new UserMistake(
                                        ("%s: %s is %d x %d pixels, smaller than the wanted %d x"
                                                        + " %d, and nothing is enlarged: choose a"
                                                        + " smaller size")
                                                .formatted(
                                                        scene.source(),
                                                        view.image().getFileName(),
                                                        full.width(),
                                                        full.height(),
                                                        width,
                                                        height)));
    }

    /** Mean distances, of neighbours and of any two among evenly many of the cameras. */
    static boolean isPath(List<View> views) {
        int step = (views.size() + LOOKED_AT - 1) / LOOKED_AT;
        double near = 0;
        double all = 0;
        int pairs = 0;
        int count = 0;
        for (int i = 0; i + 1 < views.size(); i += step) {
            near += distance(views.get(i), views.get(i + 1));
            count++;
            for (int j = i + step; j < views.size(); j += step) {
                all += distance(views.get(i), views.get(j));
                pairs++;
            }
        }
        return pairs > count && near / count <= PATH * all / pairs;
    }

    private static double distance(View a, View b) {
        return Math.sqrt(Poses.squaredDistance(a.camera().center(), b.camera().center()));
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public List<Camera> cameras() {
        return cameras;
    }

    @Override
    public boolean isPath() {
        return path;
    }

    @Override
    public ViewPixels view(int index) {
        View view = views.get(index);
        ViewPixels pixels;
        try {
            pixels = store.load(view, crops.get(index));
        } catch (UserMistake | FormatException e) {
            throw new DamagedViewException(e.getMessage(), e);
        }
        lay(pixels);
        return new ViewPixels(
                cameras.get(index), pixels.colors(), null, pixels.mask(), pixels.depth());
    }

    /** Puts the background behind what is transparent. */
    private void lay(ViewPixels pixels) {
        float[] alpha = pixels.alpha();
        float[] colors = pixels.colors();
        for (int i = 0; alpha != null && i < alpha.length; i++) {
            for (int c = 0; c < 3; c++) {
                int k = 3 * i + c;
                colors[k] = alpha[i] * colors[k] + (1 - alpha[i]) * background[c];
            }
        }
    }

    @Override
    public Map<String, String> labels() {
        return labels;
    }
}
