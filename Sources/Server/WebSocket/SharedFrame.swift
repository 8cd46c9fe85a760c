import NIOCore

/// One message on its way to any number of sockets: framed once, and compressed once for each window they
/// agreed on. Of one loop: its room's.
final class SharedFrame {
    private let payload: [UInt8]
    private var plain: ByteBuffer?
    /// nil where compression does not shorten it.
    private var compressed: [Int32: ByteBuffer?] = [:]

    init(_ payload: [UInt8]) {
        self.payload = payload
    }

    func bytes(for endpoint: WebSocketEndpoint) -> ByteBuffer {
        let limits = endpoint.services.limits
        if let compression = endpoint.compression, payload.count >= limits.compressedBytesMin,
            payload.count <= limits.compressedBytesMax,
            let frame = compressed(windowBits: compression.windowBits)
        {
            return frame
        }
        if let plain { return plain }
        let frame = FrameWriter.frame(payload)
        plain = frame
        return frame
    }

    private func compressed(windowBits: Int32) -> ByteBuffer? {
        if let made = compressed[windowBits] { return made }
        let made = Deflate.deflated(payload, windowBits: windowBits).map {
            FrameWriter.frame($0, isCompressed: true)
        }
        compressed[windowBits] = .some(made)
        return made
    }
}
