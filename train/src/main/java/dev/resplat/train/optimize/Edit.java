package dev.resplat.train.optimize;

import java.util.Map;

/**
 * Splats that take the place of those there were: copies of them, some of which are then changed.
 *
 * @param rows {@code [M]}: which of the old ones each is a copy of
 * @param memories {@code [M]}: whose memory of gradients each takes over, as a row of the old ones;
 *     -1 for none
 * @param changed {@code [M, width]}: the parts that are no longer copies
 */
record Edit(int[] rows, int[] memories, Map<Part, float[]> changed) {}
