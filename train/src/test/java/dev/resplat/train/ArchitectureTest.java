package dev.resplat.train;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import dev.resplat.tensor.Device;

/** The invariants of ARCHITECTURE.md that the module graph does not enforce by itself. */
@AnalyzeClasses(
        packages = "dev.resplat",
        importOptions = {DoNotIncludeTests.class, ArchitectureTest.DoNotIncludeTestJars.class})
final class ArchitectureTest {
    private static final String[] BELOW_TRAIN = {
        "dev.resplat.tensor..",
        "dev.resplat.autodiff..",
        "dev.resplat.nn..",
        "dev.resplat.splat..",
        "dev.resplat.opencl.."
    };

    @ArchTest
    static final ArchRule arrowsPointDown =
            layeredArchitecture()
                    .consideringOnlyDependenciesInLayers()
                    .withOptionalLayers(true)
                    .layer("tensor")
                    .definedBy("dev.resplat.tensor..")
                    .layer("autodiff")
                    .definedBy("dev.resplat.autodiff..")
                    .layer("nn")
                    .definedBy("dev.resplat.nn..")
                    .layer("splat")
                    .definedBy("dev.resplat.splat..")
                    .layer("opencl")
                    .definedBy("dev.resplat.opencl..")
                    .layer("train")
                    .definedBy("dev.resplat.train..")
                    .whereLayer("train")
                    .mayNotBeAccessedByAnyLayer()
                    .whereLayer("opencl")
                    .mayNotBeAccessedByAnyLayer()
                    .whereLayer("nn")
                    .mayOnlyBeAccessedByLayers("train")
                    .whereLayer("splat")
                    .mayOnlyBeAccessedByLayers("train", "opencl")
                    .whereLayer("autodiff")
                    .mayOnlyBeAccessedByLayers("nn", "splat", "train");

    @ArchTest
    static final ArchRule devicesKnowNoGradients =
            noClasses()
                    .that()
                    .areAssignableTo(Device.class)
                    .or()
                    .resideInAnyPackage(
                            "dev.resplat.tensor..",
                            "dev.resplat.splat.cpu..",
                            "dev.resplat.splat.reference..",
                            "dev.resplat.opencl..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage("dev.resplat.autodiff..");

    @ArchTest
    static final ArchRule gpuLibrariesStayInOpencl =
            noClasses()
                    .that()
                    .resideOutsideOfPackage("dev.resplat.opencl..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage("org.jocl..", "com.aparapi..");

    @ArchTest
    static final ArchRule vectorsStayInCpuPackages =
            noClasses()
                    .that()
                    .resideOutsideOfPackages("dev.resplat.tensor.cpu..", "dev.resplat.splat.cpu..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage("jdk.incubator.vector..");

    /** Compiled programs are kept between starts; no result depends on them. */
    private static final String CACHE_OF_PROGRAMS =
            "dev\\.resplat\\.opencl\\.(ProgramCache|ClBuildException|ClLibrary)";

    @ArchTest
    static final ArchRule filesAreReadByTheirFormatsOnly =
            noClasses()
                    .that()
                    .resideInAnyPackage(BELOW_TRAIN)
                    .and()
                    .resideOutsideOfPackages("dev.resplat.tensor.io..", "dev.resplat.splat.io..")
                    .and()
                    .haveNameNotMatching(CACHE_OF_PROGRAMS)
                    .should()
                    .dependOnClassesThat(
                            resideInAnyPackage("java.nio.file..", "java.nio.channels..")
                                    .or(fileOfJavaIo()));

    @ArchTest
    static final ArchRule noClockBelowTrain =
            noClasses()
                    .that()
                    .resideInAnyPackage(BELOW_TRAIN)
                    .should()
                    .dependOnClassesThat(type(java.time.Clock.class).or(type(java.util.Date.class)))
                    .orShould()
                    .callMethod(System.class, "currentTimeMillis")
                    .orShould()
                    .callMethodWhere(
                            target(name("now"))
                                    .and(target(owner(resideInAPackage("java.time..")))));

    /** The threads of the CPU device measure how long they have waited: no result depends on it. */
    @ArchTest
    static final ArchRule nanoTimeForWaitingOnly =
            noClasses()
                    .that()
                    .resideInAnyPackage(BELOW_TRAIN)
                    .and()
                    .resideOutsideOfPackages("dev.resplat.tensor.cpu..", "dev.resplat.opencl..")
                    .should()
                    .callMethod(System.class, "nanoTime");

    @ArchTest
    static final ArchRule noEnvironmentBelowTrain =
            noClasses()
                    .that()
                    .resideInAnyPackage(BELOW_TRAIN)
                    .should()
                    .callMethod(System.class, "getenv")
                    .orShould()
                    .callMethod(System.class, "getenv", String.class);

    @ArchTest
    static final ArchRule noGlobalRandomness =
            noClasses()
                    .that()
                    .resideInAnyPackage("dev.resplat..")
                    .should()
                    .dependOnClassesThat(
                            type(java.util.Random.class)
                                    .or(type(java.util.SplittableRandom.class))
                                    .or(type(java.util.concurrent.ThreadLocalRandom.class))
                                    .or(resideInAnyPackage("java.util.random..")))
                    .orShould()
                    .callMethod(Math.class, "random");

    @ArchTest
    static final ArchRule namesSayWhatAClassIs =
            noClasses()
                    .should()
                    .haveSimpleNameEndingWith("Manager")
                    .orShould()
                    .haveSimpleNameEndingWith("Helper")
                    .orShould()
                    .haveSimpleNameEndingWith("Util")
                    .orShould()
                    .haveSimpleNameEndingWith("Utils")
                    .orShould()
                    .haveSimpleNameEndingWith("Impl");

    /** Tests of other modules arrive as jars. */
    static final class DoNotIncludeTestJars implements ImportOption {
        @Override
        public boolean includes(Location location) {
            return !location.contains("-tests.jar");
        }
    }

    private static DescribedPredicate<JavaClass> fileOfJavaIo() {
        return describe(
                "a file of java.io",
                c -> c.getName().matches("java\\.io\\.(File|File[A-Z]\\w*|RandomAccessFile)"));
    }
}
