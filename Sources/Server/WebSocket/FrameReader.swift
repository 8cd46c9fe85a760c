import NIOCore

/// What a client said in one WebSocket message, unmasked and whole.
enum InboundFrame: Hashable, Sendable {
    case binary([UInt8])
    case ping([UInt8])
    case pong
    /// The client's close code, if it gave a valid one.
    case close(UInt16?)
}

/// Why a WebSocket connection cannot go on; each has its close code.
enum FrameFailure: Error, Hashable, Sendable {
    /// Against RFC 6455, in words.
    case violation(String)
    case tooBig(maximum: Int)
    case tooManyFragments(maximum: Int)
    case text
    /// A compressed message that does not inflate.
    case deflate

    var code: UInt16 {
        switch self {
        case .violation: 1002
        case .tooBig, .tooManyFragments: 1009
        case .text: 4400
        case .deflate: 1007
        }
    }

    var reason: String {
        switch self {
        case .violation(let words): words
        case .tooBig(let maximum): "more than \(maximum) bytes"
        case .tooManyFragments(let maximum): "more than \(maximum) fragments"
        case .text: "text where binary frames are spoken"
        case .deflate: "a compressed message that does not inflate"
        }
    }
}

/// Takes bytes in and gives messages out: RFC 6455 from a server's side, strict, with permessage-deflate
/// where it was agreed on.
///
/// A frame is judged by its header, before its payload has come.
struct FrameReader: Sendable {
    /// Bytes of a message; the next frame is judged by it.
    var bytesMax: Int
    private let fragmentsMax: Int
    private let inflates: Bool
    private var buffer = ByteBuffer()
    /// The message so far, while its last fragment has not come.
    private var message: [UInt8]?
    private var fragments = 0
    private var isCompressed = false

    init(bytesMax: Int, fragmentsMax: Int, inflates: Bool = false) {
        self.bytesMax = bytesMax
        self.fragmentsMax = fragmentsMax
        self.inflates = inflates
    }

    mutating func append(_ bytes: ByteBuffer) {
        if buffer.readableBytes == 0 {
            buffer = bytes
        } else {
            var bytes = bytes
            buffer.discardReadBytes()
            buffer.writeBuffer(&bytes)
        }
    }

    /// The next message, or nil until more bytes come.
    mutating func next() throws(FrameFailure) -> InboundFrame? {
        while let header = try Header(of: buffer) {
            try check(header)
            guard let key = buffer.getInteger(at: header.keyIndex, endianness: .host, as: UInt32.self),
                buffer.readableBytes - header.count >= header.length
            else { return nil }
            buffer.moveReaderIndex(forwardBy: header.count)
            guard let payload = buffer.readUnmasked(count: header.length, key: key) else { return nil }
            if let frame = try take(payload, under: header) { return frame }
        }
        return nil
    }

    private func check(_ header: Header) throws(FrameFailure) {
        guard header.isMasked else { throw .violation("a client's frame is not masked") }
        guard let opcode = header.opcode else { throw .violation("unknown opcode") }
        let mayBeCompressed = inflates && (opcode == .binary || opcode == .text)
        guard header.reserved == 0 || mayBeCompressed && header.isCompressed else {
            throw .violation("reserved bits without an extension")
        }
        if opcode.isControl {
            guard header.isFinal else { throw .violation("a control frame in fragments") }
            guard header.length <= 125 else { throw .violation("a control frame over 125 bytes") }
            return
        }
        if opcode == .text { throw .text }
        if opcode == .continuation, message == nil { throw .violation("a continuation of nothing") }
        if opcode == .binary, message != nil { throw .violation("a message inside another") }
        // What cannot be compressed gets a little longer by it.
        let isCompressed = message == nil ? header.isCompressed : isCompressed
        let wireBytesMax = isCompressed ? bytesMax + bytesMax / 64 + 64 : bytesMax
        guard header.length <= wireBytesMax - (message?.count ?? 0) else { throw .tooBig(maximum: bytesMax) }
        guard fragments < fragmentsMax else { throw .tooManyFragments(maximum: fragmentsMax) }
    }

    private mutating func take(_ payload: [UInt8], under header: Header) throws(FrameFailure) -> InboundFrame?
    {
        switch header.opcode {
        case .ping: return .ping(payload)
        case .pong: return .pong
        case .close: return .close(try closeCode(payload))
        case .continuation, .binary, .text, nil: break
        }
        if header.isFinal, message == nil {
            return .binary(header.isCompressed ? try inflated(payload) : payload)
        }
        if message == nil {
            message = []
            isCompressed = header.isCompressed
        }
        message?.append(contentsOf: payload)
        fragments += 1
        guard header.isFinal, let whole = message else { return nil }
        message = nil
        fragments = 0
        return .binary(isCompressed ? try inflated(whole) : whole)
    }

    private func inflated(_ payload: [UInt8]) throws(FrameFailure) -> [UInt8] {
        try Deflate.inflated(payload, bytesMax: bytesMax)
    }

    private func closeCode(_ payload: [UInt8]) throws(FrameFailure) -> UInt16? {
        if payload.isEmpty { return nil }
        guard payload.count >= 2 else { throw .violation("a close code of one byte") }
        let code = UInt16(payload[0]) << 8 | UInt16(payload[1])
        let isDefined = (1000...1003).contains(code) || (1007...1014).contains(code)
        guard isDefined || (3000...4999).contains(code) else {
            throw .violation("a close code nobody may send")
        }
        guard String(validating: payload.dropFirst(2), as: UTF8.self) != nil else {
            throw .violation("a close reason that is not UTF-8")
        }
        return code
    }
}

enum Opcode: UInt8, Sendable {
    case continuation = 0
    case text = 1
    case binary = 2
    case close = 8
    case ping = 9
    case pong = 10

    var isControl: Bool { rawValue >= 8 }
}

/// The first bytes of a frame.
private struct Header {
    let isFinal: Bool
    let reserved: UInt8
    var isCompressed: Bool { reserved == 0x40 }
    let opcode: Opcode?
    let isMasked: Bool
    let length: Int
    /// Where the masking key stands in the buffer.
    let keyIndex: Int
    /// Bytes before the payload.
    let count: Int

    private static let tooWide = FrameFailure.violation("a length in more bytes than it takes")

    /// nil until enough bytes have come to know the length.
    init?(of buffer: ByteBuffer) throws(FrameFailure) {
        let start = buffer.readerIndex
        guard let first = buffer.getInteger(at: start, as: UInt8.self),
            let second = buffer.getInteger(at: start + 1, as: UInt8.self)
        else { return nil }
        isFinal = first & 0x80 != 0
        reserved = first & 0x70
        opcode = Opcode(rawValue: first & 0x0f)
        isMasked = second & 0x80 != 0
        var index = start + 2
        switch second & 0x7f {
        case 126:
            guard let length = buffer.getInteger(at: index, as: UInt16.self) else { return nil }
            guard length > 125 else { throw Self.tooWide }
            self.length = Int(length)
            index += 2
        case 127:
            guard let length = buffer.getInteger(at: index, as: UInt64.self) else { return nil }
            guard let length = Int(exactly: length) else { throw .violation("a length over 63 bits") }
            guard length > UInt16.max else { throw Self.tooWide }
            self.length = length
            index += 8
        case let length:
            self.length = Int(length)
        }
        keyIndex = index
        count = index + 4 - start
    }
}

extension ByteBuffer {
    /// The next `count` bytes without their mask, eight at a time; `key` holds the mask's bytes as they lie
    /// in memory.
    fileprivate mutating func readUnmasked(count: Int, key: UInt32) -> [UInt8]? {
        guard readableBytes >= count else { return nil }
        let mask = UInt64(key) << 32 | UInt64(key)
        // Safe: both regions hold `count` bytes, and every offset stays below it.
        let bytes = unsafe [UInt8](unsafeUninitializedCapacity: count) { target, initialized in
            unsafe withUnsafeReadableBytes { source in
                let target = UnsafeMutableRawBufferPointer(target)
                var offset = 0
                while offset + 8 <= count {
                    let word = unsafe source.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
                    unsafe target.storeBytes(of: word ^ mask, toByteOffset: offset, as: UInt64.self)
                    offset += 8
                }
                let tail = unsafe withUnsafeBytes(of: mask) { unsafe Array($0) }
                while offset < count {
                    unsafe target[offset] = source[offset] ^ tail[offset & 7]
                    offset += 1
                }
            }
            initialized = count
        }
        moveReaderIndex(forwardBy: count)
        return bytes
    }
}
