package dev.resplat.opencl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * No kernel uses what a device of OpenCL 1.2 may lack, whether this device has it or not: so one
 * that has no double precision, no {@code cl_khr_fp16}, no atomic additions of floats and no
 * sub-groups runs the same programs, and gives the same results as far as its arithmetic does.
 */
class ClPortableTest {
    private static final Pattern COMMENT = Pattern.compile("(?s)//[^\n]*|/\\*.*?\\*/");

    /** Extensions, later versions, and names that only they have. */
    private static final Pattern OPTIONAL =
            Pattern.compile(
                    "\\bOPENCL\\s+EXTENSION\\b|\\bcl_\\w+|\\b(as_|convert_)?double\\d*\\b"
                            + "|\\b\\w*sub_?group\\w*|\\bintel_\\w+|\\b__nv\\w*|\\basm\\b"
                            + "|\\bwork_group_\\w+|\\b__opencl_c_\\w+|\\bgeneric\\b|\\bpipe\\b"
                            + "|\\batom_\\w+|\\batomic_(fetch|load|store|exchange|compare)\\w*"
                            + "|\\b(as_|convert_)?half\\d+\\b|\\bread_image\\w*|\\bwrite_image\\w*");

    /** Atomic functions of 32-bit integers, which OpenCL has since 1.1. */
    private static final Pattern ATOMIC = Pattern.compile("\\batomic_\\w+");

    private static final List<String> INTEGER_ATOMICS =
            List.of("atomic_min", "atomic_max", "atomic_or", "atomic_inc", "atomic_add");

    /**
     * The type is optional, pointers to it are not: these functions read and write through them.
     */
    private static final Pattern HALF = Pattern.compile("\\bhalf\\b(?! \\*\\))");

    private static Map<String, String> sources() throws Exception {
        URI place = ClDevice.class.getResource("copy.cl").toURI();
        Map<String, String> sources = new TreeMap<>();
        try (Stream<Path> files = Files.list(Path.of(place).getParent())) {
            for (Path file : files.filter(f -> f.toString().endsWith(".cl")).toList()) {
                String text = COMMENT.matcher(Files.readString(file)).replaceAll(" ");
                sources.put(file.getFileName().toString(), text);
            }
        }
        assertTrue(sources.size() > 30, "only " + sources.keySet());
        return sources;
    }

    private static List<String> faults(String name, String text) {
        List<String> faults = new ArrayList<>();
        for (Pattern pattern : List.of(OPTIONAL, HALF)) {
            Matcher matcher = pattern.matcher(text);
            while (matcher.find()) {
                faults.add(name + ": " + matcher.group());
            }
        }
        Matcher matcher = ATOMIC.matcher(text);
        while (matcher.find()) {
            if (!INTEGER_ATOMICS.contains(matcher.group())) {
                faults.add(name + ": " + matcher.group());
            }
        }
        return faults;
    }

    @Test
    void noKernelUsesWhatADeviceMayLack() throws Exception {
        List<String> faults = new ArrayList<>();
        sources().forEach((name, text) -> faults.addAll(faults(name, text)));
        assertEquals(List.of(), faults);
    }

    /** The search finds what it is for. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "#pragma OPENCL EXTENSION cl_khr_fp16 : enable",
                "double x = 1;",
                "float x = sub_group_reduce_add(y);",
                "float x = work_group_reduce_add(y);",
                "atomic_fetch_add(p, 1);",
                "atomic_cmpxchg(p, 1, 2);",
                "half x = 1;",
                "__local half a[16];",
                "half4 x;"
            })
    void whatADeviceMayLackIsFound(String text) {
        assertTrue(!faults("text", text).isEmpty(), text);
    }
}
