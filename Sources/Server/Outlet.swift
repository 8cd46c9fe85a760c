import Foundation
import NIOCore

/// The short way out of one socket: straight to the system, past the channel, while nothing waits there.
///
/// Small and apart from `WebSocketEndpoint`: a frame for a hundred readers touches a hundred of these and
/// little else (docs/decisions/0012). Safe to share although unchecked: touched on the socket's loop only.
final class Outlet: @unchecked Sendable {
    private let metrics: MetricShard
    /// nil: there is no short way.
    private var handle: NIOBSDSocket.Handle?
    /// Whether nothing is in the channel that must go out first.
    private(set) var isFree = false

    init(_ metrics: MetricShard) {
        self.metrics = metrics
    }

    /// For a channel that does nothing to bytes on their way: not under TLS.
    func open(_ channel: any Channel) {
        handle = try? channel.pipeline.syncOperations.withUnsafeTransportIfAvailable { $0 }
    }

    /// For good. To be called before anything else runs on the loop when the socket is closed: the system
    /// gives its number to the next one.
    func close() {
        (handle, isFree) = (nil, false)
    }

    /// Something was given to the channel: what follows must go behind it.
    func block() {
        isFree = false
    }

    /// Nothing is left in the channel.
    func free() {
        isFree = handle != nil
    }

    /// Returns what did not go out, nil if all did: it must go through the channel, which also finds out what
    /// may be wrong with the socket.
    func send(_ frame: ByteBuffer) -> ByteBuffer? {
        guard isFree, let handle else { return frame }
        let sent = unsafe frame.withUnsafeReadableBytes { bytes in
            unsafe Foundation.send(
                handle, bytes.baseAddress, bytes.count, Int32(MSG_DONTWAIT) | Int32(MSG_NOSIGNAL))
        }
        guard sent > 0 else { return frame }
        metrics.add(sent, to: .sentBytes)
        guard sent < frame.readableBytes else {
            metrics.add(1, to: .writes)
            return nil
        }
        var rest = frame
        rest.moveReaderIndex(forwardBy: sent)
        return rest
    }
}
