package dev.weir.slm.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.slm.SlmException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelFolderTemplateTest {

    private static final String NAMED = """
            {"chat_template": [{"name": "default", "template": "plain"}, {"name": "tool_use", "template": "tools"}]}""";

    @TempDir
    private Path folder = Path.of("");

    private String rendered(boolean withTools) {
        ChatTemplate template = ModelFolderTemplate.load(folder, withTools, GoldenFile.CLOCK);
        return template.render(new TemplateInput(List.of(), null, false, Map.of()))
                .text();
    }

    private void write(String name, String text) throws IOException {
        Files.writeString(folder.resolve(name), text);
    }

    @Test
    void takesTheTemplateOfTheTokenizersConfiguration() throws IOException {
        write("tokenizer_config.json", "{\"chat_template\": \"{{ 'one' }}\"}");

        assertThat(rendered(true)).isEqualTo("one");
    }

    @Test
    void takesTheDefaultOfSeveralTemplates() throws IOException {
        write("tokenizer_config.json", NAMED);

        assertThat(rendered(false)).isEqualTo("plain");
    }

    @Test
    void takesTheTemplateForToolsWhenToolsAreOffered() throws IOException {
        write("tokenizer_config.json", NAMED);

        assertThat(rendered(true)).isEqualTo("tools");
    }

    @Test
    void prefersTheTemplateInAFileOfItsOwn() throws IOException {
        write("tokenizer_config.json", NAMED);
        write("chat_template.jinja", "own");

        assertThat(rendered(true)).isEqualTo("own");
    }

    @Test
    void refusesAFolderWithoutATemplate() throws IOException {
        write("tokenizer_config.json", "{}");

        assertThatThrownBy(() -> rendered(false)).isInstanceOf(SlmException.UnusableModel.class);
    }

    @Test
    void refusesAFolderWithoutAConfiguration() {
        assertThatThrownBy(() -> rendered(false)).isInstanceOf(SlmException.UnusableModel.class);
    }
}
