import Foundation

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Reads keys on a thread of its own, and leaves them to somebody else while it pauses.
///
/// Unchecked, and safe: its state is read and written only while `condition` is held.
final class KeyReader: @unchecked Sendable {
    private let condition = NSCondition()
    private var isPaused = false
    /// The thread waits, and takes nothing from the terminal.
    private var isResting = false
    /// Ends a wait for keys.
    private let wake = Pipe()

    /// Hands over what comes; an empty array when the terminal is gone.
    func start(_ got: @escaping @Sendable ([UInt8]) -> Void) {
        let thread = Thread {
            while true {
                self.restWhilePaused()
                guard self.waitForKeys() else { continue }
                let bytes = Array(FileHandle.standardInput.availableData)
                got(bytes)
                if bytes.isEmpty { return }
            }
        }
        thread.start()
    }

    /// Returns once no key is taken any more.
    func pause() {
        condition.lock()
        defer { condition.unlock() }
        isPaused = true
        try? wake.fileHandleForWriting.write(contentsOf: Data([0]))
        while !isResting { condition.wait() }
    }

    func resume() {
        condition.lock()
        defer { condition.unlock() }
        isPaused = false
        condition.broadcast()
    }

    private func restWhilePaused() {
        condition.lock()
        defer { condition.unlock() }
        while isPaused {
            isResting = true
            condition.broadcast()
            condition.wait()
        }
        isResting = false
    }

    /// False if it was woken for something else.
    private func waitForKeys() -> Bool {
        let woken = wake.fileHandleForReading
        var waits = [
            pollfd(fd: STDIN_FILENO, events: Int16(POLLIN), revents: 0),
            pollfd(fd: woken.fileDescriptor, events: Int16(POLLIN), revents: 0),
        ]
        // Safe: the call reads and writes the local array, whose length it is given.
        guard unsafe poll(&waits, nfds_t(waits.count), -1) > 0 else { return false }
        guard waits[1].revents == 0 else {
            _ = woken.availableData
            return false
        }
        return true
    }
}
