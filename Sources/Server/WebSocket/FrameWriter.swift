import NIOCore

/// Server frames as bytes: header and payload in one buffer, which any number of connections share.
enum FrameWriter {
    static func frame(
        _ payload: [UInt8], opcode: Opcode = .binary, isCompressed: Bool = false
    ) -> ByteBuffer {
        var buffer = ByteBuffer()
        buffer.reserveCapacity(payload.count + 10)
        buffer.writeInteger(0x80 | (isCompressed ? 0x40 : 0) | opcode.rawValue)
        switch payload.count {
        case ...125:
            buffer.writeInteger(UInt8(payload.count))
        case ...0xffff:
            buffer.writeInteger(126 as UInt8)
            buffer.writeInteger(UInt16(payload.count))
        default:
            buffer.writeInteger(127 as UInt8)
            buffer.writeInteger(UInt64(payload.count))
        }
        buffer.writeBytes(payload)
        return buffer
    }

    /// A close frame; the reason is shortened to what a control frame holds.
    static func close(_ code: UInt16, reason: String) -> ByteBuffer {
        var payload = [UInt8(code >> 8), UInt8(code & 0xff)]
        for character in reason {
            let bytes = Array(String(character).utf8)
            guard payload.count + bytes.count <= 125 else { break }
            payload += bytes
        }
        return frame(payload, opcode: .close)
    }
}
