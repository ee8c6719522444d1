package dev.weir.gateway.tier;

import dev.weir.gateway.routing.Message;
import dev.weir.gateway.routing.Question;
import dev.weir.gateway.routing.Question.Option;
import dev.weir.slm.ChatTurn;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A question as a conversation. The question comes first and the input after it: whoever asks the same of many inputs,
 * as most do, has the question read once.
 */
final class DecisionPrompt {

    private DecisionPrompt() {}

    static List<ChatTurn> turns(Question question, boolean reversed, List<Message> input) {
        return List.of(new ChatTurn("system", system(question, reversed)), new ChatTurn("user", transcript(input)));
    }

    /** What the model would answer for each option. */
    static List<String> texts(Question question) {
        return question instanceof Question.Predicate
                ? List.of("yes", "no")
                : question.options().stream().map(Option::text).toList();
    }

    /** What is asked, and how it is to be answered. */
    static String system(Question question, boolean reversed) {
        return switch (question) {
            case Question.Predicate predicate ->
                "Is the following statement about the input true?\n\n" + predicate.instructions() + "\n\nAnswer "
                        + (reversed ? "no or yes" : "yes or no") + ", with nothing else.";
            case Question.Choice choice ->
                choice.instructions() + "\n\nPossible answers:\n" + listed(choice.options(), reversed)
                        + "\n\nAnswer with one of them and nothing else.";
            case Question.Score score ->
                score.instructions() + "\n\nThe levels, from the "
                        + (reversed ? "highest to the lowest:\n" : "lowest to the highest:\n")
                        + listed(score.options(), reversed) + "\n\nAnswer with one of them and nothing else.";
        };
    }

    /** One message as it is; several as they followed one another, each with who said it. */
    static String transcript(List<Message> input) {
        if (input.size() == 1 && !input.getFirst().isOfTools()) {
            return input.getFirst().text();
        }
        return input.stream().map(DecisionPrompt::told).collect(Collectors.joining("\n\n"));
    }

    private static String told(Message message) {
        String calls = message.calls().stream()
                .map(call -> "\n" + call.name() + "(" + call.arguments() + ")")
                .collect(Collectors.joining());
        return message.role() + ": " + message.text() + calls;
    }

    private static String listed(List<Option> options, boolean reversed) {
        return (reversed ? options.reversed() : options)
                .stream()
                        .map(option -> option.description() == null
                                ? "- " + option.text()
                                : "- " + option.text() + ": " + option.description())
                        .collect(Collectors.joining("\n"));
    }
}
