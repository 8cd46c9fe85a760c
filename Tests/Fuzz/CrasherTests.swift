import CRDT
import Foundation
import TestSupport
import Testing

@Suite("Fuzzing")
struct CrasherTests {
    private static let folder = URL(filePath: #filePath).deletingLastPathComponent()

    @Test("What once broke a decoder breaks it no more", arguments: Target.allCases)
    func crashers(_ target: Target) throws {
        let place = Self.folder.appending(path: "Crashers/\(target.rawValue)")
        let files =
            (try? FileManager.default.contentsOfDirectory(at: place, includingPropertiesForKeys: nil)) ?? []
        for file in files { target.run(Array(try Data(contentsOf: file))) }
    }

    @Test("Mutated seeds are refused or read, and break nothing", arguments: Target.allCases)
    func mutations(_ target: Target) throws {
        let seeds = try Self.seeds(of: target)
        for number in Seeds.range(count: target == .committee ? 10 : 1500) {
            var seed = SeededGenerator(seed: number)
            var bytes = seed.pick(seeds)
            for _ in 0...seed.number(below: 4) where !bytes.isEmpty {
                let at = seed.number(below: bytes.count)
                switch seed.number(below: 5) {
                case 0: bytes[at] = UInt8(seed.number(below: 256))
                case 1: bytes[at] ^= 1 << UInt8(seed.number(below: 8))
                case 2: bytes.removeSubrange(at..<min(bytes.count, at + 1 + seed.number(below: 6)))
                case 3: bytes.insert(seed.pick([0, 1, 0x7F, 0x80, 0xFF]), at: at)
                default: bytes = Array(bytes[..<at]) + seed.pick(seeds)
                }
            }
            target.run(bytes)
        }
    }

    /// The vectors of `Protocol/vectors`, framed where a target wants it, and the sample file.
    private static func seeds(of target: Target) throws -> [[UInt8]] {
        let project = folder.appending(path: "../..")
        if target == .committee || target == .json {
            let sample = project.appending(path: "docs/samples/sample-committee.json")
            return [Array(try Data(contentsOf: sample))]
        }
        let vectors = ["updates", "formats", "sync"].map {
            project.appending(path: "Protocol/vectors/\($0).json")
        }
        let found = try vectors.flatMap {
            bytes(in: try AnyValue(json: String(contentsOf: $0, encoding: .utf8)))
        }
        try #require(found.count > 20)
        switch target {
        case .merge, .mergedAlone, .difference:
            return zip(found, found.dropFirst()).map { [UInt8($0.count)] + $0 + [UInt8($1.count)] + $1 }
        case .frame:
            return found.map { [0x82, 0x80 | UInt8(min(125, $0.count)), 0, 0, 0, 0] + $0.prefix(125) }
        default: return found
        }
    }

    /// Every short text of hexadecimal digits in a file, as bytes.
    private static func bytes(in value: AnyValue) -> [[UInt8]] {
        switch value {
        case .string(let text):
            let digits = text.compactMap(\.hexDigitValue)
            guard digits.count == text.count, digits.count % 2 == 0, 4...510 ~= digits.count else {
                return []
            }
            return [stride(from: 0, to: digits.count, by: 2).map { UInt8(digits[$0] * 16 + digits[$0 + 1]) }]
        case .array(let values): return values.flatMap(bytes)
        case .object(let members): return members.flatMap { bytes(in: $0.value) }
        default: return []
        }
    }
}
