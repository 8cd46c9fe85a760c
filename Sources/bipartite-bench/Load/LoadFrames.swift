import CRDT

/// What the load sends: y-websocket messages in client frames.
enum LoadFrame {
    /// A masked binary frame. The mask is zero, which RFC 6455 allows: it costs the sender nothing and the
    /// receiver as much as any other.
    static func binary(_ payload: [UInt8]) -> [UInt8] { frame(payload, opcode: 2) }

    static func pong(_ payload: [UInt8]) -> [UInt8] { frame(payload, opcode: 10) }

    /// "I have nothing": asks for the whole document.
    static let step1 = binary([0, 0, 1, 0])
    /// "I have nothing for you": the answer to the server's step1.
    static let emptyStep2 = binary([0, 1, 2, 0, 0])

    static func update(_ update: [UInt8]) -> [UInt8] {
        var writer = ByteWriter()
        writer.writeVarUint(0)
        writer.writeVarUint(2)
        writer.writeVarBytes(update)
        return binary(writer.bytes)
    }

    /// One client's presence, renewed under the next clock.
    static func awareness(client: UInt64, clock: UInt64, state: String) -> [UInt8] {
        var update = ByteWriter()
        update.writeVarUint(1)
        update.writeVarUint(client)
        update.writeVarUint(clock)
        update.writeVarString(state)
        var writer = ByteWriter()
        writer.writeVarUint(1)
        writer.writeVarBytes(update.bytes)
        return binary(writer.bytes)
    }

    private static func frame(_ payload: [UInt8], opcode: UInt8) -> [UInt8] {
        var frame: [UInt8] = []
        frame.reserveCapacity(payload.count + 14)
        frame.append(0x80 | opcode)
        let digits =
            switch payload.count {
            case ...125: 0
            case ...0xffff: 2
            default: 8
            }
        frame.append(0x80 | (digits == 0 ? UInt8(payload.count) : digits == 2 ? 126 : 127))
        for digit in (0..<digits).reversed() {
            frame.append(UInt8(truncatingIfNeeded: payload.count >> (8 * digit)))
        }
        frame += [0, 0, 0, 0]
        return frame + payload
    }
}

/// Somebody who types at the end of the text `notes`, one character an update: valid Yjs updates without an
/// engine behind them.
struct Typist {
    let client: UInt64
    /// How many it types at once.
    let letters: Int
    private(set) var clock: UInt64 = 0

    init(client: UInt64, letters: Int = 1) {
        self.client = client
        self.letters = letters
    }

    /// All that somebody has typed who has typed once.
    var first: [UInt8] {
        var typist = self
        return typist.next()
    }

    /// Follows `Item#write` of Yjs: one struct with its left origin, or with the root it starts.
    mutating func next() -> [UInt8] {
        var writer = ByteWriter()
        writer.writeVarUint(1)
        writer.writeVarUint(1)
        writer.writeVarUint(client)
        writer.writeVarUint(clock)
        if clock == 0 {
            writer.writeByte(Self.stringContent)
            writer.writeVarUint(1)
            writer.writeVarString("notes")
        } else {
            writer.writeByte(Self.stringContent | Self.hasOrigin)
            writer.writeVarUint(client)
            writer.writeVarUint(clock - 1)
        }
        writer.writeVarString(String(repeating: clock % 7 == 6 ? " " : "a", count: letters))
        writer.writeVarUint(0)
        clock += UInt64(letters)
        return writer.bytes
    }

    private static let stringContent: UInt8 = 4
    private static let hasOrigin: UInt8 = 0x80
}
