package dev.weir.gateway.http;

import dev.weir.gateway.routing.AnswerForm;
import dev.weir.gateway.routing.Message;
import dev.weir.gateway.routing.Prompt;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import tools.jackson.databind.node.ObjectNode;

/**
 * A decisions request as it was read.
 *
 * @param prompts one for each question, in their order
 * @param names the caller's names for the questions; null where a question has none
 */
record DecisionRequest(List<Prompt> prompts, List<@Nullable String> names) {

    static final Set<String> KNOWN =
            Set.of("model", "input", "questions", "prompt_cache_key", "prompt_cache_options", "safety_identifier");

    static DecisionRequest read(Intake.Taken taken, HttpHeaders headers) {
        Fields request = taken.fields();
        request.requireString("model");
        List<String> beyondText = new ArrayList<>();
        InputReader reader = new InputReader(beyondText);
        List<Message> input = reader.read(request);
        List<QuestionsReader.Named> questions = new QuestionsReader(reader).read(request);
        request.string("prompt_cache_key");
        request.object("prompt_cache_options");
        request.string("safety_identifier");
        int orders = orders(headers);
        List<Prompt> prompts = new ArrayList<>();
        List<@Nullable String> names = new ArrayList<>();
        for (int i = 0; i < questions.size(); i++) {
            AnswerForm form = new AnswerForm.Decision(questions.get(i).question(), orders);
            String sent = questions.size() == 1
                    ? taken.body().raw()
                    : alone(taken.body().object(), i);
            prompts.add(taken.prompt(input, form, beyondText, sent));
            names.add(questions.get(i).name());
        }
        return new DecisionRequest(prompts, names);
    }

    /** The same request with one of its questions. */
    private static String alone(ObjectNode body, int index) {
        ObjectNode one = body.objectNode();
        body.properties().forEach(field -> one.set(field.getKey(), field.getValue()));
        one.putArray("questions").add(body.path("questions").get(index));
        return one.toString();
    }

    private static int orders(HttpHeaders headers) {
        return switch (headers.getFirst(WeirHeaders.ORDERS)) {
            case null -> 1;
            case "1" -> 1;
            case "2" -> 2;
            default -> throw ProblemException.invalidValue(WeirHeaders.ORDERS, "it must be 1 or 2");
        };
    }
}
