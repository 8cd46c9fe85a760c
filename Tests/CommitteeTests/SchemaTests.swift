import CRDT
import Testing

@testable import Committee

@Suite("The schemas of commands and events")
struct SchemaTests {
    @Test("Every command and every event has the schema its shape makes", arguments: names)
    func schema(name: String) throws {
        let schema =
            CommandType(rawValue: name)?.shape.schema(isClosed: true)
            ?? EventType(rawValue: name)?.shape.schema(isClosed: false)
        let members = try #require(schema?.members)
        try hold(members, name)
    }

    @Test("The answer that tells the plan has the schema its shape makes")
    func planReport() throws {
        try hold(try #require(PlanReport.shape.schema(isClosed: false).members), "plan")
    }

    private func hold(_ members: [AnyValue.Member], _ name: String) throws {
        let head: [AnyValue.Member] = [
            .init("$schema", .string("https://json-schema.org/draft/2020-12/schema")),
            .init("title", .string(name)),
        ]
        try ProjectFile.holds(
            AnyValue.object(head + members).json + "\n", at: "Protocol/schemas/\(name).json")
    }

    private static let names = CommandType.allCases.map(\.rawValue) + EventType.allCases.map(\.rawValue)
}
