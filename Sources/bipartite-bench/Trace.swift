import Foundation

/// A recorded editing history in one of the two public formats; `Tests/Benchmarks/traces/README.md` names
/// them.
struct Trace: Codable {
    /// Remove `deleted` units at `position`, then insert.
    struct Patch: Codable {
        var position: Int
        var deleted: Int
        var inserted: String

        init(from decoder: any Decoder) throws {
            var values = try decoder.unkeyedContainer()
            position = try values.decode(Int.self)
            deleted = try values.decode(Int.self)
            inserted = try values.decode(String.self)
        }

        func encode(to encoder: any Encoder) throws {
            var values = encoder.unkeyedContainer()
            try values.encode(position)
            try values.encode(deleted)
            try values.encode(inserted)
        }
    }

    struct Step: Codable {
        /// Steps this one builds on; nil in the sequential format: the one before.
        var parents: [Int]?
        var agent: Int?
        var patches: [Patch]
    }

    var endContent: String
    var numAgents: Int?
    var txns: [Step]

    var agents: Int { numAgents ?? 1 }

    /// Reads `.json` or `.json.gz`. Positions count code points there, UTF-16 units here.
    init(path: String) throws {
        let data =
            path.hasSuffix(".gz") ? try Self.unzipped(path) : try Data(contentsOf: URL(filePath: path))
        self = try JSONDecoder().decode(Trace.self, from: data)
        let isBeyondBasicPlane = txns.contains { step in
            step.patches.contains { $0.inserted.unicodeScalars.contains { $0.value > 0xFFFF } }
        }
        if isBeyondBasicPlane { txns = UnitPositions(self).converted }
    }

    /// The history that many times end to end, each time behind what is there.
    func repeated(_ count: Int) throws -> Trace {
        guard count > 1 else { return self }
        guard numAgents == nil else { throw TraceFailure.notSequential }
        var whole = self
        for number in 1..<count {
            let shift = number * endContent.utf16.count
            for step in txns {
                var step = step
                for place in step.patches.indices { step.patches[place].position += shift }
                whole.txns.append(step)
            }
            whole.endContent += endContent
        }
        return whole
    }

    private static func unzipped(_ path: String) throws -> Data {
        let gzip = Process()
        let output = Pipe()
        gzip.executableURL = URL(filePath: "/usr/bin/env")
        gzip.arguments = ["gzip", "-dc", path]
        gzip.standardOutput = output
        try gzip.run()
        let data = output.fileHandleForReading.readDataToEndOfFile()
        gzip.waitUntilExit()
        guard gzip.terminationStatus == 0 else { throw TraceFailure.unreadable(path) }
        return data
    }
}

enum TraceFailure: Error, CustomStringConvertible {
    case unreadable(String)
    case notSequential

    var description: String {
        switch self {
        case .unreadable(let path): "\(path) cannot be unpacked; is it a .json.gz file?"
        case .notSequential: "only a sequential history can be repeated end to end"
        }
    }
}
