import CZlib

/// The bytes of permessage-deflate: bare deflate, ended by a flush whose last four bytes stay out (RFC 7692,
/// 7.2). The state of zlib lives as long as one message.
///
/// Safe although zlib works on pointers: it reads and writes within the counts it is given, each call's
/// buffers outlive the call, and its stream keeps one address until it is ended.
enum Deflate {
    /// Compressed; nil if that is not shorter.
    static func deflated(_ bytes: [UInt8], windowBits: Int32) -> [UInt8]? {
        // A short message needs no more window than it has bytes, and a small state is soon made.
        let enough = Int32(Int.bitWidth - bytes.count.leadingZeroBitCount)
        let bits = min(windowBits, max(9, enough))
        let level: Int32 = bytes.count > longBytes ? 1 : 6
        let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
        unsafe stream.initialize(to: z_stream())
        defer { unsafe stream.deallocate() }
        guard
            unsafe deflateInit2_(
                stream, level, Z_DEFLATED, -bits, min(8, bits - 6), Z_DEFAULT_STRATEGY, ZLIB_VERSION,
                Int32(MemoryLayout<z_stream>.size)) == Z_OK
        else { return nil }
        defer { unsafe deflateEnd(stream) }
        var isShorter = false
        let made = unsafe [UInt8](unsafeUninitializedCapacity: bytes.count + flush.count) { target, count in
            unsafe bytes.withUnsafeBufferPointer { source in
                unsafe stream.pointee.next_in = UnsafeMutablePointer(mutating: source.baseAddress)
                unsafe stream.pointee.avail_in = UInt32(clamping: source.count)
                unsafe stream.pointee.next_out = target.baseAddress
                unsafe stream.pointee.avail_out = UInt32(clamping: target.count)
                let result = unsafe CZlib.deflate(stream, Z_SYNC_FLUSH)
                let left = unsafe Int(stream.pointee.avail_out)
                isShorter = unsafe result == Z_OK && stream.pointee.avail_in == 0 && left > flush.count
                count = target.count - left
            }
        }
        return isShorter ? Array(made.dropLast(flush.count)) : nil
    }

    /// The message that `bytes` hold; no more than `bytesMax` bytes of it, and one, are ever made.
    static func inflated(_ bytes: [UInt8], bytesMax: Int) throws(FrameFailure) -> [UInt8] {
        let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
        unsafe stream.initialize(to: z_stream())
        defer { unsafe stream.deallocate() }
        guard unsafe inflateInit2_(stream, -15, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK
        else { throw .deflate }
        defer { unsafe inflateEnd(stream) }
        let whole = bytes + flush
        var read = 0
        var message: [UInt8] = []
        var lastBlocks = 0
        var pieceBytes = min(bytesMax + 1, max(1024, 4 * bytes.count))
        while true {
            var result = Z_OK
            let piece = unsafe [UInt8](unsafeUninitializedCapacity: pieceBytes) { target, count in
                unsafe whole.withUnsafeBufferPointer { source in
                    let rest = unsafe UnsafeBufferPointer(rebasing: source[read...])
                    unsafe stream.pointee.next_in = UnsafeMutablePointer(mutating: rest.baseAddress)
                    unsafe stream.pointee.avail_in = UInt32(clamping: rest.count)
                    unsafe stream.pointee.next_out = target.baseAddress
                    unsafe stream.pointee.avail_out = UInt32(clamping: pieceBytes)
                    result = unsafe inflate(stream, Z_SYNC_FLUSH)
                    read = unsafe source.count - Int(stream.pointee.avail_in)
                    count = unsafe pieceBytes - Int(stream.pointee.avail_out)
                }
            }
            message += piece
            guard message.count <= bytesMax else { throw .tooBig(maximum: bytesMax) }
            switch result {
            case Z_STREAM_END:
                // A block marked as the last may stand before the flush.
                lastBlocks += 1
                guard lastBlocks <= lastBlocksMax, read < whole.count, unsafe inflateReset(stream) == Z_OK
                else { throw .deflate }
            case Z_OK, Z_BUF_ERROR:
                if piece.count == pieceBytes { break }
                // 128: at the end of a block, so nothing is missing.
                guard read == whole.count, unsafe stream.pointee.data_type & 128 != 0 else { throw .deflate }
                return message
            default:
                throw .deflate
            }
            pieceBytes = min(bytesMax + 1 - message.count, max(1024, 2 * pieceBytes))
        }
    }

    /// Two bytes can say that a block is the last, and each costs a new beginning: a megabyte of them would
    /// hold the loop for a second.
    private static let lastBlocksMax = 16
    /// An empty stored block, which a flush ends with.
    private static let flush: [UInt8] = [0, 0, 0xff, 0xff]
    /// Beyond, speed matters more than length, for the loop that compresses has others to serve: 64 KiB of
    /// a document take 1.2 ms and become 0.38 as long, instead of 3 ms and 0.34.
    private static let longBytes = 16 << 10
}
