package dev.resplat.train.stereo;

import dev.resplat.autodiff.Elementwise;
import dev.resplat.autodiff.Softmax;
import dev.resplat.autodiff.Var;
import dev.resplat.nn.Conv2d;
import dev.resplat.nn.Layer;
import dev.resplat.tensor.Device;
import dev.resplat.tensor.RandomStream;
import dev.resplat.tensor.Window;

/** The probability of each candidate. */
final class CandidateHead extends Layer {
    private static final Window INSIDE = Window.of(3, 3);

    private final Conv2d hidden;
    private final Conv2d scores;

    CandidateHead(RandomStream random, Device device, int width, int candidates) {
        hidden = child("0", new Conv2d(random, device, width, 2 * width, INSIDE));
        scores = child("2", new Conv2d(random, device, 2 * width, candidates, INSIDE));
    }

    /**
     * @param x {@code [N, h, w, width]}
     * @return {@code [N, h, w, candidates]}, which add up to 1
     */
    Var forward(Var x) {
        Var y = Elementwise.gelu(hidden.forward(Edges.repeated(x)));
        return Softmax.softmax(scores.forward(Edges.repeated(y)));
    }
}
