public import CRDT

/// y-websocket framing: frame = message(s). `Protocol/sync.md`, *Messages about a document*.
public enum YWebSocketCodec {
    /// nil for a message this dialect does not have.
    public static func encode(_ message: Message) -> [UInt8]? {
        var writer = ByteWriter()
        switch message {
        case .sync(let sync):
            writer.writeVarUint(MessageType.sync)
            sync.write(to: &writer)
        case .awareness(let update):
            writer.writeVarUint(MessageType.awareness)
            writer.writeVarBytes(update.encoded())
        case .auth(.denied(let reason)):
            writer.writeVarUint(MessageType.auth)
            writer.writeVarUint(0)
            writer.writeVarString(reason)
        case .queryAwareness: writer.writeVarUint(MessageType.queryAwareness)
        case .auth, .syncReply, .stateless, .broadcastStateless, .close, .syncStatus: return nil
        }
        return writer.bytes
    }

    /// Messages one frame may hold; stock clients send one.
    public static let messagesPerFrameMax = 256

    /// A frame may hold several messages. Unknown types are refused.
    public static func decode(
        _ frame: [UInt8], limits: DecodingLimits
    ) throws(DecodingFailure) -> [Message] {
        try limits.checkBytes(frame.count)
        var reader = ByteReader(frame)
        var messages: [Message] = []
        repeat {
            guard messages.count < messagesPerFrameMax else {
                throw .overLimit(
                    limit: "messages", maximum: messagesPerFrameMax, found: UInt64(messages.count + 1),
                    at: reader.at)
            }
            messages.append(try message(from: &reader, limits: limits))
        } while !reader.isAtEnd
        return messages
    }

    private static func message(
        from reader: inout ByteReader, limits: DecodingLimits
    ) throws(DecodingFailure) -> Message {
        let start = reader.at
        let type = try reader.readVarUint()
        switch type {
        case MessageType.sync: return .sync(try SyncMessage(from: &reader, limits: limits))
        case MessageType.awareness:
            return .awareness(try AwarenessUpdate(decoding: Array(try reader.readVarBytes()), limits: limits))
        case MessageType.auth:
            let tag = try reader.readByte()
            guard tag == 0 else { throw .unknownTag(tag, at: reader.at - 1) }
            return .auth(.denied(reason: try reader.readVarString()))
        case MessageType.queryAwareness: return .queryAwareness
        default: throw .unknownTag(UInt8(truncatingIfNeeded: type), at: start)
        }
    }
}

/// The message types both framings share, and those of Hocuspocus alone.
enum MessageType {
    static let sync: UInt64 = 0
    static let awareness: UInt64 = 1
    static let auth: UInt64 = 2
    static let queryAwareness: UInt64 = 3
    static let syncReply: UInt64 = 4
    static let stateless: UInt64 = 5
    static let broadcastStateless: UInt64 = 6
    static let close: UInt64 = 7
    static let syncStatus: UInt64 = 8
    /// A frame of this one byte.
    static let ping: UInt8 = 9
    static let pong: UInt8 = 10
}

extension SyncMessage {
    init(from reader: inout ByteReader, limits: DecodingLimits) throws(DecodingFailure) {
        let start = reader.at
        let type = try reader.readVarUint()
        switch type {
        case 0: self = .step1(try StateVector(decoding: Array(try reader.readVarBytes()), limits: limits))
        case 1: self = .step2(Array(try reader.readVarBytes()))
        case 2: self = .update(Array(try reader.readVarBytes()))
        default: throw .unknownTag(UInt8(truncatingIfNeeded: type), at: start)
        }
    }

    func write(to writer: inout ByteWriter) {
        switch self {
        case .step1(let vector):
            writer.writeVarUint(0)
            writer.writeVarBytes(vector.encoded())
        case .step2(let update):
            writer.writeVarUint(1)
            writer.writeVarBytes(update)
        case .update(let update):
            writer.writeVarUint(2)
            writer.writeVarBytes(update)
        }
    }
}
