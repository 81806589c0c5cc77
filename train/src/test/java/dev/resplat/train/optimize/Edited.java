package dev.resplat.train.optimize;

import java.util.EnumMap;
import java.util.Map;

/** What splats are after an edit, on the host. */
record Edited(Cloud cloud, int[] memories) {
    /** The edit of these splats. */
    static Edited of(Edit edit, Cloud before) {
        Map<Part, float[]> parts = new EnumMap<>(Part.class);
        for (Part part : Part.values()) {
            parts.put(part, before.rows(part, edit.rows()));
        }
        parts.putAll(edit.changed());
        Cloud after = new Cloud(edit.rows().length, before.degree(), parts);
        return new Edited(after, edit.memories());
    }
}
