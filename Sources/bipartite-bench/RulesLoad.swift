import CRDT
import Committee
import RoomCore
import SyncProtocol

/// One writer types, many read: what one update costs from the bytes of its frame to the bytes of the frame
/// that goes to the readers. Once in a room, with every rule; once in a relay that asks nothing.
protocol FanOut {
    /// Takes one frame from the writer; returns the bytes of what the readers get.
    mutating func take(_ frame: [UInt8]) -> Int
}

/// The room as it is served: who may write, whose ids they are, what may come in, what has changed for
/// signatures and for subscribers.
struct RuledFanOut: FanOut {
    private var room: Room
    private var taken: UInt64 = 0
    private static let limits = RoomLimits()

    init(readers: Int) {
        let signer = HeadSigner(seed: [UInt8](repeating: 7, count: 32))
        guard let room = try? Room(id: "bench", image: RoomImage(), signer: signer, day: "2024-11-11") else {
            preconditionFailure("an empty room wakes")
        }
        self.room = room
        _ = handle(.importing(ImportBatch(id: "seats", events: Self.seats, updates: [])))
        for number in 0...readers {
            let member = Participant(id: number == 0 ? "w1" : "m1", name: "", role: .member(.worker))
            _ = handle(.joined(ConnectionID(UInt64(number + 1)), .plan, member, .yWebSocket))
        }
    }

    private static var seats: [Event] {
        [("w1", "worker"), ("m1", "management")].map { id, side in
            Event(
                id: "seat-\(id)", type: .memberJoined, subject: id, audience: .committee, day: "2024-11-11",
                data: .object([
                    "role": .string(side), "office": .string("member"), "name": .string(id),
                ]))
        }
    }

    mutating func take(_ frame: [UInt8]) -> Int {
        guard let messages = try? YWebSocketCodec.decode(frame, limits: Self.limits.decoding) else {
            return 0
        }
        taken += 1
        // As often as a server ticks while the fan-out bench runs.
        if taken.isMultiple(of: 685) { _ = handle(.tick(now: taken / 685 * 100, day: "2024-11-11")) }
        return messages.reduce(0) { $0 + handle(.received(ConnectionID(1), .plan, $1)) }
    }

    private mutating func handle(_ input: Room.Input) -> Int {
        var bytes = 0
        for effect in room.handle(input) {
            switch effect {
            case .append(let entries):
                if let end = entries.last?.position { bytes += handle(.appended(through: end, heads: [])) }
            case .send(_, _, let message): bytes += YWebSocketCodec.encode(message)?.count ?? 0
            default: break
            }
        }
        return bytes
    }
}

/// Decodes, applies, makes a log entry and passes on, and asks nothing. Only this program has it: the server
/// knows no such room.
struct BareFanOut: FanOut {
    private var doc = Doc(clientID: 0)
    private var entries: [LogEntry] = []
    private let receivers: [ConnectionID]
    private static let limits = RoomLimits()

    init(readers: Int) {
        receivers = (0...readers).map { ConnectionID(UInt64($0 + 1)) }
    }

    mutating func take(_ frame: [UInt8]) -> Int {
        guard let messages = try? YWebSocketCodec.decode(frame, limits: Self.limits.decoding) else {
            return 0
        }
        var bytes = 0
        for case .sync(.update(let update)) in messages {
            guard let decoded = try? DecodedUpdate(decoding: update, limits: Self.limits.decoding) else {
                continue
            }
            let change = doc.apply(decoded)
            // The log has it: nothing is kept longer than a flush takes.
            entries = [
                LogEntry(
                    position: LogPosition(1), audience: .committee, sequence: 1, kind: .update,
                    document: .plan, epoch: 1, payload: change.update, role: nil, day: "2024-11-11")
            ]
            let effect = Room.Effect.send(receivers, .plan, .sync(.update(change.update)))
            if case .send(_, _, let message) = effect { bytes += YWebSocketCodec.encode(message)?.count ?? 0 }
        }
        return bytes
    }
}
