import CRDT
import Foundation
import TestSupport
import Testing

@testable import Committee

/// `REWRITE=1 swift test --filter RulesTranscriptTests` writes what the rules answer now; read the diff.
@Suite("Conversations with the rules")
struct RulesTranscriptTests {
    @Test("Every conversation goes as it is written", arguments: try Transcript.all())
    func conversation(_ file: URL) throws {
        var transcript = try Transcript(file)
        var world = RulesWorld.sample()
        #expect(try transcript.run { try world.run($0) } == [])
        for command in world.accepted {
            let schema = command.type.shape.schema(isClosed: true)
            #expect(JSONSchema.admits(command.data, schema), "\(command.type): \(command.data.json)")
        }
    }
}
