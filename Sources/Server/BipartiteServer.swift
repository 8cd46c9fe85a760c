/// The server: one port for HTTP and WebSocket, one host per loaded room.
public enum BipartiteServer {
    /// Serves a data folder until SIGTERM or SIGINT, then unloads every room and returns. Prints one line,
    /// `listening on http://HOST:PORT`, once it is bound. Errors thrown describe themselves in one sentence.
    public static func run(_ configuration: ServerConfiguration) async throws { fatalError() }
}
