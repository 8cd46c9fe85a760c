import NIOCore
import NIOPosix

extension LoadRun {
    /// Opens connections that join and never read again, among those that type and listen.
    func openDeaf(_ count: Int) async throws {
        var left = count
        while left > 0 {
            let some = min(left, 200)
            let opened = try await open(max(1, some / plan.rooms), inEachOf: 0..<min(some, plan.rooms))
            try await onLoop { for connection in opened { connection.stopReading() } }
            left -= opened.count
        }
    }
}
