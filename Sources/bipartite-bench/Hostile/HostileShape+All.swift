import CRDT

extension HostileShape {
    /// What attacks on Yjs documents are known for, and what reading an engine suggests.
    static let all = gaps + deletions + places + contents + repetitions + frames

    private static func one(_ name: String, _ bytes: @escaping @Sendable (AttackedRoom.Facts) -> [UInt8])
        -> HostileShape
    {
        HostileShape(name: name) { [update(bytes($0))] }
    }

    // MARK: What lacks something

    private static let gaps = [
        HostileShape(name: "structs behind a hole") { _ in
            (0..<500).map { update(structs([section(66, 5 + 2 * $0, [letter])])) }
        },
        one("10,000 structs behind holes") { _ in
            structs((0..<10_000).map { section(100 + $0, 5, [letter]) })
        },
        one("each client waits for the next") { _ in
            structs(
                (0..<9_999).map { section(100 + $0, 0, [letter(after: id(101 + $0, 0), before: nil)]) }
                    + [section(10_099, 0, [letter])])
        },
        one("each client waits for one who never comes") { _ in
            structs((0..<10_000).map { section(100 + $0, 0, [letter(after: id(101 + $0, 0), before: nil)]) })
        },
        one("two clients wait for each other, letter by letter") { _ in
            structs([
                section(66, 0, (0..<5_000).map { letter(after: id(67, $0), before: nil) }),
                section(67, 0, (0..<5_000).map { letter(after: id(66, $0), before: nil) }),
            ])
        },
        one("skips between known clocks") { _ in
            structs([section(66, 0, (0..<20_000).map { $0 % 2 == 0 ? [10, 1] : [0, 1] })])
        },
    ]

    // MARK: Deleting

    private static let deletions = [
        one("deletes of 10,000 strangers") { _ in
            [0] + number(10_000) + (0..<10_000).flatMap { number(1000 + $0) + [1, 0, 1] }
        },
        one("100,000 deletes beyond what is known") { facts in
            deletes(facts.client, (0..<100_000).map { (facts.letters + 2 * $0, 1) })
        },
        one("every second letter deleted") { facts in
            deletes(facts.client, (0..<facts.letters / 2).map { (2 * $0, 1) })
        },
        HostileShape(name: "the same letters deleted, again and again") { facts in
            let ranges = (0..<facts.letters / 4).map { (4 * $0, UInt64(1)) }
            return (0..<20).map { _ in update(deletes(facts.client, ranges)) }
        },
        one("overlapping deletes") { facts in
            deletes(facts.client, (0..<20_000).map { ($0 % 100, facts.letters / 2) })
        },
        one("garbage of one's own") { _ in
            structs([section(66, 0, Array(repeating: [0, 1], count: 100_000))])
        },
        one("deleted runs of one's own") { _ in
            structs([section(66, 0, Array(repeating: [1] + notes + [1], count: 30_000))])
        },
    ]

    // MARK: Places

    private static let places = [
        one("10,000 clients with one letter each") { _ in
            structs((0..<10_000).map { section(100 + $0, 0, [letter]) })
        },
        one("1,300 clients at one place") { facts in
            let end = id(facts.client, facts.letters - 1)
            return structs((0..<1_300).map { section(100 + $0, 0, [letter(after: end, before: nil)]) })
        },
        one("10,000 clients at one place") { facts in
            let end = id(facts.client, facts.letters - 1)
            return structs((0..<10_000).map { section(100 + $0, 0, [letter(after: end, before: nil)]) })
        },
        one("each letter before the one before") { _ in
            structs([
                section(66, 0, [letter] + (0..<20_000).map { letter(after: nil, before: id(66, $0)) })
            ])
        },
        one("letters that name no neighbour") { _ in
            structs([section(66, 0, Array(repeating: letter, count: 1_300))])
        },
        one("letters into a run, from its end") { _ in
            let run = [4] + notes + text(String(repeating: "a", count: 3_000))
            return structs([
                section(66, 0, [run] + (1..<3_000).map { letter(after: nil, before: id(66, 3_000 - $0)) })
            ])
        },
        one("letters into the middle of words") { facts in
            structs([
                section(
                    66, 0,
                    (0..<5_000).map { number in
                        letter(after: id(facts.client, number * 7_919 % facts.letters), before: nil)
                    })
            ])
        },
        one("letters between far neighbours") { facts in
            structs([
                section(
                    66, 0,
                    (0..<1_300).map { _ in
                        letter(
                            after: id(facts.client, 0), before: id(facts.client, facts.letters - 1))
                    })
            ])
        },
    ]

    // MARK: Contents

    private static let contents = [
        one("arrays nested to the limit") { _ in
            let nested = Array(repeating: [117, 1] as [UInt8], count: 30).joined() + [126]
            return structs([section(66, 0, Array(repeating: [8] + notes + [1] + nested, count: 2_000))])
        },
        one("objects with a thousand keys") { _ in
            let object = [118] + number(1_000) + (0..<1_000).flatMap { text("k\($0)") + [126] }
            return structs([section(66, 0, Array(repeating: [8] + notes + [1] + object, count: 30))])
        },
        one("10,000 keys of one map") { _ in
            structs([section(66, 0, (0..<10_000).map { [0x28] + items + text("k\($0)") + [1, 126] })])
        },
        one("one key written 10,000 times") { _ in
            structs([
                section(
                    66, 0,
                    [[0x28] + items + text("k") + [1, 126]]
                        + (0..<10_000).map { [0xA8] + id(66, $0) + [1, 126] })
            ])
        },
        one("types in types") { _ in
            structs([
                section(66, 0, [[7] + notes + [1]] + (0..<5_000).map { [7, 0] + id(66, $0) + [1] })
            ])
        },
        one("marks on and off") { _ in
            structs([
                section(
                    66, 0,
                    [[6] + notes + text("b") + text("1")]
                        + (0..<10_000).map { number in
                            [0x86] + id(66, number) + text("b") + text(number % 2 == 0 ? "null" : "1")
                        })
            ])
        },
        one("pictures") { _ in
            structs([section(66, 0, Array(repeating: [5] + notes + text("{}"), count: 1_300))])
        },
        one("old JSON") { _ in
            structs([
                section(66, 0, Array(repeating: [2] + notes + [2] + text("1") + text("{}"), count: 1_300))
            ])
        },
        one("documents in the document") { _ in
            structs([section(66, 0, Array(repeating: [9] + notes + text("d") + [118, 0], count: 1_300))])
        },
        one("a megabyte of anything") { _ in
            structs([
                section(66, 0, [[3] + notes + number(1_000_000) + [UInt8](repeating: 7, count: 1_000_000)])
            ])
        },
    ]

    // MARK: The same again

    private static let repetitions = [
        HostileShape(name: "what everybody has, again and again") { facts in
            Array(repeating: update(facts.whole), count: 10)
        },
        HostileShape(name: "what everybody has, but for its last byte") { facts in
            Array(repeating: update(facts.whole.dropLast()), count: 10)
        },
        HostileShape(name: "a million structs, it says") { _ in
            Array(repeating: update([1] + number(1_000_000) + [66, 0, 0, 1, 0]), count: 500)
        },
        HostileShape(name: "a million structs in 23 bytes of the second format") { _ in
            let bytes: [UInt8] =
                [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 1] + number(1_000_000) + [66, 0, 0, 1, 0, 0, 0]
            return Array(repeating: update(bytes), count: 500)
        },
        HostileShape(name: "lengths of 2^50") { _ in
            Array(repeating: update(structs([section(66, 0, [[4] + notes + number(1 << 50)])])), count: 500)
        },
    ]

    // MARK: Other messages

    private static func presence(of client: UInt64, at clock: UInt64) -> [UInt8] {
        id(client, clock) + text(#"{"cursor":null}"#)
    }

    private static let frames = [
        HostileShape(name: "state vectors of 10,000 clients") { _ in
            let vector = number(10_000) + (0..<10_000).flatMap { number($0) + [1] }
            return Array(repeating: message([0, 0], vector), count: 20)
        },
        HostileShape(name: "presence of 32 clients, renewed") { _ in
            (UInt64(1)...200).map { clock in
                let entries = (900..<932).map { presence(of: $0, at: clock) }
                return message([1], [32] + entries.joined())
            }
        },
        HostileShape(name: "presence in others' names") { facts in
            (UInt64(1)...200).map { message([1], [1] + presence(of: UInt64(facts.client), at: $0)) }
        },
        HostileShape(name: "nothing at all, very often") { _ in
            Array(repeating: update([0, 0]), count: 5_000)
        },
        HostileShape(name: "messages of no kind") { _ in
            Array(repeating: [99, 99, 99, 99], count: 5_000)
        },
    ]
}
