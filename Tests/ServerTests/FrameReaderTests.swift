import NIOCore
import TestSupport
import Testing

@testable import Server

@Suite("The frame reader keeps to RFC 6455")
struct FrameReaderTests {
    private func read(_ bytes: [UInt8], bytesMax: Int = 1000) throws(FrameFailure) -> [InboundFrame] {
        var reader = FrameReader(bytesMax: bytesMax, fragmentsMax: 4)
        reader.append(ByteBuffer(bytes: bytes))
        var frames: [InboundFrame] = []
        while let frame = try reader.next() { frames.append(frame) }
        return frames
    }

    @Test("A masked frame is unmasked, whatever its length")
    func unmasks() throws {
        for count in [0, 1, 7, 8, 9, 125, 126, 700] {
            let payload = (0..<count).map { UInt8(truncatingIfNeeded: $0) }
            #expect(try read(TestSocket.frame(payload)) == [.binary(payload)])
        }
    }

    @Test("Frames may come in any pieces")
    func anyPieces() throws {
        let payload = (0..<300).map { UInt8(truncatingIfNeeded: $0) }
        var reader = FrameReader(bytesMax: 1000, fragmentsMax: 4)
        var frames: [InboundFrame] = []
        for byte in TestSocket.frame(payload) + TestSocket.frame([1, 2]) {
            reader.append(ByteBuffer(bytes: [byte]))
            while let frame = try reader.next() { frames.append(frame) }
        }
        #expect(frames == [.binary(payload), .binary([1, 2])])
    }

    @Test("Fragments become one message, with a ping between them")
    func fragments() throws {
        let bytes =
            TestSocket.frame([1, 2], isFinal: false) + TestSocket.frame([9], opcode: 9)
            + TestSocket.frame([3], opcode: 0, isFinal: false) + TestSocket.frame([4], opcode: 0)
        #expect(try read(bytes) == [.ping([9]), .binary([1, 2, 3, 4])])
    }

    @Test("What the standard forbids ends the connection with 1002")
    func violations() {
        let wrong: [[UInt8]] = [
            TestSocket.frame([1], isMasked: false),
            TestSocket.frame([1], reserved: 0x40),
            TestSocket.frame([1], opcode: 3),
            TestSocket.frame([1], opcode: 0),
            TestSocket.frame([1], isFinal: false) + TestSocket.frame([1]),
            TestSocket.frame([1], opcode: 9, isFinal: false),
            TestSocket.frame([UInt8](repeating: 0, count: 126), opcode: 9),
            TestSocket.frame([3], opcode: 8),
            TestSocket.frame([0x03, 0xed], opcode: 8),
            TestSocket.frame([0x03, 0xe8, 0xff], opcode: 8),
            [0x82, 0xff, 0x80, 0, 0, 0, 0, 0, 0, 0],
            [0x82, 0xfe, 0, 125],
            [0x82, 0xff, 0, 0, 0, 0, 0, 0, 0xff, 0xff],
        ]
        for bytes in wrong {
            do throws(FrameFailure) {
                let frames = try read(bytes)
                Issue.record("accepted \(bytes) as \(frames)")
            } catch {
                #expect(error.code == 1002)
            }
        }
    }

    @Test("A frame over the limit is refused by its header, before its payload")
    func tooBig() {
        let announced: [UInt8] = [0x82, 0xfe, 0x10, 0]
        #expect(throws: FrameFailure.tooBig(maximum: 1000)) { try read(announced) }
        let half = [UInt8](repeating: 1, count: 600)
        let inPieces = TestSocket.frame(half, isFinal: false) + TestSocket.frame(half, opcode: 0)
        #expect(throws: FrameFailure.tooBig(maximum: 1000)) { try read(inPieces) }
        let empty = TestSocket.frame([], isFinal: false) + TestSocket.frame([], opcode: 0, isFinal: false)
        let more = TestSocket.frame([], opcode: 0, isFinal: false)
        #expect(throws: FrameFailure.tooManyFragments(maximum: 4)) { try read(empty + more + more + more) }
    }

    @Test("Text is refused with a code of its own")
    func text() {
        #expect(throws: FrameFailure.text) { try read(TestSocket.frame([0x61], opcode: 1)) }
        #expect(FrameFailure.text.code == 4400)
    }

    /// What a reader makes of bytes that come in pieces; the failure is the last.
    private func outcome(_ pieces: [[UInt8]], inflates: Bool) -> [Result<InboundFrame, FrameFailure>] {
        var reader = FrameReader(bytesMax: 500, fragmentsMax: 4, inflates: inflates)
        var heard: [Result<InboundFrame, FrameFailure>] = []
        for piece in pieces {
            reader.append(ByteBuffer(bytes: piece))
            do throws(FrameFailure) {
                while let frame = try reader.next() { heard.append(.success(frame)) }
            } catch {
                return heard + [.failure(error)]
            }
        }
        return heard
    }

    @Test("Frames that are almost right read the same whole and in pieces, and never trap", arguments: 0..<4)
    func chance(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var failures: Set<UInt16> = []
        for _ in 0..<500 {
            var bytes: [UInt8] = []
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                let payload = (0..<Int.random(in: 0...600, using: &random)).map { UInt8($0 & 7) }
                let squeezed = Bool.random(using: &random) ? Deflate.deflated(payload, windowBits: 15) : nil
                bytes += TestSocket.frame(
                    squeezed ?? payload, opcode: [0, 2, 2, 8, 9, 10].randomElement(using: &random) ?? 2,
                    isFinal: Bool.random(using: &random), reserved: squeezed == nil ? 0 : 0x40)
            }
            if Bool.random(using: &random), let index = bytes.indices.randomElement(using: &random) {
                bytes[index] = .random(in: 0...255, using: &random)
            }
            let cut = Int.random(in: 0...bytes.count, using: &random)
            let whole = outcome([bytes], inflates: true)
            #expect(whole == outcome([Array(bytes[..<cut]), Array(bytes[cut...])], inflates: true))
            #expect(whole == outcome(bytes.map { [$0] }, inflates: true))
            if case .failure(let failure) = whole.last { failures.insert(failure.code) }
        }
        #expect(failures.isSuperset(of: [1002, 1007, 1009]))
    }
}
