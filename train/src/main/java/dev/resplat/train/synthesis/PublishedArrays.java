package dev.resplat.train.synthesis;

import dev.resplat.nn.StateDict;
import dev.resplat.tensor.io.HostArray;
import dev.resplat.tensor.io.SafetensorsFile;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The state dicts that authors of models of new views have published: what is a model here is the
 * {@code encoder} of theirs, beside a renderer, losses and more. Files may also have the encoder
 * only, without its name.
 */
public final class PublishedArrays {
    /** What stands before the names of the part that is a model here. */
    public static final String ENCODER = "encoder.";

    private static final List<String> OTHERS =
            List.of("decoder.", "losses.", "encoder_visualizer.");

    private static final int SHOWN = 4;

    private PublishedArrays() {}

    /**
     * Whether a file has an array of the encoder, and does not say of which model its arrays are,
     * as those of this program do.
     */
    public static boolean have(SafetensorsFile file, String name) {
        return !file.metadata().containsKey("model")
                && (file.names().contains(ENCODER + name) || file.names().contains(name));
    }

    /**
     * Those of the encoder, by their names in there; what is neither in there nor beside it stays
     * as it is.
     */
    public static Map<String, HostArray> ofEncoder(Map<String, HostArray> arrays) {
        boolean whole = arrays.keySet().stream().anyMatch(name -> name.startsWith(ENCODER));
        Map<String, HostArray> inside = new LinkedHashMap<>();
        arrays.forEach(
                (name, array) -> {
                    if (whole && name.startsWith(ENCODER)) {
                        inside.put(name.substring(ENCODER.length()), array);
                    } else if (!whole || OTHERS.stream().noneMatch(name::startsWith)) {
                        inside.put(name, array);
                    }
                });
        return inside;
    }

    /** What does not fit, in a line: the first of each kind. */
    public static String differences(StateDict.Report report) {
        StringBuilder text = new StringBuilder();
        add(text, "missing", report.missing());
        add(text, "superfluous", report.unexpected());
        add(text, "of another shape", report.wrongShape());
        return text.toString();
    }

    private static void add(StringBuilder text, String what, List<String> names) {
        if (names.isEmpty()) {
            return;
        }
        text.append(text.length() > 0 ? "; " : "").append(what).append(": ");
        text.append(String.join(", ", names.subList(0, Math.min(SHOWN, names.size()))));
        if (names.size() > SHOWN) {
            text.append(" and ").append(names.size() - SHOWN).append(" more");
        }
    }
}
