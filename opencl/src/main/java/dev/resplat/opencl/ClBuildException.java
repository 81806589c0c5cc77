package dev.resplat.opencl;

import dev.resplat.tensor.DeviceException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A driver does not compile a program; the message says where its reasons are. */
public final class ClBuildException extends DeviceException {
    private static final int FIRST_LINES = 200;

    private ClBuildException(String message, Throwable cause) {
        super(message, cause);
    }

    /** Keeps the log and the numbered source in a file, instead of those of the last time. */
    static ClBuildException of(
            String device, String resource, String source, String log, Path file, Throwable cause) {
        StringBuilder text = new StringBuilder(log).append("\n\n");
        int number = 1;
        for (String line : source.split("\n", -1)) {
            text.append("%5d  %s%n".formatted(number++, line));
        }
        String where;
        try {
            Files.createDirectories(file.getParent());
            Files.writeString(file, text);
            where = "its log is in " + file;
        } catch (IOException e) {
            where = "its log: " + log.lines().limit(FIRST_LINES).toList();
        }
        return new ClBuildException(
                "the driver of %s does not compile %s; %s; a newer driver may, or --device cpu"
                        .formatted(device, resource, where),
                cause);
    }
}
