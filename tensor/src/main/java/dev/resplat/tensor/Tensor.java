package dev.resplat.tensor;

import dev.resplat.tensor.MatmulKernels.Layout;

/**
 * A dense, row-major, immutable array of numbers on a device, with the algebra that every model
 * needs: element-wise functions, matrix products, reductions, softmax.
 *
 * <p>Operations make new tensors, which belong to the innermost open {@link Scope}; reshaped
 * tensors share their elements. Only {@link #write} and optimizers change elements, and only those
 * of parameters and of what is stored with them. Shape mistakes are {@link ShapeException}s that
 * name the operation, the argument and the shapes. A tensor belongs to the thread that made it:
 * others may read it while it lives, and {@link Parcel} hands tensors over.
 *
 * <p>Each operation is a check, an allocation and one kernel call. More of them are in {@link
 * Arranging}, {@link Gathering}, {@link Sorting} and {@link Scanning}. The file is long because the
 * algebra is to be found in one place.
 */
public final class Tensor {
    private final Shape shape;
    private final ElementType type;
    private Storage storage;

    /** The scope this belongs to and its neighbours there, which only {@link Scope} changes. */
    Scope scope;

    Tensor older;
    Tensor newer;

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

    /**
     * Replaces the elements of a real tensor by those of another, on the device: for parameters and
     * what is stored with them, never for results.
     *
     * @throws ShapeException when the shapes differ
     * @throws IllegalArgumentException when one is not real or on another device
     */
    public void write(Tensor values) {
        Check.real("write", "x", this);
        Check.real("write", "values", values);
        Check.sameDevice("write", "x", this, "values", values);
        Check.sameShape("write", "values", values, shape);
        IndexKernels.View flat = new IndexKernels.View(0, new int[] {1});
        device().kernels(IndexKernels.class)
                .copy(values.buffer(), flat, buffer(), flat, new int[] {shape.size()});
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
        Check.like(op.gradText(), this, "y", y);
        Check.like(op.gradText(), this, "gradY", gradY);
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
     * Arranging#broadcastTo}.
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
                .argMax(buffer(), index.buffer(), shape.before(a), shape.dim(a), shape.after(a));
        return index;
    }

    // ---- Softmax ---------------------------------------------------------------------------

    /** {@code e^x / sum e^x} along the innermost axis. */
    public Tensor softmax() {
        Tensor y = rowwise("softmax");
        kernels(SoftmaxKernels.class)
                .softmax(buffer(), y.buffer(), shape.before(-1), shape.dim(-1));
        return y;
    }

    /** The gradient through softmax, where this is its result. */
    public Tensor softmaxGrad(Tensor gradY) {
        Check.like("softmaxGrad", this, "gradY", gradY);
        Tensor gradX = rowwise("softmaxGrad");
        kernels(SoftmaxKernels.class)
                .softmaxGrad(
                        buffer(), gradY.buffer(), gradX.buffer(), shape.before(-1), shape.dim(-1));
        return gradX;
    }

    /** {@code x - log sum e^x} along the innermost axis. */
    public Tensor logSoftmax() {
        Tensor y = rowwise("logSoftmax");
        kernels(SoftmaxKernels.class)
                .logSoftmax(buffer(), y.buffer(), shape.before(-1), shape.dim(-1));
        return y;
    }

    /** The gradient through log-softmax, where this is its result. */
    public Tensor logSoftmaxGrad(Tensor gradY) {
        Check.like("logSoftmaxGrad", this, "gradY", gradY);
        Tensor gradX = rowwise("logSoftmaxGrad");
        kernels(SoftmaxKernels.class)
                .logSoftmaxGrad(
                        buffer(), gradY.buffer(), gradX.buffer(), shape.before(-1), shape.dim(-1));
        return gradX;
    }

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

    // ---- Life ------------------------------------------------------------------------------

    /** Frees the elements before the scope closes; freeing twice does nothing. */
    public void free() {
        if (storage != null) {
            scope.remove(this);
            storage.release();
            storage = null;
        }
    }

    /** What holds the elements, for another tensor that is to share them. */
    Storage share() {
        return storage().share();
    }

    /** A tensor that takes over a share of elements. */
    static Tensor of(Shape shape, ElementType type, Storage share) {
        return new Tensor(shape, type, share);
    }

    private Storage storage() {
        if (storage == null) {
            throw new IllegalStateException(
                    "use of a freed tensor of shape "
                            + shape
                            + ": it was freed, or its scope has closed; scope.keep(tensor) lets it"
                            + " live longer");
        }
        return storage;
    }

    private <K> K kernels(Class<K> family) {
        return device().kernels(family);
    }

    /** An unwritten real tensor of the shape and on the device of x. */
    static Tensor like(Tensor x) {
        return x.like(x.shape);
    }

    private Tensor like(Shape shape) {
        return empty(device(), ElementType.REAL, shape);
    }

    private Tensor rowwise(String op) {
        Check.real(op, "x", this);
        Check.axis(op, this, -1);
        return like(shape);
    }

    /** Type, shape and device: {@code real[2, 3]@cpu}. */
    @Override
    public String toString() {
        return type + shape.toString() + (storage == null ? " (freed)" : "@" + storage.device);
    }
}
