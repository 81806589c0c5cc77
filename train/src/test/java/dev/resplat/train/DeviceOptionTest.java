package dev.resplat.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.resplat.splat.RasterKernels;
import dev.resplat.tensor.ConvolutionKernels;
import dev.resplat.tensor.Device;
import dev.resplat.tensor.DeviceException;
import dev.resplat.tensor.Devices;
import dev.resplat.tensor.Remark;
import dev.resplat.train.config.UserMistake;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** Which device a command computes on, and what is said about it. */
final class DeviceOptionTest {
    private final List<String> notes = new ArrayList<>();

    private Device fastest(List<Remark> remarks, Device... others) {
        List<Device> devices = new ArrayList<>(List.of(Devices.cpu()));
        devices.addAll(List.of(others));
        return DeviceOption.fastest(devices, remarks, notes::add, List.of(RasterKernels.class));
    }

    @Test
    void withoutAGpuItIsTheCpuAndNothingIsSaid() {
        Remark none = new Remark("no OpenCL library on this machine", false);
        assertSame(Devices.cpu(), fastest(List.of(none), new Board("pocl", false)));
        assertEquals(List.of(), notes);
    }

    @Test
    void aLibraryWithoutADeviceIsNamed() {
        fastest(List.of(new Remark("no driver has a device: install one", true)));
        assertEquals(List.of("computing on cpu: no driver has a device: install one"), notes);
    }

    @Test
    void theFirstGpuIsTakenAndNamed() {
        Board first = new Board("gpu:0", true);
        assertSame(first, fastest(List.of(), first, new Board("gpu:1", true)));
        assertEquals(
                List.of("computing on gpu:0, a board for tests; --device cpu for the CPU"), notes);
        assertEquals(0, first.bytesInUse());
    }

    @Test
    void aGpuWhoseDriverFailsIsPassedOver() {
        Board broken = new Board("gpu:0", true);
        broken.failure = new DeviceException("gpu:0 has failed (CL_OUT_OF_RESOURCES)");
        Board second = new Board("gpu:1", true);
        assertSame(second, fastest(List.of(), broken, second));
        assertEquals(
                "not computing on gpu:0: gpu:0 has failed (CL_OUT_OF_RESOURCES)", notes.get(0));
        notes.clear();
        broken.failure = new IllegalStateException("what a driver may throw");
        assertSame(Devices.cpu(), fastest(List.of(), broken));
        assertEquals(List.of("not computing on gpu:0: what a driver may throw"), notes);
        assertEquals(0, broken.bytesInUse());
    }

    @Test
    void aGpuThatMiscalculatesIsPassedOver() {
        Board wrong = new Board("gpu:0", true);
        wrong.forgets = true;
        assertSame(Devices.cpu(), fastest(List.of(), wrong));
        assertEquals(
                List.of("not computing on gpu:0: its driver is broken: it takes 3 for 0.0"), notes);
    }

    @Test
    void aGpuWithoutTheKernelsIsPassedOver() {
        Board gpu = new Board("gpu:0", true);
        gpu.missing = RasterKernels.class;
        assertSame(Devices.cpu(), fastest(List.of(), gpu));
        assertEquals(List.of("not computing on gpu:0: device gpu:0 has no RasterKernels"), notes);
    }

    @Test
    void anUnknownNameIsAMistakeThatListsThoseThereAre() {
        Outcome outcome = Outcome.of("fit picture --device opencl:99");
        Commands.assertMistake(outcome, "no device 'opencl:99' here; there are: cpu", "reference");
    }

    @Test
    void aRunGoesOnOnItsDeviceOnly() {
        Path run = Path.of("run");
        assertSame(Devices.cpu(), asked().deviceOf(run, Optional.of("cpu")));
        assertSame(Devices.cpu(), asked("--device=cpu").deviceOf(run, Optional.of("cpu")));
        assertEquals(
                "reference", asked("--device=auto").deviceOf(run, Optional.of("reference")).name());
        UserMistake mistake =
                assertThrows(
                        UserMistake.class,
                        () -> asked("--device=reference").deviceOf(run, Optional.of("cpu")));
        assertEquals(
                "--device: run was begun on cpu, which cannot change any more: leave --device out, or choose another --out",
                mistake.getMessage());
    }

    private static DeviceOption asked(String... arguments) {
        return CommandLine.populateCommand(new DeviceOption(), arguments);
    }

    @Test
    void kernelsThatAreMissingAreAMistakeAndFailuresAreNot() {
        Board board = new Board("board", false);
        board.missing = ConvolutionKernels.class;
        assertEquals(
                "resplat work: device board has no ConvolutionKernels; use --device cpu",
                failure(2, () -> board.kernels(ConvolutionKernels.class)));
        assertEquals(
                "resplat work: board has failed (CL_OUT_OF_RESOURCES)",
                failure(
                        1,
                        () -> {
                            throw new DeviceException("board has failed (CL_OUT_OF_RESOURCES)");
                        }));
    }

    /** The only line that a command leaves that fails with this code. */
    private static String failure(int code, Runnable work) {
        CommandLine commandLine = Main.commandLine();
        commandLine.addSubcommand(new Work(work));
        StringWriter err = new StringWriter();
        commandLine.setErr(new PrintWriter(err));
        assertEquals(code, commandLine.execute("work"), err.toString());
        assertEquals(1, err.toString().lines().count(), err.toString());
        return err.toString().strip();
    }

    @CommandLine.Command(name = "work")
    private static final class Work implements Runnable {
        private final Runnable work;

        Work(Runnable work) {
            this.work = work;
        }

        @Override
        public void run() {
            work.run();
        }
    }
}
