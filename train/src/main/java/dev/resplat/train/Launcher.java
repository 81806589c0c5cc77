package dev.resplat.train;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.module.ModuleFinder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Starts the program with the module and the memory it needs, so that plain {@code java -jar
 * resplat-engine.jar} works.
 *
 * <p>A jar cannot ask for {@code jdk.incubator.vector}. If that module is absent, this starts the
 * same JVM once more with it, with three quarters of the machine's memory unless the user chose a
 * limit, with large pages where Linux has them, for arrays from memory are then read up to a third
 * faster, and with a compiler that does not lose trust in types ({@link #TRAPS}). Standard streams,
 * flags, directory and exit code are handed through, and the child ends when its parent does. With
 * {@code -Dresplat.relaunch=false} all stays in this process and computes with scalar loops.
 */
public final class Launcher {
    private static final String VECTOR = "jdk.incubator.vector";
    private static final String RELAUNCH = "resplat.relaunch";
    private static final String PARENT = "resplat.parent";
    private static final String CACHE = "resplat.cache";

    /** Which of the modes always, madvise and never Linux is in; the one in brackets. */
    private static final Path LARGE_PAGES = Path.of("/sys/kernel/mm/transparent_hugepage/enabled");

    /** What Linux calls it, and others do. */
    private static final Set<String> ASCII = Set.of("ANSI_X3.4-1968", "US-ASCII", "646");

    /**
     * How often types may have been other than expected in a method and all that is inlined into
     * it, before HotSpot's compiler C2 expects none any more. By default 100 times; but a loop of
     * vector operations has them inlined a thousand times, and each counts what ever happened in
     * any other loop. In one process of seven that was too much for some loops: their vectors were
     * objects on the heap from then on, and refinements took about twice as long.
     */
    private static final String TRAPS = "PerMethodTrapLimit";

    private Launcher() {}

    /** Runs the command line in a JVM that is fit for it and exits with its code. */
    public static void main(String[] args) throws IOException, InterruptedException {
        endWithParent();
        if (System.getProperty(CACHE, "").isBlank()) {
            cache(System.getenv("XDG_CACHE_HOME"))
                    .ifPresent(folder -> System.setProperty(CACHE, folder.toString()));
        }
        if (ModuleLayer.boot().findModule(VECTOR).isEmpty()) {
            if (ModuleFinder.ofSystem().find(VECTOR).isEmpty()) {
                advise("this Java runtime has no module " + VECTOR + "; a complete JDK has it");
            } else if (!Boolean.parseBoolean(System.getProperty(RELAUNCH, "true"))) {
                advise(
                        "start without -D%s=false, or with --add-modules %s"
                                .formatted(RELAUNCH, VECTOR));
            } else {
                System.exit(relaunch(args));
            }
        }
        Main.main(args);
    }

    /**
     * Where the user wants caches to be, if that is said: the XDG Base Directory Specification has
     * a variable for it, which counts only if it is an absolute path.
     *
     * @param home its value; null if it is not set
     */
    static Optional<Path> cache(String home) {
        return home == null || !Path.of(home).isAbsolute()
                ? Optional.empty()
                : Optional.of(Path.of(home, "resplat"));
    }

    private static void advise(String remedy) {
        System.err.println("resplat: no vector instructions, many times slower: " + remedy);
    }

    private static int relaunch(String[] args) throws IOException, InterruptedException {
        List<String> flags = ManagementFactory.getRuntimeMXBean().getInputArguments();
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(childFlags(flags, ProcessHandle.current().pid(), LARGE_PAGES));
        command.addAll(List.of("-cp", System.getProperty("java.class.path")));
        command.add(Launcher.class.getName());
        command.addAll(List.of(args));
        ProcessBuilder builder = new ProcessBuilder(command).inheritIO();
        // Their flags are among those of this JVM already.
        builder.environment().remove("JDK_JAVA_OPTIONS");
        builder.environment().remove("JAVA_TOOL_OPTIONS");
        nameFiles(System.getProperty("sun.jnu.encoding", ""), builder.environment());
        chainSignals(Path.of(System.getProperty("java.home")), builder.environment());
        Process child = builder.start();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> end(child)));
        return child.waitFor();
    }

    /**
     * Lets the child have names of files in UTF-8 where the locale, as in containers that set none,
     * is one of ASCII: Java cannot open files with other names then, though it lists them.
     *
     * @param encoding in which this JVM names files
     */
    static void nameFiles(String encoding, Map<String, String> environment) {
        if (ASCII.contains(encoding)) {
            environment.put("LC_ALL", "C.UTF-8");
        }
    }

    /**
     * Lets the child answer signals before native code does. While PoCL compiles, LLVM takes every
     * access to protected memory for a crash, and deletes the files it is writing; but to Java,
     * which stops its threads so, it is an everyday thing. The library is that of the JDK for this,
     * on Linux only.
     *
     * @param home of the Java that runs the child
     */
    static void chainSignals(Path home, Map<String, String> environment) {
        Path library = home.resolve("lib").resolve("libjsig.so");
        // What separates names of libraries cannot be in one.
        if (Files.exists(library) && !library.toString().matches(".*[\\s:].*")) {
            environment.merge("LD_PRELOAD", library.toString(), (user, own) -> own + ":" + user);
        }
    }

    /**
     * The user's flags and ours; ours give way where the user chose.
     *
     * @param largePages the file that says whether the system has them
     */
    static List<String> childFlags(List<String> flags, long parent, Path largePages) {
        List<String> result = new ArrayList<>(flags);
        if (flags.stream().noneMatch(Launcher::limitsHeap)) {
            result.add("-XX:MaxRAMPercentage=75");
        }
        if (flags.stream().noneMatch(Launcher::choosesPages) && offersLargePages(largePages)) {
            result.add("-XX:+UseTransparentHugePages");
        }
        if (flags.stream().noneMatch(f -> f.contains(TRAPS)) && isFlag(TRAPS)) {
            result.add("-XX:" + TRAPS + "=10000");
        }
        result.add("--add-modules=" + VECTOR);
        result.add("--enable-native-access=ALL-UNNAMED");
        // On JDK 22 to 24 the default console claims to be there when it is not.
        result.add("-Djdk.console=java.base");
        result.add("-D" + PARENT + "=" + parent);
        return result;
    }

    private static boolean limitsHeap(String flag) {
        return flag.startsWith("-Xmx")
                || flag.startsWith("-XX:MaxHeapSize=")
                || flag.startsWith("-XX:MaxRAM");
    }

    /**
     * Whether this JVM has a flag of that name: one that it has not would keep it from starting.
     */
    static boolean isFlag(String name) {
        try {
            HotSpotDiagnosticMXBean hotSpot =
                    ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
            return hotSpot != null && hotSpot.getVMOption(name) != null;
        } catch (IllegalArgumentException | LinkageError e) {
            // It has not, or the runtime is without the module that knows.
            return false;
        }
    }

    private static boolean choosesPages(String flag) {
        return flag.startsWith("-XX:")
                && (flag.contains("HugePages") || flag.contains("LargePages"));
    }

    /** Only then is the flag known, and accepted without a warning; elsewhere there is no file. */
    private static boolean offersLargePages(Path file) {
        try {
            String modes = Files.readString(file);
            return modes.contains("[always]") || modes.contains("[madvise]");
        } catch (IOException e) {
            return false;
        }
    }

    /** Asks the child to end and lets it finish what it writes. */
    private static void end(Process child) {
        child.destroy();
        try {
            child.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** In a relaunched JVM: exits when the launching one is gone, however it ended. */
    private static void endWithParent() {
        Long pid = Long.getLong(PARENT);
        if (pid == null) {
            return;
        }
        Optional<ProcessHandle> parent =
                ProcessHandle.current().parent().filter(p -> p.pid() == pid);
        if (parent.isEmpty()) {
            System.exit(1);
        }
        parent.get().onExit().thenRun(() -> System.exit(1));
    }
}
