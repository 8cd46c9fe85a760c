import Foundation
import TestSupport
import Testing

/// `REWRITE=1 swift test --filter RulesTranscriptTests` writes what the rules answer now; read the diff.
@Suite("Conversations with the rules")
struct RulesTranscriptTests {
    @Test("Every conversation goes as it is written", arguments: try Transcript.all())
    func conversation(_ file: URL) throws {
        var transcript = try Transcript(file)
        var world = RulesWorld.sample()
        #expect(try transcript.run { try world.run($0) } == [])
    }
}
