package dev.resplat.train;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;
import picocli.CommandLine.IVersionProvider;

/** What was built, and what it runs on. */
final class BuildInfo implements IVersionProvider {
    @Override
    public String[] getVersion() {
        Properties build = new Properties();
        try (InputStream in = BuildInfo.class.getResourceAsStream("/build.properties")) {
            build.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new String[] {
            "resplat %s (commit %s)"
                    .formatted(build.getProperty("version"), build.getProperty("commit")),
            java()
        };
    }

    /** One line about the Java that runs this. */
    static String java() {
        return "Java %s, %s, %s %s"
                .formatted(
                        Runtime.version(),
                        System.getProperty("java.vm.name"),
                        System.getProperty("os.name"),
                        System.getProperty("os.arch"));
    }
}
