package dev.weir.escalation.langchain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.escalation.HostedUsage;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

class TokenEstimateTest {

    @Test
    void countsTextButNotPicturesAndSounds() {
        var request = (ObjectNode) JsonMapper.shared().readTree("""
                        {"messages":[{"role":"user","content":[{"type":"text","text":"12345678"},
                         {"type":"image_url","image_url":{"url":"data:image/png;base64,AAAAAAAAAAAAAAAA"}},
                         {"type":"input_audio","input_audio":{"data":"AAAAAAAAAAAAAAAAAAAA"}}]}],
                         "tools":[{"type":"function","function":{"name":"1234"}}],"user":"nobody"}""");

        assertThat(TokenEstimate.of(request, 5)).isEqualTo(new HostedUsage(3, 0, 2, false));
    }
}
