import ArgumentParser
import Foundation

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// The terminal a check runs in, taken over byte for byte.
struct RawTerminal {
    private var before: termios

    /// - Throws: a `ValidationError` where the standard input is no terminal.
    init() throws {
        var state = termios()
        // Safe: C functions on local values.
        guard unsafe tcgetattr(STDIN_FILENO, &state) == 0 else {
            throw ValidationError("This needs a terminal.")
        }
        before = state
        // Safe: as above.
        unsafe cfmakeraw(&state)
        // Safe: as above.
        unsafe tcsetattr(STDIN_FILENO, TCSAFLUSH, &state)
    }

    mutating func giveBack() {
        // Safe: as above.
        unsafe tcsetattr(STDIN_FILENO, TCSAFLUSH, &before)
    }

    func write(_ bytes: [UInt8]) { try? FileHandle.standardOutput.write(contentsOf: Data(bytes)) }

    /// What came next; empty when the terminal is gone.
    func read() -> [UInt8] { [UInt8](FileHandle.standardInput.availableData) }

    /// The answer to `CSI 6 n`.
    func cursor() -> String {
        var bytes: [UInt8] = []
        while bytes.last != UInt8(ascii: "R"), bytes.count < 16 {
            let next = read()
            if next.isEmpty { break }
            bytes += next
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
