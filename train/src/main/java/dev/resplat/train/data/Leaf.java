package dev.resplat.train.data;

/** One thing of a scene: a shape, what it is filled with, and how it moves. */
final class Leaf {
    final Outline outline;
    final Material material;

    /** Pixels over which the edge goes from outside to inside: its blur. */
    float softness = 1.3f;

    float opacity = 1;

    /** By how many pixels noise moves the edge, its texels per pixel, and the noise. */
    float roughness;

    Noise rough = Noise.NATURAL;

    float roughFrequency = 0.3f;

    /** How much of the camera's motion is seen of it: far things move less. */
    float nearness = 1;

    /** Where it is seen in the first frame, relative to its outline. */
    float shiftX;

    float shiftY;

    /** Its own motion, pixels per frame. */
    float speedX;

    float speedY;

    Leaf(Outline outline, Material material) {
        this.outline = outline;
        this.material = material;
    }
}
