package dev.resplat.train.augment;

import dev.resplat.splat.Camera;
import dev.resplat.train.scene.ViewPixels;
import java.util.ArrayList;
import java.util.List;

/**
 * The views of an example while it is changed, context views first. Colours are linear light or
 * encoded, as {@link Augmenter} has them at the time.
 */
final class Shots {
    private final List<ViewPixels> views;
    private final int context;
    private final boolean targetsVary;

    /**
     * @param views whose colours and other maps are changed in place
     * @param context how many of them are context views
     * @param targetsVary whether targets, too, are changed by what differs from view to view
     */
    Shots(List<ViewPixels> views, int context, boolean targetsVary) {
        this.views = new ArrayList<>(views);
        this.context = context;
        this.targetsVary = targetsVary;
    }

    int count() {
        return views.size();
    }

    /** How many are context views: the first ones. */
    int context() {
        return context;
    }

    /** Whether a view is changed by what differs from view to view. */
    boolean varies(int index) {
        return targetsVary || index < context;
    }

    Camera camera(int index) {
        return views.get(index).camera();
    }

    /** {@code [height, width, 3]}, to be changed in place. */
    float[] colors(int index) {
        return views.get(index).colors();
    }

    /** {@code [height, width]}, 0 where unknown; null if nothing is known. */
    float[] depth(int index) {
        return views.get(index).depth();
    }

    ViewPixels view(int index) {
        return views.get(index);
    }

    void replace(int index, ViewPixels view) {
        views.set(index, view);
    }

    List<ViewPixels> views() {
        return List.copyOf(views);
    }
}
