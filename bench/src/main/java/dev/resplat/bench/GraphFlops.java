package dev.resplat.bench;

import dev.resplat.autodiff.Var;
import dev.resplat.tensor.Shape;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Floating-point operations of a forward pass in products, convolutions and attention, from the
 * variables it has left. A multiplication with addition counts as two; all else, such as
 * normalisation and the renderer, counts nothing. A backward pass takes twice as many.
 */
final class GraphFlops {
    private GraphFlops() {}

    /** Of all that a variable depends on, itself included, as far as it has gradients. */
    static double of(Var result) {
        Set<Var> seen = new HashSet<>();
        Deque<Var> open = new ArrayDeque<>(List.of(result));
        double flops = 0;
        while (!open.isEmpty()) {
            Var var = open.pop();
            if (seen.add(var)) {
                flops += own(var);
                open.addAll(var.parents());
            }
        }
        return flops;
    }

    private static double own(Var var) {
        List<Shape> arguments = var.argumentShapes();
        Shape y = var.shape();
        return switch (var.op()) {
            case "matmul", "affine" -> 2.0 * y.size() * arguments.get(0).dim(-1);
            case "conv2d" -> {
                Shape w = arguments.get(1);
                yield 2.0 * y.size() * w.dim(0) * w.dim(1) * w.dim(2);
            }
            case "conv2dTransposed" -> {
                Shape w = arguments.get(1);
                yield 2.0 * arguments.get(0).size() * w.dim(0) * w.dim(1) * w.dim(2);
            }
            case "attention" -> {
                Shape k = arguments.get(1);
                double pairs = (double) y.size() / y.dim(-1) * k.dim(1);
                yield 2 * pairs * (k.dim(-1) + y.dim(-1));
            }
            default -> 0;
        };
    }
}
