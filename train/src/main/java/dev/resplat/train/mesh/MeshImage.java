package dev.resplat.train.mesh;

/**
 * What a camera sees of a {@link MeshScene}.
 *
 * @param width pixels
 * @param height pixels
 * @param colors {@code [height, width, 3]}, encoded as sRGB, from 0 to 1
 * @param alpha how much of a pixel triangles cover, {@code [height, width]}
 * @param depth along z of the surface at the middle of the pixel, {@code [height, width]}; 0 where
 *     there is none. Where samples are even in number the surface is that of the sample beside the
 *     middle, and the depth is of that sample if the triangle ends before the middle
 * @param normals of that surface as they shade, in the world, unit vectors {@code [height, width,
 *     3]}; zeros where there is none
 * @param materials of that surface, {@code [height, width]}; -1 where there is none
 */
public record MeshImage(
        int width,
        int height,
        float[] colors,
        float[] alpha,
        float[] depth,
        float[] normals,
        int[] materials) {}
