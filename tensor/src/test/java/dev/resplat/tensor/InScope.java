package dev.resplat.tensor;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Runs each test, and what is done before and after it, in a scope of its own. When that is closed
 * nothing may be in use.
 *
 * <pre>{@code
 * private final Device device = Devices.reference();
 * @RegisterExtension final InScope scope = InScope.on(device);
 * }</pre>
 */
public final class InScope implements BeforeEachCallback, AfterEachCallback {
    private final List<Device> devices;
    private Scope scope;

    private InScope(List<Device> devices) {
        this.devices = devices;
    }

    /** Where a test of these devices is to run. */
    public static InScope on(Device... devices) {
        return new InScope(List.of(devices));
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        scope = Scope.open();
    }

    @Override
    public void afterEach(ExtensionContext context) {
        scope.close();
        for (Device device : devices) {
            assertEquals(0, device.bytesInUse(), "bytes in use after the scope");
        }
    }
}
