/// permessage-deflate as one socket agreed on it (RFC 7692), never with context takeover: so one compressed
/// frame serves many sockets, and an idle one keeps no window.
struct Compression: Hashable, Sendable {
    /// What the server sends refers back by at most two to the power of this many bytes.
    let windowBits: Int32
    private let isWindowAsked: Bool

    /// The first offer we can keep, of the request's `Sec-WebSocket-Extensions` headers.
    init?(offers: [String]) {
        for offer in offers.lazy.flatMap({ $0.split(separator: ",") }) {
            if let agreed = Self(offer: offer) {
                self = agreed
                return
            }
        }
        return nil
    }

    private init?(offer: Substring) {
        var parts = offer.split(separator: ";", omittingEmptySubsequences: false).map(Self.trimmed)[...]
        guard parts.popFirst()?.lowercased() == "permessage-deflate" else { return nil }
        var windowBits: Int32?
        var seen: Set<String> = []
        for part in parts {
            let pair = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
                .map(Self.trimmed)
            let name = pair[0].lowercased()
            let bits = pair.count > 1 ? Self.windowBits(pair[1]) : nil
            guard seen.insert(name).inserted else { return nil }
            switch name {
            case "server_no_context_takeover", "client_no_context_takeover":
                guard pair.count == 1 else { return nil }
            case "client_max_window_bits":
                guard pair.count == 1 || bits != nil else { return nil }
            case "server_max_window_bits":
                // zlib makes no window of 8 bits for bare deflate.
                guard let bits, bits > 8 else { return nil }
                windowBits = bits
            default:
                return nil
            }
        }
        self.windowBits = windowBits ?? 15
        isWindowAsked = windowBits != nil
    }

    /// The `Sec-WebSocket-Extensions` of the answer.
    var answer: String {
        "permessage-deflate; server_no_context_takeover; client_no_context_takeover"
            + (isWindowAsked ? "; server_max_window_bits=\(windowBits)" : "")
    }

    private static func windowBits(_ text: Substring) -> Int32? {
        var text = text
        if text.count > 2, text.first == "\"", text.last == "\"" { text = text.dropFirst().dropLast() }
        return ["8", "9", "10", "11", "12", "13", "14", "15"].contains(text) ? Int32(text) : nil
    }

    private static func trimmed(_ text: Substring) -> Substring {
        let isBlank: (Character) -> Bool = { $0 == " " || $0 == "\t" }
        guard let last = text.lastIndex(where: { !isBlank($0) }) else { return "" }
        return text[...last].drop(while: isBlank)
    }
}
