import Foundation
import TestSupport
import Testing

/// `REWRITE=1 scripts/test` writes what the room answers now; read the diff before committing it.
@Suite("Conversations with a room")
struct TranscriptTests {
    @Test("Every conversation goes as it is written", arguments: try Transcript.all())
    func conversation(_ file: URL) throws {
        var transcript = try Transcript(file)
        var world = try TestWorld()
        #expect(try transcript.run { try world.run($0) } == [])
    }
}
