import NIOCore

/// One y-websocket connection of the load: speaks just enough RFC 6455, and counts messages instead of
/// applying them.
///
/// Safe to share although unchecked: the whole load runs on one event loop.
final class LoadConnection: ChannelInboundHandler, @unchecked Sendable {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    /// What a message is, by its first two bytes.
    enum Arrival: Sendable {
        case step1
        case step2
        case update
        case awareness
        case other
    }

    var number: Int
    /// The room it is in, by number.
    let room: Int
    private let request: String
    private weak var owner: LoadRun?
    private var context: ChannelHandlerContext?
    private var phase = Phase.handshake
    private var buffer = ByteBuffer()
    private var needsFlush = false

    private(set) var isJoined = false
    /// Joined, and never reads again.
    private(set) var isDeaf = false
    /// An edit it sends once it has joined; acknowledged when it comes back.
    var edit: [UInt8]?
    /// When it first tried to connect.
    var startedAt: UInt64 = 0
    /// Updates that have come, step2s not counted.
    var updates = 0
    /// Bytes of the step2 it joined with.
    private(set) var step2Bytes = 0

    private enum Phase {
        case handshake
        case frames
        /// Inside a message whose bytes are only counted.
        case skipping(Arrival, left: Int)
        case closed
    }

    init(number: Int, room: Int, host: String, path: String, owner: LoadRun) {
        self.number = number
        self.room = room
        self.owner = owner
        request =
            "GET \(path) HTTP/1.1\r\nHost: \(host)\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AQIDBAUGBwgJCgsMDQ4PEA==\r\n\r\n"
    }

    // MARK: Sending

    /// Queues a frame; it leaves at the end of what is being read now, or with `flush`.
    func write(_ frame: ByteBuffer) {
        guard let context else { return }
        context.write(wrapOutboundOut(frame), promise: nil)
        guard !needsFlush else { return }
        needsFlush = true
        owner?.unflushed.append(self)
    }

    func flush() {
        guard needsFlush else { return }
        needsFlush = false
        context?.flush()
    }

    /// The kernel's buffers fill, then the server's.
    func stopReading() {
        isDeaf = true
        context?.channel.setOption(.autoRead, value: false).whenFailure { _ in }
    }

    func close() {
        phase = .closed
        context?.close(promise: nil)
    }

    // MARK: The channel's side

    func channelActive(context: ChannelHandlerContext) {
        self.context = context
        context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: request)), promise: nil)
    }

    func channelInactive(context: ChannelHandlerContext) {
        self.context = nil
        if case .closed = phase { return }
        phase = .closed
        owner?.ended(self, reason: "the server closed the connection")
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        if case .closed = phase { return }
        phase = .closed
        owner?.ended(self, reason: "\(error)")
        context.close(promise: nil)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        var bytes = unwrapInboundIn(data)
        if buffer.readableBytes > 0 {
            buffer.discardReadBytes()
            buffer.writeBuffer(&bytes)
        } else {
            buffer = bytes
        }
        while step() {}
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        owner?.flush()
    }

    /// Deals with one piece of what has come; false when more must come first.
    private func step() -> Bool {
        switch phase {
        case .handshake: readAnswer()
        case .frames: readFrame()
        case .skipping(let arrival, let left): skip(left, of: arrival)
        case .closed: false
        }
    }

    private func readAnswer() -> Bool {
        let view = buffer.readableBytesView
        guard let end = view.firstRange(of: Array("\r\n\r\n".utf8)) else { return false }
        let head = String(decoding: view[..<end.lowerBound], as: UTF8.self)
        buffer.moveReaderIndex(to: end.upperBound)
        guard head.hasPrefix("HTTP/1.1 101") else {
            phase = .closed
            let isForNow = head.hasPrefix("HTTP/1.1 503")
            owner?.ended(self, reason: "refused: \(head.prefix { $0 != "\r\n" })", isForNow: isForNow)
            context?.close(promise: nil)
            return false
        }
        phase = .frames
        write(LoadFrame.step1)
        return true
    }

    private func readFrame() -> Bool {
        let start = buffer.readerIndex
        guard let first = buffer.getInteger(at: start, as: UInt16.self) else { return false }
        var length = Int(first & 0x7f)
        var header = 2
        if length == 126 {
            guard let long = buffer.getInteger(at: start + 2, as: UInt16.self) else { return false }
            (length, header) = (Int(long), 4)
        } else if length == 127 {
            guard let long = buffer.getInteger(at: start + 2, as: UInt64.self) else { return false }
            (length, header) = (Int(clamping: long), 10)
        }
        let opcode = first >> 8 & 0x0f
        if opcode >= 8 {
            guard let payload = buffer.getBytes(at: start + header, length: length) else { return false }
            buffer.moveReaderIndex(forwardBy: header + length)
            if opcode == 9 { write(LoadFrame.pong(payload)) }
            if opcode == 8 {
                phase = .closed
                let code = payload.prefix(2).reduce(0) { $0 << 8 | Int($1) }
                owner?.ended(self, reason: "the server closed it with \(code)", isForNow: code == 1013)
                context?.close(promise: nil)
                return false
            }
            return true
        }
        guard let kind = buffer.getInteger(at: start + header, as: UInt16.self) else { return false }
        let arrival = Self.arrival(kind)
        if buffer.readableBytes >= header + length {
            if arrival == .update, let edit, isEdit(edit, at: start + header, length: length) {
                self.edit = nil
                owner?.acknowledged(self)
            }
            buffer.moveReaderIndex(forwardBy: header + length)
            arrived(arrival, bytes: length)
        } else {
            if arrival == .step2 { step2Bytes = length }
            let here = buffer.readableBytes
            buffer.clear()
            phase = .skipping(arrival, left: header + length - here)
        }
        return true
    }

    /// Whether the message is the echo of the edit: it ends with it.
    private func isEdit(_ edit: [UInt8], at start: Int, length: Int) -> Bool {
        guard length >= edit.count else { return false }
        return buffer.viewBytes(at: start + length - edit.count, length: edit.count)?.elementsEqual(edit)
            == true
    }

    private func skip(_ left: Int, of arrival: Arrival) -> Bool {
        let here = buffer.readableBytes
        guard here >= left else {
            buffer.clear()
            phase = .skipping(arrival, left: left - here)
            return false
        }
        buffer.moveReaderIndex(forwardBy: left)
        phase = .frames
        arrived(arrival, bytes: step2Bytes)
        return true
    }

    private static func arrival(_ kind: UInt16) -> Arrival {
        switch kind {
        case 0x0000: .step1
        case 0x0001: .step2
        case 0x0002: .update
        default: kind >> 8 == 1 ? .awareness : .other
        }
    }

    private func arrived(_ arrival: Arrival, bytes: Int) {
        switch arrival {
        case .step1: write(LoadFrame.emptyStep2)
        case .step2 where !isJoined:
            isJoined = true
            step2Bytes = bytes
            if let edit { write(LoadFrame.update(edit)) }
            owner?.joined(self)
        case .update, .awareness: owner?.arrived(arrival, on: self)
        case .step2, .other: break
        }
    }
}
