package dev.resplat.nn;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;

/** Layers of one kind, named by their number: {@code blocks.0}, {@code blocks.1}. */
public final class LayerList<L extends Layer> extends Layer implements Iterable<L> {
    private final List<L> layers = new ArrayList<>();

    /** Appends a layer. */
    public L add(L layer) {
        layers.add(child(String.valueOf(layers.size()), layer));
        return layer;
    }

    /** The layers in their order. */
    @Override
    public Iterator<L> iterator() {
        return Collections.unmodifiableList(layers).iterator();
    }
}
