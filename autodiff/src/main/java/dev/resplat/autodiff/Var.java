package dev.resplat.autodiff;

import dev.resplat.tensor.Device;
import dev.resplat.tensor.ElementType;
import dev.resplat.tensor.Shape;
import dev.resplat.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * A tensor in a computation that can be differentiated: a value, the operation that made it, and
 * for each argument the way back.
 *
 * <p>Variables are numbered as they are made, so that an argument is always older than a result.
 * Gradients are never stored here: {@link #backward} returns them.
 */
public final class Var {
    private static final AtomicLong COUNT = new AtomicLong();
    private static final Shape[] NONE = {};
    private static final Arrow[] NOWHERE = {};

    private final long serial = COUNT.incrementAndGet();
    private final String op;
    private final Tensor value;
    private final Shape[] arguments;
    private final Arrow[] arrows;
    private final boolean needsGrad;

    private Var(String op, Tensor value, Shape[] arguments, Arrow[] arrows, boolean needsGrad) {
        this.op = op;
        this.value = value;
        this.arguments = arguments;
        this.arrows = arrows;
        this.needsGrad = needsGrad;
    }

    /**
     * A way back: the vector-Jacobian product that turns the gradient of the loss with respect to a
     * result into those with respect to one or all of its arguments.
     */
    sealed interface Arrow {}

    /** The argument of an operation and its vector-Jacobian product; see {@link #wrt}. */
    public record Edge(Var parent, UnaryOperator<Tensor> vjp) implements Arrow {}

    /**
     * All arguments at once.
     *
     * @param parents the arguments
     * @param vjp gradients with respect to the arguments, in their order and of their shapes
     */
    record Joint(List<Var> parents, Function<Tensor, Tensor[]> vjp) implements Arrow {}

    // ---- Making variables ------------------------------------------------------------------

    /** A value that is given: no gradient flows to it. */
    public static Var constant(Tensor value) {
        return new Var("constant", value, NONE, NOWHERE, false);
    }

    /** A value to find: its gradient is what {@link #backward} is for. */
    public static Var parameter(Tensor value) {
        if (value.type() != ElementType.REAL) {
            throw new IllegalArgumentException("parameter: value must be real, is " + value);
        }
        return new Var("parameter", value, NONE, NOWHERE, true);
    }

    /**
     * The result of an operation, with one edge per argument. Edges to arguments that need no
     * gradient are dropped here, so operations need not ask.
     *
     * <p>A closure may return the gradient it was given, or any tensor it has made.
     */
    public static Var of(String op, Tensor value, Edge... edges) {
        Shape[] arguments = new Shape[edges.length];
        int live = 0;
        for (int i = 0; i < edges.length; i++) {
            arguments[i] = edges[i].parent.shape();
            live += edges[i].parent.needsGrad ? 1 : 0;
        }
        Arrow[] arrows = live == 0 ? NOWHERE : new Arrow[live];
        int at = 0;
        for (Edge edge : edges) {
            if (edge.parent.needsGrad) {
                arrows[at++] = edge;
            }
        }
        return new Var(op, value, arguments, arrows, live > 0);
    }

    /**
     * The result of an operation whose gradients are computed together, because they share work.
     *
     * @param vjp from the gradient of the result to those of all parents, in their order; those of
     *     parents that need none are ignored
     */
    public static Var of(
            String op, Tensor value, List<Var> parents, Function<Tensor, Tensor[]> vjp) {
        boolean live = parents.stream().anyMatch(Var::needsGrad);
        Arrow[] arrows = live ? new Arrow[] {new Joint(List.copyOf(parents), vjp)} : NOWHERE;
        Shape[] arguments = parents.stream().map(Var::shape).toArray(Shape[]::new);
        return new Var(op, value, arguments, arrows, live);
    }

    /**
     * An edge: the gradient with respect to {@code argument} is {@code vjp} of that of the result.
     */
    public static Edge wrt(Var argument, UnaryOperator<Tensor> vjp) {
        return new Edge(argument, vjp);
    }

    /** The same value as a constant: no gradient flows back from here. */
    public Var detach() {
        return constant(value);
    }

    // ---- What it is ------------------------------------------------------------------------

    /** The value. */
    public Tensor value() {
        return value;
    }

    /** The extents of the value. */
    public Shape shape() {
        return value.shape();
    }

    /** Where the value is. */
    public Device device() {
        return value.device();
    }

    /** The name of the operation that made this. */
    public String op() {
        return op;
    }

    /** The extents of all arguments of that operation, in their order. */
    public List<Shape> argumentShapes() {
        return List.of(arguments);
    }

    /** Whether a gradient flows to or through this. */
    public boolean needsGrad() {
        return needsGrad;
    }

    /** The arguments that a gradient flows to. */
    public List<Var> parents() {
        List<Var> parents = new ArrayList<>();
        for (Arrow arrow : arrows) {
            if (arrow instanceof Edge edge) {
                parents.add(edge.parent);
            } else if (arrow instanceof Joint joint) {
                joint.parents.stream().filter(Var::needsGrad).forEach(parents::add);
            }
        }
        return parents;
    }

    long serial() {
        return serial;
    }

    /** The number given to the newest variable of all. */
    static long newest() {
        return COUNT.get();
    }

    boolean isLeaf() {
        return arrows.length == 0;
    }

    Arrow[] arrows() {
        return arrows;
    }

    // ---- Going back ------------------------------------------------------------------------

    /**
     * The gradients of this loss with respect to all parameters it was made from.
     *
     * @throws IllegalStateException when this is not a single finite number
     */
    public Gradients backward() {
        if (value.shape().size() != 1) {
            throw new IllegalStateException(
                    "backward: a loss is one number, this "
                            + op
                            + " is "
                            + shape()
                            + "; take its sum or mean, or give a seed of its shape");
        }
        double loss = value.item();
        if (!Double.isFinite(loss)) {
            throw new IllegalStateException("backward: the loss is " + loss + Graph.blame(this));
        }
        return backward(Tensor.full(device(), shape(), 1));
    }

    /** The gradients of {@code <seed, this>} with respect to all parameters this was made from. */
    public Gradients backward(Tensor seed) {
        return Gradients.of(this, seed, 0);
    }

    // ---- Operations that read better infix -------------------------------------------------

    /** {@code this + b}, see {@link Elementwise#add}. */
    public Var add(Var b) {
        return Elementwise.add(this, b);
    }

    /** {@code this - b}, see {@link Elementwise#sub}. */
    public Var sub(Var b) {
        return Elementwise.sub(this, b);
    }

    /** {@code this * b}, see {@link Elementwise#mul}. */
    public Var mul(Var b) {
        return Elementwise.mul(this, b);
    }

    /** {@code this / b}, see {@link Elementwise#div}. */
    public Var div(Var b) {
        return Elementwise.div(this, b);
    }

    /** {@code this + b}, see {@link Elementwise#add}. */
    public Var add(double b) {
        return Elementwise.add(this, b);
    }

    /** {@code this * b}, see {@link Elementwise#mul}. */
    public Var mul(double b) {
        return Elementwise.mul(this, b);
    }

    /** {@code this - b}, see {@link Elementwise#sub}. */
    public Var sub(double b) {
        return Elementwise.sub(this, b);
    }

    /** {@code this / b}, see {@link Elementwise#div}. */
    public Var div(double b) {
        return Elementwise.div(this, b);
    }

    /** The matrix product {@code this b}, see {@link Matmul#matmul}. */
    public Var matmul(Var b) {
        return Matmul.matmul(this, b);
    }

    /** The sum of all elements, see {@link Reduce#sum(Var)}. */
    public Var sum() {
        return Reduce.sum(this);
    }

    /** The mean of all elements, see {@link Reduce#mean(Var)}. */
    public Var mean() {
        return Reduce.mean(this);
    }

    /** The same elements with other extents, see {@link Layout#reshape}. */
    public Var reshape(int... dims) {
        return Layout.reshape(this, dims);
    }

    /** Operation and value: {@code matmul real[2, 4]@cpu}. */
    @Override
    public String toString() {
        return op + " " + value;
    }
}
