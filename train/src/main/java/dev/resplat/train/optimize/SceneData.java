package dev.resplat.train.optimize;

import dev.resplat.splat.Camera;
import dev.resplat.splat.Splats3d;
import dev.resplat.train.config.UserMistake;
import dev.resplat.train.data.Prefetch;
import dev.resplat.train.render.Frame;
import dev.resplat.train.scene.PosedScene;
import dev.resplat.train.scene.SceneFrame;
import dev.resplat.train.scene.View;
import dev.resplat.train.scene.ViewLoader;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.zip.CRC32;

/**
 * The photographs of a scene as they are learned from: divided, smaller, and with cameras in a
 * frame in which scenes have about one size.
 */
final class SceneData {
    /** Larger photographs are made smaller unless it is said otherwise. */
    static final int LONGEST_SIDE = 1600;

    /** The window of SSIM. */
    private static final int SHORTEST_SIDE = 11;

    private static final int AHEAD = 2;

    private final PosedScene scene;
    private final List<View> training;
    private final List<View> heldOut;
    private final SceneFrame frame;
    private final int factor;
    private final ViewLoader trainingLoader;
    private final ViewLoader heldOutLoader;
    private final SceneBackground background;
    private final BlackBorder border;
    private final long seed;

    /**
     * Divides a scene, and decides what the configuration leaves open.
     *
     * @throws UserMistake if nothing is left to learn from, or photographs would be too small
     */
    SceneData(PosedScene scene, OptimizeConfig config, Consumer<String> notes) {
        this.scene = scene;
        OptimizeConfig.Photographs how = config.photographs();
        PosedScene.Division division = scene.divide(how.holdEvery());
        training = division.training();
        heldOut = division.heldOut();
        seed = config.seed();
        factor = how.downscale() > 0 ? how.downscale() : factor(scene.views());
        if (how.downscale() == 0 && factor > 1) {
            notes.accept(
                    "photographs are made smaller by %d, to at most %d pixels a side; --downscale changes that"
                            .formatted(factor, LONGEST_SIDE));
        }
        requireSize();
        frame = SceneFrame.of(scene.views().stream().map(View::camera).toList());
        long heldOutBytes = SceneMemory.storedBytes(heldOut, factor);
        long trainingBytes = SceneMemory.storedBytes(training, factor);
        long budget = SceneMemory.mostStored();
        long forHeldOut = Math.min(heldOutBytes, budget / 8);
        trainingLoader = new ViewLoader(training, Math.min(trainingBytes, budget - forHeldOut));
        heldOutLoader = new ViewLoader(heldOut, forHeldOut);
        background = new SceneBackground(how.background(), hasAlpha(), seed);
        border = BlackBorder.of(trainingLoader, factor);
        if (border.pixels() > 0) {
            notes.accept(
                    "%d pixels at the border are black in all photographs: they are no part of the scene"
                            .formatted(border.pixels()));
        }
    }

    private static int factor(List<View> views) {
        int longest = 0;
        for (View view : views) {
            longest = Math.max(longest, view.camera().width());
            longest = Math.max(longest, view.camera().height());
        }
        return (longest + LONGEST_SIDE - 1) / LONGEST_SIDE;
    }

    private void requireSize() {
        for (View view : scene.views()) {
            Camera small = view.camera(factor);
            boolean tooSmall = Math.min(small.width(), small.height()) < SHORTEST_SIDE;
            if (tooSmall && factor == 1) {
                throw new UserMistake(
                        "%s has %d x %d pixels, and must have %d a side: leave it out, or use larger photographs"
                                .formatted(
                                        view.image(),
                                        small.width(),
                                        small.height(),
                                        SHORTEST_SIDE));
            }
            if (tooSmall) {
                throw new UserMistake(
                        "%s has %d x %d pixels when it is made smaller by %d, and must have %d a side: choose a smaller --downscale"
                                .formatted(
                                        view.image(),
                                        small.width(),
                                        small.height(),
                                        factor,
                                        SHORTEST_SIDE));
            }
        }
    }

    /** Whether the first photograph is transparent somewhere: then all of them mostly are. */
    private boolean hasAlpha() {
        return trainingLoader.load(0, factor).alpha() != null;
    }

    // ---- Photographs -----------------------------------------------------------------------

    /** Views to learn from. */
    List<View> training() {
        return training;
    }

    /** Views that are held out; may be empty. */
    List<View> heldOut() {
        return heldOut;
    }

    /** Loads the pixels of the former. */
    ViewLoader trainingLoader() {
        return trainingLoader;
    }

    /** Photographs of steps, ahead of the caller. */
    Prefetch<Photo> photos(long firstStep) {
        ViewOrder order = new ViewOrder(training.size(), seed);
        return new Prefetch<>(
                step -> {
                    int index = order.at(step);
                    Camera camera = camera(training.get(index));
                    return Photo.of(
                                    index,
                                    trainingLoader.load(index, factor),
                                    camera,
                                    frame.scale(),
                                    background.at(step))
                            .within(border);
                },
                firstStep,
                AHEAD);
    }

    /** A photograph to learn from as metrics see it: with its camera in the world. */
    Photo training(int index) {
        return photo(trainingLoader, index);
    }

    /** A photograph that is held out, with its camera in the world. */
    Photo heldOut(int index) {
        return photo(heldOutLoader, index);
    }

    private Photo photo(ViewLoader loader, int index) {
        Camera camera = loader.views().get(index).camera(factor);
        return Photo.of(index, loader.load(index, factor), camera, 1, background.still());
    }

    /** The camera of a view's pixels in the frame in which splats are learned. */
    Camera camera(View view) {
        return frame.apply(view.camera(factor));
    }

    // ---- The scene -------------------------------------------------------------------------

    /** As it was read. */
    PosedScene scene() {
        return scene;
    }

    /** In which splats are learned. */
    SceneFrame frame() {
        return frame;
    }

    /** By how much both sides of photographs are smaller. */
    int factor() {
        return factor;
    }

    /** What photographs have at their border instead of the scene. */
    BlackBorder border() {
        return border;
    }

    /** What is behind. */
    SceneBackground background() {
        return background;
    }

    /** Splats of the frame in the world of the cameras' files. */
    Splats3d inWorld(Splats3d splats) {
        double scale = frame.scale();
        double[] origin = new double[3];
        for (int i = 0; i < 3; i++) {
            origin[i] = -scale * frame.origin()[i];
        }
        return splats.inWorld(origin, 1 / scale);
    }

    /** The cameras of all views in the world of their files, with pixels as they are learned. */
    List<Frame> cameras() {
        List<View> views = scene.views();
        return Frame.named(
                views.stream().map(View::name).toList(),
                views.stream().map(view -> view.camera(factor)).toList());
    }

    /**
     * A number that differs between scenes, but for bad luck; where a folder is does not matter.
     */
    long fingerprint() {
        CRC32 sum = new CRC32();
        for (View view : scene.views()) {
            sum.update(view.name().getBytes(StandardCharsets.UTF_8));
            Camera c = view.camera();
            List<Double> numbers =
                    new ArrayList<>(
                            List.of((double) c.width(), (double) c.height(), c.fx(), c.fy()));
            numbers.addAll(List.of(c.cx(), c.cy(), (double) view.image().toFile().length()));
            for (double value : c.worldToCamera()) {
                numbers.add(value);
            }
            numbers.forEach(value -> sum.update(bytes(value)));
        }
        training.forEach(view -> sum.update(view.name().getBytes(StandardCharsets.UTF_8)));
        scene.points()
                .ifPresent(
                        points -> {
                            for (float value : points.positions()) {
                                sum.update(bytes(value));
                            }
                        });
        return sum.getValue();
    }

    private static byte[] bytes(double value) {
        return ByteBuffer.allocate(Double.BYTES).putDouble(value).array();
    }
}
