package dev.resplat.nn;

import dev.resplat.autodiff.Var;
import dev.resplat.tensor.Shape;
import dev.resplat.tensor.ShapeException;

/** Checks of settings and inputs of layers, which name the layer and say what is allowed. */
final class Require {
    private Require() {}

    /** That a setting is 1 or more. */
    static void positive(String layer, String name, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(
                    layer + ": " + name + " must be 1 or more, is " + value);
        }
    }

    /** That channels can be in as many equal groups. */
    static void groups(String layer, int groups, int... channels) {
        for (int c : channels) {
            if (groups < 1 || c % groups != 0) {
                throw new IllegalArgumentException(
                        layer + ": " + c + " channels cannot be in " + groups + " equal groups");
            }
        }
    }

    /** That what is added to a variance is finite and no less than 0. */
    static void epsilon(String layer, double epsilon) {
        if (!(epsilon >= 0 && epsilon < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(
                    layer + ": epsilon must be finite and 0 or more, is " + epsilon);
        }
    }

    /** That x is {@code [N, H, W, channels]}. */
    static void featureMaps(String layer, Var x, int channels) {
        if (x.shape().rank() != 4 || x.shape().dim(3) != channels) {
            throw misshapen(layer, "N, H, W", channels, x.shape());
        }
    }

    /**
     * That the innermost axis of x is that of the channels.
     *
     * @param rank the least number of axes
     */
    static void channelsLast(String layer, Var x, int rank, int channels) {
        if (x.shape().rank() < rank || x.shape().dim(-1) != channels) {
            throw misshapen(layer, rank > 1 ? "N, ..." : "...", channels, x.shape());
        }
    }

    private static ShapeException misshapen(String layer, String axes, int channels, Shape x) {
        return new ShapeException(
                "%s: x must be [%s, %d], channels last, is %s".formatted(layer, axes, channels, x));
    }
}
