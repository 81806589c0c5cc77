package dev.resplat.train;

import dev.resplat.splat.Splats3d;
import dev.resplat.splat.edit.Axes;
import dev.resplat.splat.edit.ColorMatrix;
import dev.resplat.splat.edit.Gamma;
import dev.resplat.splat.edit.HarmonicsDegree;
import dev.resplat.splat.edit.Region;
import dev.resplat.splat.edit.Selection;
import dev.resplat.splat.edit.Similarity;
import dev.resplat.train.config.UserMistake;
import java.lang.reflect.Field;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParseResult;

/** The options of {@code convert} that change a scene; each may be given several times. */
final class EditOptions {
    private static final Pattern DIGITS = Pattern.compile("\\+?[0-9]+");
    private static final Pattern NUMBER =
            Pattern.compile("[+-]?([0-9]+\\.?[0-9]*|\\.[0-9]+)([eE][+-]?[0-9]+)?");

    /** That makes colours 5e13 times as large. */
    private static final int MOST_STOPS = 100;

    /** Far more than colours are apart. */
    private static final int MOST_COLOR = 1000;

    private static final Set<String> SELECTIONS =
            Set.of(
                    "--crop-box",
                    "--crop-sphere",
                    "--cut-box",
                    "--cut-sphere",
                    "--opacity",
                    "--splat-size",
                    "--max-splats");

    @Option(
            names = "--axes",
            paramLabel = "FROM:TO",
            description =
                    "Turns the scene from one convention to another (not for .spz, which is always"
                            + " written in axes of its own): opencv (y down, z forward:"
                            + " COLMAP, scenes of this program), opengl (y up, z backward: most"
                            + " viewers, glTF), z-up (y forward: Blender).")
    private List<String> axes;

    @Option(
            names = "--rotate",
            paramLabel = "X,Y,Z,DEGREES",
            description = "Turns it about an axis through the origin, counter-clockwise.")
    private List<String> rotate;

    @Option(names = "--scale", paramLabel = "S", description = "Times its size, from the origin.")
    private List<String> scale;

    @Option(names = "--move", paramLabel = "X,Y,Z", description = "Moves it by this.")
    private List<String> move;

    @Option(
            names = "--crop-box",
            paramLabel = "X,Y,Z,X,Y,Z",
            description =
                    "Keeps splats whose centres are in a box, of which this is the corner with the"
                            + " smallest coordinates, and the opposite one.")
    private List<String> cropBox;

    @Option(
            names = "--crop-sphere",
            paramLabel = "X,Y,Z,R",
            description = "Keeps splats whose centres are in a sphere of radius R.")
    private List<String> cropSphere;

    @Option(
            names = "--cut-box",
            paramLabel = "X,Y,Z,X,Y,Z",
            description = "Drops what --crop-box keeps.")
    private List<String> cutBox;

    @Option(
            names = "--cut-sphere",
            paramLabel = "X,Y,Z,R",
            description = "Drops what --crop-sphere keeps.")
    private List<String> cutSphere;

    @Option(
            names = "--opacity",
            paramLabel = "LEAST:MOST",
            description = "Keeps splats of such an opacity, from 0 to 1; 0.05: has no upper limit.")
    private List<String> opacity;

    @Option(
            names = "--splat-size",
            paramLabel = "LEAST:MOST",
            description =
                    "Keeps splats whose largest standard deviation is such, in units of the world;"
                            + " :0.5 has no lower limit.")
    private List<String> splatSize;

    @Option(
            names = "--max-splats",
            paramLabel = "N",
            description =
                    "Keeps the N splats with the largest opacity times area, which is the product"
                            + " of their two largest standard deviations.")
    private List<String> maxSplats;

    @Option(
            names = "--degree",
            paramLabel = "D",
            description =
                    "The degree of spherical harmonics, 0 to 4: higher terms are dropped, missing"
                            + " ones are zero. 0 is one colour from everywhere.")
    private List<String> degree;

    @Option(
            names = "--exposure",
            paramLabel = "STOPS",
            description =
                    "Twice the light for each stop, less for negative ones; colours, which are"
                            + " encoded, are taken as light to the power of 1/2.2, and so get"
                            + " 2^(STOPS / 2.2).")
    private List<String> exposure;

    @Option(
            names = "--brightness",
            paramLabel = "B",
            description = "Added to all channels, of which 1 is the largest value.")
    private List<String> brightness;

    @Option(
            names = "--contrast",
            paramLabel = "K",
            description = "Times how far channels are from the middle, 0.5.")
    private List<String> contrast;

    @Option(
            names = "--saturation",
            paramLabel = "K",
            description = "Times how far colours are from grey: 0 leaves only that.")
    private List<String> saturation;

    @Option(
            names = "--gamma",
            paramLabel = "G",
            description =
                    "Channels to the power of 1/G: above 1 middle tones are brighter. Exact for"
                            + " harmonics of degree 0, the nearest above.")
    private List<String> gamma;

    /**
     * An edit as it was given.
     *
     * @param text the option with its value
     * @param selects whether it drops splats and changes none
     */
    record Edit(String text, boolean selects, UnaryOperator<Splats3d> change) {
        /**
         * The edited scene.
         *
         * @throws UserMistake if nothing is left of it, or numbers become too large
         */
        Splats3d of(Splats3d splats) {
            Splats3d edited;
            try {
                edited = change.apply(splats);
            } catch (IllegalArgumentException e) {
                throw new UserMistake(
                        "%s is too much for this scene: %s".formatted(text, e.getMessage()), e);
            }
            if (edited.count() == 0 && splats.count() > 0) {
                throw new UserMistake(
                        "%s: none of the %d splats would stay: 'info' tells where they are and what they are like"
                                .formatted(text, splats.count()));
            }
            return edited;
        }
    }

    /**
     * The edits, in the order in which they were given.
     *
     * @throws UserMistake if one is none
     */
    static List<Edit> inOrder(ParseResult given) {
        List<Edit> edits = new ArrayList<>();
        Map<String, Integer> seen = new HashMap<>();
        for (OptionSpec option : given.matchedOptions()) {
            if (has(option)) {
                String name = option.longestName();
                int number = seen.merge(name, 1, Integer::sum) - 1;
                String value = option.stringValues().get(number);
                edits.add(
                        new Edit(said(name, value), SELECTIONS.contains(name), edit(name, value)));
            }
        }
        return edits;
    }

    /** Whether an option of a command is one of these. */
    static boolean has(OptionSpec option) {
        return option.userObject() instanceof Field field
                && field.getDeclaringClass() == EditOptions.class;
    }

    /** In quotes, as values end with what else may end a part of a message. */
    private static String said(String name, String value) {
        return "%s '%s'".formatted(name, value);
    }

    private static UnaryOperator<Splats3d> edit(String name, String value) {
        try {
            return switch (name) {
                case "--axes" -> axes(value)::apply;
                case "--rotate" -> turn(value)::apply;
                case "--scale" -> Similarity.scaling(positive(value))::apply;
                case "--move" -> Similarity.translation(numbers(value, 3))::apply;
                case "--crop-box" -> within(box(value));
                case "--crop-sphere" -> within(sphere(value));
                case "--cut-box" -> without(box(value));
                case "--cut-sphere" -> without(sphere(value));
                case "--opacity" -> byOpacity(range(value));
                case "--splat-size" -> bySize(range(value));
                case "--max-splats" -> mostImportant(whole(value, Integer.MAX_VALUE));
                case "--degree" -> ofDegree(whole(value, Splats3d.MAX_DEGREE));
                case "--exposure" -> ColorMatrix.exposure(within(value, MOST_STOPS))::apply;
                case "--brightness" -> ColorMatrix.brightness(within(value, MOST_COLOR))::apply;
                case "--contrast" -> ColorMatrix.contrast(within(value, MOST_COLOR))::apply;
                case "--saturation" -> ColorMatrix.saturation(within(value, MOST_COLOR))::apply;
                case "--gamma" -> ofGamma(positive(value));
                default -> throw new IllegalStateException(name);
            };
        } catch (IllegalArgumentException e) {
            throw new UserMistake(said(name, value) + ": " + e.getMessage(), e);
        }
    }

    // ---- What is done ----------------------------------------------------------------------

    private static UnaryOperator<Splats3d> within(Region region) {
        return splats -> Selection.inside(splats, region);
    }

    private static UnaryOperator<Splats3d> without(Region region) {
        return splats -> Selection.outside(splats, region);
    }

    private static UnaryOperator<Splats3d> byOpacity(double[] range) {
        return splats -> Selection.byOpacity(splats, range[0], range[1]);
    }

    private static UnaryOperator<Splats3d> bySize(double[] range) {
        return splats -> Selection.bySize(splats, range[0], range[1]);
    }

    private static UnaryOperator<Splats3d> mostImportant(int most) {
        return splats -> Selection.mostImportant(splats, most);
    }

    private static UnaryOperator<Splats3d> ofDegree(int degree) {
        return splats -> HarmonicsDegree.of(splats, degree);
    }

    private static UnaryOperator<Splats3d> ofGamma(double gamma) {
        return splats -> Gamma.apply(splats, gamma);
    }

    // ---- Values ----------------------------------------------------------------------------

    private static Similarity axes(String value) {
        String[] names = value.split(":", -1);
        if (names.length != 2) {
            throw new IllegalArgumentException("must be FROM:TO, such as opencv:opengl");
        }
        return convention(names[0]).to(convention(names[1]));
    }

    private static Axes convention(String name) {
        return Arrays.stream(Axes.values())
                .filter(axes -> written(axes).equals(name.toLowerCase(Locale.ROOT)))
                .findFirst()
                .orElseThrow(
                        () ->
                                new IllegalArgumentException(
                                        "axes must be one of %s, are '%s'"
                                                .formatted(
                                                        String.join(
                                                                ", ",
                                                                Arrays.stream(Axes.values())
                                                                        .map(EditOptions::written)
                                                                        .toList()),
                                                        name)));
    }

    private static String written(Axes axes) {
        return axes.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static Similarity turn(String value) {
        double[] v = numbers(value, 4);
        return Similarity.turn(Arrays.copyOf(v, 3), Math.toRadians(v[3]));
    }

    private static Region box(String value) {
        double[] v = numbers(value, 6);
        return new Region.Box(Arrays.copyOf(v, 3), Arrays.copyOfRange(v, 3, 6));
    }

    private static Region sphere(String value) {
        double[] v = numbers(value, 4);
        return new Region.Sphere(Arrays.copyOf(v, 3), v[3]);
    }

    private static double[] range(String value) {
        String[] parts = value.split(":", -1);
        if (parts.length != 2 || value.strip().equals(":")) {
            throw new IllegalArgumentException("must be LEAST:MOST, LEAST: or :MOST");
        }
        double least = parts[0].isBlank() ? Double.NEGATIVE_INFINITY : number(parts[0]);
        double most = parts[1].isBlank() ? Double.POSITIVE_INFINITY : number(parts[1]);
        if (least > most) {
            throw new IllegalArgumentException("the first must not be more than the second");
        }
        return new double[] {least, most};
    }

    private static int whole(String value, int most) {
        boolean right = DIGITS.matcher(value.strip()).matches();
        BigInteger number = right ? new BigInteger(value.strip()) : BigInteger.ZERO;
        if (!right || number.compareTo(BigInteger.valueOf(most)) > 0) {
            throw new IllegalArgumentException(
                    "must be a whole number from 0 to %d".formatted(most));
        }
        return number.intValue();
    }

    private static double positive(String value) {
        double number = number(value);
        if (!(number > 0)) {
            throw new IllegalArgumentException("must be more than 0");
        }
        return number;
    }

    /** A number that is not farther from 0 than another. */
    private static double within(String value, int most) {
        double number = number(value);
        if (Math.abs(number) > most) {
            throw new IllegalArgumentException(
                    "must be a number from %d to %d".formatted(-most, most));
        }
        return number;
    }

    private static double number(String value) {
        return numbers(value, 1)[0];
    }

    private static double[] numbers(String value, int count) {
        String[] parts = value.split(",", -1);
        double[] numbers = new double[count];
        boolean right = parts.length == count;
        for (int i = 0; right && i < count; i++) {
            // Java reads more, such as 2d and 0x1p3, which nobody means.
            right = NUMBER.matcher(parts[i].strip()).matches();
            numbers[i] = right ? Double.parseDouble(parts[i].strip()) : 0;
            right &= Double.isFinite(numbers[i]);
        }
        if (!right) {
            throw new IllegalArgumentException(
                    count == 1
                            ? "must be a number, such as 2 or 0.5"
                            : "must be %d numbers with commas between, such as 2 or 0.5"
                                    .formatted(count));
        }
        return numbers;
    }
}
