package dev.resplat.train.optimize;

import dev.resplat.tensor.io.HostArray;
import java.util.LinkedHashMap;
import java.util.Map;

/** Arrays of a checkpoint by their names. */
final class State {
    private State() {}

    /**
     * An array that must be there.
     *
     * @throws IllegalArgumentException if not
     */
    static HostArray get(String name, Map<String, HostArray> state) {
        HostArray array = state.get(name);
        if (array == null) {
            throw new IllegalArgumentException("it has no array " + name);
        }
        return array;
    }

    /** Those whose names begin so, named by the rest. */
    static Map<String, HostArray> part(String prefix, Map<String, HostArray> state) {
        Map<String, HostArray> part = new LinkedHashMap<>();
        state.forEach(
                (name, array) -> {
                    if (name.startsWith(prefix)) {
                        part.put(name.substring(prefix.length()), array);
                    }
                });
        return part;
    }
}
