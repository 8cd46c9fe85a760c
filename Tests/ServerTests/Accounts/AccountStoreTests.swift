import Committee
import Crypto
import Foundation
import GRDB
import RoomLog
import Testing

@testable import Server
import TestSupport

@Suite("Accounts")
struct AccountStoreTests {
    private let folder: AccountFolder
    private let store: AccountStore
    private let now = 1_700_000_000
    private let key = Curve25519.Signing.PrivateKey()
    private let worker = Participant(id: "w1", name: "Nasrin", role: .member(.worker), isHandler: true)
    private let advisor = Participant(id: "a1", name: "Rahima", role: .advisor)

    init() throws {
        folder = try AccountFolder()
        store = try AccountStore(folder: folder.path)
        try store.setMembers([worker, advisor], of: "factory-1")
    }

    private var publicKey: [UInt8] { Array(key.publicKey.rawRepresentation) }

    @Test("Members are those the import wrote, and who is unknown is told who is known")
    func members() throws {
        #expect(try store.members(of: "factory-1") == [advisor, worker])
        #expect(try store.committees() == ["factory-1"])
        #expect(throws: AccountFailure.unknownMember("w9", committee: "factory-1", known: ["a1", "w1"])) {
            try store.invite(member: "w9", of: "factory-1", now: now)
        }
        #expect(throws: AccountFailure.unknownCommittee("factory-2", known: ["factory-1"])) {
            try store.issueToken(member: "w1", of: "factory-2", now: now)
        }
    }

    @Test("A code lets its member in once, with a token for twelve hours")
    func join() throws {
        let code = try store.invite(member: "w1", of: "factory-1", now: now).code.shown
        let joined = try store.join(code: code.lowercased(), publicKey: publicKey, now: now)
        #expect(joined.committee == "factory-1" && joined.participant == worker)
        #expect(joined.token.expires == now + 12 * 3600)
        #expect(throws: JoinFailure.used) { try store.join(code: code, publicKey: publicKey, now: now) }
        let known = try #require(try store.participant(token: joined.token.token, now: now))
        #expect(known.committee == "factory-1" && known.participant == worker)
    }

    @Test("Mistyped, unknown, used and expired codes are told apart, and each says what to do")
    func wrongCodes() throws {
        var random = SeededGenerator(seed: 1)
        let unknown = InvitationCode(random: &random).shown
        let mistyped = String(unknown.dropLast() + (unknown.last == "0" ? "1" : "0"))
        let code = try store.invite(member: "w1", of: "factory-1", now: now).code.shown
        let late = now + 14 * 86_400
        #expect(throws: JoinFailure.mistyped) {
            try store.join(code: mistyped, publicKey: publicKey, now: now)
        }
        #expect(throws: JoinFailure.unknown) { try store.join(code: unknown, publicKey: publicKey, now: now) }
        #expect(throws: JoinFailure.expired) { try store.join(code: code, publicKey: publicKey, now: late) }
        #expect(throws: JoinFailure.unusableKey) { try store.join(code: code, publicKey: [1, 2], now: now) }
        #expect(try store.join(code: code, publicKey: publicKey, now: late - 1).participant == worker)
        let failures: [JoinFailure] = [.mistyped, .unknown, .used, .expired]
        #expect(Set(failures.map(\.code)).count == 4 && failures.allSatisfy { !$0.remedy.isEmpty })
    }

    @Test("Who is revoked gets in by nothing they had, and a new slip lets them in again")
    func revocation() throws {
        let used = try store.invite(member: "w1", of: "factory-1", now: now).code.shown
        let joined = try store.join(code: used, publicKey: publicKey, now: now).token.token
        let lent = try store.issueToken(member: "w1", of: "factory-1", now: now).token
        let other = try store.issueToken(member: "a1", of: "factory-1", now: now).token
        let open = try store.invite(member: "w1", of: "factory-1", now: now).code.shown
        let revoked = try store.revoke(member: "w1", of: "factory-1", now: now)
        #expect(revoked == Revocation(participant: worker, hadKey: true, tokens: 2, codes: 1))
        for token in [joined, lent] { #expect(try store.participant(token: token, now: now) == nil) }
        #expect(try store.participant(token: other, now: now) != nil)
        #expect(throws: JoinFailure.unknown) { try store.join(code: open, publicKey: publicKey, now: now) }
        #expect(throws: JoinFailure.used) { try store.join(code: used, publicKey: publicKey, now: now) }
        let challenge = store.challenge(member: "w1", of: "factory-1", now: now)
        let text = AccountStore.renewalText(member: "w1", of: "factory-1", challenge: challenge)
        let signature = Array(try key.signature(for: text))
        #expect(throws: RenewFailure.refused) {
            try store.renew(
                member: "w1", of: "factory-1", challenge: challenge, signature: signature, now: now)
        }
        #expect(
            try store.revoke(member: "w1", of: "factory-1", now: now)
                == Revocation(participant: worker, hadKey: false, tokens: 0, codes: 0))
        #expect(throws: AccountFailure.unknownMember("w9", committee: "factory-1", known: ["a1", "w1"])) {
            try store.revoke(member: "w9", of: "factory-1", now: now)
        }
        let new = try store.invite(member: "w1", of: "factory-1", now: now).code.shown
        #expect(try store.join(code: new, publicKey: publicKey, now: now).participant == worker)
    }

    @Test("Joining anew replaces the key and ends the tokens there were")
    func joiningAnew() throws {
        let first = try store.invite(member: "w1", of: "factory-1", now: now).code.shown
        let old = try store.join(code: first, publicKey: publicKey, now: now).token.token
        let lent = try store.issueToken(member: "w1", of: "factory-1", now: now).token
        let newKey = Curve25519.Signing.PrivateKey()
        let second = try store.invite(member: "w1", of: "factory-1", now: now).code.shown
        let joined = try store.join(
            code: second, publicKey: Array(newKey.publicKey.rawRepresentation), now: now + 1)
        #expect(try store.participant(token: old, now: now + 1) == nil)
        #expect(try store.participant(token: lent, now: now + 1) == nil)
        #expect(try store.participant(token: joined.token.token, now: now + 1) != nil)
        #expect(throws: RenewFailure.refused) { try renew(with: key, at: now + 2) }
        #expect(try renew(with: newKey, at: now + 2).expires == now + 2 + 12 * 3600)
    }

    @Test("A token ends when it expires, when it is revoked, and when its member leaves")
    func tokens() throws {
        let token = try store.issueToken(member: "w1", of: "factory-1", lifetimeSeconds: 60, now: now).token
        #expect(token.hasPrefix("bpt_") && token.utf8.count == AccountStore.tokenLength)
        #expect(try store.participant(token: token, now: now + 59) != nil)
        #expect(try store.participant(token: token, now: now + 60) == nil)
        #expect(try store.participant(token: "bpt_" + String(repeating: "A", count: 43), now: now) == nil)
        #expect(try store.participant(token: "", now: now) == nil)
        try store.revokeTokens(of: "w1", in: "factory-1")
        #expect(try store.participant(token: token, now: now) == nil)
        let other = try store.issueToken(member: "a1", of: "factory-1", now: now).token
        try store.setMembers([worker], of: "factory-1")
        #expect(try store.participant(token: other, now: now) == nil)
        try store.setMembers([worker, advisor], of: "factory-1")
        #expect(try store.participant(token: other, now: now) == nil)
    }

    @Test("What is made void with everything is void under a clock that goes back, though it had run out")
    func voidEverything() throws {
        let token = try store.issueToken(member: "w1", of: "factory-1", lifetimeSeconds: 60, now: now).token
        let code = try store.invite(member: "w1", of: "factory-1", now: now).code.shown
        let void = try store.voidEverything(now: now + 20 * 86_400)
        #expect(void.tokens == 1 && void.codes == 1)
        #expect(try store.participant(token: token, now: now) == nil)
        #expect(throws: JoinFailure.used) { try store.join(code: code, publicKey: publicKey, now: now) }
    }

    @Test("What another process writes holds at the next question")
    func otherProcess() throws {
        let other = try AccountStore(folder: folder.path)
        let token = try other.issueToken(member: "w1", of: "factory-1", now: now).token
        #expect(try store.participant(token: token, now: now)?.participant == worker)
        try other.revokeTokens(of: "w1", in: "factory-1")
        #expect(try store.participant(token: token, now: now) == nil)
    }

    @Test("Neither codes nor tokens stand in the files, nor what can be worked out of a code alone")
    func onlyHashes() throws {
        let code = try store.invite(member: "w1", of: "factory-1", now: now).code
        let token = try store.issueToken(member: "w1", of: "factory-1", now: now).token
        let guess = Data(SHA256.hash(data: Data(code.characters.utf8)))
        for name in try FileManager.default.contentsOfDirectory(atPath: folder.path) {
            let bytes = try Data(contentsOf: URL(filePath: folder.path + "/" + name))
            #expect(bytes.range(of: Data(code.characters.utf8)) == nil, "\(name)")
            #expect(bytes.range(of: Data(token.utf8)) == nil, "\(name)")
            #expect(bytes.range(of: guess) == nil, "\(name)")
        }
    }

    @Test("A challenge is good once, for two minutes, for the member it was given to, with that member's key")
    func renewal() throws {
        let code = try store.invite(member: "w1", of: "factory-1", now: now).code.shown
        _ = try store.join(code: code, publicKey: publicKey, now: now)
        let challenge = store.challenge(member: "w1", of: "factory-1", now: now)
        let signature = try sign(challenge, with: key)
        #expect(try renewed(challenge, signature, at: now + 119).expires == now + 119 + 12 * 3600)
        #expect(throws: RenewFailure.refused) { try renewed(challenge, signature, at: now + 119) }

        let late = store.challenge(member: "w1", of: "factory-1", now: now)
        #expect(throws: RenewFailure.refused) { try renewed(late, try sign(late, with: key), at: now + 120) }
        let foreign = store.challenge(member: "a1", of: "factory-1", now: now)
        #expect(throws: RenewFailure.refused) { try renewed(foreign, try sign(foreign, with: key), at: now) }
        #expect(throws: RenewFailure.refused) { try renew(with: Curve25519.Signing.PrivateKey(), at: now) }
        #expect(!store.challenge(member: "nobody", of: "nowhere", now: now).isEmpty)
    }

    @Test("Waiting challenges have a limit; the oldest gives way")
    func challengeLimit() {
        var book = ChallengeBook()
        for number in 0...ChallengeBook.countMax {
            book.add("c\(number)", committee: "c", member: "m", now: now)
        }
        #expect(book.count == ChallengeBook.countMax)
        let oldest = book.redeem("c0", committee: "c", member: "m", now: now)
        let next = book.redeem("c1", committee: "c", member: "m", now: now)
        #expect(!oldest && next)
    }

    @Test("Accounts of format 1 open: keys, tokens and codes are good as before")
    func formatOne() throws {
        let fixture = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appending(path: "RoomLogTests/Fixtures/format-1/accounts.sqlite")
        let other = try AccountFolder()
        try FileManager.default.copyItem(atPath: fixture.path, toPath: other.path + "/accounts.sqlite")
        let store = try AccountStore(folder: other.path)
        #expect(try store.members(of: "factory-fixture").map(\.id) == ["m1", "w1"])
        let token = "bpt_f2QIJ-bMH9er_Hhn65XmZNxbzj7-zfni_90icwNTJsM"
        #expect(try store.participant(token: token, now: now)?.participant == worker)
        #expect(throws: JoinFailure.used) {
            try store.join(code: "HPJJB-TFW7A-2", publicKey: publicKey, now: now)
        }
        #expect(try store.join(code: "PGDYG-TWZKK-3", publicKey: publicKey, now: now).participant.id == "m1")
        let key = try Curve25519.Signing.PrivateKey(rawRepresentation: [UInt8](repeating: 9, count: 32))
        let challenge = store.challenge(member: "w1", of: "factory-fixture", now: now)
        let text = Data("bipartite-token-v1\nfactory-fixture\nw1\n\(challenge)".utf8)
        let signature = Array(try key.signature(for: text))
        _ = try store.renew(
            member: "w1", of: "factory-fixture", challenge: challenge, signature: signature, now: now)
    }

    @Test("Without the key of codes open ones are unknown; keys and tokens are good as before")
    func withoutCodeKey() throws {
        let code = try store.invite(member: "w1", of: "factory-1", now: now).code.shown
        let token = try store.issueToken(member: "w1", of: "factory-1", now: now).token
        try FileManager.default.removeItem(atPath: folder.path + "/code.key")
        let other = try AccountStore(folder: folder.path)
        #expect(throws: JoinFailure.unknown) {
            try other.join(code: code, publicKey: publicKey, now: now)
        }
        #expect(try other.participant(token: token, now: now)?.participant == worker)
        // Who holds the old key still knows it.
        _ = try store.join(code: code, publicKey: publicKey, now: now)
    }

    @Test("A key that many draw at once is one")
    func oneKey() async throws {
        let folder = try AccountFolder()
        let file = KeyFile(path: folder.path + "/some.key")
        let drawn = try await withThrowingTaskGroup(of: [UInt8].self) { group in
            for _ in 0..<16 { group.addTask { try file.draw() } }
            return try await group.reduce(into: Set<[UInt8]>()) { $0.insert($1) }
        }
        #expect(drawn.count == 1)
        #expect(try file.read(else: "") == drawn.first)
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["some.key"])
    }

    @Test("Accounts of a newer format are refused")
    func newerFormat() throws {
        try store.pool.write { db in try db.execute(sql: "PRAGMA user_version = 3") }
        #expect(throws: AccountFailure.storage(.newerFormat(found: 3, supported: 2))) {
            try AccountStore(folder: folder.path)
        }
    }

    private func renew(with key: Curve25519.Signing.PrivateKey, at time: Int) throws -> IssuedToken {
        let challenge = store.challenge(member: "w1", of: "factory-1", now: time)
        return try renewed(challenge, try sign(challenge, with: key), at: time)
    }

    private func renewed(_ challenge: String, _ signature: [UInt8], at time: Int) throws -> IssuedToken {
        try store.renew(member: "w1", of: "factory-1", challenge: challenge, signature: signature, now: time)
    }

    private func sign(_ challenge: String, with key: Curve25519.Signing.PrivateKey) throws -> [UInt8] {
        Array(try key.signature(for: Data("bipartite-token-v1\nfactory-1\nw1\n\(challenge)".utf8)))
    }
}
