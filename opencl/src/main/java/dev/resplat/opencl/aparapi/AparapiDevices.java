package dev.resplat.opencl.aparapi;

import dev.resplat.tensor.Device;
import dev.resplat.tensor.DeviceProvider;
import java.util.List;
import java.util.Optional;

/** The device whose kernels are written in Java; after those of OpenCL. */
public final class AparapiDevices implements DeviceProvider {
    @Override
    public int rank() {
        return 20;
    }

    @Override
    public List<Device> devices() {
        return List.of(new AparapiDevice());
    }

    /**
     * The same where it is told to run: {@code aparapi:threads}, and where there is OpenCL, {@code
     * aparapi:opencl}.
     */
    @Override
    public Optional<Device> special(String name) {
        return switch (name) {
            case "aparapi:opencl" ->
                    Engine.ofOpenCl().map(engine -> new AparapiDevice(Execution.OPENCL));
            case "aparapi:threads" -> Optional.of(new AparapiDevice(Execution.THREADS));
            default -> Optional.empty();
        };
    }
}
