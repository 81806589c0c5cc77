package dev.resplat.tensor;

import java.util.ArrayDeque;
import java.util.function.Supplier;

/**
 * Frees tensors in bulk, at a place one can point at.
 *
 * <p>Every tensor belongs to the innermost open scope of the thread that made it. Closing the scope
 * frees them all, except those that were {@linkplain #keep kept}: these move one scope out.
 *
 * <pre>{@code
 * try (Scope step = Scope.open()) {          // everything below is freed at the brace ...
 *     Tensor y = model.forward(x);
 *     return step.keep(y.softmax());         // ... but not this
 * }
 * }</pre>
 *
 * <p>One training step is one scope, and so is one inference request. A scope belongs to the thread
 * that opened it.
 */
public final class Scope implements AutoCloseable {
    private static final ThreadLocal<ArrayDeque<Scope>> STACK =
            ThreadLocal.withInitial(ArrayDeque::new);

    private final ArrayDeque<Scope> stack;
    private final Scope outer;
    private Tensor newest;
    private boolean closed;

    private Scope(ArrayDeque<Scope> stack) {
        this.stack = stack;
        this.outer = stack.peek();
    }

    /** Opens a scope inside the innermost open one of this thread. */
    public static Scope open() {
        ArrayDeque<Scope> stack = STACK.get();
        Scope scope = new Scope(stack);
        stack.push(scope);
        return scope;
    }

    /** Computes one tensor in a scope of its own: all intermediate results are freed at once. */
    public static Tensor compute(Supplier<Tensor> computation) {
        current();
        try (Scope scope = open()) {
            Tensor result = computation.get();
            return scope.owns(result) ? scope.keep(result) : result;
        }
    }

    /** Whether closing this scope would free the tensor. */
    public boolean owns(Tensor tensor) {
        return tensor.scope == this;
    }

    /** The innermost open scope of this thread. */
    static Scope current() {
        Scope scope = STACK.get().peek();
        if (scope == null) {
            throw new IllegalStateException(
                    "no scope is open on this thread: make tensors inside"
                            + " try (Scope scope = Scope.open()) { ... }");
        }
        return scope;
    }

    /**
     * Lets a tensor outlive this scope: it now belongs to the enclosing one.
     *
     * @return the same tensor
     */
    public Tensor keep(Tensor tensor) {
        if (!owns(tensor)) {
            throw new IllegalArgumentException(tensor + " does not belong to this scope");
        }
        if (outer == null) {
            throw new IllegalStateException("no scope encloses this one to keep " + tensor);
        }
        remove(tensor);
        outer.add(tensor);
        return tensor;
    }

    /** Tensors of a scope are linked with each other, so that a scope is one small object. */
    void add(Tensor tensor) {
        tensor.scope = this;
        tensor.older = newest;
        if (newest != null) {
            newest.newer = tensor;
        }
        newest = tensor;
    }

    /** Takes a tensor out in constant time. */
    void remove(Tensor tensor) {
        if (tensor.newer == null) {
            newest = tensor.older;
        } else {
            tensor.newer.older = tensor.older;
        }
        if (tensor.older != null) {
            tensor.older.newer = tensor.newer;
        }
        tensor.scope = null;
        tensor.older = null;
        tensor.newer = null;
    }

    /** Frees every tensor that still belongs to this scope. Closing twice does nothing. */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        if (stack.peek() != this || STACK.get() != stack) {
            throw new IllegalStateException(
                    "scopes must be closed innermost first, on the thread that opened them");
        }
        closed = true;
        stack.pop();
        while (newest != null) {
            newest.free();
        }
    }
}
