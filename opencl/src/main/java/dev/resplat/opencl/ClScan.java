package dev.resplat.opencl;

import dev.resplat.tensor.Buffer;
import dev.resplat.tensor.ElementType;
import dev.resplat.tensor.ScanKernels;
import java.util.HashMap;
import java.util.Map;

/**
 * Running totals. Short axes, and many side by side, go to a work-item each; others are cut into
 * blocks. The recurrence in the gradient of products is a running total too: of the functions
 * {@code s -> g + x s}, which are joined by applying one after the other (Blelloch 1990, "Prefix
 * sums and their applications", section 1.4).
 */
final class ClScan implements ScanKernels {
    /** Work-items of a work-group: a power of four. */
    private static final int GROUP = 256;

    private static final int PER = 4;
    private static final int BLOCK = GROUP * PER;

    /** Elements of an axis that a work-item takes one after the other. */
    private static final int SHORT = 128;

    /** Axes that keep a GPU busy. */
    private static final int MANY_LINES = 1 << 14;

    /** Axes side by side that make reading contiguous. */
    private static final int WIDE = 32;

    private final ClDevice device;

    ClScan(ClDevice device) {
        this.device = device;
    }

    /** A kind of total, as macros of {@code scan.cl}. */
    private enum Kind {
        SUM("float", "0.0f", "(a) + (b)", "X[at]", "Y[at] = v", false, false),
        SUM_FROM_END("float", "0.0f", "(a) + (b)", "X[at]", "Y[at] = v", true, false),
        PRODUCT("float", "1.0f", "(a) * (b)", "X[at]", "Y[at] = v", false, false),
        PRODUCT_BEFORE("float", "1.0f", "(a) * (b)", "X[at]", "Y[at] = v", false, true),
        /** Functions s -> y + x s, as (x, y); times what the target holds. */
        RECURRENCE(
                "float2",
                "(float2)(1.0f, 0.0f)",
                "applied(a, b)",
                "(float2)(j < n - 1 ? X[(at) + inner] : 0.0f, G[at])",
                "Y[at] *= (v).y",
                true,
                false);

        private final String type;
        private final String zero;
        private final String plus;
        private final String load;
        private final String store;
        private final boolean reverse;
        private final boolean exclusive;

        Kind(
                String type,
                String zero,
                String plus,
                String load,
                String store,
                boolean reverse,
                boolean exclusive) {
            this.type = type;
            this.zero = zero;
            this.plus = plus;
            this.load = load;
            this.store = store;
            this.reverse = reverse;
            this.exclusive = exclusive;
        }

        /** Of the elements themselves, or of the totals of blocks, in their order. */
        Map<String, String> macros(boolean ofTotals) {
            Map<String, String> macros = new HashMap<>();
            macros.put("GROUP", "" + GROUP);
            macros.put("PER", "" + PER);
            macros.put("BLOCK", "" + BLOCK);
            macros.put("TYPE", type);
            macros.put("ZERO", zero);
            macros.put("PLUS(a, b)", plus);
            macros.put("LOADED", ofTotals ? type : "float");
            macros.put("STORED", ofTotals ? type : "float");
            macros.put("LOAD(at, j)", ofTotals ? "X[at]" : load);
            macros.put("STORE(at, v)", ofTotals ? "Y[at] = v" : store);
            macros.put("REVERSE", reverse && !ofTotals ? "1" : "0");
            macros.put("EXCLUSIVE", exclusive || ofTotals ? "1" : "0");
            return macros;
        }

        int words() {
            return this == RECURRENCE ? 2 : 1;
        }
    }

    @Override
    public void cumulativeSum(Buffer x, Buffer y, int outer, int n, int inner) {
        scan(Kind.SUM, false, x, x, y, outer, n, inner);
    }

    @Override
    public void reverseCumulativeSum(Buffer x, Buffer y, int outer, int n, int inner) {
        scan(Kind.SUM_FROM_END, false, x, x, y, outer, n, inner);
    }

    @Override
    public void cumulativeProduct(Buffer x, Buffer y, int outer, int n, int inner) {
        scan(Kind.PRODUCT, false, x, x, y, outer, n, inner);
    }

    @Override
    public void cumulativeProductGrad(
            Buffer x, Buffer gradY, Buffer gradX, int outer, int n, int inner) {
        scan(Kind.PRODUCT_BEFORE, false, x, x, gradX, outer, n, inner);
        scan(Kind.RECURRENCE, false, x, gradY, gradX, outer, n, inner);
    }

    private void scan(
            Kind kind,
            boolean ofTotals,
            Buffer x,
            Buffer g,
            Buffer y,
            int outer,
            int n,
            int inner) {
        int lines = outer * inner;
        if (lines == 0 || n == 0) {
            return;
        }
        ClProgram program = device.program("scan.cl", kind.macros(ofTotals));
        if (n <= SHORT || lines >= MANY_LINES && inner >= WIDE) {
            program.kernel("scanLines").buffers(x, g, y).ints(n, inner, lines).run(lines);
            return;
        }
        int blocks = (n - 1) / BLOCK + 1;
        long[] global = {(long) lines * blocks * GROUP};
        long[] group = {GROUP};
        if (blocks == 1) {
            program.kernel("scanBlocks")
                    .buffers(x, g, x, y)
                    .ints(n, inner, blocks)
                    .run(global, group);
            return;
        }
        Buffer totals = device.allocate(ElementType.REAL, kind.words() * lines * blocks);
        try {
            program.kernel("blockTotals")
                    .buffers(x, g, totals)
                    .ints(n, inner, blocks)
                    .run(global, group);
            scan(kind, true, totals, totals, totals, lines, blocks, 1);
            program.kernel("scanBlocks")
                    .buffers(x, g, totals, y)
                    .ints(n, inner, blocks)
                    .run(global, group);
        } finally {
            device.release(totals);
        }
    }
}
