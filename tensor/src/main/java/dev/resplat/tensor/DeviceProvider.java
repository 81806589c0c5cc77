package dev.resplat.tensor;

import java.util.List;

/** Finds devices of one kind on this machine; itself found with {@link java.util.ServiceLoader}. */
public interface DeviceProvider {
    /** The devices of this kind that work here, best first; empty when there is none. */
    List<Device> devices();

    /** Where these devices stand among all; small numbers come first. */
    default int rank() {
        return 0;
    }
}
