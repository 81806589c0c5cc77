package dev.resplat.train.learning;

import dev.resplat.autodiff.Elementwise;
import dev.resplat.autodiff.Gradients;
import dev.resplat.autodiff.Var;
import dev.resplat.nn.Conv2d;
import dev.resplat.nn.Layer;
import dev.resplat.nn.LayerList;
import dev.resplat.nn.Losses;
import dev.resplat.nn.optim.Adam;
import dev.resplat.nn.optim.Schedule;
import dev.resplat.tensor.Device;
import dev.resplat.tensor.RandomStream;
import dev.resplat.tensor.Scope;
import dev.resplat.tensor.Shape;
import dev.resplat.tensor.Tensor;
import dev.resplat.tensor.Window;
import dev.resplat.train.image.Image;
import java.util.List;

/**
 * A small convolutional network that finds the noise in a picture, so that the picture less it is
 * clean (Zhang et al. 2017, "Beyond a Gaussian denoiser": residual learning).
 */
final class Denoiser extends Layer {
    /** Standard deviation of the noise. */
    static final double NOISE = 25 / 255.0;

    private static final Window WINDOW = Window.of(3, 3).padding(1);
    private static final int WIDTH = 24;
    private static final int PATCH = 32;
    private static final int BATCH = 8;

    private final Conv2d head;
    private final LayerList<Block> blocks = child("blocks", new LayerList<>());
    private final Conv2d tail;

    Denoiser(RandomStream random, Device device, int depth) {
        head = child("head", new Conv2d(random, device, 3, WIDTH, WINDOW));
        for (int i = 0; i < depth; i++) {
            blocks.add(new Block(random, device));
        }
        tail = child("tail", new Conv2d(random, device, WIDTH, 3, WINDOW));
    }

    /** Two convolutions beside a shortcut. */
    private static final class Block extends Layer {
        private final Conv2d first;
        private final Conv2d second;

        Block(RandomStream random, Device device) {
            first = child("first", new Conv2d(random, device, WIDTH, WIDTH, WINDOW));
            second = child("second", new Conv2d(random, device, WIDTH, WIDTH, WINDOW));
        }

        Var forward(Var x) {
            return x.add(second.forward(Elementwise.relu(first.forward(Elementwise.relu(x)))));
        }
    }

    private Var forward(Var noisy) {
        Var y = head.forward(noisy.sub(0.5));
        for (Block block : blocks) {
            y = block.forward(y);
        }
        return noisy.sub(tail.forward(Elementwise.relu(y)));
    }

    /** Learns from random patches of pictures, with fresh noise each time. */
    void train(List<Image> pictures, int steps, RandomStream random, Device device) {
        Adam optimizer = new Adam(parameters(), Adam.Config.adam());
        Schedule schedule = Schedule.cosine(3e-3, 3e-5, steps).warmedUp(steps / 20);
        for (int i = 0; i < steps; i++) {
            try (Scope step = Scope.open()) {
                Tensor clean = patches(pictures, random, device);
                Tensor noisy = clean.add(random.normal(device, clean.shape()).mul(NOISE));
                Var loss =
                        Losses.meanSquaredError(forward(Var.constant(noisy)), Var.constant(clean));
                Gradients gradients = loss.backward();
                optimizer.step(gradients, schedule.at(i));
            }
        }
    }

    private static Tensor patches(List<Image> pictures, RandomStream random, Device device) {
        double[] draws = random.uniform(device, Shape.of(BATCH, 3)).toDoubles();
        float[] values = new float[BATCH * PATCH * PATCH * 3];
        int row = 3 * PATCH;
        for (int b = 0; b < BATCH; b++) {
            Image picture = pictures.get((int) (draws[3 * b] * pictures.size()));
            int left = (int) (draws[3 * b + 1] * (picture.width() - PATCH + 1));
            int top = (int) (draws[3 * b + 2] * (picture.height() - PATCH + 1));
            for (int y = 0; y < PATCH; y++) {
                int from = 3 * ((top + y) * picture.width() + left);
                System.arraycopy(picture.colors(), from, values, (b * PATCH + y) * row, row);
            }
        }
        return Tensor.of(device, Shape.of(BATCH, PATCH, PATCH, 3), values);
    }

    /** The picture less its noise. */
    Image clean(Image noisy, Device device) {
        try (Scope scope = Scope.open()) {
            Shape shape = Shape.of(1, noisy.height(), noisy.width(), 3);
            Var x = Var.constant(Tensor.of(device, shape, noisy.colors()));
            return new Image(noisy.width(), noisy.height(), forward(x).value().toFloats());
        }
    }
}
