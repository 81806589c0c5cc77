package dev.resplat.tensor;

import java.util.List;
import java.util.Optional;

/** Finds devices of one kind on this machine; itself found with {@link java.util.ServiceLoader}. */
public interface DeviceProvider {
    /** The devices of this kind that work here, best first; empty when there is none. */
    List<Device> devices();

    /** What {@link #devices} did not find, and why. Asked after it. */
    default List<Remark> remarks() {
        return List.of();
    }

    /** Where these devices stand among all; small numbers come first. */
    default int rank() {
        return 0;
    }

    /**
     * A device that is not among {@link #devices}, because it only serves to be compared with them,
     * such as {@code cpu:scalar}.
     */
    default Optional<Device> special(String name) {
        return Optional.empty();
    }
}
