package dev.weir.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** docs/reference/configuration.md and the code name the same properties. */
class ConfigurationPageTest {

    private static final Path PAGE = Path.of("../docs/reference/configuration.md");
    private static final Pattern ROW = Pattern.compile("(?m)^\\| `(weir\\.[^`]+)`");

    @Test
    void listsEveryPropertyAndNoOther() throws IOException {
        Set<String> listed = ROW.matcher(Files.readString(PAGE))
                .results()
                .map(row -> row.group(1).replaceAll("<[a-z]+>", "*"))
                .collect(Collectors.toSet());
        Set<String> known = UnknownProperties.known().stream()
                .filter(name -> !isElementOfAList(name))
                .collect(Collectors.toSet());

        assertThat(listed).isEqualTo(known);
    }

    private static boolean isElementOfAList(String name) {
        return name.endsWith(".*")
                && UnknownProperties.known().contains(name.substring(0, name.length() - ".*".length()));
    }
}
