package dev.weir.gateway.http;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.util.ReferenceCountUtil;
import java.util.function.Supplier;
import tools.jackson.databind.ObjectMapper;

/**
 * Gives a body and a request id to refusals that the HTTP server makes by itself, of requests that it cannot read: they
 * never come as far as {@link ErrorResponses}.
 */
final class BareResponses extends ChannelOutboundHandlerAdapter {

    private static final int FIRST_ERROR = 400;

    private final ObjectMapper json;
    private final Supplier<String> ids;

    BareResponses(ObjectMapper json, Supplier<String> ids) {
        this.json = json;
        this.ids = ids;
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
        if (message instanceof FullHttpResponse bare && isBareError(bare)) {
            var _ = context.write(told(bare, context), promise);
            ReferenceCountUtil.release(bare);
        } else {
            var _ = context.write(message, promise);
        }
    }

    private static boolean isBareError(FullHttpResponse response) {
        return response.status().code() >= FIRST_ERROR
                && !response.content().isReadable()
                && !response.headers().contains(WeirHeaders.REQUEST_ID);
    }

    private FullHttpResponse told(FullHttpResponse bare, ChannelHandlerContext context) {
        ErrorBody error = error(bare.status().code());
        ByteBuf body = context.alloc().buffer();
        body.writeBytes(json.writeValueAsBytes(error));
        FullHttpResponse told = new DefaultFullHttpResponse(bare.protocolVersion(), bare.status(), body);
        told.headers()
                .set(bare.headers())
                .set(WeirHeaders.REQUEST_ID, ids.get())
                .set(HttpHeaderNames.CONTENT_TYPE, "application/json")
                .set(HttpHeaderNames.CONTENT_LENGTH, body.readableBytes());
        return told;
    }

    private static ErrorBody error(int status) {
        if (status == Problem.URL_TOO_LONG.status().value()) {
            return told(Problem.URL_TOO_LONG, "The URL is too long.");
        }
        if (status == Problem.HEADERS_TOO_LARGE.status().value()) {
            return told(Problem.HEADERS_TOO_LARGE, "The headers are too large.");
        }
        return told(Problem.MALFORMED_REQUEST, "This is no HTTP request that can be read.");
    }

    private static ErrorBody told(Problem problem, String sentence) {
        return ErrorBody.of(problem, sentence, null, null);
    }
}
