package dev.weir.gateway.hub;

/**
 * A file of the hub, described.
 *
 * @param path inside the model, with {@code /}
 * @param bytes -1 if the hub does not say
 */
record RemoteFile(String path, long bytes, Etag etag) {}
