import Foundation
import NIOCore

extension Channel {
    /// Bytes the peer has not taken yet: those that wait in the channel, and those in the system's hands that
    /// it has not acknowledged. To be asked on the channel's loop.
    var unsentBytes: Int {
        let waiting = (try? syncOptions?.getOption(.bufferedWritableBytes)) ?? 0
        let handle = try? pipeline.syncOperations.withUnsafeTransportIfAvailable(
            of: NIOBSDSocket.Handle.self
        ) { $0 }
        var count: CInt = 0
        guard let handle, unsafe ioctl(handle, UInt(TIOCOUTQ), &count) == 0 else { return waiting }
        return waiting + Int(count)
    }
}
