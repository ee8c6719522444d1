package dev.weir.gateway.http;

import dev.weir.gateway.routing.AnswerForm;
import dev.weir.gateway.routing.Passage;
import dev.weir.gateway.routing.Prompt;
import dev.weir.gateway.routing.Settings;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/**
 * A request to continue texts as it was read.
 *
 * @param prompts one for each text, in their order; only one when it streams
 * @param includeUsage a stream is to carry a usage chunk
 */
record CompletionRequest(List<Prompt> prompts, boolean includeUsage) {

    static final Set<String> KNOWN = Set.of(
            "model",
            "prompt",
            "stream",
            "stream_options",
            "max_tokens",
            "temperature",
            "top_p",
            "top_k",
            "min_p",
            "repetition_penalty",
            "frequency_penalty",
            "presence_penalty",
            "seed",
            "stop",
            "n",
            "logprobs",
            "logit_bias",
            "echo",
            "suffix",
            "best_of",
            "user");

    private static final int MOST_PROMPTS = 128;
    private static final int MOST_TRIES = 128;

    CompletionRequest {
        prompts = List.copyOf(prompts);
    }

    static CompletionRequest read(Intake.Taken taken) {
        Fields request = taken.fields();
        request.requireString("model");
        List<Passage> passages = PassagesReader.read(request, "prompt", MOST_PROMPTS);
        boolean streamed = request.flag("stream");
        if (streamed && passages.size() > 1) {
            throw ProblemException.invalidValue("prompt", "a stream continues one text; send each by itself");
        }
        boolean includeUsage = ChatRequestReader.includeUsage(request, streamed);
        Settings settings = new SettingsReader(request).readForContinuation();
        List<String> beyondText = beyondText(request, settings.choices());
        request.string("user");
        List<Prompt> prompts = new ArrayList<>();
        for (int i = 0; i < passages.size(); i++) {
            AnswerForm form = new AnswerForm.Continuation(passages.get(i));
            String sent = passages.size() == 1
                    ? taken.body().raw()
                    : alone(taken.body().object(), i);
            prompts.add(taken.prompt(List.of(), form, beyondText, settings, streamed, sent));
        }
        return new CompletionRequest(prompts, includeUsage);
    }

    boolean streamed() {
        return prompts.getFirst().streamed();
    }

    /** How many answers each text gets. */
    int choices() {
        return prompts.getFirst().settings().choices();
    }

    /** What no local model does. */
    private static List<String> beyondText(Fields request, int choices) {
        List<String> beyondText = new ArrayList<>();
        if (request.flag("echo")) {
            beyondText.add("echo");
        }
        String suffix = request.string("suffix");
        if (suffix != null && !suffix.isEmpty()) {
            beyondText.add("suffix");
        }
        Long tries = request.integer("best_of", 1, MOST_TRIES);
        if (tries != null && tries < choices) {
            throw ProblemException.invalidValue("best_of", "it must be at least 'n'");
        }
        if (tries != null && tries > choices) {
            beyondText.add("best_of");
        }
        return beyondText;
    }

    /** The same request with one of its texts. */
    private static String alone(ObjectNode body, int index) {
        ObjectNode one = body.objectNode();
        body.properties().forEach(field -> one.set(field.getKey(), field.getValue()));
        one.set("prompt", body.path("prompt").get(index));
        return one.toString();
    }
}
