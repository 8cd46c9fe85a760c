import CRDT
import TestSupport
import Testing

@testable import Committee

@Suite("Commands of any shape")
struct CommandFuzzTests {
    @Test(
        "Of what the shape admits the schema turns nothing down, and neither takes a member it does not name",
        arguments: CommandType.allCases)
    func schemas(type: CommandType) {
        let schema = type.shape.schema(isClosed: true)
        var (admitted, mutants) = (0, 0)
        for seed in Seeds.range(count: 60) {
            var samples = ShapeSamples(random: SeededGenerator(seed: seed))
            let value = samples.value(of: type.shape)
            #expect(type.shape.flaw(in: value, isClosed: true) == nil, "\(seed): \(value.json)")
            #expect(JSONSchema.admits(value, schema), "\(seed): \(value.json)")

            let extended = AnyValue.object((value.members ?? []) + [.init("zz", .null)])
            #expect(type.shape.flaw(in: extended, isClosed: true)?.field == "zz")
            #expect(!JSONSchema.admits(extended, schema))

            let mutant = samples.mutated(value)
            guard mutant.members != nil else { continue }
            mutants += 1
            if type.shape.flaw(in: mutant, isClosed: true) == nil {
                admitted += 1
                #expect(JSONSchema.admits(mutant, schema), "\(seed): \(mutant.json)")
            }
        }
        #expect(admitted < max(1, mutants) || type.shape == .record([]), "most mutants are turned down")
    }

    @Test(
        "A command that was changed anywhere is decided or refused with the place named; it never traps",
        arguments: Seeds.range(count: 200))
    func fuzz(seed: UInt64) {
        var samples = ShapeSamples(random: SeededGenerator(seed: seed))
        let world = Self.world
        let people = ["w1", "w2", "m1", "m3", "a1", "l1", "p1", "s1", "i1"].map(world.participant)
        for type in CommandType.allCases {
            let command = Command(
                id: "00000000-0000-4000-8000-000000000001", type: type,
                subject: samples.random.pick(["", "p1", "d1", "w2", "m2", "nobody"]),
                data: samples.value(of: type.shape))
            let json = samples.random.chance(0.3) ? command.json : samples.mutated(command.json)
            do throws(Refusal) {
                let read = try Command(json: json)
                let who = samples.random.pick(people)
                let events = try Rules.decide(read, by: who, in: world.picture)
                for event in events {
                    let flaw = event.knownType?.shape.flaw(in: event.data)
                    #expect(flaw == nil, "\(event.type) \(event.data.json)")
                }
            } catch {
                Self.check(error, json)
            }
        }
    }

    private static let world = RulesWorld.sample()

    private static func check(_ refusal: Refusal, _ json: AnyValue) {
        switch refusal.code {
        case .valueInvalid: #expect(refusal.values["field"]?.isEmpty == false, "\(json.json)")
        case .commandUnreadable: #expect(refusal.values["member"]?.isEmpty == false, "\(json.json)")
        default: break
        }
        for language in ["en", "zh"] {
            let words = refusal.words(in: language)
            #expect(!words.message.isEmpty && !words.remedy.isEmpty)
            for place in RefusalSentences.places(of: refusal.code.sentences(in: language)) {
                #expect(refusal.values[place] != nil, "\(refusal.code) leaves {\(place)} empty")
            }
        }
    }

    @Test("Texts of any bytes are commands or refusals", arguments: Seeds.range(count: 200))
    func texts(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let command = Command(
            id: "00000000-0000-4000-8000-000000000001", type: .setDue, subject: "p1",
            data: .object(["due": .string("2024-12-01"), "reason": .string("Late.")]))
        var bytes = Array(command.json.json.utf8)
        for _ in 0..<random.number(below: 6) + 1 {
            bytes[random.number(below: bytes.count)] = UInt8(random.number(below: 256))
        }
        let text = String(decoding: bytes, as: UTF8.self)
        guard let json = try? AnyValue(json: text, limits: .standard) else { return }
        do throws(Refusal) {
            let world = Self.world
            _ = try Rules.decide(Command(json: json), by: world.participant("w1"), in: world.picture)
        } catch {
            Self.check(error, json)
        }
    }
}

extension RefusalSentences {
    /// The names in braces.
    static func places(of sentences: RefusalSentences) -> Set<String> {
        let text = sentences.message + sentences.remedy
        return Set(text.matches(of: /\{(\w+)\}/).map { String($0.output.1) })
    }
}
