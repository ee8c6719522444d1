package dev.weir.gateway.http;

import dev.weir.gateway.routing.Question;
import dev.weir.gateway.routing.Question.Option;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Reads {@code questions} of a decisions request and refuses what is wrong with them by name and index. */
final class QuestionsReader {

    private static final int MOST_QUESTIONS = 400;
    private static final int FEWEST_OPTIONS = 2;
    private static final int MOST_OPTIONS = 255;

    private final InputReader parts;

    /** @param parts reads instructions that are made of parts */
    QuestionsReader(InputReader parts) {
        this.parts = parts;
    }

    /** A question with the caller's name for it; null where it has none. */
    record Named(@Nullable String name, Question question) {}

    List<Named> read(Fields request) {
        JsonNode questions = request.require("questions");
        if (!questions.isArray()) {
            throw ProblemException.invalidType("questions", "an array of objects", Fields.nameOf(questions));
        }
        if (questions.isEmpty() || questions.size() > MOST_QUESTIONS) {
            throw ProblemException.invalidValue("questions", "it must hold 1 to " + MOST_QUESTIONS + " questions");
        }
        List<Named> named = new ArrayList<>();
        for (int i = 0; i < questions.size(); i++) {
            Fields question = Fields.of(questions.get(i), "questions[" + i + "]");
            named.add(new Named(question.string("name"), question(question)));
        }
        return named;
    }

    private Question question(Fields question) {
        String type = question.requireString("type");
        String instructions = parts.text(question.require("instructions"), question.path("instructions"));
        if (instructions.isBlank()) {
            throw ProblemException.invalidValue(question.path("instructions"), "it must not be empty");
        }
        return switch (type) {
            case "predicate" -> new Question.Predicate(instructions);
            case "choice" -> new Question.Choice(instructions, options(question, "choices", "value"));
            case "score" -> new Question.Score(instructions, options(question, "levels", "label"));
            default ->
                throw ProblemException.invalidValue(question.path("type"), "it must be predicate, choice or score");
        };
    }

    private static List<Option> options(Fields question, String list, String value) {
        JsonNode nodes = question.require(list);
        String path = question.path(list);
        if (!nodes.isArray()) {
            throw ProblemException.invalidType(path, "an array of objects", Fields.nameOf(nodes));
        }
        if (nodes.size() < FEWEST_OPTIONS || nodes.size() > MOST_OPTIONS) {
            throw ProblemException.invalidValue(
                    path, "it must hold %d to %d objects".formatted(FEWEST_OPTIONS, MOST_OPTIONS));
        }
        List<Option> options = new ArrayList<>(nodes.size());
        for (int i = 0; i < nodes.size(); i++) {
            Fields node = Fields.of(nodes.get(i), path + "[" + i + "]");
            Option option = option(node, value);
            if (options.stream().anyMatch(other -> isSame(other, option))) {
                throw ProblemException.invalidValue(node.path(value), "each must be there only once");
            }
            options.add(option);
        }
        return options;
    }

    /** The text {@code "true"} and the truth value {@code true} are two values. */
    private static boolean isSame(Option one, Option other) {
        return one.truth() == other.truth() && one.text().equals(other.text());
    }

    private static Option option(Fields node, String value) {
        JsonNode said = node.require(value);
        String description = node.string("description");
        if (said.isBoolean() && value.equals("value")) {
            return new Option(Boolean.toString(said.booleanValue()), true, description);
        }
        String text = node.requireString(value);
        if (text.isEmpty()) {
            throw ProblemException.invalidValue(node.path(value), "it must not be empty");
        }
        return new Option(text, false, description);
    }
}
