package dev.weir.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** docs/reference/errors.md and {@link Problem} list the same errors. */
class ErrorsPageTest {

    private static final Path PAGE = Path.of("../docs/reference/errors.md");
    private static final Pattern ROW = Pattern.compile("(?m)^\\| `([a-z_]+)` \\| (\\d{3}) ");

    @Test
    void listsEveryProblemAndNoOther() throws IOException {
        Set<String> listed = ROW.matcher(Files.readString(PAGE))
                .results()
                .map(row -> row.group(1) + " " + row.group(2))
                .collect(Collectors.toSet());

        assertThat(listed)
                .isEqualTo(Stream.of(Problem.values())
                        .map(problem -> problem.code() + " " + problem.status().value())
                        .collect(Collectors.toSet()));
    }
}
