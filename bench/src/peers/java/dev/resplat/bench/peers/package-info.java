/**
 * The engine against native libraries, in one process: start reading at {@link
 * dev.resplat.bench.peers.Comparison}. Built only in the Maven profile {@code peers}.
 */
package dev.resplat.bench.peers;
