/// Where a server listens: `localhost:8080`, `https://room.example`, `[::1]:8080`.
struct ServerAddress: Hashable, Sendable {
    var host: String
    var port: Int
    /// Whether it is reached through TLS.
    var isSecure = false

    init(_ text: String) throws(Failure) {
        var rest = Substring(text)
        for scheme in ["https://", "wss://"] where rest.hasPrefix(scheme) {
            rest = rest.dropFirst(scheme.count)
            isSecure = true
        }
        for scheme in ["http://", "ws://"] where rest.hasPrefix(scheme) {
            rest = rest.dropFirst(scheme.count)
        }
        if rest.hasSuffix("/") { rest = rest.dropLast() }
        var name = rest
        var number: Substring?
        if rest.hasPrefix("["), let end = rest.firstIndex(of: "]") {
            name = rest[rest.index(after: rest.startIndex)..<end]
            let tail = rest[rest.index(after: end)...]
            number = tail.hasPrefix(":") ? tail.dropFirst() : nil
        } else if let colon = rest.lastIndex(of: ":") {
            name = rest[..<colon]
            number = rest[rest.index(after: colon)...]
        }
        guard !name.isEmpty, !name.contains("/"), let port = number.map({ Int($0) }) ?? (isSecure ? 443 : 80),
            (1...65535).contains(port)
        else { throw Failure("\(text) is no address; it looks like localhost:8080.", .data) }
        self.host = String(name)
        self.port = port
    }

    /// Host and port, as the `Host` of a request names them.
    var authority: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }
    /// As people write it, and as `init` reads it again.
    var text: String { isSecure ? "https://\(authority)" : authority }
}
