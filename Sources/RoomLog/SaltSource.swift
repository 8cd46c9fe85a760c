import Foundation

/// Random salts of 32 bytes, drawn from the kernel eight at a time: each draw is a system call.
struct SaltSource: Sendable {
    static let saltBytes = 32
    /// The most that getentropy(3) gives in one call.
    private static let drawBytes = 256

    private var drawn: ArraySlice<UInt8> = []

    mutating func next() -> [UInt8] {
        if drawn.isEmpty { drawn = Self.draw()[...] }
        defer { drawn.removeFirst(Self.saltBytes) }
        return Array(drawn.prefix(Self.saltBytes))
    }

    private static func draw() -> [UInt8] {
        unsafe [UInt8](unsafeUninitializedCapacity: drawBytes) { buffer, count in
            let isDrawn = unsafe getentropy(buffer.baseAddress, drawBytes) == 0
            precondition(isDrawn, "the kernel has randomness for whoever asks for 256 bytes at most")
            count = drawBytes
        }
    }
}
