import Committee
import Foundation

/// What an upgrade asks for, read from the request's head and nothing else.
struct UpgradeRequest: Hashable, Sendable {
    enum Target: Hashable, Sendable {
        case sync
        /// nil: a name no document has, answered as one that nobody may see.
        case document(committee: String, DocumentName?)
    }
    let target: Target
    /// The first that is given: Authorization header, subprotocol, query.
    let token: String?
    /// What the answer must name, if the client offered subprotocols.
    let subprotocol: String?

    static let subprotocolName = "bipartite"
    static let tokenProtocolPrefix = "bipartite.token."

    /// nil if the path is none of a WebSocket. `uri` is path and query as they stand in the request line.
    init?(uri: String, authorization: String?, subprotocols: [String]) {
        let parts = uri.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        let path = parts[0].split(separator: "/", omittingEmptySubsequences: false).dropFirst().map {
            String($0).removingPercentEncoding
        }
        switch path {
        case ["sync"]:
            target = .sync
        case let path where path.count == 3 && path[0] == "y":
            target = .document(
                committee: path[1] ?? "", path[2].flatMap { DocumentName(rawValue: $0) })
        default:
            return nil
        }
        let offered = subprotocols.flatMap { $0.split(separator: ",") }.map {
            $0.trimmingCharacters(in: .whitespaces)
        }
        let inProtocol = offered.first { $0.hasPrefix(Self.tokenProtocolPrefix) }
        token =
            Self.bearer(authorization)
            ?? inProtocol.map { String($0.dropFirst(Self.tokenProtocolPrefix.count)) }
            ?? Self.parameter("token", of: parts.count > 1 ? parts[1] : "")
        let isOffered = inProtocol != nil || offered.contains(Self.subprotocolName)
        subprotocol = isOffered ? Self.subprotocolName : nil
    }

    private static func bearer(_ authorization: String?) -> String? {
        guard let words = authorization?.split(separator: " "), words.count == 2,
            words[0].lowercased() == "bearer"
        else { return nil }
        return String(words[1])
    }

    private static func parameter(_ name: String, of query: Substring) -> String? {
        for pair in query.split(separator: "&") {
            let parts = pair.split(separator: "=", maxSplits: 1)
            if parts.count == 2, parts[0] == name { return String(parts[1]).removingPercentEncoding }
        }
        return nil
    }
}
