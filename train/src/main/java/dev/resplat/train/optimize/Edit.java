package dev.resplat.train.optimize;

/**
 * Splats that take the place of those there were.
 *
 * @param cloud the new ones
 * @param memories {@code [cloud.count()]}: whose memory of gradients each takes over, as a row of
 *     the old ones; -1 for none
 */
record Edit(Cloud cloud, int[] memories) {}
