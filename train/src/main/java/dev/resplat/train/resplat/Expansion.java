package dev.resplat.train.resplat;

import dev.resplat.autodiff.Elementwise;
import dev.resplat.autodiff.Var;
import dev.resplat.nn.Layer;
import dev.resplat.nn.Linear;
import dev.resplat.tensor.Device;
import dev.resplat.tensor.RandomStream;

/** What each row thinks for itself: {@code fc2(gelu(fc1(x)))}, four times as wide between. */
final class Expansion extends Layer {
    private static final int TIMES = 4;

    private final Linear first;
    private final Linear second;

    Expansion(RandomStream random, Device device, int width) {
        first = child("fc1", new Linear(random, device, width, TIMES * width));
        second = child("fc2", new Linear(random, device, TIMES * width, width));
    }

    Var forward(Var x) {
        return second.forward(Elementwise.gelu(first.forward(x)));
    }
}
