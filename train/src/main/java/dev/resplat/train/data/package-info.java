/**
 * Where pictures to learn from come from: painted by this program, or a folder of photographs.
 *
 * <p>Start reading at {@link dev.resplat.train.data.ImageSource}. {@link
 * dev.resplat.train.data.ProceduralImages} paints: {@code Composer} thinks of a {@code Scene} of
 * leaves, a leaf being an {@code Outline} filled with a {@code Material}, and {@code Canvas} puts
 * them in front of each other. {@link dev.resplat.train.data.PhotographFolder} reads, and {@link
 * dev.resplat.train.data.Prefetch} does either while the caller computes.
 */
package dev.resplat.train.data;
