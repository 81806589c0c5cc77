package dev.resplat.autodiff;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

/** Questions about the history of a variable. */
public final class Graph {
    private Graph() {}

    /**
     * Every variable that a gradient would flow through on its way back from here, oldest first.
     */
    public static List<Var> ancestors(Var output) {
        return ancestors(output, 0);
    }

    /** As above, without going past variables numbered up to {@code boundary}. */
    static List<Var> ancestors(Var output, long boundary) {
        Set<Var> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        ArrayDeque<Var> pending = new ArrayDeque<>(List.of(output));
        seen.add(output);
        while (!pending.isEmpty()) {
            Var v = pending.pop();
            if (v.serial() > boundary) {
                for (Var parent : v.parents()) {
                    if (seen.add(parent)) {
                        pending.push(parent);
                    }
                }
            }
        }
        List<Var> oldestFirst = new ArrayList<>(seen);
        oldestFirst.sort(Comparator.comparingLong(Var::serial));
        return oldestFirst;
    }

    /** Names the oldest ancestor with a value that is not finite, for an error message. */
    static String blame(Var output) {
        List<Var> history = ancestors(output);
        for (int i = 0; i < history.size(); i++) {
            Var v = history.get(i);
            if (!v.value().isFreed() && !allFinite(v.value().toDoubles())) {
                return "; the first value that is not finite is that of "
                        + v.op()
                        + v.shape()
                        + ", number "
                        + (i + 1)
                        + " of "
                        + history.size()
                        + (v.isLeaf() && v.needsGrad()
                                ? ": lower the learning rate or clip gradients"
                                : ": look at its arguments");
            }
        }
        return "; a constant it was made from is not finite";
    }

    private static boolean allFinite(double[] values) {
        for (double value : values) {
            if (!Double.isFinite(value)) {
                return false;
            }
        }
        return true;
    }
}
