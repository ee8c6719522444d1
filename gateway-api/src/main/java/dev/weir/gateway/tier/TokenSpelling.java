package dev.weir.gateway.tier;

import dev.weir.gateway.routing.TokenLogProbability;
import dev.weir.gateway.routing.TokenLogProbability.Alternative;
import dev.weir.gateway.routing.TokenLogProbability.Token;
import dev.weir.slm.SlmEngine;
import dev.weir.slm.TokenEvidence;

/** Spells the tokens of one text as they come. */
final class TokenSpelling {

    private final SlmEngine engine;
    private boolean first = true;

    TokenSpelling(SlmEngine engine) {
        this.engine = engine;
    }

    TokenLogProbability next(TokenEvidence evidence) {
        TokenLogProbability spelled = new TokenLogProbability(
                token(evidence.id()),
                evidence.logProbability(),
                evidence.alternatives().stream()
                        .map(other -> new Alternative(token(other.id()), other.logProbability()))
                        .toList());
        first = first && spelled.token().bytes() == null;
        return spelled;
    }

    private Token token(int id) {
        byte[] bytes = engine.bytesOf(id, first);
        return bytes.length == 0 ? new Token(engine.nameOf(id), null) : TokenBytes.token(bytes);
    }
}
