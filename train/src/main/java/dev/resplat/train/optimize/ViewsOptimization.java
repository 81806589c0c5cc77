package dev.resplat.train.optimize;

import dev.resplat.splat.Camera;
import dev.resplat.splat.Splats3d;
import dev.resplat.tensor.Device;
import dev.resplat.train.image.Image;
import dev.resplat.train.scene.SceneFrame;
import dev.resplat.train.scene.ViewPixels;
import java.util.List;

/**
 * Splats learned from a few views that are in memory, as the command {@code optimize} learns those
 * of photographs: the same beginning, where views agree, the same order of views, the same steps.
 * Nothing is held out and nothing is written.
 *
 * <p>It opens scopes that {@link #close} closes: scopes that are opened after it must be closed
 * before it.
 */
public final class ViewsOptimization implements AutoCloseable {
    private static final float[] BLACK = new float[3];

    private final OptimizeConfig config;
    private final SceneFrame frame;
    private final List<ViewPixels> views;
    private final ViewOrder order;
    private final SceneOptimizer optimizer;

    /**
     * Begins.
     *
     * @param views opaque, two or more, of one world; not changed
     * @param config of so many steps, not seconds
     */
    public ViewsOptimization(Device device, List<ViewPixels> views, OptimizeConfig config) {
        if (config.steps() == 0) {
            throw new IllegalArgumentException("steps must be given, are 0");
        }
        this.config = config;
        frame = SceneFrame.of(views.stream().map(ViewPixels::camera).toList());
        this.views =
                views.stream()
                        .map(
                                view ->
                                        new ViewPixels(
                                                frame.apply(view.camera()),
                                                view.colors(),
                                                null,
                                                view.mask(),
                                                null))
                        .toList();
        order = new ViewOrder(views.size(), config.seed());
        Splats3d first = FirstSplats.of(this.views, config);
        optimizer = new SceneOptimizer(device, first, views.size(), config);
    }

    /**
     * Makes the next steps.
     *
     * @param most no more than these, nor than there are left
     * @throws IllegalStateException when the loss is no longer a finite number
     */
    public void steps(int most) {
        for (int i = 0; i < most && optimizer.steps() < config.steps(); i++) {
            int view = order.at(optimizer.steps());
            ViewPixels pixels = views.get(view);
            Photo photo =
                    new Photo(view, pixels.camera(), pixels.colors(), pixels.mask(), null, BLACK);
            optimizer.step(photo, (double) optimizer.steps() / config.steps());
        }
    }

    /** Splats there are. */
    public int count() {
        return optimizer.count();
    }

    /**
     * What a camera sees, on black; neither rounded nor clipped.
     *
     * @param camera in the world of the views
     */
    public Image render(Camera camera) {
        try (SceneEvaluation view = optimizer.evaluation(BlackBorder.NONE)) {
            return view.colors(frame.apply(camera), BLACK);
        }
    }

    @Override
    public void close() {
        optimizer.close();
    }
}
