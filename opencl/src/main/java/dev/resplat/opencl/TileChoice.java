package dev.resplat.opencl;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Which tiles a device takes for each kind of product: those that were tuned, or the first. */
final class TileChoice {
    private final Map<ProductKind, ProductTiles> chosen = new EnumMap<>(ProductKind.class);

    TileChoice(ClFacts.Kind hardware) {
        for (ProductKind kind : ProductKind.values()) {
            chosen.put(kind, kind.candidates(hardware).get(0));
        }
    }

    ProductTiles get(ProductKind kind) {
        return chosen.get(kind);
    }

    void set(ProductKind kind, ProductTiles tiles) {
        chosen.put(kind, tiles);
    }

    /** A line for each kind, such as {@code large: 128x128x8 8x8 4}. */
    List<String> lines() {
        List<String> lines = new ArrayList<>();
        chosen.forEach((kind, tiles) -> lines.add(kind + ": " + tiles));
        return lines;
    }

    /**
     * Takes what {@link #lines} wrote: all of it, or nothing.
     *
     * @return what is wrong with it, if something is
     */
    Optional<String> take(List<String> lines) {
        ProductKind[] kinds = ProductKind.values();
        ProductTiles[] tiles = new ProductTiles[kinds.length];
        for (int i = 0; i < kinds.length; i++) {
            String line = i < lines.size() ? lines.get(i) : "";
            String start = kinds[i] + ": ";
            Optional<ProductTiles> here =
                    line.startsWith(start)
                            ? ProductTiles.parse(line.substring(start.length()))
                            : Optional.empty();
            if (here.isEmpty()) {
                return Optional.of("line %d is not '%s' and tiles".formatted(i + 1, start.strip()));
            }
            tiles[i] = here.get();
        }
        if (lines.size() > kinds.length) {
            return Optional.of("there are more than %d lines".formatted(kinds.length));
        }
        for (int i = 0; i < kinds.length; i++) {
            chosen.put(kinds[i], tiles[i]);
        }
        return Optional.empty();
    }
}
