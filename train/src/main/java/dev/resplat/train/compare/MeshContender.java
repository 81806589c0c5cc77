package dev.resplat.train.compare;

import dev.resplat.splat.Camera;
import dev.resplat.tensor.Device;
import dev.resplat.train.image.Image;
import dev.resplat.train.library.LibraryScene;
import dev.resplat.train.library.SyntheticViews;
import dev.resplat.train.mesh.MeshImage;
import dev.resplat.train.mesh.MeshRenderer;
import dev.resplat.train.views.Example;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * The true mesh with its materials and lights, rasterized. Targets were made of it in the same way,
 * so this is no reconstruction: it says what frames cost.
 *
 * @param scenes that examples are of
 */
record MeshContender(Profile profile, SyntheticViews scenes) implements Contender {
    /** {@inheritDoc} It has none: scenes and their views say all. */
    @Override
    public String basis() {
        return "";
    }

    @Override
    public Maker open(Device device, BooleanSupplier stop) {
        return new Maker() {
            private LibraryScene scene;

            @Override
            public long parameters() {
                return 0;
            }

            @Override
            public void prepare(Example example) {
                scene = scenes.scene(example.scene());
            }

            @Override
            public Made make(Example example) {
                return new Mesh(scene, new MeshRenderer(scene.scene()), example);
            }
        };
    }

    private final class Mesh implements Made {
        private final MeshRenderer renderer;
        private final List<Camera> cameras;
        private final int[] targets;

        Mesh(LibraryScene scene, MeshRenderer renderer, Example example) {
            this.renderer = renderer;
            Camera camera = example.targets().get(0).camera();
            cameras = scenes.cameras(scene, camera.width(), camera.height());
            targets = example.targetIndices();
        }

        @Override
        public long count() {
            return renderer.scene().mesh().triangleCount();
        }

        @Override
        public Image render(int target) {
            MeshImage image =
                    renderer.render(cameras.get(targets[target]), SyntheticViews.ALL_CORES);
            return new Image(image.width(), image.height(), image.colors());
        }
    }
}
