package dev.resplat.tensor;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * Tensors on their way from one thread to another.
 *
 * <p>Scopes belong to threads, so one thread packs tensors while they live, and another unpacks
 * them into its own scope after it has heard of the parcel in a safe way, as from {@link
 * Device#concurrently}. In between they belong to nobody: a parcel that is never unpacked must be
 * closed.
 */
public final class Parcel implements AutoCloseable {
    private record Item(Shape shape, ElementType type, Storage share) {}

    private final List<Item> items = new ArrayList<>();

    private Parcel() {}

    /** These tensors, whose elements now live until the parcel is unpacked or closed, or longer. */
    public static Parcel of(Collection<Tensor> tensors) {
        Parcel parcel = new Parcel();
        for (Tensor tensor : tensors) {
            parcel.items.add(new Item(tensor.shape(), tensor.type(), tensor.share()));
        }
        return parcel;
    }

    /**
     * The tensors in their order; they belong to the innermost open scope of this thread. The
     * parcel is empty then.
     */
    public List<Tensor> unpack() {
        Scope.current();
        List<Tensor> tensors = new ArrayList<>();
        for (Item item : items) {
            tensors.add(Tensor.of(item.shape, item.type, item.share));
        }
        items.clear();
        return tensors;
    }

    /** Frees what was not unpacked. */
    @Override
    public void close() {
        items.forEach(item -> item.share.release());
        items.clear();
    }
}
