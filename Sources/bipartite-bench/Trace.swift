import Foundation

/// A recorded editing history in one of the two public formats; `Tests/Benchmarks/traces/README.md` names
/// them.
struct Trace: Decodable {
    /// Remove `deleted` units at `position`, then insert.
    struct Patch: Decodable {
        var position: Int
        var deleted: Int
        var inserted: String

        init(from decoder: any Decoder) throws {
            var values = try decoder.unkeyedContainer()
            position = try values.decode(Int.self)
            deleted = try values.decode(Int.self)
            inserted = try values.decode(String.self)
        }
    }

    struct Step: Decodable {
        /// Steps this one builds on; nil in the sequential format: the one before.
        var parents: [Int]?
        var agent: Int?
        var patches: [Patch]
    }

    var endContent: String
    var numAgents: Int?
    var txns: [Step]

    var agents: Int { numAgents ?? 1 }

    /// Reads `.json` or `.json.gz`.
    init(path: String) throws {
        let data =
            path.hasSuffix(".gz") ? try Self.unzipped(path) : try Data(contentsOf: URL(filePath: path))
        self = try JSONDecoder().decode(Trace.self, from: data)
        // Positions count code points; they equal UTF-16 units as long as no character needs two.
        guard
            txns.allSatisfy({
                $0.patches.allSatisfy { $0.inserted.unicodeScalars.allSatisfy { $0.value < 0x10000 } }
            })
        else { throw TraceFailure.beyondBasicPlane(path) }
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
    case beyondBasicPlane(String)

    var description: String {
        switch self {
        case .unreadable(let path): "\(path) cannot be unpacked; is it a .json.gz file?"
        case .beyondBasicPlane(let path):
            "\(path) holds characters outside the basic plane; this bench does not convert their positions."
        }
    }
}
