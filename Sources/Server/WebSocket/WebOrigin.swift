/// The scheme, host and port of a web page, as a browser names them in `Origin` (RFC 6454).
public struct WebOrigin: Hashable, Sendable, CustomStringConvertible {
    private let scheme: String
    private let host: Host

    /// nil unless it looks like `https://host` or `https://host:port`, with nothing behind.
    public init?(_ text: String) {
        let text = text.lowercased()
        let schemes = [("https", 443), ("http", 80)]
        guard let (scheme, port) = schemes.first(where: { text.hasPrefix($0.0 + "://") }) else { return nil }
        guard let host = Host(text.dropFirst(scheme.count + 3), defaultPort: port) else { return nil }
        self.scheme = scheme
        self.host = host
    }

    public var description: String { "\(scheme)://\(host.name):\(host.port)" }

    /// Whether a page from here stands on the host that a request's `Host` names. A `Host` without a port
    /// means the one the scheme stands for, as for a server behind a proxy.
    func stands(on host: String) -> Bool {
        Host(host.lowercased()[...], defaultPort: scheme == "https" ? 443 : 80) == self.host
    }

    private struct Host: Hashable {
        let name: String
        let port: Int

        init?(_ text: Substring, defaultPort: Int) {
            let end = text.lastIndex(of: "]") ?? text.startIndex
            let colon = text[end...].firstIndex(of: ":")
            let name = text[..<(colon ?? text.endIndex)]
            let isName = name.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"): true
                default: "-._[]:".utf8.contains(byte)
                }
            }
            guard !name.isEmpty, isName else { return nil }
            self.name = String(name)
            guard let colon else {
                port = defaultPort
                return
            }
            guard let port = UInt16(text[colon...].dropFirst()) else { return nil }
            self.port = Int(port)
        }
    }
}

/// Which pages may open a WebSocket from a browser (`Protocol/sync.md`, *The socket*).
struct OriginRule: Sendable {
    /// Empty: those that stand on the server's own host.
    let allowed: Set<WebOrigin>

    /// `origins` are the request's `Origin` headers: none is no browser.
    func admits(_ origins: [String], at host: String) -> Bool {
        guard let text = origins.first else { return true }
        guard origins.count == 1, let origin = WebOrigin(text) else { return false }
        return allowed.isEmpty ? origin.stands(on: host) : allowed.contains(origin)
    }
}
