import Foundation

/// A stock program as a child process: one line of JSON in, one line of JSON out.
public final class PeerProcess {
    public enum Failure: Error, CustomStringConvertible {
        case missing(program: String, remedy: String)
        case ended(program: String)

        public var description: String {
            switch self {
            case .missing(let program, let remedy): "\(program) does not run: \(remedy)"
            case .ended(let program): "\(program) ended in the middle of a test; its words are on stderr"
            }
        }
    }

    private let program: String
    private let process = Process()
    private let input = Pipe()
    private let output = Pipe()
    private var buffer = Data()

    /// Starts `/usr/bin/env ARGUMENTS...`.
    public init(_ arguments: [String], environment: [String: String] = [:], remedy: String) throws {
        program = arguments.joined(separator: " ")
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = arguments
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        process.standardInput = input
        process.standardOutput = output
        do { try process.run() } catch { throw Failure.missing(program: program, remedy: remedy) }
        guard (try? ask("{\"do\":\"hello\"}")) != nil else {
            throw Failure.missing(program: program, remedy: remedy)
        }
    }

    deinit {
        process.terminate()
    }

    public func ask(_ line: String) throws -> String {
        try input.fileHandleForWriting.write(contentsOf: Data((line + "\n").utf8))
        while true {
            if let end = buffer.firstIndex(of: 0x0A) {
                let answer = String(decoding: buffer[buffer.startIndex..<end], as: UTF8.self)
                buffer = Data(buffer[(end + 1)...])
                return answer
            }
            let more = output.fileHandleForReading.availableData
            guard !more.isEmpty else { throw Failure.ended(program: program) }
            buffer += more
        }
    }
}
