import Committee
import SyncProtocol

/// What a connection speaks about: a document of a committee, or the committee's room channel.
struct Address: Hashable, Sendable {
    enum Target: Hashable, Sendable {
        case document(DocumentName)
        case channel
        /// A name no document has.
        case nothing
    }
    let committee: String
    let target: Target
    /// As the peer wrote it, a session id behind NUL included: frames echo it.
    let text: String

    /// Reads `<committee>/<document>` or `<committee>`.
    init(hocuspocus text: String) {
        self.text = text
        let name = text.prefix { $0 != "\0" }
        let parts = name.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        committee = String(parts[0])
        if parts.count == 1 {
            target = .channel
        } else {
            target = DocumentName(rawValue: String(parts[1])).map(Target.document) ?? .nothing
        }
    }

    /// Of a socket that carries one document and no addresses.
    init(committee: String, document: DocumentName) {
        self.committee = committee
        target = .document(document)
        text = ""
    }

    /// Whether many connections may write the address this way, so that one frame serves them all.
    var isShared: Bool { !text.utf8.contains(0) }

    /// The message as a frame's payload; nil if the dialect has no such message.
    func payload(_ message: Message, dialect: Dialect) -> [UInt8]? {
        switch dialect {
        case .yWebSocket: YWebSocketCodec.encode(message)
        case .hocuspocus: HocuspocusCodec.encode(.message(address: text, message))
        }
    }
}
