import NIOCore
import RoomCore
import SyncProtocol

/// Frames of one tick on their way to sockets: encoded once per dialect, one hop per event loop, one flush
/// per socket.
struct Outbox {
    /// What one socket gets next.
    enum Delivery: Sendable {
        case frame(WebSocketEndpoint, ByteBuffer)
        /// One document ends on its socket.
        case drop(RoomConnection, CloseCode, reason: String)
        /// One document is not opened on its socket.
        case deny(RoomConnection, reason: String)
        /// The whole socket ends.
        case close(WebSocketEndpoint, CloseCode, reason: String)
        /// A question of this socket is answered: it counts no more.
        case settle(WebSocketEndpoint, bytes: Int)
    }

    private var batches: [(loop: any EventLoop, deliveries: [Delivery])] = []

    var isEmpty: Bool { batches.isEmpty }

    /// Queues one message for many connections; those of one dialect and address share one buffer.
    mutating func send(_ message: Message, to connections: some Sequence<RoomConnection>) {
        var yWebSocket: ByteBuffer?
        var isForYWebSocket = true
        var hocuspocus: (address: String, frame: ByteBuffer)?
        for connection in connections {
            let endpoint = connection.endpoint
            switch endpoint.dialect {
            case .yWebSocket:
                guard isForYWebSocket else { continue }
                if yWebSocket == nil { yWebSocket = connection.address.frame(message, dialect: .yWebSocket) }
                guard let frame = yWebSocket else {
                    isForYWebSocket = false
                    continue
                }
                add(.frame(endpoint, frame), on: endpoint.loop)
            case .hocuspocus:
                if let shared = hocuspocus, shared.address == connection.address.text {
                    add(.frame(endpoint, shared.frame), on: endpoint.loop)
                } else if let frame = connection.address.frame(message, dialect: .hocuspocus) {
                    if connection.address.isShared { hocuspocus = (connection.address.text, frame) }
                    add(.frame(endpoint, frame), on: endpoint.loop)
                }
            }
        }
    }

    mutating func drop(_ connection: RoomConnection, _ code: CloseCode, reason: String) {
        add(.drop(connection, code, reason: reason), on: connection.endpoint.loop)
    }

    mutating func deny(_ connection: RoomConnection, _ reason: String) {
        add(.deny(connection, reason: reason), on: connection.endpoint.loop)
    }

    mutating func close(_ endpoint: WebSocketEndpoint, _ code: CloseCode, reason: String) {
        add(.close(endpoint, code, reason: reason), on: endpoint.loop)
    }

    /// Lets a socket read on behind what is queued for it.
    mutating func settle(_ endpoint: WebSocketEndpoint, _ bytes: Int) {
        add(.settle(endpoint, bytes: bytes), on: endpoint.loop)
    }

    /// Hands all that is queued to the loops of its sockets.
    mutating func flush() {
        let full = batches
        batches = []
        for (loop, deliveries) in full {
            loop.execute { Self.deliver(deliveries) }
        }
    }

    private mutating func add(_ delivery: Delivery, on loop: any EventLoop) {
        for index in batches.indices where batches[index].loop === loop {
            return batches[index].deliveries.append(delivery)
        }
        batches.append((loop, [delivery]))
    }

    private static func deliver(_ deliveries: [Delivery]) {
        for delivery in deliveries {
            switch delivery {
            case .frame(let endpoint, let frame): endpoint.write(frame)
            case .drop(let connection, let code, let reason): connection.drop(code, reason: reason)
            case .deny(let connection, let reason): connection.refuse(reason)
            case .close(let endpoint, let code, let reason): endpoint.close(code, reason: reason)
            case .settle(let endpoint, let bytes): endpoint.settle(bytes)
            }
        }
        for case .frame(let endpoint, _) in deliveries { endpoint.flush() }
    }
}
