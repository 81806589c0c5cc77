package dev.resplat.train.compare;

import dev.resplat.splat.Camera;
import dev.resplat.tensor.Device;
import dev.resplat.train.image.Image;
import dev.resplat.train.resplat2d.Reconstruction;
import dev.resplat.train.resplat2d.Resplat2d;
import dev.resplat.train.resplat2d.Weights;
import dev.resplat.train.scene.ViewPixels;
import dev.resplat.train.views.Example;
import java.util.function.BooleanSupplier;

/**
 * ReSplat in 2D, which knows no scenes: it makes splats of the target itself, and they show the
 * target.
 *
 * @param weights what it has learned
 * @param pixelsPerSplat how many splats it makes
 * @param seed of where they are placed
 */
record PictureContender(Profile profile, Weights weights, int pixelsPerSplat, long seed)
        implements Contender {
    @Override
    public String basis() {
        return "weights %s, %d pixels a splat, seed %d"
                .formatted(weights.file().fingerprint(), pixelsPerSplat, seed);
    }

    @Override
    public Maker open(Device device, BooleanSupplier stop) {
        Resplat2d model = weights.on(device);
        return new Maker() {
            @Override
            public long parameters() {
                return model.parameterCount();
            }

            @Override
            public Made make(Example example) {
                return new Picture(model, example.targets().get(0));
            }
        };
    }

    private final class Picture implements Made {
        private final Reconstruction reconstruction;
        private final int splats;

        Picture(Resplat2d model, ViewPixels target) {
            Camera camera = target.camera();
            splats = Math.max(1, camera.width() * camera.height() / pixelsPerSplat);
            reconstruction = new Reconstruction(model);
            reconstruction.begin(target.image(), splats, seed);
            for (int step = 0; step < profile.depth(); step++) {
                reconstruction.refine();
            }
        }

        @Override
        public long count() {
            return splats;
        }

        @Override
        public Image render(int target) {
            return reconstruction.render();
        }

        @Override
        public void close() {
            reconstruction.close();
        }
    }
}
