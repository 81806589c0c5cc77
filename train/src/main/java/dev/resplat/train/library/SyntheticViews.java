package dev.resplat.train.library;

import dev.resplat.splat.Camera;
import dev.resplat.train.mesh.MeshImage;
import dev.resplat.train.mesh.MeshRenderer;
import dev.resplat.train.scene.ViewPixels;
import dev.resplat.train.views.ViewSet;
import dev.resplat.train.views.ViewSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Views of the scenes of a library, which are built when they are wanted and rendered when they are
 * looked at; nothing is kept. Their background is that of the scene, so they have no alpha.
 */
public final class SyntheticViews implements ViewSource {
    /** One thread renders one view: callers have several at once. */
    static final MeshRenderer.Options OPTIONS = new MeshRenderer.Options(2, true, 2, 0.01, false);

    /** The same pixels, of one view that all cores render. */
    public static final MeshRenderer.Options ALL_CORES =
            new MeshRenderer.Options(2, true, 2, 0.01, true);

    private final SceneLibrary library;
    private final int views;

    /**
     * Views of a library.
     *
     * @param views how many each scene has, along its path if it is one; about 100 are as near to
     *     each other as frames of a video that are some tenths of a second apart
     */
    public SyntheticViews(SceneLibrary library, int views) {
        if (views < 1) {
            throw new IllegalArgumentException("views must be 1 or more, is " + views);
        }
        this.library = library;
        this.views = views;
    }

    @Override
    public ViewSet training(long number, int width, int height) {
        return new SyntheticSet(number, width, height);
    }

    @Override
    public long count() {
        return Long.MAX_VALUE;
    }

    @Override
    public String name() {
        return "synthetic scenes of seed " + library.seed();
    }

    /**
     * The scene that views are of, built anew.
     *
     * @param name of the {@link ViewSet}
     */
    public LibraryScene scene(String name) {
        return library.scene(LibraryScene.number(name));
    }

    /** The cameras of all views of a scene, in its own world. */
    public List<Camera> cameras(LibraryScene scene, int width, int height) {
        return scene.cameras(views, width, height);
    }

    /** A scene that is built when cameras or pixels are asked for, not for its labels. */
    private final class SyntheticSet implements ViewSet {
        private final long number;
        private final int width;
        private final int height;
        private final Plan plan;
        private LibraryScene scene;
        private List<Camera> cameras;

        SyntheticSet(long number, int width, int height) {
            this.number = number;
            this.width = width;
            this.height = height;
            plan = library.plan(number);
        }

        private synchronized LibraryScene scene() {
            if (scene == null) {
                scene = library.scene(number, plan);
            }
            return scene;
        }

        @Override
        public String name() {
            return LibraryScene.name(number);
        }

        @Override
        public synchronized List<Camera> cameras() {
            if (cameras == null) {
                cameras = scene().cameras(views, width, height);
            }
            return cameras;
        }

        @Override
        public boolean isPath() {
            return plan.rig() != Rig.RANDOM;
        }

        @Override
        public ViewPixels view(int index) {
            Camera camera = cameras().get(index);
            MeshImage image = scene().renderer().render(camera, OPTIONS);
            return new ViewPixels(camera, image.colors(), null, null, image.depth());
        }

        @Override
        public Map<String, String> labels() {
            return Map.of(
                    "kind", label(plan.kind()),
                    "lighting", label(plan.lighting()),
                    "finish", label(plan.finish()),
                    "rig", label(plan.rig()));
        }

        private static String label(Enum<?> value) {
            return value.name().toLowerCase(Locale.ROOT);
        }
    }
}
