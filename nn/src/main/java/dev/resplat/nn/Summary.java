package dev.resplat.nn;

import dev.resplat.autodiff.Graph;
import dev.resplat.autodiff.Layout;
import dev.resplat.autodiff.Var;
import dev.resplat.tensor.Shape;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * What a model is made of, and what one evaluation costs: one row per parameter with the floating
 * point operations of the matrix products and convolutions it takes part in.
 *
 * @param rows in the order of the parameters
 * @param parameters number of elements of all parameters
 * @param flops of one forward pass: two per multiplication and addition of every matrix product,
 *     convolution and attention that a gradient flows through, none for moving elements, and one
 *     per element of every other result
 */
public record Summary(List<Row> rows, long parameters, long flops) {
    private static final Set<String> PRODUCTS =
            Set.of("matmul", "affine", "conv2d", "conv2dTransposed");

    /** The operations of {@link Layout}: the same elements in other places. */
    private static final Set<String> MOVES =
            Set.of(
                    "reshape",
                    "transpose",
                    "permute",
                    "broadcastTo",
                    "slice",
                    "pad",
                    "flip",
                    "concat",
                    "pixelShuffle",
                    "pixelUnshuffle");

    /**
     * One parameter.
     *
     * @param name path to it
     * @param shape extents
     * @param flops of the products it takes part in, whole or in parts; none for a vector
     */
    public record Row(String name, Shape shape, long flops) {}

    /** The summary of a model that made {@code output}. */
    public static Summary of(Layer model, Var output) {
        List<Var> history = Graph.ancestors(output);
        Map<String, Var> parameters = model.parameters();
        List<Row> rows =
                parameters.entrySet().stream()
                        .map(
                                e ->
                                        new Row(
                                                e.getKey(),
                                                e.getValue().shape(),
                                                of(e.getValue(), history)))
                        .toList();
        long flops = history.stream().mapToLong(Summary::flops).sum();
        return new Summary(rows, model.parameterCount(), flops);
    }

    private static long of(Var parameter, List<Var> history) {
        return history.stream()
                .filter(v -> PRODUCTS.contains(v.op()) && takes(v, parameter))
                .filter(v -> parameter.shape().rank() >= 2)
                .mapToLong(Summary::flops)
                .sum();
    }

    /** Whether a parameter is an argument, as it is or with its elements moved. */
    private static boolean takes(Var v, Var parameter) {
        return v.parents().stream()
                .anyMatch(p -> p == parameter || MOVES.contains(p.op()) && takes(p, parameter));
    }

    /** The cost of making one variable from its arguments. */
    private static long flops(Var v) {
        List<Shape> x = v.argumentShapes();
        long elements = v.shape().size();
        return switch (v.op()) {
            case "matmul", "affine" -> 2 * elements * x.get(0).dim(-1);
            case "conv2d" -> 2 * elements * x.get(1).product(0, 3);
            case "conv2dTransposed" -> 2L * x.get(0).size() * x.get(1).product(0, 3);
            case "attention" -> attention(x.get(0), x.get(1), x.get(2));
            default -> x.isEmpty() || MOVES.contains(v.op()) ? 0 : elements;
        };
    }

    /** Scores, and the values they weigh: each key takes part for each query. */
    private static long attention(Shape q, Shape k, Shape v) {
        long pairs = (long) q.product(0, 3) * k.dim(1);
        return 2 * pairs * (q.dim(3) + v.dim(3));
    }

    /** A table for people. */
    @Override
    public String toString() {
        StringBuilder table = new StringBuilder();
        for (Row row : rows) {
            table.append(
                    String.format(
                            Locale.ROOT, "%-40s %-20s %,16d%n", row.name, row.shape, row.flops));
        }
        return table.append(
                        String.format(
                                Locale.ROOT,
                                "%,d parameters, %,d floating point operations forward",
                                parameters,
                                flops))
                .toString();
    }
}
