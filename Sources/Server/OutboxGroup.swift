import NIOCore
import RoomCore
import SyncProtocol

/// Messages of one tick to one list of connections, as bytes.
struct OutboxGroup {
    let receivers: [ConnectionID]
    private(set) var parts: [Part] = []

    /// Sockets on one loop that get the same bytes.
    struct Part {
        let loop: any EventLoop
        let dialect: Dialect
        let address: Address
        /// How what they get is compressed, if they agreed on it.
        let compression: Compression?
        var connections: [RoomConnection]
        var frames = ByteBuffer()
    }

    /// Beyond, what is gathered is sealed: appending to a long buffer that is shared copies it.
    private static let bytesMax = 32 << 10

    init(_ receivers: [ConnectionID], among connections: [ConnectionID: RoomConnection]) {
        self.receivers = receivers
        var alone: [Part] = []
        for connection in receivers.lazy.compactMap({ connections[$0] }) {
            let endpoint = connection.endpoint
            let part = Part(
                loop: endpoint.loop, dialect: endpoint.dialect, address: connection.address,
                compression: endpoint.compression, connections: [connection])
            if !connection.address.isShared {
                alone.append(part)
            } else if let index = parts.firstIndex(where: { $0.hears(sameAs: part) }) {
                parts[index].connections.append(connection)
            } else {
                parts.append(part)
            }
        }
        parts += alone
    }

    /// Starts again for the same connections.
    mutating func empty() {
        for index in parts.indices { parts[index].frames = ByteBuffer() }
    }

    var isFull: Bool { parts.contains { $0.frames.readableBytes > Self.bytesMax } }

    mutating func add(_ message: Message, _ longFrame: inout LongFrame) {
        var last: (dialect: Dialect, address: String, frame: SharedFrame?)?
        for index in parts.indices {
            let (dialect, address) = (parts[index].dialect, parts[index].address)
            if last == nil || last?.dialect != dialect || last?.address != address.text {
                last = (dialect, address.text, longFrame.frame(message, address, dialect))
            }
            if let frame = last?.frame, let connection = parts[index].connections.first {
                parts[index].append(frame.bytes(for: connection.endpoint))
            }
        }
    }
}

extension OutboxGroup.Part {
    fileprivate func hears(sameAs other: Self) -> Bool {
        loop === other.loop && dialect == other.dialect && address.text == other.address.text
            && compression == other.compression
    }

    fileprivate mutating func append(_ frame: ByteBuffer) {
        if frames.readableBytes == 0 { frames = frame } else { frames.writeImmutableBuffer(frame) }
    }
}

/// The last long message as a frame: a hundred members that open one document at once share its bytes.
struct LongFrame {
    private var kept: (message: Message, address: String, dialect: Dialect, frame: SharedFrame)?
    private var isUsed = false

    /// From so many bytes on a frame is worth keeping.
    private static let bytesMin = 64 << 10

    mutating func frame(_ message: Message, _ address: Address, _ dialect: Dialect) -> SharedFrame? {
        guard case .sync(.step2(let update)) = message, update.count >= Self.bytesMin else {
            return address.payload(message, dialect: dialect).map(SharedFrame.init)
        }
        isUsed = true
        if let kept, kept.dialect == dialect, kept.address == address.text, kept.message == message {
            return kept.frame
        }
        let frame = address.payload(message, dialect: dialect).map(SharedFrame.init)
        kept = frame.map { (message, address.text, dialect, $0) }
        return frame
    }

    /// Lets go of a frame that nobody asked for since the last call.
    mutating func forgetUnused() {
        if !isUsed { kept = nil }
        isUsed = false
    }
}
