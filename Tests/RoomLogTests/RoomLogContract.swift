import Committee
import Foundation
import RoomCore
import RoomLog
import Synchronization
import Testing

/// The engines that must pass the contract.
enum Engine: String, CaseIterable, CustomTestStringConvertible, Sendable {
    case memory
    case sqlite

    var testDescription: String { rawValue }

    func open(_ folder: TemporaryFolder) throws -> any RoomLog {
        switch self {
        case .memory: MemoryRoomLog()
        case .sqlite: try SQLiteRoomLog(folder: folder.path)
        }
    }
}

/// What every log promises, whatever it is made of.
@Suite("RoomLogContract")
struct RoomLogContract {
    let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    @Test("What was flushed is loaded again, in order", arguments: Engine.allCases)
    func appendAndLoad(_ engine: Engine) async throws {
        let log = try engine.open(folder)
        try log.create(room: "a")
        var author = Author()
        let entries = [
            author.event(.committee, "e1"), author.update(.plan, "u1"), author.update(.caucusWorker, "s1"),
            author.binding(.plan, "b1"), author.update(.plan, "u2"),
        ]
        let first = try await log.flush("a", Array(entries[..<2])).get()
        let second = try await log.flush("a", Array(entries[2...])).get()
        let image = try log.load(room: "a")
        #expect(image.entries == entries)
        #expect(image.end == LogPosition(5) && first.end == LogPosition(2) && second.end == LogPosition(5))
        #expect(first.heads.map(\.audience) == [.committee])
        #expect(second.heads == image.heads)
        #expect(image.heads.map(\.sequence) == [4, 1])
        log.close()
    }

    @Test("A room says when it must be looked at next; a new one at once", arguments: Engine.allCases)
    func wakeUps(_ engine: Engine) async throws {
        let log = try engine.open(folder)
        for room in ["a", "b", "c"] { try log.create(room: room) }
        #expect(try log.rooms(dueBy: 0) == ["a", "b", "c"])
        for (room, wakeUp) in [("a", WakeUp.at(200)), ("b", .at(100)), ("c", .never)] {
            var author = Author()
            let batch = AppendBatch(room: room, entries: [author.update(.plan, "u")], wakeUp: wakeUp)
            _ = try await log.flush(batch).get()
        }
        #expect(try log.rooms(dueBy: 99) == [])
        #expect(try log.rooms(dueBy: 200) == ["b", "a"])
        var author = Author()
        _ = author.update(.plan, "u")
        _ = try await log.flush("b", [author.update(.plan, "u")]).get()
        #expect(try log.load(room: "b").wakeUp == .at(100), "an entry alone changes nothing")
        // No entry need come with it.
        _ = try await log.flush(AppendBatch(room: "b", entries: [], wakeUp: .now)).get()
        #expect(try log.load(room: "b").wakeUp == .now && log.load(room: "c").wakeUp == .never)
        log.close()
    }

    @Test(
        "A link of a chain is found by its audience and number, and it is what the head was then",
        arguments: Engine.allCases)
    func links(_ engine: Engine) async throws {
        let log = try engine.open(folder)
        try log.create(room: "a")
        try log.create(room: "b")
        var author = Author()
        var heads: [Head] = []
        for _ in 0..<3 {
            let entries = [author.update(.plan, "u"), author.update(.caucusWorker, "s")]
            heads += try await log.flush("a", entries).get().heads
        }
        let nowhere = [
            ChainPlace(audience: .committee, sequence: 4), ChainPlace(audience: .managementSide, sequence: 1),
            ChainPlace(audience: .committee, sequence: 0), ChainPlace(audience: .committee, sequence: .max),
        ]
        #expect(try log.links(room: "a", at: heads.map(\.place) + nowhere) == heads)
        #expect(try log.links(room: "b", at: heads.map(\.place)) == [])
        #expect(try log.links(room: "c", at: heads.map(\.place)) == [])
        log.close()
    }

    @Test("A room is made once, with its first entries or not at all", arguments: Engine.allCases)
    func creation(_ engine: Engine) async throws {
        let log = try engine.open(folder)
        var author = Author()
        let entries = [author.event(.committee, "e1"), author.update(.plan, "u1")]
        #expect(throws: LogFailure.outOfOrder(expected: LogPosition(1), got: LogPosition(2))) {
            try log.create(room: "a", holding: [entries[1]])
        }
        #expect(try log.rooms() == [])
        #expect(try log.create(room: "a", holding: entries).end == LogPosition(2))
        #expect(throws: LogFailure.alreadyExists) { try log.create(room: "a") }
        #expect(try log.load(room: "a").entries == entries)
        #expect(try await log.flush("a", [author.update(.plan, "u2")]).get().end == LogPosition(3))
        try log.create(room: "b")
        #expect(try log.rooms() == ["a", "b"])
        #expect(throws: LogFailure.self) { try log.create(room: "two\nlines") }
        log.close()
    }

    @Test("A room nobody made takes nothing", arguments: Engine.allCases)
    func unknownRoom(_ engine: Engine) async throws {
        let log = try engine.open(folder)
        var author = Author()
        #expect(await log.flush("a", [author.update(.plan, "u1")]) == .failure(.unknownRoom))
        #expect(throws: LogFailure.unknownRoom) { try log.load(room: "a") }
        log.close()
    }

    @Test("After a failure a room refuses all until it is loaded", arguments: Engine.allCases)
    func failureSticks(_ engine: Engine) async throws {
        let log = try engine.open(folder)
        try log.create(room: "a")
        try log.create(room: "b")
        var author = Author()
        let entries = ["u1", "u2", "u3"].map { author.update(.plan, $0) }
        _ = try await log.flush("a", [entries[0]]).get()
        let failure = LogFailure.outOfOrder(expected: LogPosition(2), got: LogPosition(3))
        #expect(await log.flush("a", [entries[2]]) == .failure(failure))
        #expect(await log.flush("a", [entries[1]]) == .failure(failure))
        #expect(try await log.flush("b", [entries[0]]).get().end == LogPosition(1))
        #expect(try log.load(room: "a").entries == [entries[0]])
        #expect(try await log.flush("a", [entries[1], entries[2]]).get().end == LogPosition(3))
        log.close()
    }

    @Test("A batch is taken whole or not at all", arguments: Engine.allCases)
    func wholeBatches(_ engine: Engine) async throws {
        let log = try engine.open(folder)
        try log.create(room: "a")
        var author = Author()
        let first = author.update(.plan, "u1")
        var second = author.update(.plan, "u2")
        second.sequence = 3
        let failure = LogFailure.outOfSequence(.committee, expected: 2, got: 3)
        #expect(await log.flush("a", [first, second]) == .failure(failure))
        #expect(try log.load(room: "a").entries == [])
        log.close()
    }

    @Test("Batches of many rooms are answered in each room's order", arguments: Engine.allCases)
    func manyRooms(_ engine: Engine) async throws {
        let log = try engine.open(folder)
        let rooms = (0..<20).map { "room-\($0)" }
        for room in rooms { try log.create(room: room) }
        let answers = Mutex<[String: [UInt64]]>([:])
        await withCheckedContinuation { continuation in
            let missing = Mutex(rooms.count * 50)
            var authors = Dictionary(uniqueKeysWithValues: rooms.map { ($0, Author()) })
            for number in 0..<50 {
                for room in rooms {
                    guard let entry = authors[room]?.update(.plan, "\(room) \(number)") else { continue }
                    log.append(AppendBatch(room: room, entries: [entry])) { result in
                        let end = (try? result.get())?.end.rawValue ?? 0
                        answers.withLock { $0[room, default: []].append(end) }
                        let isLast = missing.withLock { missing in
                            missing -= 1
                            return missing == 0
                        }
                        if isLast { continuation.resume() }
                    }
                }
            }
        }
        for room in rooms {
            #expect(answers.withLock { $0[room] } == Array(1...50))
            #expect(try log.load(room: room).entries.map(\.text) == (0..<50).map { "\(room) \($0)" })
        }
        log.close()
    }

    @Test("A checkpoint shortens the load; events and bindings stay", arguments: Engine.allCases)
    func checkpoints(_ engine: Engine) async throws {
        let log = try engine.open(folder)
        var author = Author()
        try log.create(
            room: "a",
            holding: [
                author.event(.committee, "e1"), author.update(.plan, "u1"), author.binding(.plan, "b1"),
                author.update(.caucusWorker, "s1"), author.checkpoint(.plan, "c1"),
                author.update(.plan, "u2"),
                author.checkpoint(.plan, "c2"), author.event(.workerSide, "e2"), author.update(.plan, "u3"),
            ])
        let image = try log.load(room: "a")
        #expect(image.entries.map(\.text) == ["e1", "b1", "s1", "c2", "e2", "u3"])
        #expect(image.end == LogPosition(9))
        log.close()
    }

    @Test("A new epoch hides what was written in the old one", arguments: Engine.allCases)
    func epochs(_ engine: Engine) async throws {
        let log = try engine.open(folder)
        var author = Author()
        try log.create(
            room: "a",
            holding: [
                author.update(.plan, "old"), author.epoch(.plan, "n1", epoch: 2),
                author.update(.plan, "late", epoch: 1), author.update(.plan, "new", epoch: 2),
                author.update(.minutes, "m1"),
            ])
        #expect(try log.load(room: "a").entries.map(\.text) == ["n1", "new", "m1"])
        log.close()
    }

    @Test(
        "Each audience has a chain of its own, and each head names the whole chain",
        arguments: Engine.allCases)
    func heads(_ engine: Engine) async throws {
        let log = try engine.open(folder)
        try log.create(room: "a")
        var author = Author()
        let first = try await log.flush("a", [author.update(.plan, "u1")]).get().heads
        let side = try await log.flush("a", [author.update(.caucusWorker, "s1")]).get().heads
        let second = try await log.flush("a", [author.update(.plan, "u2")]).get().heads
        #expect(first.map(\.sequence) == [1] && side.map(\.sequence) == [1] && second.map(\.sequence) == [2])
        #expect(side.map(\.audience) == [.workerSide])
        #expect(Set((first + side + second).map(\.hash)).count == 3)
        #expect((first + side + second).allSatisfy { $0.hash.count == 32 })
        #expect(try log.load(room: "a").heads == second + side)
        log.close()
    }

    @Test("A closed log says so", arguments: Engine.allCases)
    func closed(_ engine: Engine) async throws {
        let log = try engine.open(folder)
        try log.create(room: "a")
        log.close()
        var author = Author()
        let entry = author.update(.plan, "u1")
        await #expect(throws: LogFailure.self) { try await log.flush("a", [entry]).get() }
    }
}
