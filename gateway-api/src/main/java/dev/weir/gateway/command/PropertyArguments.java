package dev.weir.gateway.command;

import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/** Arguments of the form {@code --weir.some.property=value}, which any command that reads the configuration takes. */
final class PropertyArguments {

    private static final List<String> PREFIXES =
            List.of("--weir.", "--server.", "--management.", "--spring.", "--logging.");

    private PropertyArguments() {}

    /** The same arguments, if each is a property; else a wrong command line. */
    static List<String> checked(List<String> arguments, CommandLine command) {
        for (String argument : arguments) {
            boolean property = PREFIXES.stream().anyMatch(argument::startsWith) && argument.contains("=");
            if (!property) {
                throw new ParameterException(
                        command,
                        "Unknown option '" + argument + "'; see 'weir " + command.getCommandName()
                                + " --help'. A property is written --weir.some.property=value.");
            }
        }
        return arguments;
    }
}
