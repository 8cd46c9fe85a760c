import CRDT
import Committee
import Foundation
import RoomCore
import SyncProtocol

/// A room with a member who types and one who attacks; the log answers at once.
struct AttackedRoom: Attacked {
    enum Voice { case honest, attacker }

    /// What an attacker can know.
    struct Facts {
        /// Everything the room holds.
        var whole: [UInt8]
        /// A client of the honest member, and how many letters it wrote.
        var client: ClientID
        var letters: UInt64
    }

    private var room: Room
    private var isOut = false
    var typist = Doc(clientID: 42)
    var typed = 0
    private static let limits = RoomLimits()

    init() {
        let signer = HeadSigner(seed: [UInt8](repeating: 7, count: 32))
        guard let room = try? Room(id: "bench", image: RoomImage(), signer: signer, day: "2024-11-11") else {
            preconditionFailure("an empty room wakes")
        }
        self.room = room
        _ = handle(.joined(ConnectionID(1), .plan, Self.member("w1", .worker), .yWebSocket))
        _ = handle(.joined(ConnectionID(2), .plan, Self.member("m1", .management), .yWebSocket))
    }

    private static func member(_ id: String, _ side: Side) -> Participant {
        Participant(id: id, name: id, role: .member(side))
    }

    var facts: Facts {
        let doc = room.documents[.plan]
        let longest = doc?.stateVector.clocks.max { $0.value < $1.value }
        return Facts(
            whole: doc?.encodeStateAsUpdate() ?? [], client: longest?.key ?? 0,
            letters: UInt64(longest?.value ?? 0))
    }

    /// One message, as its bytes come from a socket.
    mutating func say(_ bytes: [UInt8], as voice: Voice) {
        let connection = ConnectionID(voice == .honest ? 1 : 2)
        guard let messages = try? YWebSocketCodec.decode(bytes, limits: Self.limits.decoding) else {
            isOut = voice == .attacker
            return
        }
        for message in messages { _ = handle(.received(connection, .plan, message)) }
    }

    /// Opens the document again for an attacker who was thrown out; false if that was not needed.
    mutating func letBackIn() -> Bool {
        guard isOut else { return false }
        isOut = false
        _ = handle(.joined(ConnectionID(2), .plan, Self.member("m1", .management), .yWebSocket))
        return true
    }

    private mutating func handle(_ input: Room.Input) -> Int {
        var bytes = 0
        for effect in room.handle(input) {
            switch effect {
            case .append(let entries):
                if let end = entries.last?.position { bytes += handle(.appended(through: end, heads: [])) }
            case .drop(ConnectionID(2), _, _, _): isOut = true
            case .send(_, _, let message):
                if let payload = YWebSocketCodec.encode(message) { bytes += payload.count }
            default: break
            }
        }
        return bytes
    }
}
