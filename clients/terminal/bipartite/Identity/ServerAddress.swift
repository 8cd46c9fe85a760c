/// Where a server listens: `localhost:8080`, `http://room.example`, `[::1]:8080`.
struct ServerAddress: Hashable, Sendable {
    var host: String
    var port: Int

    init(_ text: String) throws(Failure) {
        var rest = Substring(text)
        if rest.hasPrefix("https://") || rest.hasPrefix("wss://") {
            throw Failure(
                "This version speaks plain HTTP only: reach \(text) through a tunnel or a proxy on this "
                    + "machine and give that as http://HOST:PORT.", .data)
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
        guard !name.isEmpty, !name.contains("/"), let port = number.map({ Int($0) }) ?? 80,
            (1...65535).contains(port)
        else { throw Failure("\(text) is no address; it looks like localhost:8080.", .data) }
        self.host = String(name)
        self.port = port
    }

    var text: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }
}
