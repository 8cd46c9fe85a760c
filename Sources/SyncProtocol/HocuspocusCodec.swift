public import CRDT

/// Hocuspocus framing (2.13 to 4): frame = address, message; or a single byte 9 (ping), 10 (pong).
public enum HocuspocusCodec {
    public enum Frame: Hashable, Sendable {
        /// `address` is the document name as the peer wrote it, a session id behind NUL included: echo it
        /// back.
        case message(address: String, Message)
        case ping
        case pong
    }

    public static func encode(_ frame: Frame) -> [UInt8] {
        switch frame {
        case .ping: return [MessageType.ping]
        case .pong: return [MessageType.pong]
        case .message(let address, let message):
            var writer = ByteWriter()
            writer.writeVarString(address)
            write(message, to: &writer)
            return writer.bytes
        }
    }

    public static func decode(_ bytes: [UInt8], limits: DecodingLimits) throws(DecodingFailure) -> Frame {
        try limits.checkBytes(bytes.count)
        if bytes == [MessageType.ping] { return .ping }
        if bytes == [MessageType.pong] { return .pong }
        var reader = ByteReader(bytes)
        let address = try reader.readVarString()
        let message = try message(from: &reader, limits: limits)
        try reader.expectEnd()
        return .message(address: address, message)
    }

    private static func message(
        from reader: inout ByteReader, limits: DecodingLimits
    ) throws(DecodingFailure) -> Message {
        let start = reader.at
        let type = try reader.readVarUint()
        switch type {
        case MessageType.sync: return .sync(try SyncMessage(from: &reader, limits: limits))
        case MessageType.syncReply: return .syncReply(try SyncMessage(from: &reader, limits: limits))
        case MessageType.awareness:
            return .awareness(try AwarenessUpdate(decoding: Array(try reader.readVarBytes()), limits: limits))
        case MessageType.auth: return .auth(try AuthMessage(from: &reader))
        case MessageType.queryAwareness: return .queryAwareness
        case MessageType.stateless: return .stateless(try reader.readVarString())
        case MessageType.broadcastStateless: return .broadcastStateless(try reader.readVarString())
        case MessageType.close: return .close(reason: try reader.readVarString())
        case MessageType.syncStatus: return .syncStatus(isApplied: try reader.readVarUint() == 1)
        default: throw .unknownTag(UInt8(truncatingIfNeeded: type), at: start)
        }
    }

    private static func write(_ message: Message, to writer: inout ByteWriter) {
        switch message {
        case .sync(let sync):
            writer.writeVarUint(MessageType.sync)
            sync.write(to: &writer)
        case .syncReply(let sync):
            writer.writeVarUint(MessageType.syncReply)
            sync.write(to: &writer)
        case .awareness(let update):
            writer.writeVarUint(MessageType.awareness)
            writer.writeVarBytes(update.encoded())
        case .auth(let auth):
            writer.writeVarUint(MessageType.auth)
            auth.write(to: &writer)
        case .queryAwareness: writer.writeVarUint(MessageType.queryAwareness)
        case .stateless(let text):
            writer.writeVarUint(MessageType.stateless)
            writer.writeVarString(text)
        case .broadcastStateless(let text):
            writer.writeVarUint(MessageType.broadcastStateless)
            writer.writeVarString(text)
        case .close(let reason):
            writer.writeVarUint(MessageType.close)
            writer.writeVarString(reason)
        case .syncStatus(let isApplied):
            writer.writeVarUint(MessageType.syncStatus)
            writer.writeVarUint(isApplied ? 1 : 0)
        }
    }
}

extension AuthMessage {
    init(from reader: inout ByteReader) throws(DecodingFailure) {
        let tag = try reader.readByte()
        switch tag {
        case 0 where reader.isAtEnd: self = .tokenRequest
        case 0:
            let token = try reader.readVarString()
            self = .token(token, version: reader.isAtEnd ? nil : try reader.readVarString())
        case 1: self = .denied(reason: try reader.readVarString())
        case 2:
            let at = reader.at
            let scope = try reader.readVarString()
            guard scope == "readonly" || scope == "read-write" else {
                // The peer's own words stay out of it: failures are logged.
                throw .inconsistent(
                    expected: "the scope readonly or read-write", found: "another scope", at: at)
            }
            self = .authenticated(readOnly: scope == "readonly")
        default: throw .unknownTag(tag, at: reader.at - 1)
        }
    }

    func write(to writer: inout ByteWriter) {
        switch self {
        case .tokenRequest: writer.writeVarUint(0)
        case .token(let token, let version):
            writer.writeVarUint(0)
            writer.writeVarString(token)
            if let version { writer.writeVarString(version) }
        case .denied(let reason):
            writer.writeVarUint(1)
            writer.writeVarString(reason)
        case .authenticated(let readOnly):
            writer.writeVarUint(2)
            writer.writeVarString(readOnly ? "readonly" : "read-write")
        }
    }
}
