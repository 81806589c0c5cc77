package dev.resplat.bench.peers;

import dev.resplat.tensor.Devices;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The machine in words, as far as Linux tells. */
final class Machine {
    private static final Path CACHES = Path.of("/sys/devices/system/cpu/cpu0/cache");

    private Machine() {}

    static String description() {
        return "%s, %d cores, caches %s; device cpu: %s; Java %s (%s), %s %s"
                .formatted(
                        processor(),
                        Runtime.getRuntime().availableProcessors(),
                        caches(),
                        Devices.cpu().description(),
                        Runtime.version(),
                        System.getProperty("java.vm.name"),
                        System.getProperty("os.name"),
                        System.getProperty("os.version"));
    }

    /** The mean number of runnable threads over the last minute. */
    static double load() {
        return ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
    }

    private static String processor() {
        return lines(Path.of("/proc/cpuinfo")).stream()
                .filter(line -> line.startsWith("model name"))
                .map(line -> line.substring(line.indexOf(':') + 1).strip())
                .findFirst()
                .orElse("unknown processor");
    }

    private static String caches() {
        try (Stream<Path> indices = Files.list(CACHES)) {
            return indices.filter(path -> path.getFileName().toString().startsWith("index"))
                    .sorted()
                    .filter(path -> !first(path.resolve("type")).equals("Instruction"))
                    .map(path -> "L%s %s".formatted(level(path), first(path.resolve("size"))))
                    .collect(Collectors.joining(", "));
        } catch (IOException e) {
            return "unknown";
        }
    }

    private static String level(Path cache) {
        return first(cache.resolve("level"));
    }

    private static String first(Path file) {
        return lines(file).stream().findFirst().orElse("?").strip();
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            return List.of();
        }
    }
}
