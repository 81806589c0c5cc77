package dev.resplat.nn.vision;

import dev.resplat.tensor.Device;

/** VGG16 with an eighth of its channels, for tests. */
public final class SmallVgg {
    private SmallVgg() {}

    /** With weights to be written. */
    public static Vgg make(Device device) {
        return new Vgg(device, Vgg.Depth.VGG16, 8);
    }
}
