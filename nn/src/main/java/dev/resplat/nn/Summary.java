package dev.resplat.nn;

import dev.resplat.autodiff.Graph;
import dev.resplat.autodiff.Var;
import dev.resplat.tensor.Shape;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What a model is made of, and what one evaluation costs: one row per parameter with the floating
 * point operations of the matrix products it takes part in.
 *
 * @param rows in the order of the parameters
 * @param parameters number of elements of all parameters
 * @param flops of one forward pass: two per multiplication and addition of every matrix product
 *     that a gradient flows through, and one per element of every other result
 */
public record Summary(List<Row> rows, long parameters, long flops) {
    /**
     * One parameter.
     *
     * @param name path to it
     * @param shape extents
     * @param flops of the products it takes part in
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
                .filter(v -> isProduct(v) && v.parents().contains(parameter))
                .filter(v -> parameter.shape().rank() >= 2)
                .mapToLong(Summary::flops)
                .sum();
    }

    /** The cost of making one variable from its arguments. */
    private static long flops(Var v) {
        long elements = v.shape().size();
        if (isProduct(v)) {
            return 2 * elements * v.argumentShapes().get(0).dim(-1);
        }
        return v.argumentShapes().isEmpty() ? 0 : elements;
    }

    private static boolean isProduct(Var v) {
        return v.op().equals("matmul") || v.op().equals("affine");
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
