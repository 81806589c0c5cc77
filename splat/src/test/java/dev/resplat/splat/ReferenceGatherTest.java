package dev.resplat.splat;

import dev.resplat.tensor.Device;
import dev.resplat.tensor.reference.ReferenceDevice;

/** The reference, which is the definition of all others. */
class ReferenceGatherTest extends GatherContract {
    private static final Device DEVICE = new ReferenceDevice();

    @Override
    protected Device device() {
        return DEVICE;
    }
}
