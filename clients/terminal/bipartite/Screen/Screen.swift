/// The screen in a real terminal.
enum Screen {
    static func open(_ identity: Identity) async throws {
        throw Failure("The screen is not built yet; see bipartite --help for the commands.", .unavailable)
    }
}
