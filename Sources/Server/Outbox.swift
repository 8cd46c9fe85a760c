import NIOCore
import RoomCore
import SyncProtocol

/// Frames of one tick on their way to sockets: encoded and compressed once per dialect, messages to the same
/// connections in one buffer, one hop per event loop, one flush per socket.
struct Outbox {
    /// What one socket gets next, or many the same.
    enum Delivery: Sendable {
        case frames(ByteBuffer, [RoomConnection])
        /// One document ends on its socket.
        case drop(RoomConnection, CloseCode, reason: String)
        /// One document is not opened on its socket.
        case deny(RoomConnection, reason: String)
        /// The whole socket ends.
        case close(WebSocketEndpoint, CloseCode, reason: String)
        /// A question of this socket is answered: it counts no more.
        case settle(WebSocketEndpoint, bytes: Int)
    }

    /// What goes to the sockets of one loop.
    private struct Batch: Sendable {
        let loop: any EventLoop
        var deliveries: [Delivery]
        /// How many groups it is made of.
        var groupCount = 0
    }

    private var batches: [Batch] = []
    /// What is gathered for one list of connections; anything else that is queued comes behind it.
    private var group: OutboxGroup?
    /// The last group of several, emptied: most messages of a document go to the same connections.
    private var emptied: OutboxGroup?
    private var longFrame = LongFrame()

    var isEmpty: Bool { batches.isEmpty && group == nil }

    /// Queues one message for many connections; those of one dialect and address share one buffer.
    mutating func send(
        _ message: Message, to receivers: [ConnectionID], among connections: [ConnectionID: RoomConnection]
    ) {
        if let group, group.isFull || group.receivers != receivers { seal() }
        if group == nil { group = takeEmptied(for: receivers) ?? OutboxGroup(receivers, among: connections) }
        group?.add(message, &longFrame)
    }

    private mutating func takeEmptied(for receivers: [ConnectionID]) -> OutboxGroup? {
        guard emptied?.receivers == receivers else { return nil }
        defer { emptied = nil }
        return emptied
    }

    /// To be called when a connection comes or goes: who stands behind a list of them is looked up anew.
    mutating func forgetReceivers() {
        seal()
        emptied = nil
    }

    /// Lets go of a long frame that nobody asked for since the last call.
    mutating func forgetUnused() {
        longFrame.forgetUnused()
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

    /// Hands all that is queued to the loops of its sockets; to those on this loop at once.
    mutating func flush() {
        seal()
        let full = batches
        batches = []
        // The other loops first: they write while this one does.
        for batch in full where !batch.loop.inEventLoop {
            batch.loop.execute { Self.deliver(batch) }
        }
        for batch in full where batch.loop.inEventLoop { Self.deliver(batch) }
    }

    private mutating func seal() {
        guard var sealed = group else { return }
        group = nil
        for part in sealed.parts where part.frames.readableBytes > 0 {
            queue(.frames(part.frames, part.connections), on: part.loop)
        }
        for index in batches.indices
        where sealed.parts.contains(where: { $0.loop === batches[index].loop }) {
            batches[index].groupCount += 1
        }
        guard sealed.receivers.count > 1 else { return }
        sealed.empty()
        emptied = sealed
    }

    private mutating func add(_ delivery: Delivery, on loop: any EventLoop) {
        seal()
        queue(delivery, on: loop)
    }

    private mutating func queue(_ delivery: Delivery, on loop: any EventLoop) {
        for index in batches.indices where batches[index].loop === loop {
            return batches[index].deliveries.append(delivery)
        }
        batches.append(Batch(loop: loop, deliveries: [delivery]))
    }

    private static func deliver(_ batch: Batch) {
        // The connections of one group hear nothing else now: nothing follows to go with it.
        let isAlone = batch.groupCount == 1
        for delivery in batch.deliveries {
            switch delivery {
            case .frames(let frames, let connections):
                // What a room sent before it heard that a document has ended does not go out behind its end.
                for connection in connections where !connection.isOver {
                    if isAlone { connection.send(frames) } else { connection.endpoint.write(frames) }
                }
            case .drop(let connection, let code, let reason): connection.drop(code, reason: reason)
            case .deny(let connection, let reason): connection.refuse(reason)
            case .close(let endpoint, let code, let reason): endpoint.close(code, reason: reason)
            case .settle(let endpoint, let bytes): endpoint.settle(bytes)
            }
        }
        guard !isAlone else { return }
        for case .frames(_, let connections) in batch.deliveries {
            for connection in connections { connection.endpoint.flush() }
        }
    }
}
