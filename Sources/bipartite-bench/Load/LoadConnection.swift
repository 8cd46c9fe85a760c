/// One y-websocket connection of the load: speaks just enough RFC 6455, and counts messages instead of
/// applying them.
final class LoadConnection {
    /// What a message is, by its first two bytes.
    enum Arrival {
        case step1
        case step2
        case update
        case awareness
        case other
    }

    var number: Int
    /// The room it is in, by number.
    let room: Int
    let socket: LoadSocket
    /// What the loop knows it under.
    private(set) var key: UInt64 = 0
    private let request: String
    private unowned let owner: LoadRun
    private var phase = Phase.connecting
    /// The beginning of a message of which more must come.
    private var rest: [UInt8] = []
    private var outgoing: [UInt8] = []
    private var needsFlush = false
    private var waitsToWrite = false

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

    /// Messages from so many bytes on are counted and not kept.
    private static let keptBytesMax = 4096

    private enum Phase {
        case connecting
        case handshake
        case frames
        /// Inside a message whose bytes are only counted.
        case skipping(Arrival, left: Int)
        case closed
    }

    init(number: Int, room: Int, path: String, owner: LoadRun) throws(LoadFailure) {
        self.number = number
        self.room = room
        self.owner = owner
        request =
            "GET \(path) HTTP/1.1\r\nHost: \(owner.host)\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AQIDBAUGBwgJCgsMDQ4PEA==\r\n\r\n"
        socket = try LoadSocket(to: owner.host, port: owner.port)
        key = owner.loop.add(self)
    }

    // MARK: Sending

    /// Queues bytes; they leave when all that has come is read.
    func write(_ bytes: [UInt8]) {
        outgoing += bytes
        guard !needsFlush else { return }
        needsFlush = true
        owner.loop.flushLater(self)
    }

    func flush() {
        needsFlush = false
        if case .closed = phase { return }
        let sent = socket.send(outgoing)
        if sent == outgoing.count {
            outgoing.removeAll(keepingCapacity: true)
        } else {
            outgoing.removeFirst(sent)
        }
        guard outgoing.isEmpty == waitsToWrite else { return }
        waitsToWrite = !outgoing.isEmpty
        owner.loop.watch(self, reading: !isDeaf, writing: waitsToWrite)
    }

    /// The kernel's buffers fill, then the server's.
    func stopReading() {
        isDeaf = true
        owner.loop.watch(self, reading: false, writing: waitsToWrite)
    }

    func close() {
        if case .closed = phase { return }
        phase = .closed
        owner.loop.remove(self)
    }

    // MARK: The loop's side

    func canWrite() {
        guard case .connecting = phase else { return flush() }
        if let refusal = socket.refusal {
            close()
            return owner.ended(self, reason: refusal, isForNow: true)
        }
        phase = .handshake
        waitsToWrite = true
        write(Array(request.utf8))
    }

    func lost(_ reason: String) {
        let isForNow = if case .connecting = phase { true } else { false }
        close()
        owner.ended(self, reason: reason, isForNow: isForNow)
    }

    func receive(_ bytes: Span<UInt8>) {
        guard !rest.isEmpty else { return read(bytes) }
        for index in bytes.indices { rest.append(bytes[index]) }
        let whole = rest
        rest = []
        read(whole.span)
    }

    private func read(_ bytes: Span<UInt8>) {
        var start = 0
        while let next = step(bytes, start) { start = next }
        if case .closed = phase { return }
        for index in start..<bytes.count { rest.append(bytes[index]) }
    }

    /// Deals with one piece of what has come, and returns where the next begins; nil when more must come
    /// first.
    private func step(_ bytes: Span<UInt8>, _ start: Int) -> Int? {
        guard start < bytes.count else { return nil }
        switch phase {
        case .handshake: return readAnswer(bytes)
        case .frames: return readFrame(bytes, start)
        case .skipping(let arrival, let left): return skip(left, of: arrival, bytes, start)
        case .connecting, .closed: return nil
        }
    }

    private func readAnswer(_ bytes: Span<UInt8>) -> Int? {
        let text = bytes.indices.map { bytes[$0] }
        guard let end = text.firstRange(of: Array("\r\n\r\n".utf8)) else { return nil }
        let head = String(decoding: text[..<end.lowerBound], as: UTF8.self)
        guard head.hasPrefix("HTTP/1.1 101") else {
            close()
            let isForNow = head.hasPrefix("HTTP/1.1 503")
            owner.ended(self, reason: "refused: \(head.prefix { $0 != "\r\n" })", isForNow: isForNow)
            return nil
        }
        phase = .frames
        write(LoadFrame.step1)
        return end.upperBound
    }

    private func readFrame(_ bytes: Span<UInt8>, _ start: Int) -> Int? {
        let here = bytes.count - start
        guard here >= 4 || here >= 2 && bytes[start] & 0x08 != 0 else { return nil }
        var length = Int(bytes[start + 1] & 0x7f)
        var header = 2
        if length >= 126 {
            let digits = length == 126 ? 2 : 8
            header = 2 + digits
            guard here >= header + 2 else { return nil }
            length = Int(clamping: (0..<digits).reduce(UInt64(0)) { $0 << 8 | UInt64(bytes[start + 2 + $1]) })
        }
        if bytes[start] & 0x08 != 0 {
            guard here >= header + length else { return nil }
            answer(opcode: bytes[start] & 0x0f, bytes.extracting(start + header..<start + header + length))
            return start + header + length
        }
        let arrival = Self.arrival(UInt16(bytes[start + header]) << 8 | UInt16(bytes[start + header + 1]))
        if here - header >= length {
            let end = start + header + length
            if arrival == .update, let edit, isEdit(edit, endingAt: end, length: length, bytes) {
                self.edit = nil
                owner.acknowledged(self)
            }
            arrived(arrival, bytes: length)
            return end
        }
        guard length > Self.keptBytesMax else { return nil }
        if arrival == .step2 { step2Bytes = length }
        phase = .skipping(arrival, left: length - (here - header))
        return bytes.count
    }

    private func answer(opcode: UInt8, _ payload: Span<UInt8>) {
        if opcode == 9 { write(LoadFrame.pong(payload.indices.map { payload[$0] })) }
        if opcode == 8 {
            let code = payload.count >= 2 ? Int(payload[0]) << 8 | Int(payload[1]) : 0
            close()
            owner.ended(self, reason: "the server closed it with \(code)", isForNow: code == 1013)
        }
    }

    /// Whether the message is the echo of the edit: it ends with it.
    private func isEdit(_ edit: [UInt8], endingAt end: Int, length: Int, _ bytes: Span<UInt8>) -> Bool {
        length >= edit.count && edit.indices.allSatisfy { edit[$0] == bytes[end - edit.count + $0] }
    }

    private func skip(_ left: Int, of arrival: Arrival, _ bytes: Span<UInt8>, _ start: Int) -> Int {
        guard bytes.count - start >= left else {
            phase = .skipping(arrival, left: left - (bytes.count - start))
            return bytes.count
        }
        phase = .frames
        arrived(arrival, bytes: step2Bytes)
        return start + left
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
            owner.joined(self)
        case .update, .awareness: owner.arrived(arrival, on: self)
        case .step2, .other: break
        }
    }
}
