import CRDT
import RoomCore
import SyncProtocol

/// Who is attacked: it hears messages as their bytes come from a socket.
protocol Attacked {
    init()
    var facts: AttackedRoom.Facts { get }
    mutating func say(_ bytes: [UInt8], as voice: AttackedRoom.Voice)
    /// Opens the document again for an attacker who was thrown out; false if that was not needed.
    mutating func letBackIn() -> Bool
    /// The honest member's own copy, and how many letters it typed.
    var typist: Doc { get set }
    var typed: Int { get set }
}

extension Attacked {
    init(holding updates: [[UInt8]]) {
        self.init()
        for update in updates { say(HostileShape.update(update), as: .honest) }
    }

    /// What one honest edit takes, in nanoseconds: the median of so many.
    mutating func edit(times: Int) -> Double {
        var costs: [Double] = []
        for _ in 0..<times {
            let change = typist.edit { [typed] in
                $0.insert("a", at: typed, in: $0.root("notes", .text))
            }
            typed += 1
            costs.append(cpu { $0.say(HostileShape.update(change.update), as: .honest) })
        }
        return costs.sorted()[times / 2]
    }

    mutating func cpu(_ body: (inout Self) -> Void) -> Double {
        let begin = Clock.cpu()
        body(&self)
        return (Clock.cpu() - begin) * 1e6
    }
}

/// A document by itself: no room stands before it, and what misses a predecessor waits in the engine.
///
/// Each update may compare neighbours as often as a room allows it to by its bytes.
struct AttackedDocument: Attacked {
    private var doc = Doc(clientID: 1)
    var typist = Doc(clientID: 42)
    var typed = 0
    private var isOut = false
    private static let limits = RoomLimits()

    var facts: AttackedRoom.Facts {
        let longest = doc.stateVector.clocks.max { $0.value < $1.value }
        return AttackedRoom.Facts(
            whole: doc.encodeStateAsUpdate(), client: longest?.key ?? 0,
            letters: UInt64(longest?.value ?? 0))
    }

    /// Messages that bring no update are no affair of the engine.
    mutating func say(_ bytes: [UInt8], as voice: AttackedRoom.Voice) {
        do {
            for case .sync(.update(let update)) in try YWebSocketCodec.decode(bytes, limits: .standard) {
                if voice == .honest {
                    try doc.apply(update)
                } else {
                    let comparisonsMax = Self.limits.comparisons(
                        bytes: update.count, structs: doc.structCount, isStep2: false)
                    try doc.apply(update, comparisonsMax: comparisonsMax)
                }
            }
        } catch {
            isOut = voice == .attacker
        }
    }

    mutating func letBackIn() -> Bool {
        defer { isOut = false }
        return isOut
    }
}
