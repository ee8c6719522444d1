package dev.weir.gateway.shelf;

/**
 * What {@code hub:org/model/folder@revision} names: a folder of the hub's cache.
 *
 * @param revision a branch, a tag or a commit; {@code main} where none is written
 * @param path a folder inside the model's; empty for all of it
 */
public record HubReference(ModelId id, String path, String revision) {

    /** What it begins with. */
    public static final String SCHEME = "hub:";

    /** The revision that is meant where none is written. */
    public static final String MAIN = "main";

    public HubReference {
        if (!HubPath.isInside(revision)) {
            throw new ShelfException("'" + revision + "' is no name of a revision.");
        }
        if (!path.isEmpty() && !HubPath.isInside(path)) {
            throw new ShelfException("'" + path + "' is no folder of a model.");
        }
    }

    public static boolean is(String text) {
        return text.startsWith(SCHEME);
    }

    /**
     * Reads what {@link #is} says is one.
     *
     * @throws ShelfException if it names no model
     */
    public static HubReference parse(String text) {
        String rest = text.substring(SCHEME.length());
        int at = rest.indexOf('@');
        String revision = at < 0 ? MAIN : rest.substring(at + 1);
        String place = at < 0 ? rest : rest.substring(0, at);
        int end = place.indexOf('/', place.indexOf('/') + 1);
        return end < 0 || place.indexOf('/') < 0
                ? new HubReference(ModelId.parse(place), "", revision)
                : new HubReference(ModelId.parse(place.substring(0, end)), place.substring(end + 1), revision);
    }

    /** The last part of what it names, by which the model is known. */
    public String name() {
        return id.model();
    }

    @Override
    public String toString() {
        return SCHEME + id + (path.isEmpty() ? "" : "/" + path) + (revision.equals(MAIN) ? "" : "@" + revision);
    }
}
