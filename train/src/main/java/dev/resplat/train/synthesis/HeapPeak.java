package dev.resplat.train.synthesis;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.util.List;

/** The most of Java's heap that was in use since a moment; garbage counts until it is collected. */
public final class HeapPeak {
    private final List<MemoryPoolMXBean> pools =
            ManagementFactory.getMemoryPoolMXBeans().stream()
                    .filter(pool -> pool.getType() == MemoryType.HEAP)
                    .toList();

    /** From now on. */
    public HeapPeak() {
        pools.forEach(MemoryPoolMXBean::resetPeakUsage);
    }

    /** Parts of the heap are counted apart, so it may have been a little less. */
    public long bytes() {
        return pools.stream().mapToLong(pool -> pool.getPeakUsage().getUsed()).sum();
    }
}
