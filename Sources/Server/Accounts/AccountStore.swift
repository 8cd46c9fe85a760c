public import Committee
import Crypto
import Foundation
import GRDB
import RoomLog
import Synchronization

/// Who may enter: members, their codes, keys and tokens, in `accounts.sqlite` of the data folder.
///
/// Tokens are kept as SHA-256 only, codes as a hash under `code.key`, which stands in no backup: 50 bits can
/// be tried out. Nothing is cached, so what another process writes
/// (`bipartite-server invite` beside a running server, a revocation) holds at the next question. Every
/// function may be called from any thread; a question waits for no writer.
public final class AccountStore: Sendable {
    /// How long a code is good.
    public static let inviteDays = 14
    /// How long a token is good that a member got by joining or renewing.
    public static let memberTokenSeconds = 12 * 3600

    let pool: DatabasePool
    /// Asks for nothing but `version`: SQLite counts for one connection what all others have written.
    private let lookout: DatabaseQueue
    private let path: String
    private let codeKey: SymmetricKey
    private let challenges = Mutex(ChallengeBook())

    /// Opens the accounts of a data folder that exists; makes their file if it is missing.
    public init(folder: String) throws(AccountFailure) {
        path = folder + "/accounts.sqlite"
        do {
            let key = try Self.codeKey(KeyFile(path: folder + "/code.key"))
            codeKey = key
            pool = try DurableDatabase.open(
                path: path, format: Self.format, migrations: [1: { try Self.keyCodes(with: key, $0) }],
                makeTables: Self.makeTables)
            lookout = try DurableDatabase.openForReading(path: path, format: Self.format)
        } catch {
            throw .storage(error)
        }
    }

    /// Drawn where it is missing: then open codes are unknown, and nothing else is lost.
    private static func codeKey(_ file: KeyFile) throws(LogFailure) -> SymmetricKey {
        let found = try file.read(else: "remove it, and invite anew who has not joined yet")
        if let found { return SymmetricKey(data: found) }
        return SymmetricKey(data: try file.draw())
    }

    deinit {
        try? lookout.close()
        DurableDatabase.close(pool)
    }

    /// Another number than last time once anybody has written to the accounts, this process or another.
    func version() throws(AccountFailure) -> Int {
        do {
            return try lookout.read { db in
                try Int.fetchOne(db.cachedStatement(sql: "PRAGMA data_version")) ?? 0
            }
        } catch { throw Self.failure(error, path: path) }
    }

    /// Committees that have members here, sorted.
    public func committees() throws(AccountFailure) -> [String] {
        try read { db in try Self.committees(db) }
    }

    /// The members of a committee, sorted by id.
    public func members(of committee: String) throws(AccountFailure) -> [Participant] {
        try read { db in try Self.members(of: committee, db) }
    }

    /// The members' public keys, sorted by id.
    func keys(of committee: String) throws(AccountFailure) -> [AccountKey] {
        try read { db in try Self.keys(of: committee, db) }
    }

    /// Writes the roster of a committee anew. Who is no longer in it loses the key and every token.
    public func setMembers(_ members: [Participant], of committee: String) throws(AccountFailure) {
        try write { db in
            try db.execute(sql: "DELETE FROM members WHERE committee = ?", arguments: [committee])
            for member in members {
                try db.execute(
                    sql: "INSERT INTO members VALUES (?, ?, ?, ?, ?)",
                    arguments: [committee, member.id, member.name, member.role.rawValue, member.isHandler])
            }
            for table in ["keys", "tokens", "invitations"] {
                try db.execute(
                    sql: """
                        DELETE FROM \(table) WHERE committee = ?1 AND member NOT IN
                        (SELECT member FROM members WHERE committee = ?1)
                        """, arguments: [committee])
            }
        }
    }

    /// Draws a code for a member, good once and for 14 days.
    ///
    /// - Parameter isOnly: codes the member was given before and has not used are void from here on.
    public func invite(
        member: String, of committee: String, now: UnixTime, isOnly: Bool = false
    ) throws(AccountFailure) -> Invitation {
        var random = SystemRandomNumberGenerator()
        let code = InvitationCode(random: &random)
        let expires = now + Self.inviteDays * 86_400
        return try write { db in
            let participant = try Self.participant(member, of: committee, db)
            if isOnly { try Self.voidCodes(of: member, in: committee, db) }
            try db.execute(
                sql: "INSERT INTO invitations VALUES (?, ?, ?, ?, ?, NULL)",
                arguments: [hash(code), committee, member, now, expires])
            return Invitation(code: code, committee: committee, participant: participant, expires: expires)
        }
    }

    /// Registers the key of whoever holds the code. A key and tokens the member had before are void from here
    /// on.
    public func join(code typed: String, publicKey: [UInt8], now: UnixTime) throws(JoinFailure) -> Joined {
        guard let code = InvitationCode(typed: typed) else { throw .mistyped }
        guard (try? Curve25519.Signing.PublicKey(rawRepresentation: publicKey)) != nil else {
            throw .unusableKey
        }
        do {
            return try pool.write { db in
                let (committee, participant) = try Self.useInvitation(hash(code), now: now, db)
                try db.execute(
                    sql: "REPLACE INTO keys (committee, member, public_key, registered) VALUES (?, ?, ?, ?)",
                    arguments: [committee, participant.id, Data(publicKey), now])
                try Self.revokeTokens(of: participant.id, in: committee, db)
                let token = try Self.issueToken(
                    member: participant.id, of: committee, expires: now + Self.memberTokenSeconds, now: now,
                    db)
                return Joined(committee: committee, participant: participant, token: token)
            }
        } catch let failure as JoinFailure {
            throw failure
        } catch {
            throw .storage(LogFailure(error, path: path))
        }
    }

    /// A token for a member, without a key: for the command line, tests and integrations.
    public func issueToken(
        member: String, of committee: String, lifetimeSeconds: Int = memberTokenSeconds, now: UnixTime
    ) throws(AccountFailure) -> IssuedToken {
        try write { db in
            _ = try Self.participant(member, of: committee, db)
            return try Self.issueToken(
                member: member, of: committee, expires: now + lifetimeSeconds, now: now, db)
        }
    }

    /// Whom a token stands for; nil if it is unknown, expired or revoked. One look-up by primary key.
    public func participant(token: String, now: UnixTime) throws(AccountFailure) -> Authenticated? {
        guard token.hasPrefix(Self.tokenPrefix), token.utf8.count == Self.tokenLength else { return nil }
        return try read { db in
            // Parsed once: a storm of reconnecting members asks this and nothing else.
            let statement = try db.cachedStatement(
                sql: """
                    SELECT members.*, tokens.expires FROM tokens JOIN members USING (committee, member)
                    WHERE tokens.hash = ? AND NOT tokens.revoked AND tokens.expires > ?
                    """)
            let row = try GRDB.Row.fetchOne(statement, arguments: [Self.hash(token), now])
            guard let row, let participant = Participant(row: row) else { return nil }
            return Authenticated(
                committee: row["committee"], participant: participant, expires: row["expires"])
        }
    }

    /// Something to sign, for known and unknown members alike.
    public func challenge(member: String, of committee: String, now: UnixTime) -> String {
        let challenge = Self.randomText()
        challenges.withLock { $0.add(challenge, committee: committee, member: member, now: now) }
        return challenge
    }

    /// A new token for whoever signs a challenge with the member's key.
    public func renew(
        member: String, of committee: String, challenge: String, signature: [UInt8], now: UnixTime
    ) throws(RenewFailure) -> IssuedToken {
        let isOpen = challenges.withLock {
            $0.redeem(challenge, committee: committee, member: member, now: now)
        }
        guard isOpen else { throw .refused }
        do {
            return try pool.write { db in
                guard
                    let raw = try Data.fetchOne(
                        db, sql: "SELECT public_key FROM keys WHERE committee = ? AND member = ?",
                        arguments: [committee, member]),
                    let key = try? Curve25519.Signing.PublicKey(rawRepresentation: raw),
                    key.isValidSignature(
                        signature, for: Self.renewalText(member: member, of: committee, challenge: challenge))
                else { throw RenewFailure.refused }
                return try Self.issueToken(
                    member: member, of: committee, expires: now + Self.memberTokenSeconds, now: now, db)
            }
        } catch let failure as RenewFailure {
            throw failure
        } catch {
            throw .storage(LogFailure(error, path: path))
        }
    }

    /// Ends every token of a member. The key stays: `join` with a new code replaces it.
    public func revokeTokens(of member: String, in committee: String) throws(AccountFailure) {
        try write { db in try Self.revokeTokens(of: member, in: committee, db) }
    }

    /// Ends a key and every token of its member, unless the member has another key by now. The seat and open
    /// codes stay.
    func void(key: [UInt8], of member: String, in committee: String) throws(AccountFailure) {
        try write { db in
            try db.execute(
                sql: "DELETE FROM keys WHERE committee = ? AND member = ? AND public_key = ?",
                arguments: [committee, member, Data(key)])
            guard db.changesCount > 0 else { return }
            try Self.revokeTokens(of: member, in: committee, db)
        }
    }

    /// Lets a member in no more: the key, every token and every open code are void. The seat stays; a new
    /// invitation fills it. Says how many tokens and codes were good until now.
    @discardableResult
    public func revoke(member: String, of committee: String, now: UnixTime) throws(AccountFailure)
        -> Revocation
    {
        try write { db in
            let participant = try Self.participant(member, of: committee, db)
            return try Self.revoke(participant, of: committee, now: now, db)
        }
    }

    /// Ends every token and every open code: after a restore, those that were revoked or used since the
    /// backup would be good again. Those that ran out end too: they would be good under a clock that is set
    /// back. Members' keys stay, and with them they get new tokens.
    func voidEverything(now: UnixTime) throws(AccountFailure) -> (tokens: Int, codes: Int) {
        try write { db in
            try db.execute(sql: "UPDATE tokens SET revoked = 1 WHERE NOT revoked")
            let tokens = db.changesCount
            try db.execute(sql: "UPDATE invitations SET used = ? WHERE used IS NULL", arguments: [now])
            return (tokens, db.changesCount)
        }
    }

    /// What a member's key signs to get a token (`Protocol/sync.md`).
    static func renewalText(member: String, of committee: String, challenge: String) -> [UInt8] {
        Array("bipartite-token-v1\n\(committee)\n\(member)\n\(challenge)".utf8)
    }

    private func hash(_ code: InvitationCode) -> Data {
        Self.keyed(Self.hash(code.characters), with: codeKey)
    }

    private func read<Value>(_ body: (Database) throws -> Value) throws(AccountFailure) -> Value {
        do { return try pool.read(body) } catch { throw Self.failure(error, path: path) }
    }

    private func write<Value>(_ body: (Database) throws -> Value) throws(AccountFailure) -> Value {
        do { return try pool.write(body) } catch { throw Self.failure(error, path: path) }
    }

    private static func failure(_ error: any Error, path: String) -> AccountFailure {
        (error as? AccountFailure) ?? .storage(LogFailure(error, path: path))
    }
}
