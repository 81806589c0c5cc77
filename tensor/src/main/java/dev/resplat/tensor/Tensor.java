package dev.resplat.tensor;

import dev.resplat.tensor.MatmulKernels.Layout;
import java.util.Arrays;

/**
 * A dense, row-major, immutable array of numbers on a device, and every operation on values.
 *
 * <p>Operations make new tensors, which belong to the innermost open {@link Scope}; reshaped
 * tensors share their elements. Only {@link #write} and optimizers change elements, and only those
 * of parameters. Shape mistakes are {@link ShapeException}s that name the operation, the argument
 * and the shapes. A tensor belongs to the thread that made it.
 *
 * <p>This file is longer than most because it is the one list of all operations; each is a check,
 * an allocation and one kernel call. How operations are checked is in {@link Check}.
 */
public final class Tensor {
    private final Shape shape;
    private final ElementType type;
    private Storage storage;
    private Scope scope;
    private int slot;

    private Tensor(Shape shape, ElementType type, Storage storage) {
        this.shape = shape;
        this.type = type;
        this.storage = storage;
        Scope.current().add(this);
    }

    // ---- Making tensors --------------------------------------------------------------------

    /** A tensor with arbitrary contents, for a kernel to write. */
    public static Tensor empty(Device device, ElementType type, Shape shape) {
        Scope.current();
        return new Tensor(shape, type, new Storage(device, type, shape.size()));
    }

    /** A real tensor of zeros. */
    public static Tensor zeros(Device device, Shape shape) {
        return full(device, shape, 0);
    }

    /** A real tensor whose elements all have one value. */
    public static Tensor full(Device device, Shape shape, double value) {
        Tensor y = empty(device, ElementType.REAL, shape);
        device.kernels(ElementwiseKernels.class).fill(y.buffer(), value, shape.size());
        return y;
    }

    /** A real tensor of shape {@code []}. */
    public static Tensor scalar(Device device, double value) {
        return full(device, Shape.scalar(), value);
    }

    /** A real tensor with these elements, innermost axis fastest. */
    public static Tensor of(Device device, Shape shape, double... values) {
        Check.count("of", shape, values.length);
        Tensor y = empty(device, ElementType.REAL, shape);
        device.upload(values, y.buffer(), values.length);
        return y;
    }

    /** A real tensor with these elements, innermost axis fastest. */
    public static Tensor of(Device device, Shape shape, float[] values) {
        Check.count("of", shape, values.length);
        Tensor y = empty(device, ElementType.REAL, shape);
        device.upload(values, y.buffer(), values.length);
        return y;
    }

    /** An int32 tensor with these elements, innermost axis fastest. */
    public static Tensor ofInts(Device device, Shape shape, int... values) {
        Check.count("ofInts", shape, values.length);
        Tensor y = empty(device, ElementType.INT32, shape);
        device.upload(values, y.buffer(), values.length);
        return y;
    }

    // ---- What it is, and its elements on the host ------------------------------------------

    /** The extents. */
    public Shape shape() {
        return shape;
    }

    /** What the elements are. */
    public ElementType type() {
        return type;
    }

    /** Where the elements are. */
    public Device device() {
        return storage().device;
    }

    /** The elements, for kernels; those beyond {@code shape().size()} are garbage. */
    public Buffer buffer() {
        return storage().buffer;
    }

    /** Whether the elements have been freed. */
    public boolean isFreed() {
        return storage == null;
    }

    /** The only element of a real tensor of one element. */
    public double item() {
        if (shape.size() != 1) {
            throw new ShapeException("item: expected one element, got " + shape);
        }
        return toDoubles()[0];
    }

    /** A copy of the elements of a real tensor. */
    public double[] toDoubles() {
        Check.real("toDoubles", "x", this);
        double[] values = new double[shape.size()];
        device().download(buffer(), values, values.length);
        return values;
    }

    /** A copy of the elements of a real tensor, rounded to float. */
    public float[] toFloats() {
        Check.real("toFloats", "x", this);
        float[] values = new float[shape.size()];
        device().download(buffer(), values, values.length);
        return values;
    }

    /** A copy of the elements of an int32 tensor. */
    public int[] toInts() {
        Check.int32("toInts", "x", this);
        int[] values = new int[shape.size()];
        device().download(buffer(), values, values.length);
        return values;
    }

    /**
     * Replaces the elements of a real tensor: for parameters that are loaded, never for results.
     */
    public void write(float[] values) {
        Check.real("write", "x", this);
        Check.count("write", shape, values.length);
        device().upload(values, buffer(), values.length);
    }

    /** The same values on another device. */
    public Tensor to(Device device) {
        if (device == device()) {
            return alias();
        }
        return type == ElementType.INT32
                ? ofInts(device, shape, toInts())
                : of(device, shape, toDoubles());
    }

    // ---- Element-wise ----------------------------------------------------------------------

    /** {@code op(x)} for each element. */
    public Tensor map(UnaryOp op) {
        Check.real(op.toString(), "x", this);
        Tensor y = like(shape);
        kernels(ElementwiseKernels.class).unary(op, buffer(), y.buffer(), shape.size());
        return y;
    }

    /** {@code gradY * op'(x)} where this is x and {@code y = op(x)}. */
    public Tensor mapGrad(UnaryOp op, Tensor y, Tensor gradY) {
        Check.like(op + "Grad", this, "y", y);
        Check.like(op + "Grad", this, "gradY", gradY);
        Tensor gradX = like(shape);
        kernels(ElementwiseKernels.class)
                .unaryGrad(op, buffer(), y.buffer(), gradY.buffer(), gradX.buffer(), shape.size());
        return gradX;
    }

    /** {@code op(this, b)} for each pair of elements; extents of one are repeated. */
    public Tensor map(BinaryOp op, Tensor b) {
        Check.real(op.toString(), "a", this);
        Check.real(op.toString(), "b", b);
        Check.sameDevice(op.toString(), "a", this, "b", b);
        Shape result = Shape.broadcast(op.toString(), shape, b.shape);
        Tensor c = like(result);
        ElementwiseKernels kernels = kernels(ElementwiseKernels.class);
        if (shape.equals(b.shape)) {
            kernels.binary(op, buffer(), b.buffer(), c.buffer(), result.size());
        } else {
            Axes axes = Axes.merged(result, shape.stridesIn(result), b.shape.stridesIn(result));
            kernels.binaryBroadcast(
                    op, buffer(), axes.a(), b.buffer(), axes.b(), c.buffer(), axes.dims());
        }
        return c;
    }

    /** {@code op(x, b)} for each element x. */
    public Tensor map(BinaryOp op, double b) {
        Check.real(op.toString(), "a", this);
        Tensor c = like(shape);
        kernels(ElementwiseKernels.class).binaryScalar(op, buffer(), b, c.buffer(), shape.size());
        return c;
    }

    /** {@code this + b}. */
    public Tensor add(Tensor b) {
        return map(BinaryOp.ADD, b);
    }

    /** {@code this - b}. */
    public Tensor sub(Tensor b) {
        return map(BinaryOp.SUB, b);
    }

    /** {@code this * b}, element by element. */
    public Tensor mul(Tensor b) {
        return map(BinaryOp.MUL, b);
    }

    /** {@code this / b}, element by element. */
    public Tensor div(Tensor b) {
        return map(BinaryOp.DIV, b);
    }

    /** {@code this + b}. */
    public Tensor add(double b) {
        return map(BinaryOp.ADD, b);
    }

    /** {@code this * b}. */
    public Tensor mul(double b) {
        return map(BinaryOp.MUL, b);
    }

    /** {@code -this}. */
    public Tensor neg() {
        return map(UnaryOp.NEG);
    }

    /** {@code this != 0 ? a : b} for each element; all three have one shape. */
    public Tensor select(Tensor a, Tensor b) {
        Check.real("select", "condition", this);
        Check.like("select", this, "a", a);
        Check.like("select", this, "b", b);
        Tensor c = like(shape);
        kernels(ElementwiseKernels.class)
                .select(buffer(), a.buffer(), b.buffer(), c.buffer(), shape.size());
        return c;
    }

    /** An int32 tensor as reals. */
    public Tensor toReal() {
        Check.int32("toReal", "x", this);
        Tensor y = like(shape);
        kernels(ElementwiseKernels.class).toReal(buffer(), y.buffer(), shape.size());
        return y;
    }

    /** A real tensor as int32, rounded towards zero. */
    public Tensor toInt32() {
        Check.real("toInt32", "x", this);
        Tensor y = empty(device(), ElementType.INT32, shape);
        kernels(ElementwiseKernels.class).toInt32(buffer(), y.buffer(), shape.size());
        return y;
    }

    // ---- Matrix products -------------------------------------------------------------------

    /**
     * The matrix product {@code this b}: {@code [..., m, k]} times {@code [..., k, n]}. Leading
     * axes are equal, or one operand is a single matrix used for the whole batch.
     */
    public Tensor matmul(Tensor b) {
        return MatmulArguments.of(Layout.PLAIN, this, b).product();
    }

    /** {@code this b^T}: {@code [..., m, k]} times {@code [..., n, k]}. */
    public Tensor matmulTransposed(Tensor b) {
        return MatmulArguments.of(Layout.B_TRANSPOSED, this, b).product();
    }

    /** {@code this^T b}: {@code [..., k, m]} times {@code [..., k, n]}. */
    public Tensor transposedMatmul(Tensor b) {
        return MatmulArguments.of(Layout.A_TRANSPOSED, this, b).product();
    }

    // ---- Reductions ------------------------------------------------------------------------

    /** Reduces one axis, which disappears. */
    public Tensor reduce(ReduceOp op, int axis) {
        Check.real(op.toString(), "x", this);
        int a = Check.axis(op.toString(), this, axis);
        return reduce(op, shape.without(a), a, a + 1);
    }

    /** Reduces all elements to one, of shape {@code []}. */
    public Tensor reduce(ReduceOp op) {
        Check.real(op.toString(), "x", this);
        return reduce(op, Shape.scalar(), 0, shape.rank());
    }

    private Tensor reduce(ReduceOp op, Shape result, int from, int to) {
        int n = shape.product(from, to);
        if (op == ReduceOp.MAX && n == 0 && result.size() > 0) {
            throw new ShapeException("max: " + shape + " has nothing to take the largest of");
        }
        Tensor y = like(result);
        kernels(ReduceKernels.class)
                .reduce(
                        op,
                        buffer(),
                        y.buffer(),
                        shape.product(0, from),
                        n,
                        shape.product(to, shape.rank()));
        return y;
    }

    /** The sum along one axis, which disappears. */
    public Tensor sum(int axis) {
        return reduce(ReduceOp.SUM, axis);
    }

    /** The sum of all elements, {@code []}. */
    public Tensor sum() {
        return reduce(ReduceOp.SUM);
    }

    /**
     * Sums what broadcasting to this shape would have repeated: the inverse of {@link
     * #broadcastTo}.
     */
    public Tensor sumTo(Shape target) {
        if (target.equals(shape)) {
            return alias();
        }
        if (!target.broadcastsTo(shape)) {
            throw new ShapeException("sumTo: " + target + " does not broadcast to " + shape);
        }
        return Scope.compute(
                () -> {
                    Tensor y = this;
                    int lead = shape.rank() - target.rank();
                    if (lead > 0) {
                        y = y.reshape(Shape.of(Axes.leadMerged(shape, lead))).sum(0);
                    }
                    for (int i = 0; i < target.rank(); i++) {
                        if (target.dim(i) == 1 && y.shape.dim(i) != 1) {
                            y = y.sum(i).reshape(y.shape.with(i, 1));
                        }
                    }
                    return y;
                });
    }

    /** Where the largest element along an axis is, int32; the axis disappears. */
    public Tensor argMax(int axis) {
        Check.real("argMax", "x", this);
        int a = Check.axis("argMax", this, axis);
        if (shape.dim(a) == 0) {
            throw new ShapeException("argMax: axis " + a + " of " + shape + " is empty");
        }
        Tensor index = empty(device(), ElementType.INT32, shape.without(a));
        kernels(ReduceKernels.class)
                .argMax(buffer(), index.buffer(), before(a), shape.dim(a), after(a));
        return index;
    }

    // ---- Softmax ---------------------------------------------------------------------------

    /** {@code e^x / sum e^x} along the innermost axis. */
    public Tensor softmax() {
        Tensor y = rowwise("softmax");
        kernels(SoftmaxKernels.class).softmax(buffer(), y.buffer(), rows(), shape.dim(-1));
        return y;
    }

    /** The gradient through softmax, where this is its result. */
    public Tensor softmaxGrad(Tensor gradY) {
        Check.like("softmaxGrad", this, "gradY", gradY);
        Tensor gradX = rowwise("softmaxGrad");
        kernels(SoftmaxKernels.class)
                .softmaxGrad(buffer(), gradY.buffer(), gradX.buffer(), rows(), shape.dim(-1));
        return gradX;
    }

    /** {@code x - log sum e^x} along the innermost axis. */
    public Tensor logSoftmax() {
        Tensor y = rowwise("logSoftmax");
        kernels(SoftmaxKernels.class).logSoftmax(buffer(), y.buffer(), rows(), shape.dim(-1));
        return y;
    }

    /** The gradient through log-softmax, where this is its result. */
    public Tensor logSoftmaxGrad(Tensor gradY) {
        Check.like("logSoftmaxGrad", this, "gradY", gradY);
        Tensor gradX = rowwise("logSoftmaxGrad");
        kernels(SoftmaxKernels.class)
                .logSoftmaxGrad(buffer(), gradY.buffer(), gradX.buffer(), rows(), shape.dim(-1));
        return gradX;
    }

    // ---- Running totals --------------------------------------------------------------------

    /** Running sums along an axis. */
    public Tensor cumulativeSum(int axis) {
        Tensor y = scanned("cumulativeSum", axis);
        int a = shape.axis(axis);
        kernels(ScanKernels.class)
                .cumulativeSum(buffer(), y.buffer(), before(a), shape.dim(a), after(a));
        return y;
    }

    /** Running sums along an axis from its end. */
    public Tensor reverseCumulativeSum(int axis) {
        Tensor y = scanned("reverseCumulativeSum", axis);
        int a = shape.axis(axis);
        kernels(ScanKernels.class)
                .reverseCumulativeSum(buffer(), y.buffer(), before(a), shape.dim(a), after(a));
        return y;
    }

    /** Running products along an axis. */
    public Tensor cumulativeProduct(int axis) {
        Tensor y = scanned("cumulativeProduct", axis);
        int a = shape.axis(axis);
        kernels(ScanKernels.class)
                .cumulativeProduct(buffer(), y.buffer(), before(a), shape.dim(a), after(a));
        return y;
    }

    /** The gradient through running products, where this is x. */
    public Tensor cumulativeProductGrad(int axis, Tensor gradY) {
        Check.like("cumulativeProductGrad", this, "gradY", gradY);
        Tensor gradX = scanned("cumulativeProductGrad", axis);
        int a = shape.axis(axis);
        kernels(ScanKernels.class)
                .cumulativeProductGrad(
                        buffer(),
                        gradY.buffer(),
                        gradX.buffer(),
                        before(a),
                        shape.dim(a),
                        after(a));
        return gradX;
    }

    // ---- Gather, scatter, sort -------------------------------------------------------------

    /** Rows of {@code [n, ...]} in the order of an int32 index {@code [k]}: {@code [k, ...]}. */
    public Tensor gatherRows(Tensor index) {
        Check.index("gatherRows", this, index, 1);
        int n = shape.dim(0);
        int k = index.shape.dim(0);
        Tensor y = empty(device(), type, shape.with(0, k));
        kernels(IndexKernels.class)
                .gatherRows(buffer(), index.buffer(), y.buffer(), n, k, after(0));
        return y;
    }

    /**
     * Adds the rows of this, {@code [k, ...]}, to rows of zeros {@code [n, ...]} chosen by an int32
     * index {@code [k]}. Rows that meet are added in order.
     */
    public Tensor scatterAddRows(Tensor index, int n) {
        Check.real("scatterAddRows", "x", this);
        Check.index("scatterAddRows", this, index, 1);
        Check.sameShape("scatterAddRows", "index", index, Shape.of(shape.dim(0)));
        Tensor y = like(shape.with(0, n));
        kernels(IndexKernels.class)
                .scatterAddRows(buffer(), index.buffer(), y.buffer(), n, shape.dim(0), after(0));
        return y;
    }

    /**
     * Elements along an axis: {@code y[.., j, ..] = x[.., index[.., j, ..], ..]}. The int32 index
     * has the shape of this but for that axis.
     */
    public Tensor gather(int axis, Tensor index) {
        Check.index("gather", this, index, shape.rank());
        int a = Check.axis("gather", this, axis);
        Check.sameShape("gather", "index", index, shape.with(a, index.shape.dim(a)));
        Tensor y = empty(device(), type, index.shape);
        kernels(IndexKernels.class)
                .gather(
                        buffer(),
                        index.buffer(),
                        y.buffer(),
                        before(a),
                        shape.dim(a),
                        index.shape.dim(a),
                        after(a));
        return y;
    }

    /**
     * Adds the elements of this to zeros: {@code y[.., index[.., j, ..], ..] += x[.., j, ..]}, in
     * the order of j. The int32 index has the shape of this; the axis of the result has extent n.
     */
    public Tensor scatterAdd(int axis, Tensor index, int n) {
        Check.real("scatterAdd", "x", this);
        Check.index("scatterAdd", this, index, shape.rank());
        int a = Check.axis("scatterAdd", this, axis);
        Check.sameShape("scatterAdd", "index", index, shape);
        Tensor y = like(shape.with(a, n));
        kernels(IndexKernels.class)
                .scatterAdd(
                        buffer(), index.buffer(), y.buffer(), before(a), n, shape.dim(a), after(a));
        return y;
    }

    /** Elements in order along the innermost axis, and where they were. */
    public Sorted sort(SortKernels.Order order) {
        Check.real("sort", "x", this);
        Check.axis("sort", this, -1);
        Tensor values = like(shape);
        Tensor index = empty(device(), ElementType.INT32, shape);
        kernels(SortKernels.class)
                .sort(order, buffer(), values.buffer(), index.buffer(), rows(), shape.dim(-1));
        return new Sorted(values, index);
    }

    /** The first k in order along the innermost axis, and where they were. */
    public Sorted topK(SortKernels.Order order, int k) {
        Check.real("topK", "x", this);
        Check.axis("topK", this, -1);
        if (k < 0 || k > shape.dim(-1)) {
            throw new ShapeException(
                    "topK: k = " + k + " of " + shape + ": allowed are 0 to " + shape.dim(-1));
        }
        Tensor values = like(shape.with(-1, k));
        Tensor index = empty(device(), ElementType.INT32, shape.with(-1, k));
        kernels(SortKernels.class)
                .topK(order, buffer(), values.buffer(), index.buffer(), rows(), shape.dim(-1), k);
        return new Sorted(values, index);
    }

    /**
     * Elements in order and where they were.
     *
     * @param values real
     * @param index int32, of the same shape
     */
    public record Sorted(Tensor values, Tensor index) {}

    // ---- Layout ----------------------------------------------------------------------------

    /** The same elements with other extents; one extent may be -1 and is worked out. */
    public Tensor reshape(int... dims) {
        return reshape(Axes.inferred(shape, dims));
    }

    /** The same elements with other extents. */
    public Tensor reshape(Shape target) {
        if (target.size() != shape.size()) {
            throw new ShapeException(
                    "reshape: "
                            + shape
                            + " has "
                            + shape.size()
                            + " elements, "
                            + target
                            + " has "
                            + target.size());
        }
        Scope.current();
        return new Tensor(target, type, storage().share());
    }

    /** Another tensor that shares the elements of this one and is freed on its own. */
    public Tensor alias() {
        return reshape(shape);
    }

    /** The innermost two axes exchanged. */
    public Tensor transpose() {
        if (shape.rank() < 2) {
            throw new ShapeException("transpose: expected two axes or more, got " + shape);
        }
        int[] order = Axes.identity(shape.rank());
        order[order.length - 1] = order.length - 2;
        order[order.length - 2] = order.length - 1;
        return permute(order);
    }

    /** Axes in another order: axis i of the result is axis {@code order[i]} of this. */
    public Tensor permute(int... order) {
        int[] axes = Axes.permutation(shape, order);
        int[] strides = shape.strides();
        int[] dims = new int[axes.length];
        int[] from = new int[axes.length];
        for (int i = 0; i < axes.length; i++) {
            dims[i] = shape.dim(axes[i]);
            from[i] = strides[axes[i]];
        }
        return copyOf(0, from, Shape.of(dims));
    }

    /** Repeats axes of extent one, and leading axes, up to the target shape. */
    public Tensor broadcastTo(Shape target) {
        if (!shape.broadcastsTo(target)) {
            throw new ShapeException("broadcastTo: " + shape + " does not broadcast to " + target);
        }
        return target.equals(shape) ? alias() : copyOf(0, shape.stridesIn(target), target);
    }

    /** Elements {@code from} (inclusive) to {@code to} (exclusive) of an axis. */
    public Tensor slice(int axis, int from, int to) {
        int a = Check.axis("slice", this, axis);
        if (from < 0 || to < from || to > shape.dim(a)) {
            throw new ShapeException(
                    "slice: "
                            + from
                            + " to "
                            + to
                            + " of axis "
                            + a
                            + " of "
                            + shape
                            + ": allowed are 0 to "
                            + shape.dim(a));
        }
        int[] strides = shape.strides();
        return copyOf(from * strides[a], strides, shape.with(a, to - from));
    }

    /** An axis in reverse. */
    public Tensor flip(int axis) {
        int a = Check.axis("flip", this, axis);
        int[] strides = shape.strides();
        int last = Math.max(shape.dim(a) - 1, 0) * strides[a];
        strides[a] = -strides[a];
        return copyOf(last, strides, shape);
    }

    /** Zeros before and after the elements of an axis. */
    public Tensor pad(int axis, int before, int after) {
        int a = Check.axis("pad", this, axis);
        if (before < 0 || after < 0) {
            throw new ShapeException(
                    "pad: " + before + " before and " + after + " after: negative");
        }
        Tensor y = empty(device(), type, shape.with(a, shape.dim(a) + before + after));
        kernels(ElementwiseKernels.class).fill(y.buffer(), 0, y.shape.size());
        copyInto(y, a, before);
        return y;
    }

    /** Tensors one after the other along an axis; their other extents are equal. */
    public static Tensor concat(int axis, Tensor... parts) {
        Tensor first = Check.concat(axis, parts);
        int a = first.shape.axis(axis);
        int extent = Arrays.stream(parts).mapToInt(p -> p.shape.dim(a)).sum();
        Tensor y = empty(first.device(), first.type, first.shape.with(a, extent));
        int at = 0;
        for (Tensor part : parts) {
            part.copyInto(y, a, at);
            at += part.shape.dim(a);
        }
        return y;
    }

    private Tensor copyOf(int offset, int[] strides, Shape result) {
        Tensor y = empty(device(), type, result);
        if (result.size() > 0) {
            Axes axes = Axes.merged(result, strides, result.strides());
            kernels(IndexKernels.class)
                    .copy(
                            buffer(),
                            new IndexKernels.View(offset, axes.a()),
                            y.buffer(),
                            new IndexKernels.View(0, axes.b()),
                            axes.dims());
        }
        return y;
    }

    private void copyInto(Tensor y, int axis, int at) {
        if (shape.size() > 0) {
            int[] strides = y.shape.strides();
            Axes axes = Axes.merged(shape, shape.strides(), strides);
            kernels(IndexKernels.class)
                    .copy(
                            buffer(),
                            new IndexKernels.View(0, axes.a()),
                            y.buffer(),
                            new IndexKernels.View(at * strides[axis], axes.b()),
                            axes.dims());
        }
    }

    // ---- Life ------------------------------------------------------------------------------

    /** Frees the elements before the scope closes; freeing twice does nothing. */
    public void free() {
        if (storage != null) {
            scope.remove(this);
            release();
        }
    }

    /** Called by the scope that owns this. */
    void release() {
        storage.release();
        storage = null;
        scope = null;
    }

    void belongTo(Scope scope, int slot) {
        this.scope = scope;
        this.slot = slot;
    }

    Scope scope() {
        return scope;
    }

    int slot() {
        return slot;
    }

    private Storage storage() {
        if (storage == null) {
            throw new IllegalStateException(
                    "use of a freed tensor of shape "
                            + shape
                            + ": its scope has closed; scope.keep(tensor) lets it live longer");
        }
        return storage;
    }

    private <K> K kernels(Class<K> family) {
        return device().kernels(family);
    }

    private Tensor like(Shape shape) {
        return empty(device(), ElementType.REAL, shape);
    }

    private Tensor rowwise(String op) {
        Check.real(op, "x", this);
        Check.axis(op, this, -1);
        return like(shape);
    }

    private Tensor scanned(String op, int axis) {
        Check.real(op, "x", this);
        Check.axis(op, this, axis);
        return like(shape);
    }

    private int rows() {
        return before(shape.rank() - 1);
    }

    private int before(int axis) {
        return shape.product(0, axis);
    }

    private int after(int axis) {
        return shape.product(axis + 1, shape.rank());
    }

    /** Type, shape and device: {@code real[2, 3]@cpu}. */
    @Override
    public String toString() {
        return type + shape.toString() + (storage == null ? " (freed)" : "@" + storage.device);
    }
}
