package dev.weir.gateway.command;

import dev.weir.gateway.evaluation.Workbench;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The command line {@code weir}. */
@Command(
        name = "weir",
        description = "A tiered inference gateway: a small local model answers, a large hosted one when needed.",
        mixinStandardHelpOptions = true,
        versionProvider = BuildVersion.class,
        synopsisSubcommandLabel = "COMMAND",
        footer = {"", "Every command has its own help: weir serve --help"})
public final class WeirCommand implements Runnable {

    @Spec
    private @Nullable CommandSpec spec;

    WeirCommand() {}

    /**
     * Runs one command line.
     *
     * @param application what Spring starts from
     * @param workbenches for commands that try a route's local model
     * @return the exit code: 0 for success, 1 for a failure, 2 for a wrong command line. A started server runs on
     *     after the return.
     */
    public static int run(Class<?> application, Workbench.Opener workbenches, String[] arguments) {
        // A shutdown hook of ONNX Runtime's frees its memory under a model that computes. Who has more to end than
        // that,
        // as the server has, replaces this.
        Signals.onTermination(() -> null);
        return new CommandLine(new WeirCommand())
                .addSubcommand("serve", new ServeCommand(application))
                .addSubcommand("convert", new ConvertCommand())
                .addSubcommand("pull", new PullCommand(System.getenv()))
                .addSubcommand("models", new ModelsCommand(System.getenv()))
                .addSubcommand("bench", new BenchCommand())
                .addSubcommand("calibrate", new CalibrateCommand(workbenches, InstantSource.system()))
                .addSubcommand("evaluate", new EvaluateCommand(workbenches))
                .addSubcommand("help", new CommandLine.HelpCommand())
                .setUsageHelpAutoWidth(true)
                .setUnmatchedOptionsArePositionalParams(false)
                .execute(arguments);
    }

    @Override
    public void run() {
        throw new CommandLine.ParameterException(
                java.util.Objects.requireNonNull(spec).commandLine(),
                "A command is missing; 'weir serve' starts the gateway.");
    }
}
