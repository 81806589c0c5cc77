package dev.resplat.bench;

import dev.resplat.tensor.Normalizing;
import dev.resplat.tensor.Normalizing.Gradients;
import dev.resplat.tensor.Normalizing.Normalized;
import dev.resplat.tensor.Scope;
import dev.resplat.tensor.Tensor;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;

/** Layer norm of tokens, and norms of feature maps, forward and backward. */
public class NormalizationBenchmark extends DeviceBenchmark {
    private static final double EPSILON = 1e-5;

    /** The norm, and the shape of what it normalises. */
    @Param({
        "layer 4096x128",
        "layer 4096x256",
        "layer 65536x256",
        "group 4x64x64x64",
        "instance 4x64x64x64",
        "batch 4x64x64x64"
    })
    public String norm;

    private Tensor x;
    private Tensor gamma;
    private Tensor beta;
    private Tensor gradY;
    private Normalized y;

    @Override
    void prepare() {
        String[] extents = norm.split(" ")[1].split("x");
        int[] dims = new int[extents.length];
        for (int i = 0; i < dims.length; i++) {
            dims[i] = Integer.parseInt(extents[i]);
        }
        x = values(dims);
        gamma = values(dims[dims.length - 1]);
        beta = values(dims[dims.length - 1]);
        gradY = values(dims);
        y = normalized(x, gamma, beta);
        try (Scope check = Scope.open()) {
            Normalized expected = normalized(reference(x), reference(gamma), reference(beta));
            check(y.y(), expected.y(), 1e-5);
            Gradients g = gradients(x, gamma, y, gradY);
            Gradients e = gradients(reference(x), reference(gamma), expected, reference(gradY));
            check(g.x(), e.x(), 1e-5);
            check(g.gamma(), e.gamma(), 1e-5);
            check(g.beta(), e.beta(), 1e-5);
        }
    }

    private Normalized normalized(Tensor x, Tensor gamma, Tensor beta) {
        return switch (norm.split(" ")[0]) {
            case "layer" -> Normalizing.layer(x, gamma, beta, EPSILON);
            case "group" -> Normalizing.group(x, 8, gamma, beta, EPSILON);
            case "instance" -> Normalizing.instance(x, gamma, beta, EPSILON);
            default -> Normalizing.batch(x, gamma, beta, EPSILON);
        };
    }

    private static Gradients gradients(Tensor x, Tensor gamma, Normalized y, Tensor gradY) {
        return Normalizing.normalizeGrad(x, gamma, y, EPSILON, gradY);
    }

    /** Forward. */
    @Benchmark
    public Tensor normalize(Rate.Elements rate) {
        rate.add(x.shape().size());
        try (Scope scope = Scope.open()) {
            return normalized(x, gamma, beta).y();
        }
    }

    /** Backward: gradients of x, gamma and beta. */
    @Benchmark
    public Tensor normalizeGrad(Rate.Elements rate) {
        rate.add(x.shape().size());
        try (Scope scope = Scope.open()) {
            return gradients(x, gamma, y, gradY).x();
        }
    }
}
